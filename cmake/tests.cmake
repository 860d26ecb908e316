# tests/<layer>/*.cpp become one program per layer, and each file one entry of ctest (Catch2 tags tests by file name).
find_package(Catch2 3 REQUIRED)

set(_tested ${DANGOL_LAYERS} worlds honesty)
foreach(layer IN LISTS _tested)
  file(GLOB _sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${layer}/*.cpp)
  if(NOT _sources)
    continue()
  endif()
  add_executable(test_${layer} ${_sources})
  dangol_compile(test_${layer})
  # What is tested is optimised; its tests need not be. Those of segments make and judge large worlds themselves.
  target_compile_options(test_${layer} PRIVATE $<$<CONFIG:Release>:$<IF:$<STREQUAL:${layer},segments>,-O1,-O0>>)
  # Tests of internals may include private headers, and then see the same Eigen as the library.
  target_compile_definitions(test_${layer} PRIVATE Eigen=dangol_eigen)
  target_include_directories(test_${layer} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(test_${layer} PRIVATE
    dangol_static dangol_worlds dangol_honesty Eigen3::Eigen Catch2::Catch2WithMain)
  foreach(source IN LISTS _sources)
    cmake_path(GET source STEM name)
    if(name MATCHES "^test_")
      string(REGEX REPLACE "^test_" "" short ${name})
      add_test(NAME ${layer}/${short} COMMAND test_${layer} --filenames-as-tags "[#${name}]")
      set_tests_properties(${layer}/${short} PROPERTIES TIMEOUT 300)
    endif()
  endforeach()
endforeach()

# The examples are what a reader runs first: the study is made and kept, then a lead is scored from the file.
if(DANGOL_EXAMPLES)
  set(_kept ${PROJECT_BINARY_DIR}/examples-run)
  file(MAKE_DIRECTORY ${_kept})
  add_test(NAME examples/study_shop COMMAND example_study_shop shop.dangol WORKING_DIRECTORY ${_kept})
  add_test(NAME examples/score_lead COMMAND example_score_lead shop.dangol WORKING_DIRECTORY ${_kept})
  set_tests_properties(examples/study_shop PROPERTIES TIMEOUT 300 FIXTURES_SETUP studied_shop)
  set_tests_properties(examples/score_lead PROPERTIES TIMEOUT 60 FIXTURES_REQUIRED studied_shop)
endif()

include(cmake/guards.cmake)
