#include "core/simd.hpp"
#include "tables.hpp"

#include <dangol/segments/segmentation.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>

#include <algorithm>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::WithinAbs;
using Catch::Matchers::WithinRel;

namespace {

/// Two kinds of customer on columns of every kind; `stretch` changes the units of the numbers and amounts.
struct Shop {
    std::vector<double> number, amount, visits, days, bought, offered, counts;
    std::vector<std::uint32_t> flag, level;
    std::vector<float> parts;

    explicit Shop(std::size_t rows, std::uint64_t seed = 1) {
        Random random(seed);
        for (std::size_t row = 0; row < rows; ++row) {
            const bool second = random.chance(.4);
            number.push_back(random.chance(.1) ? missing : random.normal(second ? 3 : 0, 1));
            amount.push_back(random.chance(.2) ? 0 : std::exp(random.normal(second ? 2 : 0, .7)));
            days.push_back(std::floor(random.uniform(10, 100)));
            visits.push_back(static_cast<double>(random.negative_binomial(days.back() * (second ? .3 : .05), 3)));
            offered.push_back(std::floor(random.uniform(5, 30)));
            bought.push_back(static_cast<double>(random.binomial(static_cast<std::uint64_t>(offered.back()), second ? .6 : .2)));
            flag.push_back(random.chance(second ? .8 : .3) ? 1 : 0);
            level.push_back(static_cast<std::uint32_t>(random.categorical(second ? std::vector{.2, .2, .6} : std::vector{.5, .4, .1})));
            const auto c = random.multinomial(20, second ? std::vector{.2, .8} : std::vector{.6, .4});
            parts.push_back(static_cast<float>(c[0]) / 20.0F);
            parts.push_back(static_cast<float>(c[1]) / 20.0F);
            counts.push_back(20);
        }
    }

    std::vector<FeatureData> columns(double scale = 1, double shift = 0) const {
        std::vector<double> numbers_now = number, amounts_now = amount;
        for (double& x : numbers_now) x = shift + scale * x;
        for (double& x : amounts_now) x *= scale;
        return {numbers("number", ColumnKind::numeric, numbers_now), numbers("amount", ColumnKind::positive, amounts_now),
                numbers("visits", ColumnKind::count, visits, days), numbers("bought", ColumnKind::share, bought, offered),
                codes("flag", ColumnKind::flag, {}, flag), codes("level", ColumnKind::category, {"a", "b", "c"}, level),
                composition("parts", {"p", "q"}, parts, counts)};
    }
};

/// The shop's number and two that go with it first, so that a block holds several; then the rest.
std::vector<FeatureData> with_two_more_numbers(const Shop& shop, std::size_t rows) {
    Random random(77);
    std::vector<FeatureData> columns = shop.columns();
    for (const char* name : {"second number", "third number"}) {
        std::vector<double> values;
        for (std::size_t row = 0; row < rows; ++row) {
            const double first = std::isnan(shop.number[row]) ? 1 : shop.number[row];
            values.push_back(random.chance(.1) ? missing : .5 * first + random.normal());
        }
        columns.insert(columns.begin() + 1, numbers(name, ColumnKind::numeric, values));
    }
    return columns;
}

void check_same(const Matrix& a, const Matrix& b, double tolerance) {
    REQUIRE(a.rows() == b.rows());
    double most = 0;
    for (std::size_t i = 0; i < a.values().size(); ++i) most = std::max(most, std::fabs(a.values()[i] - b.values()[i]));
    CHECK(most < tolerance);
}

}  // namespace

