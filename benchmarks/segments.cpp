// Times the mixture kernel: milliseconds of 20 EM iterations from a given start, preparation of the table apart.
//     benchmark_segments [threads]
// benchmarks/segments_vs_sklearn.py runs the same work in scikit-learn and prints the ratio.
#include <dangol/core/random.hpp>
#include <dangol/segments/mixture.hpp>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

using namespace dangol;

namespace {

constexpr std::size_t iterations = 20;

template <class Work>
double milliseconds(Work&& work) {
    const auto begin = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count();
}

FeatureTable table_of(std::size_t rows, std::vector<FeatureData> columns) {
    std::vector<std::int64_t> keys(rows);
    std::iota(keys.begin(), keys.end(), 1);
    return FeatureTable(std::move(keys), std::move(columns));
}

Matrix start_of(std::size_t rows, std::size_t segments) {
    Matrix start(rows, segments);
    for (std::size_t row = 0; row < rows; ++row) start(row, row % segments) = 1;
    return start;
}

/// Normal numbers around `segments` centers that overlap; row i belongs to center i mod segments.
FeatureTable numbers(std::size_t rows, std::size_t columns, std::size_t segments) {
    Random random(1);
    Matrix centers(segments, columns);
    for (double& center : centers.values()) center = random.normal();
    std::vector<FeatureData> data;
    for (std::size_t c = 0; c < columns; ++c) {
        FeatureData& column = data.emplace_back(FeatureData{.meaning = {.name = std::to_string(c), .kind = ColumnKind::numeric}});
        for (std::size_t row = 0; row < rows; ++row) column.numbers.push_back(centers(row % segments, c) + random.normal());
    }
    return table_of(rows, std::move(data));
}

FeatureTable classes(std::size_t rows, std::size_t columns, std::size_t segments, double missing_share) {
    Random random(1);
    std::vector<FeatureData> data;
    for (std::size_t c = 0; c < columns; ++c) {
        FeatureData& column = data.emplace_back(FeatureData{
            .meaning = {.name = std::to_string(c), .kind = ColumnKind::category, .levels = {"a", "b", "c", "d"}}});
        for (std::size_t row = 0; row < rows; ++row) {
            std::vector<double> chances(4, .2);
            chances[(row % segments + c) % 4] = .4;
            const auto code = static_cast<std::uint32_t>(random.categorical(chances));
            column.codes.push_back(random.chance(missing_share) ? unobserved_code : code);
        }
    }
    return table_of(rows, std::move(data));
}

/// What a shop has: rates, counts with exposure, amounts, a profile of 28 parts.
FeatureTable shop(std::size_t rows) {
    Random random(1);
    std::vector<FeatureData> data;
    FeatureData profile{.meaning = {.name = "profile", .kind = ColumnKind::composition}};
    for (int part = 0; part < 28; ++part) profile.meaning.levels.push_back(std::to_string(part));
    const std::vector<double> concentration(28, .5);
    for (std::size_t row = 0; row < rows; ++row) {
        const std::uint64_t visits = 10 + random.poisson(40);
        for (const std::uint64_t count : random.multinomial(visits, random.dirichlet(concentration))) {
            profile.compositions.push_back(static_cast<float>(static_cast<double>(count) / static_cast<double>(visits)));
        }
        profile.exposures.push_back(static_cast<double>(visits));
    }
    data.push_back(std::move(profile));
    for (int c = 0; c < 4; ++c) {
        FeatureData count{.meaning = {.name = std::to_string(c), .kind = ColumnKind::count}};
        FeatureData share{.meaning = {.name = std::to_string(4 + c), .kind = ColumnKind::share}};
        FeatureData amount{.meaning = {.name = std::to_string(8 + c), .kind = ColumnKind::positive}};
        for (std::size_t row = 0; row < rows; ++row) {
            count.exposures.push_back(static_cast<double>(30 + random.below(330)));
            count.numbers.push_back(static_cast<double>(random.negative_binomial(.1 * count.exposures.back(), 2)));
            share.exposures.push_back(static_cast<double>(5 + random.below(60)));
            share.numbers.push_back(static_cast<double>(random.binomial(static_cast<std::uint64_t>(share.exposures.back()), random.beta(2, 4))));
            amount.numbers.push_back(random.chance(.3) ? 0 : random.gamma(2, 10));
        }
        for (FeatureData* column : {&count, &share, &amount}) data.push_back(std::move(*column));
    }
    return table_of(rows, std::move(data));
}

void run(const std::string& what, const FeatureTable& table, std::size_t segments, CovarianceShape shape, std::size_t threads) {
    const Matrix start = start_of(table.customer_count(), segments);
    MixtureOptions options{.segment_count = segments, .covariance = shape, .tolerance = 0};
    const auto fit = [&](std::size_t count) {
        options.iterations_at_most = count;
        return milliseconds([&] { static_cast<void>(fit_mixture(table, start, options, {.threads = threads})); });
    };
    double fewest = 1e300, most = 1e300;
    for (int repeat = 0; repeat < 3; ++repeat) {
        fewest = std::min(fewest, fit(1));
        most = std::min(most, fit(1 + iterations));
    }
    std::cout << what << ": " << most - fewest << " ms for " << iterations << " iterations, " << fewest << " ms before and after\n";
}

}  // namespace

int main(int count, char** arguments) {
    const std::size_t threads = count > 1 ? static_cast<std::size_t>(std::atoi(arguments[1])) : 2;
    run("gaussian diagonal 200000 x 16, 8 segments", numbers(200'000, 16, 8), 8, CovarianceShape::diagonal, threads);
    run("gaussian shared block 200000 x 16, 8 segments", numbers(200'000, 16, 8), 8, CovarianceShape::shared_block, threads);
    run("latent classes 100000 x 20 x 4 levels, 5 segments", classes(100'000, 20, 5, 0), 5, CovarianceShape::diagonal, threads);
    run("latent classes, a fifth missing", classes(100'000, 20, 5, .2), 5, CovarianceShape::diagonal, threads);
    run("shop 2000 customers, 13 columns, 6 segments", shop(2000), 6, CovarianceShape::diagonal, threads);
    run("shop 2000 customers, 13 columns, 6 segments, one thread", shop(2000), 6, CovarianceShape::diagonal, 1);
}
