#include <worlds/world.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <algorithm>
#include <cmath>
#include <set>
#include <string>
#include <unordered_map>
#include <vector>

using namespace dangol::worlds;

namespace {

struct Habits {
    std::vector<double> log_visits = {}, log_amount = {};
};

/// Of customers who were known all along and ordered at least five times.
Habits habits(const World& world) {
    struct Sums {
        double visits = 0, orders = 0, log_amount = 0;
    };
    std::unordered_map<std::string, Sums> sums;
    for (std::size_t i = 0; i < world.customers.size(); ++i) {
        if (world.customers.joined_on[i] < world.from + korean_offset) sums.emplace(world.customers.customer_id[i], Sums{});
    }
    for (std::size_t row = 0; row < world.interactions.size(); ++row) {
        const auto found = sums.find(world.interactions.customer_id[row]);
        if (found == sums.end()) continue;
        ++found->second.visits;
        if (world.interactions.amount_krw[row] <= 0) continue;
        ++found->second.orders;
        found->second.log_amount += std::log(world.interactions.amount_krw[row]);
    }
    Habits result;
    for (const auto& [id, of] : sums) {
        if (of.orders < 5) continue;
        result.log_visits.push_back(std::log(of.visits));
        result.log_amount.push_back(of.log_amount / of.orders);
    }
    return result;
}

double mean(const std::vector<double>& values) {
    double sum = 0;
    for (const double value : values) sum += value;
    return sum / static_cast<double>(values.size());
}

double correlation(const std::vector<double>& x, const std::vector<double>& y) {
    const double mx = mean(x), my = mean(y);
    double xx = 0, yy = 0, xy = 0;
    for (std::size_t i = 0; i < x.size(); ++i) {
        xx += (x[i] - mx) * (x[i] - mx);
        yy += (y[i] - my) * (y[i] - my);
        xy += (x[i] - mx) * (y[i] - my);
    }
    return xy / std::sqrt(xx * yy);
}

}  // namespace

TEST_CASE("a null world is one population in which every contact is answered with the same probability") {
    const World world = generate({.trade = GENERATE(Trade::null_independent, Trade::null_factor, Trade::null_skewed)});
    REQUIRE(world.truth.kinds.size() == 1);
    CHECK(world.truth.kinds[0].negative == NegativeGround::none);
    CHECK(world.truth.kinds[0].conversion_rate > world.truth.break_even_rate());
    const auto [least, most] = std::minmax_element(world.truth.conversion_probability.begin(), world.truth.conversion_probability.end());
    CHECK(*most - *least < 1e-12);
    CHECK(std::abs(*most - world.truth.kinds[0].conversion_rate) < 1e-9);
}

TEST_CASE("answers in a null world do not depend on what the customer spent") {
    const World world = generate({.trade = GENERATE(Trade::null_independent, Trade::null_factor, Trade::null_skewed), .customers = 3'000});
    std::unordered_map<std::string, double> spent;
    for (std::size_t row = 0; row < world.interactions.size(); ++row) {
        spent[world.interactions.customer_id[row]] += world.interactions.amount_krw[row];
    }
    std::vector<double> log_spent, converted;
    for (std::size_t row = 0; row < world.leads.size(); ++row) {
        if (world.leads.window_closes[row] > world.until) continue;
        log_spent.push_back(std::log1p(spent[world.leads.customer_id[row]]));
        converted.push_back(world.leads.converted[row]);
    }
    const double noise = 1 / std::sqrt(static_cast<double>(converted.size()));
    CHECK(std::abs(correlation(log_spent, converted)) < 4 * noise);
}

TEST_CASE("one factor ties the habits of a null-factor world together, and of the independent one nothing does") {
    const Habits tied = habits(generate({.trade = Trade::null_factor, .customers = 3'000}));
    const Habits loose = habits(generate({.trade = Trade::null_independent, .customers = 3'000}));
    const double noise = 1 / std::sqrt(static_cast<double>(loose.log_visits.size()));
    CHECK(correlation(tied.log_visits, tied.log_amount) > .25);  // .4 between people, less what visits and prices scatter
    CHECK(std::abs(correlation(loose.log_visits, loose.log_amount)) < 4 * noise);
}

TEST_CASE("the habits of a skewed null world have a long right tail, those of the others do not") {
    const auto skewness = [](const std::vector<double>& values) {
        const double centre = mean(values);
        double squares = 0, cubes = 0;
        for (const double value : values) {
            squares += (value - centre) * (value - centre);
            cubes += (value - centre) * (value - centre) * (value - centre);
        }
        const auto n = static_cast<double>(values.size());
        return cubes / n / std::pow(squares / n, 1.5);
    };
    CHECK(skewness(habits(generate({.trade = Trade::null_skewed, .customers = 3'000})).log_amount) > .5);
    CHECK(std::abs(skewness(habits(generate({.trade = Trade::null_independent, .customers = 3'000})).log_amount)) < .4);
}