TEST_CASE("the same bits for one, two, four and sixteen threads") {
    const CovarianceShape shape = GENERATE(CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block);
    const std::size_t rows = GENERATE(700U, 17'000U);  // below and above what makes threads share rows instead of starts
    const FeatureTable table = table_of(Shop(rows).columns());
    MixtureOptions how = options(3);
    how.covariance = shape;
    how.iterations_at_most = 12;
    how.starts_at_most = 4;
    const Mixture alone = checked_fit(table, how, {.threads = 1});
    for (const std::size_t threads : {2U, 4U, 16U}) {
        const Mixture together = checked_fit(table, how, {.threads = threads});
        CHECK(together == alone);
        CHECK(together.membership(table, {.threads = threads}) == alone.membership(table, {.threads = 1}));
    }
}

TEST_CASE("the same bits from every instruction set") {
    const CovarianceShape shape = GENERATE(CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block);
    const Assignment assignment = GENERATE(Assignment::soft, Assignment::hard);
    const std::size_t segments = GENERATE(2U, 5U);
    const FeatureTable table = table_of(Shop(1500).columns());
    MixtureOptions how = options(segments);
    how.covariance = shape;
    how.assignment = assignment;
    how.iterations_at_most = 25;
    how.starts_at_most = 3;
    const auto fit_with = [&](simd::InstructionSet set) {
        const simd::Forced forced(set);
        return checked_fit(table, how);
    };
    const Mixture narrow = fit_with(simd::InstructionSet::baseline);
    for (const simd::InstructionSet set : simd::all_instruction_sets) {
        if (simd::is_supported(set)) CHECK(fit_with(set) == narrow);
    }
}

TEST_CASE("order of rows and columns does not matter") {
    const FeatureTable table = table_of(Shop(600).columns());
    const Mixture fit = checked_fit(table, options(2));
    std::vector<std::uint32_t> turned(600);
    for (std::uint32_t row = 0; row < 600; ++row) turned[row] = 599 - row;
    const Mixture by_rows = checked_fit(table.rows(turned), options(2));
    check_same(by_rows.membership(table), fit.membership(table), 1e-3);
    CHECK_THAT(by_rows.report().log_likelihood, WithinRel(fit.report().log_likelihood, 1e-7));

    auto columns = Shop(600).columns();
    std::ranges::reverse(columns);
    const Mixture by_columns = checked_fit(table_of(std::move(columns)), options(2));
    check_same(by_columns.membership(table), fit.membership(table), 1e-3);
}

TEST_CASE("from one start, order of rows and columns changes nothing but rounding") {
    const CovarianceShape shape = GENERATE(CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block);
    constexpr std::uint32_t rows = 300;
    auto columns = with_two_more_numbers(Shop(rows), rows);
    const FeatureTable table = table_of(columns);
    std::ranges::reverse(columns);
    std::vector<std::uint32_t> turned(rows);
    Matrix start(rows, 2), start_turned(rows, 2);
    for (std::uint32_t row = 0; row < rows; ++row) {
        turned[row] = rows - 1 - row;
        start(row, row % 3 == 0 ? 0 : 1) = start_turned(rows - 1 - row, row % 3 == 0 ? 0 : 1) = 1;
    }
    MixtureOptions how = options(2);
    how.covariance = shape;
    how.tolerance = 1e-12;
    how.iterations_at_most = 3000;
    const Mixture fit = checked_fit(table, start, how), other_columns = checked_fit(table_of(std::move(columns)), start, how);
    const FeatureTable other_rows_table = table.rows(turned);
    const Mixture other_rows = checked_fit(other_rows_table, start_turned, how);
    CHECK_THAT(other_columns.report().log_likelihood, WithinRel(fit.report().log_likelihood, 1e-10));
    CHECK_THAT(other_rows.report().log_likelihood, WithinRel(fit.report().log_likelihood, 1e-10));
    check_same(other_columns.membership(table), fit.membership(table), 1e-6);
    check_same(other_rows.membership(table), fit.membership(table), 1e-6);
}

TEST_CASE("a row twice is a row of weight two") {
    const CovarianceShape shape = GENERATE(CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block);
    const FeatureTable table = table_of(with_two_more_numbers(Shop(300), 300));
    std::vector<std::uint32_t> twice;
    std::vector<double> weights;
    Matrix start(300, 2), start_twice;
    for (std::uint32_t row = 0; row < 300; ++row) {
        weights.push_back(row % 3 == 0 ? 2 : 1);
        twice.push_back(row);
        if (row % 3 == 0) twice.push_back(row);
        start(row, row % 2) = 1;
    }
    start_twice = Matrix(twice.size(), 2);
    for (std::size_t i = 0; i < twice.size(); ++i) start_twice(i, twice[i] % 2) = 1;
    MixtureOptions how = options(2);
    how.covariance = shape;
    how.tolerance = 1e-13;  // to the end, so that only rounding differs
    how.iterations_at_most = 5000;
    const Mixture weighted = checked_fit(table.with_weights(weights), start, how);
    const Mixture repeated = checked_fit(table.rows(twice), start_twice, how);
    CHECK_THAT(weighted.report().log_likelihood, WithinRel(repeated.report().log_likelihood, 1e-9));
    CHECK_THAT(weighted.report().bic, WithinRel(repeated.report().bic, 1e-9));
    check_same(weighted.membership(table), repeated.membership(table), 1e-5);
}

TEST_CASE("units do not matter, whatever the prior") {
    const double prior = GENERATE(0.5, 1.0, 10.0);
    const CovarianceShape shape = GENERATE(CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block);
    MixtureOptions how = options(2, prior);
    how.covariance = shape;
    const FeatureTable table = table_of(Shop(400).columns());
    const FeatureTable stretched = table_of(Shop(400).columns(1000, 7e4));
    const Mixture fit = checked_fit(table, how), in_other_units = checked_fit(stretched, how);
    check_same(in_other_units.membership(stretched), fit.membership(table), 1e-6);
    CHECK_THAT(in_other_units.expected_value(0, ColumnIndex{0}), WithinRel(7e4 + 1000 * fit.expected_value(0, ColumnIndex{0}), 1e-9));
    CHECK_THAT(in_other_units.expected_value(0, ColumnIndex{1}), WithinRel(1000 * fit.expected_value(0, ColumnIndex{1}), 1e-6));
}

TEST_CASE("units of any one number do not matter, in a block or by itself") {
    const CovarianceShape shape = GENERATE(CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block);
    const std::size_t which = GENERATE(0U, 1U, 2U);
    constexpr std::size_t rows = 400;
    auto columns = with_two_more_numbers(Shop(rows), rows);
    MixtureOptions how = options(2);
    how.covariance = shape;
    const FeatureTable table = table_of(columns);
    for (double& value : columns[which].numbers) value = 3e-4 * value - 12;
    const FeatureTable stretched = table_of(std::move(columns));
    const Mixture fit = checked_fit(table, how), other = checked_fit(stretched, how);
    check_same(other.membership(stretched), fit.membership(table), 1e-6);
    // The density is per unit: one of 3e-4 of a unit less.
    const auto known = static_cast<double>(table.observed(id_at<ColumnIndex>(which)).count());
    CHECK_THAT(other.report().log_likelihood, WithinRel(fit.report().log_likelihood - known * std::log(3e-4), 1e-7));
}

TEST_CASE("relabelling a start relabels the fit and nothing else") {
    const CovarianceShape shape = GENERATE(CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block);
    const FeatureTable table = table_of(with_two_more_numbers(Shop(300), 300));
    Matrix start(300, 2), turned(300, 2);
    for (std::size_t row = 0; row < 300; ++row) {
        start(row, row % 5 == 0 ? 0 : 1) = 1;
        turned(row, row % 5 == 0 ? 1 : 0) = 1;
    }
    MixtureOptions how = options(2);
    how.covariance = shape;
    const Mixture a = checked_fit(table, start, how), b = checked_fit(table, turned, how);
    CHECK_THAT(a.shares()[0], WithinAbs(b.shares()[1], 1e-9));
    CHECK_THAT(a.report().log_likelihood, WithinRel(b.report().log_likelihood, 1e-10));
    CHECK_THAT(a.expected_value(0, ColumnIndex{0}), WithinAbs(b.expected_value(1, ColumnIndex{0}), 1e-9));
    const Matrix placed = a.membership(table), other = b.membership(table);
    for (std::size_t row = 0; row < 300; ++row) CHECK_THAT(placed(row, 0), WithinAbs(other(row, 1), 1e-7));
}

TEST_CASE("a copied column does not make the covariance singular, and three copies leave one population one") {
    Random random(2);
    std::vector<double> x, y;
    for (int i = 0; i < 1500; ++i) {
        x.push_back(random.normal());
        y.push_back(random.normal());
    }
    const FeatureTable table = table_of({numbers("x", ColumnKind::numeric, x), numbers("copy", ColumnKind::numeric, x),
                                         numbers("again", ColumnKind::numeric, x), numbers("y", ColumnKind::numeric, y)});
    const Segmentation found = checked_search(table, {.most = 4});
    CHECK(found.mixture.segment_count() == 1);
    CHECK(found.mixture.covariance() == CovarianceShape::shared_block);
}

TEST_CASE("the request path gives the bits of the table path") {
    const CovarianceShape shape = GENERATE(CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block);
    Shop shop(200);
    shop.amount.assign(200, 0.0);
    Random random(3);
    for (double& amount : shop.amount) amount = random.gamma(2, 3);  // no zeros: joins the block
    const FeatureTable table = table_of(shop.columns());
    MixtureOptions how = options(3);
    how.covariance = shape;
    const Mixture fit = checked_fit(table, how);
    const Matrix expected = fit.membership(table);
    for (std::size_t row = 0; row < 200; ++row) {
        const std::vector<double> cells{shop.number[row], shop.amount[row], shop.visits[row], shop.bought[row], missing, missing, missing};
        const std::vector<double> exposures{1, 1, shop.days[row], shop.offered[row], 1, 1, 20};
        const std::vector<std::uint32_t> code{0, 0, 0, 0, shop.flag[row], shop.level[row], 0};
        const std::vector<const float*> compositions{nullptr, nullptr, nullptr, nullptr, nullptr, nullptr, shop.parts.data() + 2 * row};
        std::vector<double> probabilities(3);
        fit.membership({.numbers = cells, .codes = code, .exposures = exposures, .compositions = compositions}, probabilities);
        for (std::size_t k = 0; k < 3; ++k) REQUIRE(probabilities[k] == expected(row, k));
    }
}

TEST_CASE("who is known by some columns only is placed by these, and one of whom nothing is known by the shares") {
    const FeatureTable table = table_of(Shop(500).columns());
    const Mixture fit = checked_fit(table, options(2));
    auto columns = Shop(500).columns();
    std::vector<FeatureData> some{columns[5], columns[2]};  // another order, a subset, and one that the mixture does not know
    some.push_back(numbers("else", ColumnKind::numeric, std::vector<double>(500, 1.0)));
    const Matrix placed = fit.membership(table_of(some));
    CHECK_THAT(placed(0, 0) + placed(0, 1), WithinAbs(1, 1e-12));
    some[0].codes.assign(500, unobserved_code);
    some[1].numbers.assign(500, missing);
    const Matrix unknown = fit.membership(table_of(some));
    CHECK_THAT(unknown(7, 0), WithinAbs(fit.shares()[0], 1e-12));
}

TEST_CASE("levels are matched by name") {
    const Shop shop(300);
    const Mixture fit = checked_fit(table_of(shop.columns()), options(2));
    auto columns = shop.columns();
    columns[5].meaning.levels = {"c", "b", "a"};
    for (std::uint32_t& code : columns[5].codes) code = 2 - code;
    columns[6].meaning.levels = {"q", "p"};
    for (std::size_t row = 0; row < 300; ++row) std::swap(columns[6].compositions[2 * row], columns[6].compositions[2 * row + 1]);
    CHECK(fit.membership(table_of(columns)) == fit.membership(table_of(shop.columns())));
}

TEST_CASE("shares are estimated anew in another pool (Saerens et al. 2002)") {
    Matrix truth(6000, 3);
    const auto pool = [&](std::size_t rows, std::vector<double> shares, std::uint64_t seed) {
        Random random(seed);
        std::vector<double> x, y;
        for (std::size_t row = 0; row < rows; ++row) {
            const std::size_t kind = random.categorical(shares);
            if (rows == truth.rows()) truth(row, kind) = 1;
            const double place = static_cast<double>(kind);
            x.push_back(random.normal(2.5 * place, 1));
            y.push_back(random.normal(2.5 * (place == 1), 1));
        }
        return table_of({numbers("x", ColumnKind::numeric, x), numbers("y", ColumnKind::numeric, y)});
    };
    const FeatureTable customers = pool(6000, {.68, .30, .02}, 1), leads = pool(20'000, {.30, .50, .20}, 2);
    const Mixture fit = describe_groups(customers, truth);
    const std::vector<double> shares = estimate_shares(fit, leads);
    CHECK_THAT(shares[0], WithinAbs(.30, .02));
    CHECK_THAT(shares[1], WithinAbs(.50, .02));
    CHECK_THAT(shares[2], WithinAbs(.20, .02));
    const Mixture among_leads = fit.with_shares(shares);
    CHECK(among_leads.shares()[1] == shares[1]);
    CHECK(among_leads.expected_value(1, ColumnIndex{0}) == fit.expected_value(1, ColumnIndex{0}));
}

TEST_CASE("groups found elsewhere are described by one M step") {
    const FeatureTable table = table_of({numbers("x", ColumnKind::numeric, {1, 3, 10, 14}), numbers("n", ColumnKind::count, {0, 2, 5, 9}, {1, 1, 2, 2})});
    const Matrix groups = Matrix::of_rows({{1, 0}, {1, 0}, {0, 1}, {0, 1}});
    MixtureOptions how = options(2, 0);
    how.families = {{"n", Family::poisson}};
    const Mixture described = describe_groups(table, groups, how);
    CHECK(described.report().termination == Termination::one_step);
    CHECK_THAT(described.expected_value(0, ColumnIndex{0}), WithinAbs(2, 1e-12));
    CHECK_THAT(described.expected_value(1, ColumnIndex{0}), WithinAbs(12, 1e-12));
    CHECK_THAT(described.expected_value(0, ColumnIndex{1}), WithinAbs(1, 1e-12));
    CHECK_THAT(described.expected_value(1, ColumnIndex{1}), WithinAbs(3.5, 1e-12));
    CHECK_THAT(described.shares()[0], WithinAbs(.5, 1e-12));
}
