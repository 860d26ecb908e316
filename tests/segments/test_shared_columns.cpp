#include "every_family.hpp"

#include <dangol/core/error.hpp>
#include <dangol/segments/mixture_statistics.hpp>
#include <dangol/segments/segment_counts.hpp>
#include <dangol/segments/segment_erasure.hpp>
#include <dangol/segments/stepwise.hpp>

#include "segments/mixture_state.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>
#include <catch2/generators/catch_generators_range.hpp>
#include <catch2/matchers/catch_matchers_floating_point.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <algorithm>
#include <numeric>

using namespace dangol;
using namespace dangol::testing;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::WithinRel;

namespace {

using Names = std::vector<std::string>;

std::vector<std::uint32_t> halves(std::size_t rows) {
    std::vector<std::uint32_t> truth(rows);
    for (std::uint32_t row = 0; row < rows; ++row) truth[row] = row % 2;
    return truth;
}

Matrix start_of(std::size_t rows) {
    Matrix start(rows, 2);
    for (std::size_t row = 0; row < rows; ++row) start(row, 0) = 1 - (start(row, 1) = row % 2 == 0 ? .8 : .3);
    return start;
}

/// Three numbers in which every other customer stands `distance` higher.
std::vector<FeatureData> two_kinds(std::size_t rows, double distance, double missing_share, Random& random) {
    std::vector<FeatureData> columns;
    for (const char* name : {"x", "y", "z"}) {
        columns.push_back(numbers(name, ColumnKind::numeric, {}));
        for (std::size_t row = 0; row < rows; ++row) {
            const double value = random.normal(row % 2 == 0 ? 0 : distance, 1);
            columns.back().numbers.push_back(random.chance(missing_share) ? missing : value);
        }
    }
    return columns;
}

/// 28 parts of the week that depend on nothing, of 60 visits.
FeatureData empty_week(std::size_t rows, double missing_share, Random& random) {
    Names parts;
    for (int part = 0; part < 28; ++part) parts.push_back(std::to_string(part));
    FeatureData week = composition("week", parts, {}, {});
    for (std::size_t row = 0; row < rows; ++row) {
        const std::vector<double> chances = random.dirichlet(std::vector<double>(28, 1.0));
        std::vector<double> counts(28);
        for (int visit = 0; visit < 60; ++visit) ++counts[random.categorical(chances)];
        const bool seen = !random.chance(missing_share);
        for (const double count : counts) week.compositions.push_back(seen ? static_cast<float>(count / 60) : std::numeric_limits<float>::quiet_NaN());
        week.exposures.push_back(seen ? 60 : 0);
    }
    return week;
}

FeatureData empty_town(std::size_t rows, std::uint32_t levels, Random& random) {
    Names towns;
    for (std::uint32_t level = 0; level < levels; ++level) towns.push_back("town " + std::to_string(level));
    FeatureData town = codes("town", ColumnKind::category, towns, {});
    for (std::size_t row = 0; row < rows; ++row) town.codes.push_back(static_cast<std::uint32_t>(random.below(levels)));
    return town;
}

std::vector<FeatureData> columns_of(const FeatureTable& table) {
    std::vector<FeatureData> columns;
    for (std::size_t c = 0; c < table.columns().size(); ++c) {
        const auto j = id_at<ColumnIndex>(c);
        FeatureData& column = columns.emplace_back(FeatureData{.meaning = table.columns()[c]});
        const auto observed = table.observed(j);
        const ColumnKind kind = column.meaning.kind;
        const bool coded = kind == ColumnKind::flag || kind == ColumnKind::category || kind == ColumnKind::ordered_category;
        const bool numeric = !coded && kind != ColumnKind::composition;
        for (std::size_t row = 0; row < table.customer_count(); ++row) {
            if (numeric) column.numbers.push_back(observed[row] ? table.numbers(j)[row] : missing);
            if (coded) column.codes.push_back(observed[row] ? table.codes(j)[row] : unobserved_code);
            for (std::size_t part = 0; !numeric && !coded && part < column.meaning.levels.size(); ++part) {
                column.compositions.push_back(observed[row] ? table.compositions(j)(row, part) : std::numeric_limits<float>::quiet_NaN());
            }
            if (!coded) column.exposures.push_back(observed[row] ? table.exposures(j)[row] : 0);
        }
    }
    return columns;
}

/// Every family, a column of two kinds each; the values of one of them in another order, so that it says nothing.
FeatureTable with_one_shuffled(std::size_t rows, std::size_t shuffled, std::uint64_t seed) {
    const FeatureTable table = every_family(rows, seed);
    std::vector<FeatureData> columns = columns_of(table);
    FeatureData& column = columns[shuffled];
    const FeatureData before = column;
    const std::vector<std::size_t> order = Random(seed, 9).permutation(rows);
    const std::size_t parts = before.compositions.size() / rows;
    for (std::size_t row = 0; row < rows; ++row) {
        if (!column.numbers.empty()) column.numbers[row] = before.numbers[order[row]];
        if (!column.codes.empty()) column.codes[row] = before.codes[order[row]];
        if (!column.exposures.empty()) column.exposures[row] = before.exposures[order[row]];
        for (std::size_t part = 0; part < parts; ++part) column.compositions[row * parts + part] = before.compositions[order[row] * parts + part];
    }
    return FeatureTable(numbered(rows), std::move(columns));
}

bool holds(const Names& names, const std::string& name) { return std::ranges::find(names, name) != names.end(); }

double total(const FeatureTable& table, const std::vector<double>& nats) {
    return std::inner_product(nats.begin(), nats.end(), table.weights().begin(), 0.0);
}

}  // namespace

