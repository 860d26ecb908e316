# tests/<layer>/*.cpp become one program per layer, and each file one entry of ctest (Catch2 tags tests by file name).
find_package(Catch2 3 REQUIRED)

set(_tested ${DANGOL_LAYERS} worlds)
foreach(layer IN LISTS _tested)
  file(GLOB _sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${layer}/*.cpp)
  if(NOT _sources)
    continue()
  endif()
  add_executable(test_${layer} ${_sources})
  dangol_compile(test_${layer})
  # Tests of internals may include private headers, and then see the same Eigen as the library.
  target_compile_definitions(test_${layer} PRIVATE Eigen=dangol_eigen)
  target_include_directories(test_${layer} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(test_${layer} PRIVATE
    dangol_static dangol_worlds Eigen3::Eigen Catch2::Catch2WithMain)
  foreach(source IN LISTS _sources)
    cmake_path(GET source STEM name)
    if(name MATCHES "^test_")
      string(REGEX REPLACE "^test_" "" short ${name})
      add_test(NAME ${layer}/${short} COMMAND test_${layer} --filenames-as-tags "[#${name}]")
      set_tests_properties(${layer}/${short} PROPERTIES TIMEOUT 300)
    endif()
  endforeach()
endforeach()

include(cmake/guards.cmake)
