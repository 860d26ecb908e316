#pragma once

#include "segments/tables.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

namespace dangol::testing {

/// Customers of two kinds in one column of every family, some cells of each missing.
inline FeatureTable every_family(std::size_t rows, std::uint64_t seed, double missing_share = 0.1) {
    Random random(seed);
    std::vector<double> degrees, height, spend, fee, visits, calls, hour, discount, trials, cancelled, bookings, days, weeks, weights;
    std::vector<std::uint32_t> member, branch, age, stage;
    std::vector<float> mix, rhythm;
    std::vector<double> mixed, rhythms;
    const auto seen = [&] { return random.uniform() >= missing_share; };
    const auto poisson = [&](double mean) {
        double sum = 0;
        int count = -1;
        for (; sum < mean; ++count) sum += random.exponential();
        return static_cast<double>(count);
    };
    const auto successes = [&](double n, double p) {
        double count = 0;
        for (int i = 0; i < static_cast<int>(n); ++i) count += random.uniform() < p ? 1 : 0;
        return count;
    };
    const auto parts = [&](std::vector<float>& into, std::vector<double>& counts, std::array<double, 3> p) {
        const auto n = static_cast<double>(3 + random.below(6));
        std::array<double, 3> count{};
        for (int i = 0; i < static_cast<int>(n); ++i) ++count[random.categorical(p)];
        const bool here = seen();
        for (const double c : count) into.push_back(here ? static_cast<float>(c / n) : std::numeric_limits<float>::quiet_NaN());
        counts.push_back(here ? n : 0);
    };
    for (std::size_t i = 0; i < rows; ++i) {
        const bool a = random.uniform() < 0.6;
        const double shift = a ? 0 : 2, common = random.normal();
        weights.push_back(i % 7 == 0 ? 2 : i % 11 == 0 ? 0.5 : 1);
        degrees.push_back(seen() ? shift + common + 0.5 * random.normal() : missing);
        height.push_back(seen() ? 170 - 4 * shift + 3 * common + 5 * random.normal() : missing);
        spend.push_back(!seen() ? missing : random.uniform() < 0.2 ? 0 : std::exp(2 + shift / 2 + 0.6 * random.normal()));
        fee.push_back(!seen() ? missing : random.uniform() < 0.3 ? 0 : (10 + 5 * shift) * (random.exponential() + random.exponential()));
        days.push_back(30 + static_cast<double>(random.below(4)) * 10);
        weeks.push_back(4 + static_cast<double>(random.below(3)));
        const bool counted = seen(), called = seen();
        visits.push_back(counted ? poisson((a ? 0.1 : 0.4) * days.back()) : missing);
        calls.push_back(called ? poisson((a ? 0.5 : 1.5) * weeks.back() * random.exponential()) : missing);
        if (!counted) days.back() = 0;
        if (!called) weeks.back() = 0;
        hour.push_back(seen() ? std::fmod(24 + (a ? 9 : 20) + 2 * random.normal(), 24.0) : missing);
        trials.push_back(2 + static_cast<double>(random.below(5)));
        bookings.push_back(1 + static_cast<double>(random.below(5)));
        discount.push_back(successes(trials.back(), a ? 0.2 : 0.6));
        cancelled.push_back(successes(bookings.back(), random.uniform() < 0.5 ? 0.1 : a ? 0.3 : 0.7));
        member.push_back(!seen() ? unobserved_code : random.uniform() < (a ? 0.3 : 0.8) ? 1 : 0);
        branch.push_back(!seen() ? unobserved_code : static_cast<std::uint32_t>(random.categorical(a ? std::array{.6, .3, .1} : std::array{.1, .3, .6})));
        age.push_back(!seen() ? unobserved_code : static_cast<std::uint32_t>(random.categorical(a ? std::array{.5, .3, .2} : std::array{.2, .3, .5})));
        stage.push_back(!seen() ? unobserved_code : static_cast<std::uint32_t>(random.categorical(a ? std::array{.5, .4, .1} : std::array{.2, .3, .5})));
        parts(mix, mixed, a ? std::array{.6, .3, .1} : std::array{.2, .3, .5});
        parts(rhythm, rhythms, a ? std::array{.7, .2, .1} : std::array{.3, .3, .4});
    }
    FeatureData hours = numbers("hour", ColumnKind::cyclic, hour);
    hours.meaning.period = 24;
    return table_of({numbers("degrees", ColumnKind::numeric, degrees), numbers("height", ColumnKind::numeric, height),
                     numbers("spend", ColumnKind::positive, spend), numbers("fee", ColumnKind::positive, fee),
                     numbers("visits", ColumnKind::count, visits, days), numbers("calls", ColumnKind::count, calls, weeks), hours,
                     numbers("discount", ColumnKind::share, discount, trials), numbers("cancelled", ColumnKind::share, cancelled, bookings),
                     codes("member", ColumnKind::flag, {}, member), codes("branch", ColumnKind::category, {"north", "south", "west"}, branch),
                     codes("age", ColumnKind::ordered_category, {"young", "middle", "old"}, age),
                     codes("stage", ColumnKind::ordered_category, {"new", "known", "regular"}, stage),
                     composition("mix", {"tea", "cake", "gift"}, mix, mixed), composition("rhythm", {"morning", "noon", "night"}, rhythm, rhythms)},
                    weights);
}

/// One column for each of the thirteen families; two are normal, so that they can form a block.
inline std::vector<FamilyChoice> one_of_each() {
    return {{"fee", Family::gamma_hurdle}, {"visits", Family::poisson},     {"discount", Family::binomial},
            {"stage", Family::adjacent_category}, {"rhythm", Family::multinomial}};
}

}  // namespace dangol::testing
