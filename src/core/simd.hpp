#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <type_traits>

/// Several doubles at a time, in one portable build: a kernel is written once over a type of lanes, compiled for each
/// instruction set we know, and run by the widest one that the processor has.
///
///     struct Scale {
///         template <class Lanes>
///         [[gnu::always_inline]] static inline void run(double* values, std::size_t count, double by) noexcept {
///             std::size_t i = 0;
///             for (; i + simd::width<Lanes> <= count; i += simd::width<Lanes>) {
///                 Lanes x;
///                 simd::load(x, values + i);
///                 x *= by;
///                 simd::store(values + i, x);
///             }
///             for (; i < count; ++i) values[i] *= by;
///         }
///     };
///     simd::dispatch<Scale>(values, count, 2.0);
///
/// **The same bits from every path** is the author's duty, and tests hold it with Forced. What it takes:
/// - a lane does the same IEEE operations in the same order, however many lie beside it (-ffp-contract=off keeps multiply
///   and add apart everywhere);
/// - a sum over lanes is one over eight virtual lanes, whatever the register: element i goes to lane i mod 8, and the eight are
///   added by sum_of_eight(). Narrower registers make several passes, or keep several registers.
///
/// What makes it safe: kernels are always_inline, live in an unnamed namespace, and pass lanes by reference only (by value the
/// calling convention would depend on the instruction set). They call nothing that is not always_inline where it should be fast.
namespace dangol::inline v0::simd {

typedef double Two __attribute__((vector_size(16)));
typedef double Four __attribute__((vector_size(32)));
typedef double Eight __attribute__((vector_size(64)));
typedef std::uint64_t TwoBits __attribute__((vector_size(16)));
typedef std::uint64_t FourBits __attribute__((vector_size(32)));
typedef std::uint64_t EightBits __attribute__((vector_size(64)));

/// Unsigned integers as wide and as many as the lanes; of a single double, one.
template <class Lanes>
struct BitsOf {
    using Type = std::uint64_t;
};
template <>
struct BitsOf<Two> {
    using Type = TwoBits;
};
template <>
struct BitsOf<Four> {
    using Type = FourBits;
};
template <>
struct BitsOf<Eight> {
    using Type = EightBits;
};

template <class Lanes>
inline constexpr std::size_t width = sizeof(Lanes) / sizeof(double);

/// The lanes that a virtual vector has on every path.
inline constexpr std::size_t virtual_lanes = 8;

template <class Lanes>
[[gnu::always_inline]] inline void load(Lanes& lanes, const double* from) noexcept {
    std::memcpy(&lanes, from, sizeof lanes);
}
template <class Lanes>
[[gnu::always_inline]] inline void store(double* to, const Lanes& lanes) noexcept {
    std::memcpy(to, &lanes, sizeof lanes);
}

/// Clang holds the registers of inline assembly against the function it is written in, and not the one that it is inlined into.
#if defined(__x86_64__) && !defined(__clang__)
#define DANGOL_SIMD_ASSEMBLY 1
#endif

/// A number from memory in every lane. `Lanes{} + x` would stay an addition besides (−0 + 0 is 0), and g++ 12 makes two instructions of a list.
template <class Lanes, class T>
[[gnu::always_inline]] inline void fill(Lanes& lanes, const T& x) noexcept {
#if defined(DANGOL_SIMD_ASSEMBLY)
    if constexpr (sizeof(Lanes) > 16) {
        if constexpr (sizeof(T) == 4)
            asm("vbroadcastss %1, %0" : "=v"(lanes) : "m"(x));
        else
            asm("vbroadcastsd %1, %0" : "=v"(lanes) : "m"(x));
    } else {
        lanes = Lanes{} + x;
    }
#elif defined(__clang__)
    if constexpr (sizeof(Lanes) > 8) {
        for (std::size_t i = 0; i < sizeof lanes / sizeof lanes[0]; ++i) lanes[i] = static_cast<std::remove_cvref_t<decltype(lanes[0])>>(x);
    } else {
        lanes = Lanes{} + x;
    }
#else
    lanes = Lanes{} + x;
#endif
}

/// ((0 + 4) + (2 + 6)) + ((1 + 5) + (3 + 7)): the one order in which eight virtual lanes are added.
[[gnu::always_inline]] inline double sum_of_eight(const double* lanes) noexcept {
    return ((lanes[0] + lanes[4]) + (lanes[2] + lanes[6])) + ((lanes[1] + lanes[5]) + (lanes[3] + lanes[7]));
}

enum class InstructionSet : std::uint8_t { baseline, avx2, avx512 };
inline constexpr std::array all_instruction_sets{InstructionSet::baseline, InstructionSet::avx2, InstructionSet::avx512};

bool is_supported(InstructionSet) noexcept;  ///< by this processor and its system
InstructionSet in_use() noexcept;            ///< the widest that is supported, unless a test forces another
bool multiplies_bytes() noexcept;            ///< whether beside the instruction set in use there is one that adds four products of bytes at once

/// For tests: while it lives, kernels of all threads take this path. One at a time.
class Forced {
public:
    explicit Forced(InstructionSet) noexcept;  ///< must be supported
    ~Forced();
    Forced(const Forced&) = delete;
    Forced& operator=(const Forced&) = delete;
};

#if defined(__x86_64__)
namespace detail {
template <class Kernel, class... Arguments>
[[gnu::target("avx2,fma")]] auto run_with_avx2(Arguments... arguments) noexcept {
    return Kernel::template run<Four>(arguments...);
}
template <class Kernel, class... Arguments>
[[gnu::target("avx512f,avx512dq,avx512vl")]] auto run_with_avx512(Arguments... arguments) noexcept {
    return Kernel::template run<Eight>(arguments...);
}
}  // namespace detail
#endif

/// Kernel::run<Lanes>(arguments…) with the lanes of the instruction set in use.
template <class Kernel, class... Arguments>
auto dispatch(Arguments... arguments) noexcept {
#if defined(__x86_64__)
    switch (in_use()) {
        case InstructionSet::avx512: return detail::run_with_avx512<Kernel>(arguments...);
        case InstructionSet::avx2: return detail::run_with_avx2<Kernel>(arguments...);
        case InstructionSet::baseline: break;
    }
#endif
    return Kernel::template run<Two>(arguments...);
}

}  // namespace dangol::inline v0::simd
