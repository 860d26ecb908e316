# examples/cpp: one program per file.
file(GLOB _programs CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/examples/cpp/*.cpp)
foreach(source IN LISTS _programs)
  cmake_path(GET source STEM name)
  add_executable(example_${name} ${source})
  dangol_compile(example_${name})
  target_link_libraries(example_${name} PRIVATE dangol::dangol)
endforeach()
