// Learning the transforms of the design from leads. Outcomes play no part in it.
#include <dangol/core/statistics.hpp>

#include <algorithm>
#include <cmath>
#include <numeric>
#include <utility>

#include "core/math.hpp"
#include "scoring/design.hpp"
#include "segments/shrinkage.hpp"

namespace dangol::inline v0 {
namespace {

constexpr std::size_t indicators_at_most = 50;
constexpr double indicator_scale = 0.5;
constexpr double smallest_deviation = 1e-9;  // of a transformed value: below, it is constant

/// The cells of one column that are known.
struct Known {
    std::vector<std::size_t> rows = {};
    std::vector<double> numbers = {}, exposures = {};
};

Known known_cells(const FeatureTable& leads, ColumnIndex column) {
    Known known;
    const CellsOfColumn cells(leads, column);
    for (std::size_t i = 0; i < leads.customer_count(); ++i) {
        const LeadCell cell = cells[i];
        if (!cell.known) continue;
        known.rows.push_back(i);
        known.numbers.push_back(cell.number);
        known.exposures.push_back(cell.exposure);
    }
    return known;
}

void learn_amount(DesignColumn& design, const Known& known) {
    std::vector<double> above;
    for (const double x : known.numbers) {
        if (x > 0) above.push_back(x);
    }
    design.transform = Transform::log_amount;
    design.unit = above.empty() ? 1 : 0.1 * median(above);
    design.width = 1;
}

void learn_days(DesignColumn& design, std::optional<double> half_life_days) {
    design.transform = half_life_days ? Transform::half_life : Transform::log_days;
    design.unit = half_life_days.value_or(1);
    design.width = 1;
}

void learn_rate(DesignColumn& design, const Known& known) {
    if (sum(known.numbers) == 0) return;  // nothing ever happened: the rate would only show for how long nobody looked
    const RatePrior prior = estimate_rate_prior(known.numbers, known.exposures);
    design.transform = Transform::log_rate;
    design.prior_mean = prior.shape / prior.exposure;
    design.prior_weight = prior.exposure;
    design.width = 1;
}

void learn_proportion(DesignColumn& design, const Known& known) {
    if (sum(known.numbers) == 0 || known.numbers == known.exposures) return;  // likewise
    const ProportionPrior prior = estimate_proportion_prior(known.numbers, known.exposures);
    design.transform = Transform::log_odds;
    design.prior_mean = prior.proportion;
    design.prior_weight = prior.trials;
    design.width = 1;
}

/// The most frequent levels have an indicator each; of a flag only "yes".
void learn_levels(DesignColumn& design, const FeatureTable& leads, ColumnIndex column, const Known& known) {
    const FeatureColumn& meaning = leads.columns()[column.value];
    const auto codes = leads.codes(column);
    const std::size_t levels = std::max<std::size_t>(meaning.levels.size(), meaning.kind == ColumnKind::flag ? 2 : 0);
    std::vector<std::size_t> seen(levels);
    for (const std::size_t row : known.rows) ++seen[codes[row]];
    std::vector<std::uint32_t> order(levels);
    std::iota(order.begin(), order.end(), 0U);
    std::sort(order.begin(), order.end(), [&](auto a, auto b) { return seen[a] > seen[b] || (seen[a] == seen[b] && a < b); });
    if (order.size() > indicators_at_most) order.resize(indicators_at_most);
    std::sort(order.begin(), order.end());

    design.transform = Transform::indicators;
    design.position.assign(levels, DesignColumn::no_position);
    for (const std::uint32_t level : order) {
        const bool implied = meaning.kind == ColumnKind::flag && level == 0;
        if (!implied && seen[level] > 0) design.position[level] = static_cast<std::uint32_t>(design.width++);
    }
}

void learn_parts(DesignColumn& design, const FeatureTable& leads, ColumnIndex column, const Known& known) {
    const auto parts = leads.compositions(column);
    design.transform = Transform::log_ratios;
    design.width = parts.columns();
    std::vector<float> kept;
    for (const std::size_t row : known.rows) kept.insert(kept.end(), parts.row(row).begin(), parts.row(row).end());
    CompositionPrior prior = estimate_composition_prior({kept.data(), known.rows.size(), design.width}, known.exposures);
    design.pooled = std::move(prior.pooled);
    design.prior_weight = prior.concentration;
}

void learn_transform(DesignColumn& design, const FeatureTable& leads, ColumnIndex column, const Known& known,
                     std::optional<double> half_life_days) {
    const FeatureColumn& meaning = leads.columns()[column.value];
    const bool since_response = meaning.construct == Construct::contact_history && meaning.unit == "days";
    switch (meaning.kind) {
        case ColumnKind::numeric: design.transform = Transform::identity, design.width = 1; return;
        case ColumnKind::positive:
            if (meaning.construct == Construct::recency || since_response) return learn_days(design, half_life_days);
            return learn_amount(design, known);
        case ColumnKind::count: return learn_rate(design, known);
        case ColumnKind::share: return learn_proportion(design, known);
        case ColumnKind::flag:
        case ColumnKind::category: return learn_levels(design, leads, column, known);
        case ColumnKind::ordered_category: design.transform = Transform::level_position, design.width = 1; return;
        case ColumnKind::composition: return learn_parts(design, leads, column, known);
        case ColumnKind::cyclic: design.transform = Transform::circle, design.unit = meaning.period, design.width = 2; return;
        case ColumnKind::date:  // no feature has it
        case ColumnKind::text: return;
    }
}

/// Where two columns hold the same cells, bit for bit, the second says nothing new.
bool same_cells(const FeatureTable& leads, ColumnIndex a, ColumnIndex b) {
    const FeatureColumn &first = leads.columns()[a.value], &second = leads.columns()[b.value];
    if (first.kind != second.kind || first.levels.size() != second.levels.size()) return false;
    const CellsOfColumn x(leads, a), y(leads, b);
    for (std::size_t i = 0; i < leads.customer_count(); ++i) {
        const LeadCell p = x[i], q = y[i];
        if (p.known != q.known) return false;
        if (!p.known) continue;
        if (p.number != q.number || p.exposure != q.exposure || p.code != q.code) return false;
        if (p.parts != nullptr && !std::equal(p.parts, p.parts + first.levels.size(), q.parts)) return false;
    }
    return true;
}

bool same_pattern(BitView a, BitView b) { return std::equal(a.words().begin(), a.words().end(), b.words().begin(), b.words().end()); }

}  // namespace

/// Ranges, means and scales of the transformed values; false when all of them are constant.
static bool standardise(DesignColumn& design, const std::vector<std::vector<double>>& values, ColumnKind kind) {
    double total = 0;
    for (const std::vector<double>& value : values) {
        const auto [low, high] = std::minmax_element(value.begin(), value.end());
        design.lowest.push_back(*low);
        design.highest.push_back(*high);
        design.mean.push_back(mean(value));
        const std::vector<double> once(value.size(), 1.0);
        total += variance(value, once);
    }
    if (!(std::sqrt(total) > smallest_deviation)) return false;
    double scale = std::sqrt(total);
    if (design.transform == Transform::indicators) scale = indicator_scale;
    if (design.transform == Transform::circle) scale /= std::sqrt(2.0);
    if (kind == ColumnKind::composition) scale /= std::sqrt(std::sqrt(static_cast<double>(design.width)));
    design.scale.assign(design.width, scale);
    return true;
}

Design Design::fit(const FeatureTable& leads, std::optional<double> half_life_days, std::vector<std::string>& folded) {
    Design design;
    const std::size_t count = leads.columns().size();
    design.columns.resize(count);
    for (std::size_t c = 0; c < count; ++c) {
        const auto column = id_at<ColumnIndex>(c);
        bool duplicate = false;
        for (std::size_t other = 0; other < c && !duplicate; ++other) {
            duplicate = design.columns[other].transform != Transform::unused && same_cells(leads, id_at<ColumnIndex>(other), column);
        }
        if (duplicate) {
            folded.push_back(leads.columns()[c].name);
            continue;
        }
        const Known known = known_cells(leads, column);
        if (known.rows.empty()) continue;
        DesignColumn learned;
        learn_transform(learned, leads, column, known, half_life_days);
        std::vector<std::vector<double>> values(learned.width);
        std::vector<double> row(learned.width);
        const CellsOfColumn cells(leads, column);
        for (const std::size_t i : known.rows) {
            learned.raw_values(cells[i], row.data());
            for (std::size_t v = 0; v < learned.width; ++v) values[v].push_back(row[v]);
        }
        if (learned.width == 0 || !standardise(learned, values, leads.columns()[c].kind)) {
            // Always the same where it is known; whether it is known may still say something.
            learned = {};
        }
        learned.missing_mean = 1 - static_cast<double>(known.rows.size()) / static_cast<double>(leads.customer_count());
        if (learned.missing_mean > 0) {
            learned.tells_missing = true;
            if (learned.transform == Transform::unused) learned.transform = Transform::presence;
        }
        design.columns[c] = std::move(learned);
    }
    // Columns missing together: k equal indicators, each 1/√k as large, carry together the penalty of one.
    for (std::size_t c = 0; c < count; ++c) {
        if (!design.columns[c].tells_missing) continue;
        double together = 0;
        for (std::size_t other = 0; other < count; ++other) {
            if (!design.columns[other].tells_missing) continue;
            together += same_pattern(leads.observed(id_at<ColumnIndex>(c)), leads.observed(id_at<ColumnIndex>(other))) ? 1 : 0;
        }
        design.columns[c].missing_scale = indicator_scale * std::sqrt(together);
    }
    for (DesignColumn& column : design.columns) {
        if (column.transform == Transform::unused) continue;
        column.first = design.width;
        design.width += column.values();
    }
    return design;
}

}  // namespace dangol::inline v0
