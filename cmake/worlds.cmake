# examples/worlds: the generated shops, a library for tests and benchmarks beside the program `worlds` (main.cpp) that writes them
# as CSV. It knows nothing of dangol: what judges the library is not built on it.
file(GLOB _worlds CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/examples/worlds/*.cpp)
list(FILTER _worlds EXCLUDE REGEX "/main\\.cpp$")
dangol_together(_worlds ${PROJECT_SOURCE_DIR}/examples ${_worlds})
add_library(dangol_worlds STATIC ${_worlds})
dangol_compile(dangol_worlds)
target_include_directories(dangol_worlds PUBLIC ${PROJECT_SOURCE_DIR}/examples)

add_executable(worlds ${PROJECT_SOURCE_DIR}/examples/worlds/main.cpp)
dangol_compile(worlds)
target_link_libraries(worlds PRIVATE dangol_worlds)
