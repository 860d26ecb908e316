#include "tables.hpp"

#include "segments/distinct.hpp"

#include <catch2/catch_test_macros.hpp>

#include <array>
#include <cmath>
#include <string>
#include <utility>
#include <vector>

using namespace dangol;
using namespace dangol::testing;

namespace {

/// Σ of the log-densities of single customers, which know no slots, and what the fit summed by slots.
void check_sums(const FeatureTable& table, const MixtureOptions& how) {
    const Mixture fit = checked_fit(table, how);
    double sum = 0;
    for (const double log_likelihood : fit.log_likelihood(table)) sum += log_likelihood;
    CHECK(std::fabs(fit.report().log_likelihood - sum) < 1e-9 * std::fabs(sum));
}

FeatureTable counts_of(std::size_t rows, double rate, double days_at_most, double day) {
    Random random(3);
    std::vector<double> counts, days;
    for (std::size_t row = 0; row < rows; ++row) {
        const bool seen = row % 9 != 0;
        days.push_back(seen ? day * static_cast<double>(1 + random.below(static_cast<std::uint64_t>(days_at_most))) : 0);
        counts.push_back(seen ? static_cast<double>(random.negative_binomial(days.back() * rate * (row % 2 == 0 ? 1 : 8), 2)) : missing);
    }
    return table_of({numbers("visits", ColumnKind::count, counts, days)});
}

}  // namespace

TEST_CASE("numbers find their place among distinct ones, whole and small or not") {
    for (const double unit : {1.0, 0.25, 4096.0}) {
        DistinctNumbers told;
        std::vector<double> given;
        for (int i = 0; i < 200'000; ++i) {
            given.push_back(unit * ((i * 7919) % 150));
            told.add(given.back());
        }
        const std::vector<double> distinct_ones = std::move(told).all();
        CHECK(distinct_ones == distinct(given));
        CHECK(distinct_ones.size() == 150);
        const NumberIndex index(distinct_ones);
        CHECK(index.is_whole() == (unit == 1));
        for (std::size_t at = 0; at < distinct_ones.size(); ++at) REQUIRE(index.at(distinct_ones, distinct_ones[at]) == at);
    }
}

TEST_CASE("counts find their slots by whole days, by parts of days, and by the row where different cells are many") {
    MixtureOptions how = options(2);
    how.starts_at_most = 2;
    check_sums(counts_of(600, .05, 40, 1), how);
    check_sums(counts_of(600, .2, 40, .25), how);
    const FeatureTable many = counts_of(1'500, 1, 2'000, .375);
    check_sums(many, how);
}

TEST_CASE("compositions find their slots, of few events and of more than there are small numbers") {
    Random random(5);
    for (const double events : {40.0, 500'000.0}) {
        std::vector<float> parts;
        std::vector<double> of;
        for (std::size_t row = 0; row < 300; ++row) {
            const double first = row % 2 == 0 ? .2 : .6, a = std::round(events * (first + .1 * random.uniform()));
            of.push_back(row % 10 == 0 ? 0 : events);
            for (const double part : {a, events - a}) parts.push_back(row % 10 == 0 ? std::numeric_limits<float>::quiet_NaN() : static_cast<float>(part / events));
        }
        MixtureOptions how = options(2);
        how.starts_at_most = 2;
        check_sums(table_of({composition("mix", {"tea", "cake"}, parts, of)}), how);
    }
}

TEST_CASE("where slots are too many to be kept, each pass finds them anew: the sums are the same") {
    constexpr std::size_t rows = 150'000, part_count = 28;
    Random random(6);
    FeatureData week{.meaning = {.name = "week", .kind = ColumnKind::composition}};
    for (std::size_t part = 0; part < part_count; ++part) week.meaning.levels.push_back(std::to_string(part));
    Matrix start(rows, 2);
    for (std::size_t row = 0; row < rows; ++row) {
        std::array<float, part_count> counts{};
        for (int event = 0; event < 8; ++event) ++counts[random.below(row % 2 == 0 ? part_count : part_count / 2)];
        for (const float count : counts) week.compositions.push_back(count / 8);
        week.exposures.push_back(8);
        start(row, row % 2) = 1;
    }
    const FeatureTable table = table_of({std::move(week)});
    const Mixture fit = fit_mixture(table, start, {.segment_count = 2, .iterations_at_most = 1}, {.threads = 2});
    double sum = 0;
    for (const double log_likelihood : fit.log_likelihood(table, {.threads = 2})) sum += log_likelihood;
    CHECK(std::fabs(fit.report().log_likelihood - sum) < 1e-9 * std::fabs(sum));
}
