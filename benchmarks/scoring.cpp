// What a score costs: one lead at a time on the request path, and a million from a table.
//
//     cmake --preset dev -DDANGOL_BENCHMARKS=ON && cmake --build build --target benchmark_scoring && build/benchmark_scoring
#include <dangol/core/random.hpp>
#include <dangol/scoring/lead_scorer.hpp>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <iomanip>
#include <iostream>
#include <numeric>
#include <string>
#include <vector>

using namespace dangol;

namespace {

constexpr std::size_t column_count = 32, segment_count = 4, basis_count = 6;

double seconds(auto&& work) {
    const auto start = std::chrono::steady_clock::now();
    work();
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

/// Thirty-two numeric columns, the first six of which make four segments; response by a linear law of all.
FeatureTable table(Random& random, std::size_t rows, std::vector<std::uint32_t>& kinds) {
    std::vector<std::int64_t> keys(rows);
    std::iota(keys.begin(), keys.end(), 0);
    std::vector<FeatureData> columns(column_count);
    for (std::size_t c = 0; c < column_count; ++c) {
        columns[c].meaning.name = "column_" + std::to_string(c);
        columns[c].meaning.role = c < basis_count ? Role::basis : Role::descriptor;
        columns[c].numbers.resize(rows);
    }
    kinds.resize(rows);
    for (std::size_t i = 0; i < rows; ++i) {
        kinds[i] = static_cast<std::uint32_t>(random.below(segment_count));
        for (std::size_t c = 0; c < column_count; ++c) {
            columns[c].numbers[i] = random.normal(c < basis_count ? 1.5 * static_cast<double>(kinds[i] == c % segment_count) : 0, 1);
        }
    }
    return {keys, columns};
}

LeadTable leads(Random& random, std::size_t rows) {
    std::vector<std::uint32_t> kinds;
    FeatureTable features = table(random, rows, kinds);
    std::vector<Instant> times;
    std::vector<LeadOutcome> outcomes;
    for (std::size_t i = 0; i < rows; ++i) {
        double z = -2;
        for (std::size_t c = 0; c < column_count; ++c) z += (c % 3 == 0 ? 0.3 : 0.05) * features.numbers(id_at<ColumnIndex>(c))[i];
        times.push_back(Instant{} + std::chrono::hours{i});
        outcomes.push_back(random.chance(1 / (1 + std::exp(-z))) ? LeadOutcome::converted : LeadOutcome::not_converted);
    }
    return {std::move(features), std::move(times), std::move(outcomes)};
}

PersonaSet personas(Random& random) {
    std::vector<std::uint32_t> kinds;
    const FeatureTable customers = table(random, 20'000, kinds);
    Matrix membership(customers.customer_count(), segment_count);
    for (std::size_t i = 0; i < kinds.size(); ++i) membership(i, kinds[i]) = 1;
    PersonaSet set;
    set.segmentation.mixture = describe_groups(customers, membership, {.segment_count = segment_count});
    for (std::uint32_t k = 0; k < segment_count; ++k) {
        set.segmentation.ids.push_back({k});
        set.personas.push_back({.id = {k}, .segment = {k}, .customers = 5000});
    }
    return set;
}

double best_of(int times, auto&& work) {
    double best = 1e300;
    for (int i = 0; i < times; ++i) best = std::min(best, seconds(work));
    return best;
}

}  // namespace

int main() {
    Random random(1);
    const PersonaSet kinds = personas(random);
    const LeadTable past = leads(random, 10'000), many = leads(random, 1'000'000);
    LeadScorer scorer;
    const double fit = seconds([&] { scorer = fit_lead_scorer(kinds, {}, past); });

    constexpr std::size_t repeats = 200'000;
    std::vector<Lead> some;
    for (std::size_t i = 0; i < 256; ++i) some.push_back(scorer.lead(many, i));
    double sum = 0;
    const double single = best_of(5, [&] {
        for (std::size_t i = 0; i < repeats; ++i) sum += scorer.score(some[i % some.size()]).log_odds;
    });
    std::vector<LeadScore> scores;
    const double one_thread = best_of(3, [&] { scores = scorer.score(many, {.threads = 1}); });
    const double two_threads = best_of(3, [&] { scores = scorer.score(many, {.threads = 2}); });

    std::cout << std::fixed << std::setprecision(0) << column_count << " columns, " << segment_count << " segments\n"
              << "one score, with interval, grade and persona: " << 1e9 * single / static_cast<double>(repeats) << " ns\n"
              << "1,000,000 scores from a table: " << 1e3 * one_thread << " ms on one thread, " << 1e3 * two_threads << " ms on two\n"
              << "fit on 10,000 leads: " << 1e3 * fit << " ms\n"
              << "(checksum " << std::setprecision(6) << sum + scores.back().log_odds << ")\n";
}
