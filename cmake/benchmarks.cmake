# benchmarks: one program per file, and one of the folder honesty.
file(GLOB _programs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/benchmarks/*.cpp)
foreach(source IN LISTS _programs)
  cmake_path(GET source STEM name)
  add_executable(benchmark_${name} ${source})
  dangol_compile(benchmark_${name})
  target_link_libraries(benchmark_${name} PRIVATE dangol::dangol dangol_worlds)
endforeach()

add_executable(benchmark_honesty ${PROJECT_SOURCE_DIR}/benchmarks/honesty/main.cpp)
dangol_compile(benchmark_honesty)
target_link_libraries(benchmark_honesty PRIVATE dangol_honesty)
