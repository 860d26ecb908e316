#include "core/math.hpp"
#include "segments/distinct.hpp"
#include "segments/families/count_cells.hpp"
#include "segments/kernel.hpp"
#include "segments/rising_factorial.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

/// Counts with exposure whose rate varies between customers by a gamma law: parameters (mean rate m, size r), variance
/// E m + (E m)² / r. There is no finite statistic, because exposures differ; one slot per distinct (count, exposure) holds all that
/// the rows tell, and the update is one guarded Newton step for log m and log r, which are orthogonal.
///
///     log p(x) = log Γ(x + r) / Γ(r) + r log r + x log m − (x + r) log(r + E m) + x log E − log x!
///
/// Where nearly every row has an exposure of its own, slots would take more memory than the rows. Then a slot holds a count alone, and log(r + E m) is told by
/// its values at some nodes, to rounding (log_nodes.hpp): with Chebyshev polynomials T of log E the features are x T₀, x T₁ …, T₁, T₂ … and T₀ = 1.
namespace dangol::inline v0 {
namespace {

constexpr double least_rate = 1e-100;

bool suits_kind(ColumnKind kind) noexcept { return kind == ColumnKind::count; }
std::size_t width(const FeatureColumn&) noexcept { return 2; }
std::size_t constants(const FeatureColumn&) noexcept { return 4; }
double log_base(const Cell& cell) noexcept { return cell.number * math::log(cell.exposure) - math::lgamma(cell.number + 1); }

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft& draft) {
    DistinctNumbers counts;
    double events = 0, exposure = 0;
    for (std::size_t row = 0; row < cells.rows(); ++row) {
        cells.check_stop(row);
        if (!cells.observed[row]) continue;
        counts.add(cells.numbers[row]);
        events += cells.weights[row] * cells.numbers[row];
        exposure += cells.weights[row] * cells.exposures[row];
        draft.log_base += cells.weights[row] * log_base(cells.at(row));
    }
    column.values = std::move(counts).all();
    column.center = exposure > 0 ? events / exposure : unseen_rate;
    column.varies = events > 0;
    column.free_parameters = column.varies ? 2 : 0;

    count_cells::place(cells, column);
}

void expand(const PreparedColumn& column, const ColumnTile& cells, double* out) {
    if (column.nodes.count() == 0) return;
    alignas(64) std::array<double, kernel::tile_rows> numbers{}, marks{}, logs;
    logs.fill(1);
    for (std::size_t i = 0; i < cells.rows.size(); ++i) {
        if (!cells.is_observed(i)) continue;
        numbers[i] = cells.numbers[i];
        marks[i] = 1;
        logs[i] = cells.exposures[i];
    }
    const std::size_t rows = kernel::padded_rows(cells.rows.size());
    math::log_in_place(logs.data(), rows);
    column.nodes.expand(numbers.data(), marks.data(), logs.data(), rows, kernel::tile_rows, out);
}

std::uint32_t* find_slots(const PreparedColumn& column, const ColumnCells& cells, std::size_t row, std::uint32_t* to) noexcept {
    if (column.nodes.count() > 0) {
        *to = column.index[0].at(column.values, cells.numbers[row]);
        return to + 1;
    }
    *to = column.slot_of_row.empty() ? column.slot_of_pair[count_cells::pair_of(column, cells.numbers[row], cells.exposures[row])] : column.slot_of_row[row];
    return to + 1;
}

/// All that an update needs: weights by count, and weights and events by exposure, or by node.
struct Sums {
    std::vector<double> by_value, by_exposure, events_by_exposure;
    double weight = 0, events = 0;

