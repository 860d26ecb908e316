#include "scoring/design.hpp"

#include <dangol/core/random.hpp>

#include <catch2/catch_approx.hpp>
#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <numeric>
#include <string>
#include <vector>

using namespace dangol;
using Catch::Approx;

namespace {

std::vector<std::int64_t> keys(std::size_t n) {
    std::vector<std::int64_t> result(n);
    std::iota(result.begin(), result.end(), 0);
    return result;
}

FeatureData column(std::string name, ColumnKind kind, std::vector<double> numbers, std::vector<double> exposures = {}) {
    FeatureData data{.numbers = std::move(numbers), .exposures = std::move(exposures)};
    data.meaning.name = std::move(name);
    data.meaning.kind = kind;
    return data;
}

struct Learned {
    FeatureTable table = {};
    std::vector<std::string> folded = {};
    Design design = {};
    Matrix rows = {};
    explicit Learned(std::vector<FeatureData> columns, std::size_t n, std::optional<double> half_life = {})
        : table(keys(n), std::move(columns)), design(Design::fit(table, half_life, folded)), rows(design.rows(table, 0)) {}
};

}  // namespace

TEST_CASE("numbers are centred and scaled, and a value beyond all seen counts as the nearest seen") {
    const Learned learned({column("x", ColumnKind::numeric, {1, 2, 3, 4})}, 4);
    REQUIRE(learned.design.width == 1);
    CHECK(learned.rows(0, 0) == Approx(-1.5 / std::sqrt(1.25)));
    CHECK(learned.rows(3, 0) == -learned.rows(0, 0));
    double out = 0;
    learned.design.columns[0].expand({.known = true, .number = 1e9}, &out);
    CHECK(out == learned.rows(3, 0));
    learned.design.columns[0].expand({.known = false}, &out);
    CHECK(out == 0);
}

TEST_CASE("units of amounts, days observed and money never matter") {
    Random random(3);
    std::vector<double> dollars, won, visits, days, months;
    for (int i = 0; i < 60; ++i) {
        dollars.push_back(i % 7 == 0 ? 0 : std::exp(random.normal(3, 1)));
        won.push_back(1300 * dollars.back());
        days.push_back(30 + 5 * (i % 9));
        months.push_back(days.back() / 30);
        visits.push_back(static_cast<double>(random.poisson(0.2 * days.back())));
    }
    const Learned a({column("spend", ColumnKind::positive, dollars), column("visits", ColumnKind::count, visits, days)}, 60);
    const Learned b({column("spend", ColumnKind::positive, won), column("visits", ColumnKind::count, visits, months)}, 60);
    for (std::size_t i = 0; i < 60; ++i) {
        CHECK(b.rows(i, 0) == Approx(a.rows(i, 0)).margin(1e-9));
        CHECK(b.rows(i, 1) == Approx(a.rows(i, 1)).margin(1e-9));
    }
}

TEST_CASE("a share of few trials lies nearer to what is common than the same share of many") {
    std::vector<double> successes, trials;
    for (int i = 0; i < 40; ++i) {
        trials.push_back(i % 2 == 0 ? 2 : 100);
        successes.push_back(i % 4 < 2 ? trials.back() / 2 : 0);
    }
    const Learned learned({column("responses", ColumnKind::share, successes, trials)}, 40);
    CHECK(learned.rows(1, 0) > learned.rows(0, 0));      // 50 of 100 above 1 of 2
    CHECK(learned.rows(3, 0) < learned.rows(2, 0));      // 0 of 100 below 0 of 2
}

TEST_CASE("recency fades by half-life where one is given") {
    FeatureData days = column("recency_days", ColumnKind::positive, {0, 14, 28, 1000});
    days.meaning.construct = Construct::recency;
    const Learned learned({days}, 4, 14.0);
    const double whole = learned.rows(0, 0), half = learned.rows(1, 0), quarter = learned.rows(2, 0), none = learned.rows(3, 0);
    CHECK((half - none) / (whole - none) == Approx(0.5));
    CHECK((quarter - none) / (whole - none) == Approx(0.25));
    const Learned logarithmic({days}, 4);
    CHECK((logarithmic.rows(1, 0) - logarithmic.rows(0, 0)) / (logarithmic.rows(3, 0) - logarithmic.rows(0, 0)) ==
          Approx(std::log(15) / std::log(1001)));
}

