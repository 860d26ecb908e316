#include "segments/families/levels.hpp"

/// One of an ordered set, by one number per segment: everyone's distribution tilted along the order (Goodman 1979, row effects;
/// Agresti, Categorical Data Analysis, 2002, §9.5). The odds of a level against the one below it differ from everyone's by the
/// same factor e^β at each step:
///
///     p(level) ∝ q(level) · e^(β · level),   q = the share of the level among everyone
///
/// Parameters are the probabilities of the levels, as in categorical; β is what makes their mean that of the segment.
namespace dangol::inline v0 {
namespace {

bool suits_kind(ColumnKind kind) noexcept { return kind == ColumnKind::ordered_category; }

void prepare(const ColumnCells& cells, PreparedColumn& column, ColumnDraft&) {
    const std::size_t used = levels::prepare_slots(cells, column, column.values);
    column.free_parameters = used > 1 ? 1 : 0;
    double total = 0;
    for (const double weight : column.values) total += weight;
    for (double& share : column.values) share = total > 0 ? share / total : 1.0 / static_cast<double>(column.values.size());
}

/// Everyone's shares tilted; returns the mean level.
double tilt(const std::vector<double>& shares, double slope, std::span<double> out) {
    const double middle = 0.5 * static_cast<double>(shares.size() - 1);
    double sum = 0, mean = 0;
    for (std::size_t level = 0; level < shares.size(); ++level) {
        const double from_middle = static_cast<double>(level) - middle;
        out[level] = shares[level] * math::exp(slope * from_middle);
        sum += out[level];
        mean += out[level] * static_cast<double>(level);
    }
    for (double& p : out) p /= sum;
    return mean / sum;
}

void update(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    if (!column.varies) return;
    double weight = 0, mean = 0;
    for (std::size_t level = 0; level < parameters.size(); ++level) {
        weight += statistics.slots[level];
        mean += statistics.slots[level] * static_cast<double>(level);
    }
    if (!(weight > 0)) return;
    mean /= weight;
    // The mean rises with the slope. Beyond the limits the next level is a thousand million times less likely than everyone's.
    double low = -20, high = 20;
    for (int halvings = 0; halvings < 60; ++halvings) {
        const double middle = 0.5 * (low + high);
        (tilt(column.values, middle, parameters) < mean ? low : high) = middle;
    }
    tilt(column.values, 0.5 * (low + high), parameters);
}

void initialise(const PreparedColumn& column, const Statistics& statistics, std::span<double> parameters) {
    std::ranges::copy(column.values, parameters.begin());
    update(column, statistics, parameters);
}


void settle(const Statistics& everyone, PreparedColumn& column, ColumnDraft&) {
    const std::size_t used = levels::used(everyone.slots);
    column.varies = used > 1;
    column.free_parameters = used > 1 ? 1 : 0;
    column.values.resize(everyone.slots.size());
    levels::initialise_evenly(column.values);
    levels::divide_by_sum(everyone.slots, column.values);
}

}  // namespace

const FamilyOperations adjacent_category_operations{Family::adjacent_category, "adjacent-category", suits_kind, levels::width, prepare,
                                                    nullptr, initialise, update, levels::express, nullptr, levels::width, levels::derive,
                                                    levels::log_density, levels::log_base, levels::expected_value,
                                                    levels::probabilities, levels::sound, settle};

}  // namespace dangol::inline v0
