# Rules of the whole, held by tests: `ctest -L guard`.
find_package(Python 3.11 REQUIRED COMPONENTS Interpreter)

function(dangol_guard name)
  add_test(NAME guard/${name} COMMAND ${ARGN})
  set_tests_properties(guard/${name} PROPERTIES LABELS guard TIMEOUT 600)
endfunction()

dangol_guard(layers ${Python_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/check_layers.py ${PROJECT_SOURCE_DIR})
dangol_guard(symbols ${Python_EXECUTABLE} ${PROJECT_SOURCE_DIR}/tools/check_symbols.py
  $<TARGET_FILE:dangol_static> $<TARGET_FILE:dangol_shared>)
