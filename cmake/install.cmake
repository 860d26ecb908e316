include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

# One export set per form, so that a consumer of the shared library need not have what only the static one links.
set(_package ${CMAKE_INSTALL_LIBDIR}/cmake/dangol)
foreach(form static shared)
  install(TARGETS dangol_${form} EXPORT dangol-${form}
    ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
    LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT runtime NAMELINK_COMPONENT development)
  install(EXPORT dangol-${form} FILE dangol-${form}.cmake NAMESPACE dangol:: DESTINATION ${_package} COMPONENT development)
endforeach()

install(DIRECTORY ${PROJECT_SOURCE_DIR}/include/ ${DANGOL_GENERATED}/
  DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development FILES_MATCHING PATTERN "*.hpp")

configure_package_config_file(${PROJECT_SOURCE_DIR}/cmake/dangolConfig.cmake.in ${PROJECT_BINARY_DIR}/dangolConfig.cmake
  INSTALL_DESTINATION ${_package} NO_SET_AND_CHECK_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/dangolConfigVersion.cmake COMPATIBILITY SameMinorVersion)
install(FILES ${PROJECT_BINARY_DIR}/dangolConfig.cmake ${PROJECT_BINARY_DIR}/dangolConfigVersion.cmake
  DESTINATION ${_package} COMPONENT development)
