#include "honesty/draws.hpp"

#include <cmath>
#include <limits>
#include <numeric>
#include <utility>

namespace dangol_honesty {

using dangol::ColumnKind;
using dangol::FeatureData;

namespace {

std::vector<double> shares_by_softmax(std::vector<double> logits) {
    double total = 0;
    for (double& value : logits) total += value = std::exp(value);
    for (double& value : logits) value /= total;
    return logits;
}

double logistic(double x) { return 1 / (1 + std::exp(-x)); }

}  // namespace

double student(Random& random) {
    const double chi_square = 2 * random.gamma(4);                       // 8 degrees of freedom
    return random.normal() / std::sqrt(chi_square / 8) * std::sqrt(6.0 / 8);  // its variance would be 8/6
}

double skewed(Random& random) {
    constexpr double shape = .9;
    const double mean = std::tgamma(1 + 1 / shape), square = std::tgamma(1 + 2 / shape);
    return (std::pow(random.exponential(), 1 / shape) - mean) / std::sqrt(square - mean * mean);
}

FeatureData numeric(std::string name, const Positions& positions) {
    return {.meaning = {.name = std::move(name), .kind = ColumnKind::numeric}, .numbers = positions};
}

FeatureData amount(std::string name, const Positions& positions, double log_spread) {
    FeatureData column{.meaning = {.name = std::move(name), .kind = ColumnKind::positive}};
    for (const double z : positions) column.numbers.push_back(std::exp(3 + log_spread * z));
    return column;
}

FeatureData count(std::string name, const Positions& positions, const std::vector<double>& days, double per_day, double log_spread, Random& random) {
    FeatureData column{.meaning = {.name = std::move(name), .kind = ColumnKind::count}, .exposures = days};
    for (std::size_t i = 0; i < positions.size(); ++i)
        column.numbers.push_back(static_cast<double>(random.poisson(per_day * days[i] * std::exp(log_spread * positions[i]))));
    return column;
}

FeatureData share(std::string name, const Positions& positions, const std::vector<double>& trials, double logit, double logit_spread, Random& random) {
    FeatureData column{.meaning = {.name = std::move(name), .kind = ColumnKind::share}, .exposures = trials};
    for (std::size_t i = 0; i < positions.size(); ++i)
        column.numbers.push_back(static_cast<double>(random.binomial(static_cast<std::uint64_t>(trials[i]), logistic(logit + logit_spread * positions[i]))));
    return column;
}

FeatureData flag(std::string name, const Positions& positions, double logit, Random& random) {
    FeatureData column{.meaning = {.name = std::move(name), .kind = ColumnKind::flag}};
    for (const double z : positions) column.codes.push_back(random.chance(logistic(logit + z)) ? 1 : 0);
    return column;
}

FeatureData profile(std::string name, std::size_t customers, std::size_t cells, std::size_t events, double log_spread, Random& random) {
    FeatureData column{.meaning = {.name = std::move(name), .kind = ColumnKind::composition}};
    for (std::size_t cell = 0; cell < cells; ++cell) column.meaning.levels.push_back("cell " + std::to_string(cell + 1));
    for (std::size_t i = 0; i < customers; ++i) {
        std::vector<double> own(cells);
        for (double& value : own) value = log_spread * student(random);
        for (const std::uint64_t here : random.multinomial(events, shares_by_softmax(std::move(own))))
            column.compositions.push_back(static_cast<float>(static_cast<double>(here) / static_cast<double>(events)));
        column.exposures.push_back(static_cast<double>(events));
    }
    return column;
}

FeatureData with_missing(FeatureData column, double share_missing, Random& random) {
    const std::size_t cells = column.meaning.levels.size();
    const std::size_t rows = !column.numbers.empty() ? column.numbers.size() : !column.codes.empty() ? column.codes.size() : column.compositions.size() / cells;
    for (std::size_t i = 0; i < rows; ++i) {
        if (!random.chance(share_missing)) continue;
        if (!column.numbers.empty()) column.numbers[i] = std::numeric_limits<double>::quiet_NaN();
        if (!column.codes.empty()) column.codes[i] = dangol::unobserved_code;
        for (std::size_t cell = 0; cell < cells && !column.compositions.empty(); ++cell)
            column.compositions[i * cells + cell] = std::numeric_limits<float>::quiet_NaN();
        if (!column.exposures.empty()) column.exposures[i] = 0;
    }
    return column;
}

dangol::FeatureTable table_of(std::vector<FeatureData> columns) {
    const FeatureData& first = columns.front();
    std::vector<std::int64_t> keys(!first.numbers.empty() ? first.numbers.size() : first.codes.size());
    std::iota(keys.begin(), keys.end(), 1);
    return dangol::FeatureTable(std::move(keys), std::move(columns));
}

Drawn around(std::size_t customers, const std::vector<std::vector<double>>& centres, const std::vector<double>& shares, Random& random, double (*draw)(Random&)) {
    Drawn drawn;
    std::vector<Positions> columns(centres.front().size());
    for (std::size_t i = 0; i < customers; ++i) {
        drawn.kinds.push_back(static_cast<std::uint32_t>(random.categorical(shares)));
        for (std::size_t c = 0; c < columns.size(); ++c) columns[c].push_back(centres[drawn.kinds.back()][c] + draw(random));
    }
    std::vector<FeatureData> data;
    for (std::size_t c = 0; c < columns.size(); ++c) data.push_back(numeric("habit " + std::to_string(c + 1), columns[c]));
    drawn.table = table_of(std::move(data));
    return drawn;
}

dangol::Matrix told(const std::vector<std::uint32_t>& kinds, std::size_t count) {
    dangol::Matrix membership(kinds.size(), count);
    for (std::size_t i = 0; i < kinds.size(); ++i) membership(i, kinds[i]) = 1;
    return membership;
}

}  // namespace dangol_honesty
