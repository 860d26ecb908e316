#include "core/simd.hpp"
#include "tables.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

constexpr std::size_t rows = 1800;

std::size_t truth_of(std::size_t row) { return row % 2 == 0 && row % 4 != 0 ? 1 : row % 2 == 0 ? 0 : 2; }  // shares .25, .25, .5
std::vector<std::uint32_t> truth() {
    std::vector<std::uint32_t> out(rows);
    for (std::size_t row = 0; row < rows; ++row) out[row] = static_cast<std::uint32_t>(truth_of(row));
    return out;
}

/// One column of each kind, whose segments 0, 1, 2 differ clearly. Several columns of a kind differ by their seed.
FeatureData planted(ColumnKind kind, std::uint64_t seed, double missing_share, double spread_of_rates = 6) {
    Random random(seed);
    FeatureData column{.meaning = {.name = "column " + std::to_string(seed), .kind = kind}};
    if (kind == ColumnKind::category) column.meaning.levels = {"a", "b", "c", "d"};
    if (kind == ColumnKind::ordered_category) column.meaning.levels = {"never", "seldom", "often", "always"};
    if (kind == ColumnKind::cyclic) column.meaning.period = 24;
    if (kind == ColumnKind::composition) column.meaning.levels = {"meat", "bread", "fish", "fruit"};
    for (std::size_t row = 0; row < rows; ++row) {
        const std::size_t k = truth_of(row);
        const bool seen = !random.chance(missing_share);
        const double place = static_cast<double>(k);
        switch (kind) {
            case ColumnKind::numeric: column.numbers.push_back(random.normal(5 * place, 1 + .3 * place)); break;
            case ColumnKind::positive:
                column.numbers.push_back(random.chance(.15 + .3 * place) ? 0 : std::exp(random.normal(2 * place, .5)));
                break;
            case ColumnKind::count: {
                const double days = random.uniform(20, 200);
                column.exposures.push_back(days);
                column.numbers.push_back(static_cast<double>(random.negative_binomial(days * .02 * std::pow(6, place), spread_of_rates)));
                break;
            }
            case ColumnKind::share: {
                const std::uint64_t trials = 10 + random.below(40);
                column.exposures.push_back(static_cast<double>(trials));
                column.numbers.push_back(static_cast<double>(random.binomial(trials, random.beta(2 + 18 * (k == 1), 2 + 18 * (k == 2)))));
                break;
            }
            case ColumnKind::flag: column.codes.push_back(random.chance(k == 0 ? .05 : k == 1 ? .95 : (seed % 2 ? .9 : .1)) ? 1 : 0); break;
            case ColumnKind::category: {
                std::vector<double> chances(4, .05);
                chances[(k + seed) % 4] = .85;
                column.codes.push_back(static_cast<std::uint32_t>(random.categorical(chances)));
                break;
            }
            case ColumnKind::ordered_category: {
                const double tilt[] = {1, .25, 4};
                std::vector<double> chances{.25, .25, .25, .25};
                for (std::size_t l = 0; l < 4; ++l) chances[l] *= std::pow(tilt[(k + seed) % 3], static_cast<double>(l));
                const double sum = chances[0] + chances[1] + chances[2] + chances[3];
                for (double& chance : chances) chance /= sum;
                column.codes.push_back(static_cast<std::uint32_t>(random.categorical(chances)));
                break;
            }
            case ColumnKind::cyclic: {
                const double hour = 23 + 5 * place + random.normal(0, 1 + .5 * place);  // around midnight, too
                column.numbers.push_back(hour - 24 * std::floor(hour / 24));
                break;
            }
            case ColumnKind::composition: {
                std::vector<double> concentration(4, 1.0);
                concentration[k] = 8;
                const std::uint64_t count = 20 + random.below(60);
                const auto counts = random.multinomial(count, random.dirichlet(concentration));
                for (const std::uint64_t c : counts) column.compositions.push_back(static_cast<float>(static_cast<double>(c) / static_cast<double>(count)));
                column.exposures.push_back(static_cast<double>(count));
                break;
            }
            default: break;
        }
        if (seen) continue;
        if (!column.numbers.empty()) column.numbers.back() = missing;
        if (!column.codes.empty()) column.codes.back() = unobserved_code;
        for (std::size_t part = 0; part < column.meaning.levels.size() && kind == ColumnKind::composition; ++part) {
            column.compositions[row * 4 + part] = std::numeric_limits<float>::quiet_NaN();
        }
        if (!column.exposures.empty()) column.exposures.back() = 0;
    }
    return column;
}

