# tests/<layer>/*.cpp become one program per layer, and each file one entry of ctest (Catch2 tags tests by file name).
find_package(Catch2 3 REQUIRED)

# How tests are compiled. What is tested is optimised; its tests need not be. Those of segments make and judge large worlds themselves.
function(dangol_compile_test target optimised)
  dangol_compile(${target})
  target_compile_options(${target} PRIVATE $<$<CONFIG:Release>:-O${optimised}>
    $<$<CXX_COMPILER_ID:GNU>:-fpch-preprocess>)  # so that ccache knows what was read beforehand
  # Tests of internals may include private headers, and then see the same Eigen as the library.
  target_compile_definitions(${target} PRIVATE Eigen=dangol_eigen)
  target_include_directories(${target} PRIVATE ${PROJECT_SOURCE_DIR}/src ${PROJECT_SOURCE_DIR}/tests)
  target_link_libraries(${target} PRIVATE
    dangol_static dangol_worlds dangol_honesty Eigen3::Eigen Catch2::Catch2WithMain)
endfunction()

# What nearly every test begins with is read once for each way to compile.
file(CONFIGURE OUTPUT tests_begin.cpp CONTENT "")
foreach(optimised 0 1)
  add_executable(tests_begin_${optimised} ${CMAKE_CURRENT_BINARY_DIR}/tests_begin.cpp)  # as tests are: a library is compiled otherwise
  dangol_compile_test(tests_begin_${optimised} ${optimised})
  target_precompile_headers(tests_begin_${optimised} PRIVATE
    <catch2/catch_test_macros.hpp> <catch2/matchers/catch_matchers_exception.hpp> <catch2/matchers/catch_matchers_floating_point.hpp>
    <catch2/matchers/catch_matchers_string.hpp> <dangol/customers/customer_base.hpp> <dangol/features/feature_table.hpp>
    <algorithm> <chrono> <cmath> <functional> <map> <optional> <span> <string> <variant> <vector>)
endforeach()

set(_tested ${DANGOL_LAYERS} worlds honesty)
foreach(layer IN LISTS _tested)
  file(GLOB _sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${layer}/*.cpp)
  if(NOT _sources)
    continue()
  endif()
  set(_optimised 0)
  if(layer STREQUAL segments)
    set(_optimised 1)
  endif()
  add_executable(test_${layer} ${_sources})
  dangol_compile_test(test_${layer} ${_optimised})
  target_precompile_headers(test_${layer} REUSE_FROM tests_begin_${_optimised})
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
