// What this machine can do at most, for benchmarks/segments.py: multiply and add of doubles (apart, as our kernels do them) by
// instruction set, and reading memory.
//     benchmark_limits [threads]
// One line each: name, threads, 10⁹ multiply-adds a second or 10⁹ bytes a second.
#include "../src/core/simd.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>
#include <thread>
#include <vector>

using namespace dangol;

namespace {

constexpr std::size_t rounds = 20'000'000, chains = 8;

struct MultiplyAdd {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(double* values) noexcept {
        Lanes sums[chains];
#pragma GCC unroll 8
        for (std::size_t c = 0; c < chains; ++c) sums[c] = Lanes{} + (values[0] + static_cast<double>(c));  // no two alike
        const Lanes factor = Lanes{} + values[1], term = Lanes{} + values[2];
        for (std::size_t i = 0; i < rounds; ++i) {
#pragma GCC unroll 8
            for (Lanes& sum : sums) sum = sum * factor + term;
        }
        Lanes all{};
#pragma GCC unroll 8
        for (const Lanes& sum : sums) all += sum;
        values[0] = all[0];
    }
};

struct Sum {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const double* values, std::size_t count, double* out) noexcept {
        Lanes sums[4] = {};
        for (std::size_t i = 0; i + 4 * simd::width<Lanes> <= count; i += 4 * simd::width<Lanes>) {
#pragma GCC unroll 4
            for (std::size_t r = 0; r < 4; ++r) {
                Lanes value;
                simd::load(value, values + i + r * simd::width<Lanes>);
                sums[r] += value;
            }
        }
        *out = (sums[0] + sums[1] + sums[2] + sums[3])[0];
    }
};

/// Seconds of the slowest of so many threads, the best of three times.
double seconds(std::size_t threads, const std::function<void(std::size_t)>& work) {
    double best = 1e300;
    for (int repeat = 0; repeat < 3; ++repeat) {
        const auto begin = std::chrono::steady_clock::now();
        {
            std::vector<std::jthread> team;
            for (std::size_t t = 0; t < threads; ++t) team.emplace_back(work, t);
        }
        best = std::min(best, std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count());
    }
    return best;
}

}  // namespace

int main(int count, char** arguments) {
    const std::size_t most = count > 1 ? static_cast<std::size_t>(std::atoi(arguments[1])) : 2;
    const std::size_t lanes[] = {2, 4, 8};
    const char* names[] = {"SSE2", "AVX2", "AVX-512"};
    for (const simd::InstructionSet set : simd::all_instruction_sets) {
        if (!simd::is_supported(set)) continue;
        const simd::Forced forced(set);
        const auto which = static_cast<std::size_t>(set);
        for (std::size_t threads = 1; threads <= most; ++threads) {
            const double time = seconds(threads, [](std::size_t) {
                double values[3] = {1, 0.999999, 1e-6};
                asm volatile("" : : "r"(static_cast<double*>(values)) : "memory");  // nothing is known of them beforehand
                simd::dispatch<MultiplyAdd>(static_cast<double*>(values));
                if (values[0] == 0) std::abort();
            });
            std::cout << names[which] << ' ' << threads << ' ' << static_cast<double>(rounds * chains * lanes[which] * threads) / time / 1e9 << '\n';
        }
    }
    const std::size_t numbers = std::size_t{1} << 26;  // 512 MiB
    const std::vector<double> memory(numbers, 1.0);
    for (std::size_t threads = 1; threads <= most; ++threads) {
        const std::size_t part = numbers / threads;
        const double time = seconds(threads, [&](std::size_t t) {
            double sum = 0;
            simd::dispatch<Sum>(memory.data() + t * part, part, &sum);
            if (sum == 0) std::abort();
        });
        std::cout << "read " << threads << ' ' << static_cast<double>(8 * part * threads) / time / 1e9 << '\n';
    }
}