TEST_CASE("flags have one indicator, categories one a level, ordered ones their position; rare levels weigh less") {
    FeatureData flag, category, ordered;
    flag.meaning = {.name = "flag", .kind = ColumnKind::flag};
    category.meaning = {.name = "category", .kind = ColumnKind::category, .levels = {"a", "b", "never", "rare"}};
    ordered.meaning = {.name = "ordered", .kind = ColumnKind::ordered_category, .levels = {"low", "middle", "high"}};
    for (std::uint32_t i = 0; i < 30; ++i) {
        flag.codes.push_back(i % 2);
        category.codes.push_back(i == 7 ? 3 : i % 2);
        ordered.codes.push_back(i % 3);
    }
    const Learned learned({flag, category, ordered}, 30);
    REQUIRE(learned.design.columns[0].width == 1);
    REQUIRE(learned.design.columns[1].width == 3);
    REQUIRE(learned.design.columns[2].width == 1);
    CHECK(learned.rows(1, 0) - learned.rows(0, 0) == Approx(2));  // 1 / ½
    CHECK(learned.rows(2, 4) - learned.rows(1, 4) == Approx(learned.rows(1, 4) - learned.rows(0, 4)));
    double rare = 0, common = 0;
    for (std::size_t i = 0; i < 30; ++i) {
        common += learned.rows(i, 1) * learned.rows(i, 1) / 30;
        rare += learned.rows(i, 3) * learned.rows(i, 3) / 30;
    }
    CHECK(rare < 0.2 * common);
    std::vector<double> out(3);
    learned.design.columns[1].expand({.known = true, .code = 2}, out.data());  // a level nobody had at fitting
    CHECK(out[0] < 0);
    CHECK(out[1] < 0);
}

TEST_CASE("a composition of 28 parts varies as little over a square root as 28 columns would") {
    Random random(5);
    FeatureData parts;
    parts.meaning = {.name = "rhythm", .kind = ColumnKind::composition};
    for (int l = 0; l < 28; ++l) parts.meaning.levels.push_back(std::to_string(l));
    for (int i = 0; i < 300; ++i) {
        for (const double share : random.dirichlet(std::vector(28, 0.7))) parts.compositions.push_back(static_cast<float>(share));
        parts.exposures.push_back(40);
    }
    const Learned learned({parts}, 300);
    double total = 0;
    for (std::size_t i = 0; i < 300; ++i) {
        double sum = 0;
        for (std::size_t l = 0; l < 28; ++l) {
            total += learned.rows(i, l) * learned.rows(i, l) / 300;
            sum += learned.rows(i, l);
        }
        CHECK(sum == Approx(0).margin(1e-9));  // log-ratios sum to 0
    }
    CHECK(total == Approx(std::sqrt(28.0)).epsilon(1e-6));
}

TEST_CASE("which columns are missing is itself a column, shared by those that are missing together") {
    const double no = std::nan("");
    const Learned learned({column("age", ColumnKind::numeric, {1, no, 3, no}), column("income", ColumnKind::numeric, {5, no, 9, no}),
                           column("known", ColumnKind::numeric, {1, 2, 3, 4}), column("constant", ColumnKind::numeric, {1, 1, no, 1})},
                          4);
    const auto& columns = learned.design.columns;
    CHECK(columns[0].tells_missing);
    CHECK(columns[1].tells_missing);
    CHECK_FALSE(columns[2].tells_missing);
    CHECK(columns[3].transform == Transform::presence);
    CHECK(learned.design.width == 2 + 2 + 1 + 1);
    // Two equal indicators, each 1/√2 of one that stands alone.
    CHECK(columns[0].missing_scale == Approx(0.5 * std::sqrt(2.0)));
    CHECK(columns[3].missing_scale == Approx(0.5));
    CHECK(learned.rows(1, 0) == 0);
    CHECK(learned.rows(1, 1) == Approx(0.5 / (0.5 * std::sqrt(2.0))));
    CHECK(learned.rows(0, 1) == -learned.rows(1, 1));
}

TEST_CASE("constants make no column, exact copies are folded, and near copies are not") {
    const Learned learned({column("a", ColumnKind::numeric, {1, 2, 3}), column("constant", ColumnKind::numeric, {7, 7, 7}),
                           column("copy", ColumnKind::numeric, {1, 2, 3}), column("near", ColumnKind::numeric, {1, 2, 3.0001}),
                           column("nobody", ColumnKind::numeric, std::vector(3, std::nan(""))), column("never", ColumnKind::count, {0, 0, 0}, {1, 9, 90}),
                           column("always", ColumnKind::share, {1, 9, 90}, {1, 9, 90})},
                          3);
    CHECK(learned.folded == std::vector<std::string>{"copy"});
    CHECK(learned.design.width == 2);
    CHECK(learned.design.columns[1].transform == Transform::unused);
    for (const std::size_t says_nothing : {4U, 5U, 6U}) CHECK(learned.design.columns[says_nothing].transform == Transform::unused);
}

TEST_CASE("a circle has no seam") {
    FeatureData hour = column("hour", ColumnKind::cyclic, {0, 6, 12, 18, 23.9});
    hour.meaning.period = 24;
    const Learned learned({hour}, 5);
    REQUIRE(learned.design.width == 2);
    const double seam = std::hypot(learned.rows(0, 0) - learned.rows(4, 0), learned.rows(0, 1) - learned.rows(4, 1));
    const double quarter = std::hypot(learned.rows(0, 0) - learned.rows(1, 0), learned.rows(0, 1) - learned.rows(1, 1));
    CHECK(seam < 0.05 * quarter);
}
