# How every target of ours is compiled. Nothing here is global and nothing reaches a target that links ours.
function(dangol_compile target)
  set_target_properties(${target} PROPERTIES
    CXX_STANDARD 20
    CXX_STANDARD_REQUIRED ON
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON)
  target_compile_options(${target} PRIVATE
    -Wall -Wextra -Wpedantic -Wconversion
    $<$<CXX_COMPILER_ID:Clang>:-Wno-deprecated-declarations>  # libstdc++ 12 uses what it deprecates, in stable_sort
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>  # g++ 12 sees overlaps in std::string's operator+ that cannot be (GCC bug 105651)
    $<$<BOOL:${DANGOL_WERROR}>:-Werror>
    -ffp-contract=off)  # the same bits whether or not the processor has a fused multiply-add
  if(DANGOL_FILES_TOGETHER GREATER 1)
    target_compile_options(${target} PRIVATE $<$<CXX_COMPILER_ID:GNU>:-Wno-subobject-linkage>)  # it takes them for headers
  endif()
endfunction()
