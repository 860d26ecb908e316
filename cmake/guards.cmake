# Rules of the whole, held by tests: `ctest -L guard`.
find_package(Python 3.11 REQUIRED COMPONENTS Interpreter)

function(dangol_guard name)
  add_test(NAME guard/${name} COMMAND ${ARGN})
  set_tests_properties(guard/${name} PROPERTIES LABELS guard TIMEOUT 600)
endfunction()

dangol_guard(layers ${Python_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/check_layers.py ${PROJECT_SOURCE_DIR})
dangol_guard(names ${Python_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/check_names.py ${PROJECT_SOURCE_DIR})
dangol_guard(symbols ${Python_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/check_symbols.py
  $<TARGET_FILE:dangol_static> $<TARGET_FILE:dangol_shared>)

# Each public header compiles alone, twice over, and so do all of them together; none brings in our private dependencies.
file(GLOB_RECURSE _headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/include/*.hpp)
set(_units "")
foreach(HEADER IN LISTS _headers ITEMS dangol/dangol.hpp)
  string(MAKE_C_IDENTIFIER ${HEADER} _unit)
  set(_unit ${PROJECT_BINARY_DIR}/public-headers/${_unit}.cpp)
  configure_file(${PROJECT_SOURCE_DIR}/cmake/public_header.cpp.in ${_unit} @ONLY)
  list(APPEND _units ${_unit})
endforeach()
add_library(public_headers OBJECT EXCLUDE_FROM_ALL ${_units})
dangol_compile(public_headers)
target_compile_options(public_headers PRIVATE -O0)
target_include_directories(public_headers PRIVATE ${PROJECT_SOURCE_DIR}/include ${DANGOL_GENERATED})
dangol_guard(public_headers ${CMAKE_COMMAND} --build ${CMAKE_BINARY_DIR} --target public_headers)

# The installed package, moved after installing, in programs of others; and the sources as a folder of theirs.
foreach(way static shared embedded)
  dangol_guard(package_${way} ${Python_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tests/package/check_package.py ${way}
    --source ${PROJECT_SOURCE_DIR} --build ${PROJECT_BINARY_DIR} --cmake ${CMAKE_COMMAND} --compiler ${CMAKE_CXX_COMPILER})
  set_tests_properties(guard/package_${way} PROPERTIES RESOURCE_LOCK programs_of_others)  # they are the same: ccache compiles them once
endforeach()
