#include <cstring>

#include "math.hpp"

// The same loop compiled for the instruction sets we know; the widest one the processor has is taken. All give the same bits.
namespace dangol::inline v0::math {
namespace {

struct Exp {
    template <class Lanes>
    [[gnu::always_inline]] static inline void apply(Lanes& x) noexcept { lanes::exp(x); }
};
struct Log {
    template <class Lanes>
    [[gnu::always_inline]] static inline void apply(Lanes& x) noexcept { lanes::log(x); }
};

template <class Lanes, class Function>
[[gnu::always_inline]] inline void apply_to_all(double* values, std::size_t count) noexcept {
    constexpr std::size_t width = sizeof(Lanes) / sizeof(double);
    std::size_t i = 0;
    for (; i + width <= count; i += width) {
        Lanes lanes;
        std::memcpy(&lanes, values + i, sizeof lanes);
        Function::apply(lanes);
        std::memcpy(values + i, &lanes, sizeof lanes);
    }
    for (; i < count; ++i) Function::apply(values[i]);
}

#if defined(__x86_64__)
template <class Function>
[[gnu::target("avx2")]] void apply_with_avx2(double* values, std::size_t count) noexcept {
    apply_to_all<lanes::Four, Function>(values, count);
}
const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;
#endif

template <class Function>
void apply(double* values, std::size_t count) noexcept {
#if defined(__x86_64__)
    if (has_avx2) return apply_with_avx2<Function>(values, count);
#endif
    apply_to_all<lanes::Two, Function>(values, count);
}

}  // namespace

void exp_in_place(double* values, std::size_t count) noexcept { apply<Exp>(values, count); }
void log_in_place(double* values, std::size_t count) noexcept { apply<Log>(values, count); }

}  // namespace dangol::inline v0::math
