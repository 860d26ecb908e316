# benchmarks/honesty: the trials of what may be claimed, a library for the program benchmark_honesty (main.cpp) and for the tests, which
# run a short form of them.
file(GLOB _honesty CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/benchmarks/honesty/*.cpp)
list(FILTER _honesty EXCLUDE REGEX "/main\\.cpp$")
dangol_together(_honesty ${PROJECT_SOURCE_DIR}/benchmarks ${_honesty})
add_library(dangol_honesty STATIC ${_honesty})
dangol_compile(dangol_honesty)
target_include_directories(dangol_honesty PUBLIC ${PROJECT_SOURCE_DIR}/benchmarks PRIVATE ${PROJECT_SOURCE_DIR}/tests)  # support/
target_link_libraries(dangol_honesty PUBLIC dangol_static dangol_worlds)