/// The fit and the placing of customers go different ways to the same number.
double total_log_likelihood(const Mixture& mixture, const FeatureTable& table) {
    double sum = 0;
    for (const double log_likelihood : mixture.log_likelihood(table)) sum += log_likelihood;
    return sum;
}

/// How a family's columns are planted, and how many of them tell the segments apart.
struct Planted {
    Family family = Family::normal;
    ColumnKind kind = ColumnKind::numeric;
    std::size_t columns = 0;
};
constexpr Planted every_family[]{
    {Family::normal, ColumnKind::numeric, 3},
    {Family::log_normal_hurdle, ColumnKind::positive, 4},
    {Family::poisson, ColumnKind::count, 4},
    {Family::negative_binomial, ColumnKind::count, 4},
    {Family::bernoulli, ColumnKind::flag, 12},
    {Family::binomial, ColumnKind::share, 5},
    {Family::beta_binomial, ColumnKind::share, 5},
    {Family::categorical, ColumnKind::category, 6},
    {Family::dirichlet_multinomial, ColumnKind::composition, 3},
    {Family::gamma_hurdle, ColumnKind::positive, 4},
    {Family::von_mises, ColumnKind::cyclic, 3},
    {Family::adjacent_category, ColumnKind::ordered_category, 12},
    {Family::multinomial, ColumnKind::composition, 3},
    {Family::categorical, ColumnKind::ordered_category, 12},
};

FeatureData planted_for(const Planted& how, std::uint64_t seed, double missing_share) {
    return planted(how.kind, seed, missing_share, how.family == Family::poisson ? 1e6 : 6);
}

/// Found as well as by somebody who was told who belongs where, and what every fit must keep.
void check_found(const FeatureTable& table, const MixtureOptions& how, double least_agreement) {
    Matrix told(rows, 3);
    for (std::size_t row = 0; row < rows; ++row) told(row, truth_of(row)) = 1;
    const double reachable = adjusted_rand(labels(describe_groups(table, told, how).membership(table)), truth());
    CHECK(reachable > least_agreement);
    const Mixture fit = checked_fit(table, how);
    CHECK(adjusted_rand(labels(fit.membership(table)), truth()) > reachable - .05);
    CHECK(fit.report().termination == Termination::converged);
    CHECK_THAT(total_log_likelihood(fit, table), WithinRel(fit.report().log_likelihood, 1e-9));
    double sum = 0;
    for (const double separation : fit.report().separation_share) sum += separation;
    CHECK_THAT(sum, WithinAbs(1, 1e-12));
    for (std::size_t c = 0; c < how.families.size(); ++c) CHECK(fit.families()[c] == how.families[c].family);
}

}  // namespace

TEST_CASE("every family there is has its planted segments") {
    for (std::size_t family = 0; family <= static_cast<std::size_t>(Family::multinomial); ++family)
        CHECK(std::ranges::any_of(every_family, [&](const Planted& planted) { return planted.family == static_cast<Family>(family); }));
}

TEST_CASE("every family alone finds its planted segments, with up to three fifths of the cells missing") {
    const Planted& one = GENERATE(from_range(std::begin(every_family), std::end(every_family)));
    const double missing_share = GENERATE(0.0, 0.2, 0.4, 0.6);
    CAPTURE(to_text(one.family), missing_share);
    std::vector<FeatureData> data;
    MixtureOptions how = options(3);
    for (std::size_t c = 0; c < one.columns; ++c) {
        data.push_back(planted_for(one, c + 1, missing_share));
        how.families.push_back({data.back().meaning.name, one.family});
    }
    check_found(table_of(std::move(data)), how, missing_share == 0 ? .9 : missing_share < .3 ? .8 : missing_share < .5 ? .6 : .35);
}