    Sums(const PreparedColumn& column, const Statistics& statistics)
        : by_value(column.values.size()), by_exposure(column.exposures.size()), events_by_exposure(column.exposures.size()) {
        if (const std::size_t nodes = column.nodes.count(); nodes > 0) {
            std::vector<double> polynomials{statistics.features.back()};
            std::ranges::copy(statistics.features.subspan(nodes, nodes - 1), std::back_inserter(polynomials));
            std::ranges::copy(statistics.slots, by_value.begin());
            by_exposure = column.nodes.weights(polynomials);
            events_by_exposure = column.nodes.weights(statistics.features.first(nodes));
            weight = polynomials.front();
            events = statistics.features.front();
            return;
        }
        for (std::size_t slot = 0; slot < statistics.slots.size(); ++slot) {
            const auto value = column.value_of_slot[slot];
            const auto exposure = column.exposure_of_slot[slot];
            by_value[value] += statistics.slots[slot];
            by_exposure[exposure] += statistics.slots[slot];
            events_by_exposure[exposure] += statistics.slots[slot] * column.values[value];
        }
        for (std::size_t e = 0; e < by_exposure.size(); ++e) {
            weight += by_exposure[e];
            events += events_by_exposure[e];
        }
    }
};

/// log(r + E m) for every distinct exposure.
std::vector<double> log_totals(const PreparedColumn& column, double rate, double size) {
    std::vector<double> logs(column.exposures.size());
    for (std::size_t e = 0; e < logs.size(); ++e) logs[e] = size + column.exposures[e] * rate;
    math::log_in_place(logs.data(), logs.size());
    return logs;
}

double expected_log_likelihood(const PreparedColumn& column, const Sums& sums, double rate, double size) {
    std::vector<double> rising(column.values.size());
    log_rising(size, column.values, rising);
    const std::vector<double> totals = log_totals(column, rate, size);
    double sum = sums.weight * size * math::log(size) + sums.events * math::log(rate);
    for (std::size_t v = 0; v < rising.size(); ++v) sum += sums.by_value[v] * rising[v];
    for (std::size_t e = 0; e < totals.size(); ++e) sum -= (sums.events_by_exposure[e] + size * sums.by_exposure[e]) * totals[e];
    return sum;
}

/// Newton steps of log m and log r; where the curve is not concave, a bounded step uphill.
struct Step {
    double log_rate = 0, log_size = 0;
};
Step newton_step(const PreparedColumn& column, const Sums& sums, double rate, double size) {
    const RisingSlope rising = rising_slope(size, column.values, sums.by_value);
    const std::vector<double> totals = log_totals(column, rate, size);
    double rate_slope = 0, rate_bend = 0;
    double size_slope = rising.first + sums.weight * (math::log(size) + 1), size_bend = rising.second + sums.weight / size;
    for (std::size_t e = 0; e < totals.size(); ++e) {
        const double mean = column.exposures[e] * rate, inverse = 1 / (size + mean);
        const double weight = sums.by_exposure[e], both = sums.events_by_exposure[e] + size * weight;
        rate_slope += size * (sums.events_by_exposure[e] - weight * mean) * inverse;
        rate_bend += both * size * mean * inverse * inverse;
        size_slope -= weight * totals[e] + both * inverse;
        size_bend += both * inverse * inverse - 2 * weight * inverse;
    }
    const double slope = size * size_slope, bend = size * size * size_bend + size * size_slope;  // by log r
    Step step;
    if (rate_bend > 0) step.log_rate = std::clamp(rate_slope / rate_bend, -2.0, 2.0);
    step.log_size = bend < 0 ? std::clamp(-slope / bend, -1.5, 1.5) : slope > 0 ? 1 : slope < 0 ? -1 : 0;
    return step;
}

void update(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    if (!column.varies) return;
    const Sums sums(column, statistics);
    if (!(sums.weight > 0)) return;
    const double rate = parameters[0], size = parameters[1];
    const bool known = !statistics.entries.empty() && column.nodes.count() == 0;  // with nodes, entries are not all
    const double before = !known ? expected_log_likelihood(column, sums, rate, size) : statistics.of_entries();
    Step step = newton_step(column, sums, rate, size);
    for (int halvings = 0; halvings < 12; ++halvings) {
        const double new_rate = std::max(rate * math::exp(step.log_rate), least_share_of_rate * column.center);
        const double new_size = std::clamp(size * math::exp(step.log_size), least_size, most_size);
        if (expected_log_likelihood(column, sums, new_rate, new_size) >= before - rounding_of(before)) {
            parameters[0] = new_rate;
            parameters[1] = new_size;
            return;
        }
        step.log_rate /= 2;
        step.log_size /= 2;
    }
}

void initialise(const PreparedColumn& column, const Statistics&, std::span<double> parameters) {
    parameters[0] = column.center == unseen_rate ? unseen_rate : std::max(column.center, least_rate);
    parameters[1] = 1;
}

void express(const PreparedColumn& column, std::span<const double> parameters, std::span<double> coefficients, std::span<double> entries) {
    const double rate = parameters[0], size = parameters[1];
    if (rate == unseen_rate) {
        std::ranges::fill(coefficients, 0.0);
        std::ranges::fill(entries, 0.0);
        return;
    }
    std::vector<double> by_value(column.values.size());
    log_rising(size, column.values, by_value);
    const std::vector<double> totals = log_totals(column, rate, size);
    const double log_rate = math::log(rate), constant = size * math::log(size);
    for (std::size_t v = 0; v < by_value.size(); ++v) by_value[v] += constant + column.values[v] * log_rate;
    if (const std::size_t nodes = column.nodes.count(); nodes > 0) {
        const std::vector<double> of_totals = column.nodes.coefficients(totals);
        for (std::size_t p = 0; p < nodes; ++p) {
            coefficients[p] = -of_totals[p];
            coefficients[p == 0 ? 2 * nodes - 1 : nodes + p - 1] = -size * of_totals[p];
        }
        std::ranges::copy(by_value, entries.begin());
        return;
    }
    for (std::size_t slot = 0; slot < entries.size(); ++slot) {
        const auto v = column.value_of_slot[slot];
        entries[slot] = by_value[v] - (column.values[v] + size) * totals[column.exposure_of_slot[slot]];
    }
}

void derive(std::span<const double> parameters, std::span<double> constants) {
    constants[0] = parameters[0];
    constants[1] = parameters[1];
    constants[2] = math::log(parameters[0]);
    constants[3] = parameters[1] * math::log(parameters[1]);
}
double log_density(const double* constants, std::size_t, const Cell& cell) noexcept {
    if (constants[0] == unseen_rate) return 0;
    const double size = constants[1], x = cell.number;
    return log_rising(size, x) + constants[3] + x * constants[2] - (x + size) * math::log(size + cell.exposure * constants[0]);
}
double expected_value(std::span<const double> parameters) { return parameters[0]; }
bool sound(std::span<const double> parameters) noexcept {
    return std::isfinite(parameters[0]) && parameters[0] > 0 && std::isfinite(parameters[1]) && parameters[1] > 0;
}


void settle(const Statistics& everyone, PreparedColumn& column, ColumnDraft&) {
    double events = 0, exposure = 0;
    for (std::size_t slot = 0; slot < everyone.slots.size(); ++slot) {
        events += everyone.slots[slot] * column.values[column.value_of_slot[slot]];
        exposure += everyone.slots[slot] * column.exposures[column.exposure_of_slot[slot]];
    }
    column.center = exposure > 0 ? events / exposure : unseen_rate;
    column.varies = events > 0;
    column.free_parameters = column.varies ? 2 : 0;
}

}  // namespace

const FamilyOperations negative_binomial_operations{Family::negative_binomial, "negative binomial", suits_kind, width, prepare, expand,
                                                    initialise, update, express, nullptr, constants, derive, log_density, log_base,
                                                    expected_value, nullptr, sound, settle, nullptr, nullptr, find_slots};

}  // namespace dangol::inline v0
