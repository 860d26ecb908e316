# dangol._core: the bindings over the same objects as the library. Bindings gain nothing from more than -O1, and link-time
# optimisation costs minutes.
file(GLOB _bindings CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/bindings/*.cpp)
if(_bindings)
  find_package(Python 3.11 REQUIRED COMPONENTS Interpreter Development.Module)
  find_package(pybind11 3.1 REQUIRED CONFIG)
  dangol_together(_bindings ${PROJECT_SOURCE_DIR} ${_bindings})
  pybind11_add_module(_core MODULE NO_EXTRAS ${_bindings})
  target_include_directories(_core PRIVATE ${PROJECT_SOURCE_DIR})
  dangol_compile(_core)
  target_compile_options(_core PRIVATE -O1)
  target_link_libraries(_core PRIVATE dangol_static)
  # The module answers to one name; nothing of the library inside it can meet another copy in the same process.
  target_link_options(_core PRIVATE LINKER:--as-needed LINKER:--version-script=${PROJECT_SOURCE_DIR}/cmake/python.map)
  set_target_properties(_core PROPERTIES LINK_DEPENDS ${PROJECT_SOURCE_DIR}/cmake/python.map)
  install(TARGETS _core LIBRARY DESTINATION dangol COMPONENT python)
endif()