TEST_CASE("all families together find the planted segments, with up to three fifths of the cells missing") {
    const double missing_share = GENERATE(0.0, 0.3, 0.6);
    const CovarianceShape shape = GENERATE(CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block);
    CAPTURE(missing_share, shape);
    std::vector<FeatureData> data{planted(ColumnKind::numeric, 1, missing_share)};  // a block has two columns or more
    MixtureOptions how = options(3);
    how.covariance = shape;
    how.families.push_back({data.back().meaning.name, Family::normal});
    for (const Planted& one : every_family) {
        data.push_back(planted_for(one, data.size() + 1, missing_share));
        how.families.push_back({data.back().meaning.name, one.family});
    }
    check_found(table_of(std::move(data)), how, .9);
}

TEST_CASE("all families together have the same bits from every instruction set and for any number of threads") {
    const CovarianceShape shape = GENERATE(CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block);
    std::vector<FeatureData> data{planted(ColumnKind::numeric, 1, .2)};
    MixtureOptions how = options(3);
    how.covariance = shape;
    how.iterations_at_most = 8;
    how.starts_at_most = 2;
    for (const Planted& one : every_family) {
        data.push_back(planted_for(one, data.size() + 1, .2));
        how.families.push_back({data.back().meaning.name, one.family});
    }
    const FeatureTable table = table_of(std::move(data));
    const auto fit_with = [&](simd::InstructionSet set, std::size_t threads) {
        const simd::Forced forced(set);
        return checked_fit(table, how, {.threads = threads});
    };
    const Mixture narrow = fit_with(simd::InstructionSet::baseline, 1);
    for (const simd::InstructionSet set : simd::all_instruction_sets)
        if (simd::is_supported(set)) CHECK(fit_with(set, 1) == narrow);
    for (const std::size_t threads : {2U, 4U, 16U}) CHECK(fit_with(simd::InstructionSet::baseline, threads) == narrow);
}

TEST_CASE("parameters come out as planted") {
    const FeatureTable table = table_of({planted(ColumnKind::numeric, 1, .1), planted(ColumnKind::count, 2, .1), planted(ColumnKind::composition, 3, .1)});
    const Mixture fit = checked_fit(table, options(3));
    // Ordered by share: the planted 2 first; 0 and 1 are equally large.
    const std::size_t low = fit.expected_value(1, ColumnIndex{0}) < fit.expected_value(2, ColumnIndex{0}) ? 1 : 2;
    CHECK_THAT(fit.expected_value(0, ColumnIndex{0}), WithinAbs(10, .2));
    CHECK_THAT(fit.expected_value(low, ColumnIndex{0}), WithinAbs(0, .2));
    CHECK_THAT(fit.expected_value(0, ColumnIndex{1}), WithinRel(.72, .05));
    CHECK_THAT(fit.expected_value(low, ColumnIndex{1}), WithinRel(.02, .1));
    const std::vector<double> parts = fit.level_probabilities(0, ColumnIndex{2});
    CHECK_THAT(parts[2], WithinAbs(8.0 / 11, .02));
    CHECK(std::isnan(fit.expected_value(0, ColumnIndex{2})));
}