TEST_CASE("two kinds are found beside an empty profile of 28 cells, complete or with a fifth missing, and the profile is shared") {
    const double missing_share = GENERATE(0.0, 0.2);
    Random random(11);
    std::vector<FeatureData> columns = two_kinds(400, missing_share > 0 ? 3.5 : 2.5, missing_share, random);
    columns.push_back(empty_week(400, missing_share, random));
    const FeatureTable table = table_of(std::move(columns));
    const Segmentation all = checked_search(table, {.most = 4, .select_columns = false}), found = checked_search(table, {.most = 4});
    CHECK(all.mixture.shared_columns().empty());
    CHECK(found.mixture.segment_count() == 2);
    CHECK(found.mixture.shared_columns() == Names{"week"});
    CHECK(adjusted_rand(labels(found.mixture.membership(table)), halves(400)) > .8);
    CHECK(found.mixture.report().bic < all.mixture.report().bic - 100);
    for (const SegmentCountTrial& trial : found.trials) {
        if (trial.segment_count == 1) CHECK(trial.shared_columns.empty());
        if (trial.segment_count == 2) CHECK(trial.shared_columns == Names{"week"});
    }
    CHECK_THAT(how_we_know(found, Language::english), ContainsSubstring("Without a say in who belongs where: week"));
    CHECK_THAT(how_we_know(found, Language::korean), ContainsSubstring("week"));
}

TEST_CASE("noise of very many levels does not make everyone one kind") {
    Random random(12);
    std::vector<FeatureData> columns = two_kinds(500, 2.5, 0, random);
    columns.push_back(empty_town(500, 200, random));
    const FeatureTable table = table_of(std::move(columns));
    CHECK(checked_search(table, {.most = 3, .select_columns = false}).mixture.segment_count() == 1);
    const Segmentation found = checked_search(table, {.most = 3});
    CHECK(found.mixture.segment_count() == 2);
    CHECK(found.mixture.shared_columns() == Names{"town"});
    CHECK(adjusted_rand(labels(found.mixture.membership(table)), halves(500)) > .85);
}

TEST_CASE("in every family a column that differs is not shared, and one that does not is") {
    const auto shuffled = static_cast<std::size_t>(GENERATE(range(0, 15)));
    const FeatureTable table = with_one_shuffled(900, shuffled, 21);
    const SegmentCountOptions how{.least = 2, .most = 2, .covariance = CovarianceShape::diagonal, .mixture = {.families = one_of_each()}};
    const Names shared = checked_search(table, how).mixture.shared_columns();
    CAPTURE(table.columns()[shuffled].name, shared);
    CHECK(shared == Names{table.columns()[shuffled].name});
    const FeatureTable whole = every_family(900, 21);
    if (shuffled == 0) CHECK(checked_search(whole, how).mixture.shared_columns().empty());
}

TEST_CASE("parameters of a shared column count once, and its likelihood is everyone's: BIC by hand") {
    Random random(13);
    std::vector<FeatureData> columns = two_kinds(60, 3, 0, random);
    columns.resize(1);
    columns.push_back(empty_town(60, 3, random));
    const FeatureTable table = table_of(columns), x_alone = table_of({columns[0]});
    MixtureOptions how = options(2, 0);
    const Mixture alone = checked_fit(x_alone, start_of(60), how);
    how.shared_columns = {"town"};
    const Mixture fit = checked_fit(table, start_of(60), how);
    double log_likelihood = alone.report().log_likelihood;
    for (std::uint32_t level = 0; level < 3; ++level) {
        const auto count = static_cast<double>(std::ranges::count(columns[1].codes, level));
        log_likelihood += count * std::log(count / 60);
    }
    CHECK(fit.report().parameter_count == 2 * 2 + 2 + 1);  // mean and variance twice, two levels once, one share
    CHECK_THAT(fit.report().log_likelihood, WithinRel(log_likelihood, 1e-12));
    CHECK_THAT(fit.report().bic, WithinRel(-2 * log_likelihood + 7 * std::log(60.0), 1e-12));
    CHECK(fit.report().separation_share == std::vector<double>{1, 0});
    CHECK(fit.shared_columns() == Names{"town"});
    CHECK(fit.level_probabilities(0, ColumnIndex{1}) == fit.level_probabilities(1, ColumnIndex{1}));
}

