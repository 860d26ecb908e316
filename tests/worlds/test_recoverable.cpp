#include <dangol/segments/agreement.hpp>
#include <worlds/world.hpp>

#include <catch2/catch_test_macros.hpp>
#include <catch2/generators/catch_generators.hpp>

#include <array>
#include <cmath>
#include <string>
#include <unordered_map>
#include <vector>

using namespace dangol::worlds;

namespace {

constexpr std::size_t feature_count = 6;
using Row = std::array<double, feature_count>;

struct Tally {
    double visits = 0, orders = 0, weekend = 0, morning = 0, evening = 0, company = 0, discounts = 0;
};

double log_odds(double successes, double trials) {
    return std::log((successes + .5) / (trials - successes + .5));
}

std::vector<Row> features(const World& world) {
    std::unordered_map<std::string, Tally> tallies;
    const Interactions& visits = world.interactions;
    for (std::size_t row = 0; row < visits.size(); ++row) {
        Tally& tally = tallies[visits.customer_id[row]];
        const auto shop_clock = visits.visited_at[row] + korean_offset;
        const auto day = std::chrono::floor<std::chrono::days>(shop_clock);
        const auto hour = (shop_clock - day) / std::chrono::hours{1};
        ++tally.visits;
        tally.orders += visits.amount_krw[row] > 0;
        tally.weekend += std::chrono::weekday{day}.iso_encoding() >= 6;
        tally.morning += hour < 12;
        tally.evening += hour >= 18;
        tally.company += visits.party_size[row] > 1;
        tally.discounts += visits.discount_krw[row] > 0;
    }
    std::vector<Row> rows;
    for (const std::string& id : world.customers.customer_id) {
        const Tally& of = tallies[id];
        rows.push_back({log_odds(of.orders, of.visits), log_odds(of.weekend, of.visits), log_odds(of.morning, of.visits),
                        log_odds(of.evening, of.visits), log_odds(of.company, of.visits), log_odds(of.discounts, of.orders)});
    }
    return rows;
}

/// Nearest kind by centres and variances learned from the truth of every other customer (even from odd, odd from even).
std::vector<std::uint32_t> oracle(const std::vector<Row>& rows, const World& world) {
    const std::size_t kinds = world.truth.kinds.size();
    std::vector<std::uint32_t> answer(rows.size());
    for (std::size_t half = 0; half < 2; ++half) {
        std::vector<Row> centre(kinds, Row{});
        std::vector<double> customers(kinds);
        Row variance{};
        for (std::size_t i = half; i < rows.size(); i += 2) {
            const std::size_t kind = world.truth.kind_of_customer[i];
            ++customers[kind];
            for (std::size_t j = 0; j < feature_count; ++j) centre[kind][j] += rows[i][j];
        }
        for (std::size_t k = 0; k < kinds; ++k) {
            for (double& value : centre[k]) value /= customers[k];
        }
        for (std::size_t i = half; i < rows.size(); i += 2) {
            const Row& own = centre[world.truth.kind_of_customer[i]];
            for (std::size_t j = 0; j < feature_count; ++j) variance[j] += (rows[i][j] - own[j]) * (rows[i][j] - own[j]);
        }
        for (std::size_t i = 1 - half; i < rows.size(); i += 2) {
            double nearest = INFINITY;
            for (std::size_t k = 0; k < kinds; ++k) {
                double distance = 0;
                for (std::size_t j = 0; j < feature_count; ++j) {
                    distance += (rows[i][j] - centre[k][j]) * (rows[i][j] - centre[k][j]) / variance[j];
                }
                if (distance < nearest) nearest = distance, answer[i] = static_cast<std::uint32_t>(k);
            }
        }
    }
    return answer;
}

}  // namespace

TEST_CASE("whoever knows the truth tells the planted kinds apart by six shares alone") {
    const Trade trade = GENERATE(Trade::hanbok, Trade::alteration, Trade::candle, Trade::leather, Trade::repair);
    const World world = generate({.trade = trade, .seed = GENERATE(1u, 2u, 3u, 4u)});
    CHECK(dangol::adjusted_rand(world.truth.kind_of_customer, oracle(features(world), world)) >= .95);
}