TEST_CASE("one segment is the closed-form maximum, and two far apart are the closed form by group") {
    Random random(5);
    std::vector<double> heights, visits;
    std::vector<std::uint32_t> gifts;
    double sums[2] = {}, squares[2] = {}, events[2] = {}, yes[2] = {};
    for (int i = 0; i < 400; ++i) {
        const int group = i < 160 ? 0 : 1;
        const double height = random.normal(group == 0 ? -300 : 300, 2);
        const double visit = static_cast<double>(random.poisson(group == 0 ? 2 : 9));
        const bool gift = random.chance(group == 0 ? .2 : .7);
        heights.push_back(height);
        visits.push_back(visit);
        gifts.push_back(gift ? 1 : 0);
        sums[group] += height;
        squares[group] += height * height;
        events[group] += visit;
        yes[group] += gift ? 1 : 0;
    }
    const FeatureTable table = table_of({numbers("height", ColumnKind::numeric, heights), numbers("visits", ColumnKind::count, visits),
                                         codes("gift", ColumnKind::flag, {}, gifts)});
    MixtureOptions how = options(1, 0);
    how.families = {{"visits", Family::poisson}};
    const Mixture one = checked_fit(table, how);
    CHECK_THAT(one.expected_value(0, ColumnIndex{0}), WithinAbs((sums[0] + sums[1]) / 400, 1e-9));
    CHECK_THAT(one.expected_value(0, ColumnIndex{1}), WithinAbs((events[0] + events[1]) / 400, 1e-12));
    CHECK_THAT(one.expected_value(0, ColumnIndex{2}), WithinAbs((yes[0] + yes[1]) / 400, 1e-12));
    CHECK(one.report().parameter_count == 4);

    how.segment_count = 2;
    how.prior_customers = 1e-9;
    const Mixture two = checked_fit(table, how);
    CHECK_THAT(two.shares()[0], WithinAbs(.6, 1e-9));
    CHECK_THAT(two.expected_value(0, ColumnIndex{0}), WithinAbs(sums[1] / 240, 1e-6));
    CHECK_THAT(two.expected_value(1, ColumnIndex{1}), WithinAbs(events[0] / 160, 1e-6));
    CHECK_THAT(two.expected_value(1, ColumnIndex{2}), WithinAbs(yes[0] / 160, 1e-6));
}

TEST_CASE("hard assignment finds planted segments too, and its objective never falls") {
    const FeatureTable table = table_of({planted(ColumnKind::numeric, 1, 0), planted(ColumnKind::positive, 2, 0), planted(ColumnKind::category, 3, .2)});
    MixtureOptions how = options(3);
    how.assignment = Assignment::hard;
    const Mixture fit = checked_fit(table, how);
    CHECK(adjusted_rand(labels(fit.membership(table)), truth()) > .9);
}

TEST_CASE("a column that alone makes the segments is named") {
    Random random(8);
    std::vector<double> noise;
    for (std::size_t row = 0; row < rows; ++row) noise.push_back(random.normal());
    const FeatureTable table = table_of({planted(ColumnKind::numeric, 1, 0), numbers("noise", ColumnKind::numeric, noise)});
    const Mixture fit = checked_fit(table, options(3));
    CHECK(fit.report().separation_share[0] > .95);
    REQUIRE(!fit.report().warnings.empty());
    const FitWarning& last = fit.report().warnings.back();
    CHECK((last.kind == WarningKind::column_dominates && last.column == "column 1"));
}

TEST_CASE("an empty profile of 28 parts does not drown what separates") {
    Random random(9);
    FeatureData profile{.meaning = {.name = "profile", .kind = ColumnKind::composition}};
    for (int part = 0; part < 28; ++part) profile.meaning.levels.push_back(std::to_string(part));
    const std::vector<double> concentration(28, 30.0 / 28);
    std::vector<double> x, y;
    std::vector<std::uint32_t> groups;
    for (std::size_t row = 0; row < 1000; ++row) {
        const double place = row % 2 == 0 ? 0 : 2.5;
        groups.push_back(row % 2);
        x.push_back(random.normal(place, 1));
        y.push_back(random.normal(place, 1));
        for (const std::uint64_t c : random.multinomial(100, random.dirichlet(concentration))) {
            profile.compositions.push_back(static_cast<float>(c) / 100.0F);
        }
        profile.exposures.push_back(100);
    }
    const FeatureTable table = table_of({profile, numbers("x", ColumnKind::numeric, x), numbers("y", ColumnKind::numeric, y)});
    const Mixture fit = checked_fit(table, options(2));
    CHECK(adjusted_rand(labels(fit.membership(table)), groups) > .7);
}