TEST_CASE("what is shared has no say in who belongs where, yet is part of how likely a customer is") {
    const CovarianceShape shape = GENERATE(CovarianceShape::diagonal, CovarianceShape::shared_block, CovarianceShape::free_block);
    const FeatureTable table = every_family(500, 14);
    const Names shared{"spend", "calls", "cancelled", "branch", "mix", "rhythm"};
    const MixtureOptions how{.segment_count = 2, .covariance = shape, .block = {"degrees", "height"}, .shared_columns = shared, .families = one_of_each()};
    const Mixture fit = checked_fit(table, start_of(500), how);
    CHECK(fit.shared_columns() == shared);
    std::vector<ColumnIndex> others;
    for (std::uint32_t c = 0; c < 15; ++c) {
        if (!holds(shared, table.columns()[c].name)) others.push_back({c});
        else CHECK(fit.report().separation_share[c] == 0);
    }
    CHECK(fit.membership(table) == fit.membership(table.with_columns(others)));
    CHECK_THAT(fit.report().log_likelihood, WithinRel(total(table, fit.log_likelihood(table)), 1e-10));
    const Mixture without = checked_fit(table.with_columns(others), start_of(500),
                                        {.segment_count = 2, .covariance = shape, .block = {"degrees", "height"}, .families = {{"fee", Family::gamma_hurdle}, {"visits", Family::poisson},
                                         {"discount", Family::binomial}, {"stage", Family::adjacent_category}}});
    CHECK(adjusted_rand(labels(without.membership(table)), labels(fit.membership(table))) == 1);
}

TEST_CASE("with one segment everything is shared anyway") {
    Random random(15);
    std::vector<FeatureData> columns = two_kinds(200, 0, 0, random);
    columns.push_back(empty_week(200, 0, random));
    const FeatureTable table = table_of(std::move(columns));
    MixtureOptions how = options(1);
    const Mixture own = checked_fit(table, how);
    how.shared_columns = {"week", "x"};
    const Mixture shared = checked_fit(table, how);
    CHECK(own.report().parameter_count == shared.report().parameter_count);
    CHECK_THAT(own.report().bic, WithinRel(shared.report().bic, 1e-10));
    const Segmentation a = checked_search(table, {.most = 2}), b = checked_search(table, {.most = 2, .select_columns = false});
    CHECK(a.trials[0] == b.trials[0]);
    CHECK(a.mixture.segment_count() == 1);
}

TEST_CASE("columns of the block are never shared; a column cannot be in it and shared") {
    Random random(16);
    std::vector<FeatureData> columns = two_kinds(400, 3, 0, random);
    for (std::size_t row = 0; row < 400; ++row) columns[2].numbers[row] = columns[0].numbers[row] - (row % 2 == 0 ? 0 : 3) + .3 * random.normal();  // says nothing by itself
    columns.push_back(empty_week(400, 0, random));
    const FeatureTable table = table_of(std::move(columns));
    const Segmentation found = checked_search(table, {.most = 3, .covariance = CovarianceShape::shared_block});
    CHECK(found.mixture.segment_count() == 2);
    CHECK(found.mixture.shared_columns() == Names{"week"});
    CHECK(found.mixture.state().block == std::vector<std::uint32_t>{0, 1, 2});
    MixtureOptions how{.segment_count = 2, .covariance = CovarianceShape::shared_block, .shared_columns = {"z"}};
    const Mixture left = checked_fit(table, start_of(400), how);
    CHECK(left.state().block == std::vector<std::uint32_t>{0, 1});
    how.block = {"x", "z"};
    CHECK_THROWS_WITH(fit_mixture(table, how), ContainsSubstring("outside the block"));
    how.shared_columns = {"w"};
    CHECK_THROWS_AS(fit_mixture(table, how), UnknownColumn);
    Mixture::State state = left.state();
    state.shared.push_back(0);
    CHECK_THROWS_AS(state.check(), InvalidArgument);
    state.shared = {3};
    CHECK_THROWS_WITH(state.check(), ContainsSubstring("the same in all segments"));
}

