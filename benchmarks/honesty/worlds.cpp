#include "honesty/worlds.hpp"

#include "honesty/draws.hpp"

#include <array>
#include <cmath>
#include <functional>
#include <string>
#include <utility>

namespace dangol_honesty {
namespace {

using dangol::FeatureData;
using dangol::Role;

using Draw = std::function<double(Random&)>;

/// `columns` sets of positions, any two of which correlate by `correlation`.
std::vector<Positions> positions(std::size_t customers, std::size_t columns, double correlation, Random& random, const Draw& draw = student) {
    std::vector<Positions> all(columns, Positions(customers));
    for (std::size_t i = 0; i < customers; ++i) {
        const double common = draw(random);
        for (Positions& column : all) column[i] = std::sqrt(correlation) * common + std::sqrt(1 - correlation) * draw(random);
    }
    return all;
}

std::vector<double> whole_numbers(std::size_t customers, std::uint64_t least, std::uint64_t most, Random& random) {
    std::vector<double> out(customers);
    for (double& value : out) value = static_cast<double>(least + random.below(most - least + 1));
    return out;
}

/// Two sorts of exposure, as where half joined last month.
std::vector<double> of_two_sorts(std::size_t customers, double few, double many, Random& random) {
    std::vector<double> out(customers);
    for (double& value : out) value = random.chance(.5) ? few : many;
    return out;
}

FeatureData descriptor(FeatureData column) {
    column.meaning.role = Role::descriptor;
    return column;
}

std::string numbered(std::size_t number) { return "habit " + std::to_string(number + 1); }

/// Kinds drawn with equal chances, each column moved by `shift[kind][column]`.
PlantedWorld shifted(std::vector<Positions> columns, const std::vector<std::vector<double>>& shift, Random& random) {
    PlantedWorld world;
    std::vector<FeatureData> data;
    for (std::size_t i = 0; i < columns.front().size(); ++i) {
        world.kinds.push_back(static_cast<std::uint32_t>(random.below(shift.size())));
        for (std::size_t c = 0; c < columns.size(); ++c) columns[c][i] += shift[world.kinds.back()][c];
    }
    for (std::size_t c = 0; c < columns.size(); ++c) data.push_back(numeric(numbered(c), columns[c]));
    world.table = table_of(std::move(data));
    return world;
}

PlantedWorld two_kinds_and(std::vector<FeatureData> more, std::size_t customers, Random& random) {
    PlantedWorld world;
    std::vector<Positions> columns = positions(customers, 3, 0, random);
    for (std::size_t i = 0; i < customers; ++i) {
        world.kinds.push_back(static_cast<std::uint32_t>(random.below(2)));
        for (Positions& column : columns) column[i] += 2.3 * world.kinds.back();
    }
    std::vector<FeatureData> data;
    for (std::size_t c = 0; c < columns.size(); ++c) data.push_back(numeric(numbered(c), columns[c]));
    for (FeatureData& column : more) data.push_back(std::move(column));
    world.table = table_of(std::move(data));
    return world;
}

}  // namespace

PlantedWorld independent_habits(std::size_t customers, std::uint64_t seed) {
    Random random(seed, 1);
    const auto z = positions(customers, 8, 0, random);
    const std::vector<double> days = whole_numbers(customers, 30, 360, random), visits = whole_numbers(customers, 5, 40, random);
    std::vector<FeatureData> columns{numeric("distance", z[0]), amount("spend", z[1], .6), count("visits", z[2], days, .08, .6, random),
                                     share("evening", z[3], visits, -.5, 1, random), flag("newsletter", z[4], -.4, random)};
    for (FeatureData& column : columns) column = with_missing(std::move(column), .1, random);
    columns.push_back(descriptor(numeric("age", z[5])));
    columns.push_back(descriptor(count("complaints", z[6], days, .01, .8, random)));
    columns.push_back(descriptor(flag("owns a car", z[7], .3, random)));
    return {table_of(std::move(columns))};
}

PlantedWorld one_factor(std::size_t customers, std::uint64_t seed) {
    Random random(seed, 2);
    const auto z = positions(customers, 4, .4, random);
    std::vector<FeatureData> columns;
    for (std::size_t c = 0; c < z.size(); ++c) columns.push_back(numeric(numbered(c), z[c]));
    return {table_of(std::move(columns))};
}

PlantedWorld skewed_habits(std::size_t customers, std::uint64_t seed) {
    Random random(seed, 3);
    const auto z = positions(customers, 5, .2, random, skewed);
    const std::vector<double> visits = whole_numbers(customers, 5, 40, random);
    return {table_of({numeric("minutes", z[0]), numeric("kilometres", z[1]), amount("spend", z[2], .5), amount("largest order", z[3], .8),
                      share("evening", z[4], visits, -1.5, 1, random)})};
}

PlantedWorld overdispersed_counts(std::size_t customers, std::uint64_t seed) {
    Random random(seed, 4);
    const auto z = positions(customers, 4, 0, random);
    const std::vector<double> days = whole_numbers(customers, 30, 360, random);
    std::vector<FeatureData> columns;
    constexpr std::array<double, 4> per_day{.2, .06, .02, .005};
    for (std::size_t c = 0; c < z.size(); ++c) columns.push_back(count(numbered(c), z[c], days, per_day[c], .9, random));
    return {table_of(std::move(columns))};
}

PlantedWorld overdispersed_profile(std::size_t customers, std::uint64_t seed) {
    Random random(seed, 5);
    const auto z = positions(customers, 2, 0, random);
    return {table_of({numeric("distance", z[0]), amount("spend", z[1], .6), profile("offerings", customers, 6, 30, .8, random),
                      profile("week", customers, 28, 60, .7, random)})};
}

PlantedWorld three_correlated_kinds(std::size_t customers, std::uint64_t seed) {
    Random random(seed, 6);
    return shifted(positions(customers, 4, .4, random), {{0, 0, 0, 0}, {4, 0, -2.5, 0}, {0, 4, 0, -2.5}}, random);
}

PlantedWorld two_kinds_in_mixed_columns(std::size_t customers, std::uint64_t seed) {
    Random random(seed, 13);
    PlantedWorld world;
    auto z = positions(customers, 4, 0, random);
    for (std::size_t i = 0; i < customers; ++i) {
        world.kinds.push_back(static_cast<std::uint32_t>(random.below(2)));
        for (Positions& column : z) column[i] += 3 * world.kinds.back();
    }
    const std::vector<double> days = whole_numbers(customers, 30, 360, random);
    world.table = table_of({numeric("distance", z[0]), count("visits", z[1], days, .04, .5, random), amount("spend", z[2], .5), flag("newsletter", z[3], -1.5, random)});
    return world;
}

PlantedWorld column_copied_five_times(std::size_t customers, std::uint64_t seed) {
    Random random(seed, 7);
    std::vector<FeatureData> copies;
    for (const Positions& copy : positions(customers, 5, .95, random)) copies.push_back(numeric("copy " + std::to_string(copies.size() + 1), copy));
    return two_kinds_and(std::move(copies), customers, random);
}

PlantedWorld empty_profile(std::size_t customers, std::uint64_t seed) {
    Random random(seed, 8);
    // Shares spread as a Dirichlet law of concentration 30 spreads them: a cell's coefficient of variation is √(27/31).
    return two_kinds_and({profile("week", customers, 28, 100, .8, random)}, customers, random);
}

PlantedWorld unequal_tenure(std::size_t customers, std::uint64_t seed) {
    Random random(seed, 9);
    const auto z = positions(customers, 4, 0, random);
    const std::vector<double> days = of_two_sorts(customers, 30, 360, random);
    return {table_of({count("visits", z[0], days, .1, .5, random), count("returns", z[1], days, .02, .7, random), amount("spend", z[2], .5),
                      numeric("distance", z[3])})};
}

PlantedWorld unequal_notes(std::size_t customers, std::uint64_t seed) {
    Random random(seed, 10);
    const auto z = positions(customers, 4, 0, random);
    const std::vector<double> notes = of_two_sorts(customers, 4, 60, random);
    return {table_of({share("asked for the price", z[0], notes, -1, .8, random), share("in a hurry", z[1], notes, -2, 1, random),
                      share("spoke of family", z[2], notes, 0, .6, random), amount("spend", z[3], .5)})};
}

PlantedWorld noise_in_eight(std::size_t customers, std::uint64_t seed) {
    Random random(seed, 11);
    PlantedWorld world = shifted(positions(customers, 8, 0, random), {std::vector<double>(8, 0.0)}, random);
    world.kinds.clear();
    return world;
}

PlantedWorld two_kinds_in_four_of_eight(std::size_t customers, std::uint64_t seed) {
    Random random(seed, 12);
    return shifted(positions(customers, 8, 0, random), {std::vector<double>(8, 0.0), {2, 2, 2, 2, 0, 0, 0, 0}}, random);
}

}  // namespace dangol_honesty
