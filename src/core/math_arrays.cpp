#include "core/math.hpp"
#include "core/simd.hpp"

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

template <class Function>
struct InPlace {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(double* values, std::size_t count) noexcept {
        std::size_t i = 0;
        for (; i + simd::width<Lanes> <= count; i += simd::width<Lanes>) {
            Lanes x;
            simd::load(x, values + i);
            Function::apply(x);
            simd::store(values + i, x);
        }
        for (; i < count; ++i) Function::apply(values[i]);
    }
};

}  // namespace

void exp_in_place(double* values, std::size_t count) noexcept { simd::dispatch<InPlace<Exp>>(values, count); }
void log_in_place(double* values, std::size_t count) noexcept { simd::dispatch<InPlace<Log>>(values, count); }

}  // namespace dangol::inline v0::math