TEST_CASE("which columns are shared depends neither on the order of columns and customers nor on the number of threads") {
    Random random(17);
    std::vector<FeatureData> columns = two_kinds(300, 3, .1, random);
    columns.push_back(empty_week(300, .1, random));
    columns.push_back(empty_town(300, 50, random));
    const FeatureTable table = table_of(columns);
    const Segmentation found = checked_search(table, {.most = 3}, {.threads = 1});
    REQUIRE(found.mixture.shared_columns() == Names{"week", "town"});
    for (const std::size_t threads : {2U, 4U}) CHECK(checked_search(table, {.most = 3}, {.threads = threads}) == found);
    std::ranges::rotate(columns, columns.begin() + 3);
    const Segmentation turned = checked_search(table_of(columns), {.most = 3});
    CHECK(turned.mixture.shared_columns() == Names{"week", "town"});
    CHECK_THAT(turned.mixture.report().bic, WithinRel(found.mixture.report().bic, 1e-6));
    std::vector<std::uint32_t> backwards(300);
    std::iota(backwards.rbegin(), backwards.rend(), 0U);
    const Segmentation reversed = checked_search(table.rows(backwards), {.most = 3});
    CHECK(reversed.mixture.shared_columns() == Names{"week", "town"});
    CHECK_THAT(reversed.mixture.report().bic, WithinRel(found.mixture.report().bic, 1e-6));
}

TEST_CASE("sums of parts, customers who come later and customers who leave keep what is shared") {
    const FeatureTable table = every_family(400, 18);
    const Names shared{"spend", "calls", "hour", "discount", "branch", "mix", "rhythm"};
    MixtureOptions how{.segment_count = 2, .covariance = CovarianceShape::shared_block, .block = {"degrees", "height"}, .shared_columns = shared, .families = one_of_each()};
    how.iterations_at_most = 12;
    how.tolerance = 0;
    const Mixture whole = checked_fit(table, start_of(400), how);
    std::vector<std::uint32_t> first(150), second(250);
    std::iota(first.begin(), first.end(), 0U);
    std::iota(second.begin(), second.end(), 150U);
    const auto of_parts = [&](const Mixture& mixture) {
        MixtureStatistics sums = expected_statistics(mixture, table.rows(first));
        sums.merge(expected_statistics(mixture, table.rows(second)));
        return sums;
    };
    how.iterations_at_most = 1;
    const Mixture begun = checked_fit(table, start_of(400), how);
    how.iterations_at_most = 11;
    const Mixture merged = fit_from_statistics(begun, of_parts, how);
    CHECK(merged.shared_columns() == shared);
    CHECK(never_falls(merged.report()));
    CHECK(merged.report().parameter_count == whole.report().parameter_count);
    CHECK_THAT(merged.report().log_likelihood, WithinRel(whole.report().log_likelihood, 1e-7));
    CHECK_THAT(merged.report().log_posterior.back(), WithinRel(whole.report().log_posterior.back(), 1e-7));

    const Segmentation kinds{.mixture = whole, .ids = {SegmentId{1}, SegmentId{2}}};
    const RunningSegmentation running = update_segments(begin_stepwise(kinds, table.rows(first)), table.rows(second));
    CHECK(running.segmentation.mixture.shared_columns() == shared);
    const SegmentErasure left = erase_by_refit(kinds, table.rows(second), 150);
    CHECK(left.segmentation.mixture.shared_columns() == shared);
    CHECK(left.difference <= 1e-6);
}

TEST_CASE("the table of numbers says what each shares, and holds customers out alike") {
    Random random(19);
    std::vector<FeatureData> columns = two_kinds(300, 3, 0, random);
    columns.push_back(empty_town(300, 60, random));
    SegmentCountTableOptions how{.range = {.most = 2, .covariance = CovarianceShape::diagonal}, .folds = 2, .bootstrap_samples = 2, .null_worlds = 0};
    const FeatureTable table = table_of(std::move(columns));
    const SegmentCountTable selected = tabulate_segment_counts(table, how);
    how.range.select_columns = false;
    const SegmentCountTable all = tabulate_segment_counts(table, how);
    REQUIRE(selected.rows.size() == 2);
    CHECK(selected.rows[1].shared_columns == Names{"town"});
    CHECK(all.rows[1].shared_columns.empty());
    CHECK(selected.rows[1].held_out > all.rows[1].held_out);  // 59 parameters fewer that are noise
    CHECK(selected.chosen == 2);
}

TEST_CASE("where customers are few no column is chosen: what is selected among noise would look like kinds") {
    Random random(23);
    const auto kinds_and_town = [&](std::size_t rows) {
        std::vector<FeatureData> columns = two_kinds(rows, 3, 0, random);
        columns.push_back(empty_town(rows, 60, random));
        return table_of(std::move(columns));
    };
    const SegmentCountOptions two{.least = 2, .most = 2, .covariance = CovarianceShape::diagonal};
    CHECK(find_segments(kinds_and_town(240), two).mixture.shared_columns() == Names{"town"});  // sixty a column
    CHECK(find_segments(kinds_and_town(239), two).mixture.shared_columns().empty());
}
