#include "core/simd.hpp"

#include <atomic>

namespace dangol::inline v0::simd {
namespace {

InstructionSet widest() noexcept {
    for (std::size_t i = all_instruction_sets.size(); i-- > 0;) {
        if (is_supported(all_instruction_sets[i])) return all_instruction_sets[i];
    }
    return InstructionSet::baseline;
}

// Until it is initialised, in the constructors of other files, it is the baseline: the same bits.
std::atomic<InstructionSet> current{widest()};

}  // namespace

bool is_supported(InstructionSet set) noexcept {
#if defined(__x86_64__)
    switch (set) {
        case InstructionSet::avx512:
            return __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512dq") && __builtin_cpu_supports("avx512vl");
        case InstructionSet::avx2: return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
        case InstructionSet::baseline: break;
    }
#endif
    return set == InstructionSet::baseline;
}

InstructionSet in_use() noexcept { return current.load(std::memory_order_relaxed); }

bool multiplies_bytes() noexcept {
#if defined(DANGOL_SIMD_ASSEMBLY)
    return in_use() == InstructionSet::avx512 && __builtin_cpu_supports("avx512vnni");
#else
    return false;
#endif
}

Forced::Forced(InstructionSet set) noexcept { current.store(set, std::memory_order_relaxed); }
Forced::~Forced() { current.store(widest(), std::memory_order_relaxed); }

}  // namespace dangol::inline v0::simd
