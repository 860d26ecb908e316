# Sources compile once, position independent; the same objects become libdangol.a, libdangol.so and the extension.
include(GenerateExportHeader)

find_package(Eigen3 3.4 REQUIRED NO_MODULE)
find_package(Boost 1.74 REQUIRED COMPONENTS serialization)
find_package(date REQUIRED CONFIG)
find_path(DANGOL_UTF8PROC_INCLUDE utf8proc.h REQUIRED)
find_library(DANGOL_UTF8PROC_LIBRARY utf8proc REQUIRED)
find_path(DANGOL_LBFGSPP_INCLUDE LBFGS.h REQUIRED)
find_path(DANGOL_JSON_INCLUDE nlohmann/json.hpp REQUIRED)
find_path(DANGOL_XXHASH_INCLUDE xxhash.h REQUIRED)
mark_as_advanced(DANGOL_XXHASH_INCLUDE DANGOL_UTF8PROC_INCLUDE DANGOL_UTF8PROC_LIBRARY DANGOL_LBFGSPP_INCLUDE DANGOL_JSON_INCLUDE)

add_library(dangol_utf8proc INTERFACE IMPORTED)
target_include_directories(dangol_utf8proc SYSTEM INTERFACE ${DANGOL_UTF8PROC_INCLUDE})
target_link_libraries(dangol_utf8proc INTERFACE ${DANGOL_UTF8PROC_LIBRARY})

set(DANGOL_GENERATED ${CMAKE_BINARY_DIR}/dangol-generated)
file(GLOB_RECURSE DANGOL_SOURCES CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/src/*.cpp)
# Compiled alone: the families, which answer to the same names file by file, and what may look at the clock, which a guard knows by its file.
set(_alone ${DANGOL_SOURCES})
set(_apart "/segments/families/|/core/parallel\\.cpp$")
list(FILTER _alone INCLUDE REGEX ${_apart})
list(FILTER DANGOL_SOURCES EXCLUDE REGEX ${_apart})
dangol_together(_together ${PROJECT_SOURCE_DIR}/src ${DANGOL_SOURCES})
add_library(dangol_objects OBJECT ${_together} ${_alone})
dangol_compile(dangol_objects)
# Inline functions of a consumer's own Eigen, compiled with other -m flags, would merge with ours at link time and crash.
target_compile_definitions(dangol_objects PRIVATE Eigen=dangol_eigen)
target_include_directories(dangol_objects PRIVATE ${PROJECT_SOURCE_DIR}/include ${DANGOL_GENERATED} ${PROJECT_SOURCE_DIR}/src)
target_include_directories(dangol_objects SYSTEM PRIVATE ${DANGOL_LBFGSPP_INCLUDE} ${DANGOL_JSON_INCLUDE} ${DANGOL_XXHASH_INCLUDE})
target_link_libraries(dangol_objects PRIVATE Eigen3::Eigen Boost::serialization date::date-tz dangol_utf8proc)

# On Linux DANGOL_EXPORT only sets visibility, so that the objects of the static and of the shared library are the same.
add_library(dangol_static STATIC $<TARGET_OBJECTS:dangol_objects>)
add_library(dangol_shared SHARED $<TARGET_OBJECTS:dangol_objects>)
generate_export_header(dangol_shared BASE_NAME dangol EXPORT_FILE_NAME ${DANGOL_GENERATED}/dangol/export.hpp)

foreach(target dangol_static dangol_shared)
  set_target_properties(${target} PROPERTIES OUTPUT_NAME dangol LINKER_LANGUAGE CXX)
  target_compile_features(${target} INTERFACE cxx_std_20)
  target_include_directories(${target} INTERFACE
    $<BUILD_INTERFACE:${PROJECT_SOURCE_DIR}/include>
    $<BUILD_INTERFACE:${DANGOL_GENERATED}>
    $<INSTALL_INTERFACE:include>)
  target_link_libraries(${target} PRIVATE Boost::serialization date::date-tz
    $<BUILD_INTERFACE:${DANGOL_UTF8PROC_LIBRARY}> $<INSTALL_INTERFACE:utf8proc>)
  add_library(dangol::${target} ALIAS ${target})
endforeach()

# Boost's weak typeinfo is exported through hidden visibility: the version script keeps the interface to our own names.
set(_script ${PROJECT_SOURCE_DIR}/cmake/dangol.map)
target_link_options(dangol_shared PRIVATE LINKER:--as-needed LINKER:--no-undefined LINKER:--version-script=${_script})
set_target_properties(dangol_shared PROPERTIES
  VERSION ${PROJECT_VERSION} SOVERSION ${PROJECT_VERSION_MAJOR}.${PROJECT_VERSION_MINOR} LINK_DEPENDS ${_script})

# Inside this build dangol::dangol is what BUILD_SHARED_LIBS asks for, as everywhere in CMake.
if(BUILD_SHARED_LIBS)
  add_library(dangol::dangol ALIAS dangol_shared)
else()
  add_library(dangol::dangol ALIAS dangol_static)
endif()

# <dangol/dangol.hpp> includes every public header, the layers in the order of the arrow.
set(DANGOL_LAYERS core customers features segments personas scoring study archive report)
set(_includes "")
foreach(layer IN LISTS DANGOL_LAYERS)
  file(GLOB _headers CONFIGURE_DEPENDS RELATIVE ${PROJECT_SOURCE_DIR}/include ${PROJECT_SOURCE_DIR}/include/dangol/${layer}/*.hpp)
  foreach(header IN LISTS _headers)
    string(APPEND _includes "#include <${header}>\n")
  endforeach()
endforeach()
configure_file(${PROJECT_SOURCE_DIR}/cmake/dangol.hpp.in ${DANGOL_GENERATED}/dangol/dangol.hpp @ONLY)
