#include "tables.hpp"

#include "core/simd.hpp"
#include "segments/distinct.hpp"
#include "segments/log_nodes.hpp"

#include <dangol/segments/mixture_statistics.hpp>

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

TEST_CASE("a smooth function of an exposure is told by its values at nodes, to rounding") {
    for (const double most : {1.001, 3.0, 365.0, 1e6}) {
        const LogNodes nodes(1, most);
        CHECK(nodes.count() < 96);
        for (const double size : {1e-3, 0.7, 40.0, 1e5})
            for (const double rate : {1e-9, 0.01, 1.0, 300.0}) {
                const auto total = [&](double exposure) { return std::log(size + exposure * rate); };
                std::vector<double> values, sums(nodes.count(), 0);
                for (const double exposure : nodes.points()) values.push_back(total(exposure));
                const std::vector<double> coefficients = nodes.coefficients(values);
                double direct = 0, largest = 1;
                for (std::size_t row = 0; row < 64; ++row) {
                    const double exposure = std::pow(most, static_cast<double>(row) / 63);
                    std::vector<double> polynomials(8 * (2 * nodes.count() - 1)), x(8, 3), marks(8, 1), logs(8, std::log(exposure));
                    nodes.expand(x.data(), marks.data(), logs.data(), 8, 8, polynomials.data());
                    double told = coefficients[0];
                    sums[0] += 1;
                    for (std::size_t p = 1; p < nodes.count(); ++p) {
                        const double polynomial = polynomials[8 * (nodes.count() + p - 1)];
                        told += coefficients[p] * polynomial;
                        sums[p] += polynomial;
                        REQUIRE(polynomials[8 * p] == 3 * polynomial);
                    }
                    largest = std::max(largest, std::fabs(total(exposure)));
                    CHECK(std::fabs(told - total(exposure)) < 1e-13 * largest);
                    direct += total(exposure);
                }
                const std::vector<double> weights = nodes.weights(sums);
                double summed = 0;
                for (std::size_t j = 0; j < values.size(); ++j) summed += weights[j] * values[j];
                CHECK(std::fabs(summed - direct) < 1e-12 * 64 * largest);
            }
    }
}

TEST_CASE("counts whose exposures are all different are summed by nodes, and are fitted as by their cells") {
    Random random(8);
    constexpr std::size_t rows = 40'000;
    std::vector<double> counts, days, others, weeks;
    for (std::size_t row = 0; row < rows; ++row) {
        const bool seen = row % 11 != 0;
        days.push_back(seen ? 20 + 500 * random.uniform() : 0);
        counts.push_back(seen ? static_cast<double>(random.negative_binomial(days.back() * (row % 3 == 0 ? .05 : .3), 1.5)) : missing);
        weeks.push_back(1 + 70 * random.uniform());
        others.push_back(static_cast<double>(random.negative_binomial(weeks.back() * (row % 3 == 0 ? 2 : .2), 3)));
    }
    const FeatureTable table = table_of({numbers("visits", ColumnKind::count, counts, days), numbers("calls", ColumnKind::count, others, weeks)});
    MixtureOptions how = options(2);
    how.starts_at_most = 2;
    check_sums(table, how);

    Matrix start(rows, 2);
    for (std::size_t row = 0; row < rows; ++row) start(row, row % 3 == 0 ? 0 : 1) = 1;
    how.iterations_at_most = 4;
    how.tolerance = 0;
    const Mixture begin = describe_groups(table, start, how);
    const Mixture by_nodes = fit_mixture(table, begin.membership(table), how);
    const Mixture again = fit_mixture(table, begin.membership(table), how, {.threads = 4});
    CHECK(again == by_nodes);
    MixtureOptions one_step = how;
    one_step.iterations_at_most = 1;
    const Mixture one = fit_mixture(table, begin.membership(table), one_step);
    MixtureOptions of_statistics{.iterations_at_most = 3, .tolerance = 0};
    const Mixture by_cells = fit_from_statistics(one, [&](const Mixture& mixture) { return expected_statistics(mixture, table); }, of_statistics);
    for (std::size_t k = 0; k < 2; ++k)
        for (std::size_t c = 0; c < 2; ++c) {
            const auto here = by_nodes.parameters(k, id_at<ColumnIndex>(c)), there = by_cells.parameters(k, id_at<ColumnIndex>(c));
            for (std::size_t p = 0; p < here.size(); ++p) CHECK(std::fabs(here[p].value - there[p].value) < 1e-9 * there[p].value);
        }
    for (const simd::InstructionSet set : simd::all_instruction_sets) {
        if (!simd::is_supported(set)) continue;
        const simd::Forced forced(set);
        CHECK(fit_mixture(table, begin.membership(table), one_step) == one);
    }
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
