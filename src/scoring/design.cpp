#include "scoring/design.hpp"

#include <dangol/core/error.hpp>

#include <algorithm>
#include <cmath>

#include "core/math.hpp"
#include "segments/shrinkage.hpp"

namespace dangol::inline v0 {

void DesignColumn::raw_values(const LeadCell& cell, double* out) const noexcept {
    switch (transform) {
        case Transform::unused:
        case Transform::presence: return;
        case Transform::identity: out[0] = cell.number; return;
        case Transform::log_amount: out[0] = math::log1p(cell.number / unit); return;
        case Transform::log_days: out[0] = math::log1p(cell.number); return;
        case Transform::half_life: out[0] = math::exp(-0x1.62e42fefa39efp-1 * cell.number / unit); return;
        case Transform::log_rate:
            out[0] = math::log((cell.number + prior_mean * prior_weight) / (cell.exposure + prior_weight));
            return;
        case Transform::log_odds: {
            const double p = (cell.number + prior_mean * prior_weight) / (cell.exposure + prior_weight);
            out[0] = math::log(p / (1 - p));
            return;
        }
        case Transform::indicators:
            std::fill(out, out + width, 0.0);
            if (cell.code < position.size() && position[cell.code] != no_position) out[position[cell.code]] = 1;
            return;
        case Transform::level_position: out[0] = cell.code; return;
        case Transform::log_ratios:
            centred_log_ratios({cell.parts, width}, cell.exposure, prior_weight, pooled, {out, width});
            return;
        case Transform::circle: {
            const double angle = 2 * math::pi * (cell.number / unit - std::floor(cell.number / unit));
            out[0] = math::sin(angle);
            out[1] = math::cos(angle);
            return;
        }
    }
}

void DesignColumn::expand(const LeadCell& cell, double* out) const noexcept {
    if (cell.known) {
        raw_values(cell, out);
        for (std::size_t v = 0; v < width; ++v) out[v] = (std::clamp(out[v], lowest[v], highest[v]) - mean[v]) / scale[v];
    } else {
        std::fill(out, out + width, 0.0);
    }
    if (tells_missing) out[width] = ((cell.known ? 0.0 : 1.0) - missing_mean) / missing_scale;
}

/// Whether a transform reads what a kind of column holds.
static bool suits(Transform transform, ColumnKind kind) {
    switch (kind) {
        case ColumnKind::flag:
        case ColumnKind::category: return transform == Transform::indicators || transform == Transform::presence;
        case ColumnKind::ordered_category: return transform == Transform::level_position || transform == Transform::presence;
        case ColumnKind::composition: return transform == Transform::log_ratios || transform == Transform::presence;
        default:
            return transform != Transform::indicators && transform != Transform::level_position && transform != Transform::log_ratios;
    }
}

Matrix Design::rows(const FeatureTable& leads, std::size_t first_column) const {
    Matrix matrix(leads.customer_count(), first_column + width);
    for (std::size_t c = 0; c < columns.size(); ++c) {
        if (columns[c].transform == Transform::unused) continue;
        const CellsOfColumn cells(leads, id_at<ColumnIndex>(c));
        for (std::size_t i = 0; i < matrix.rows(); ++i) columns[c].expand(cells[i], &matrix(i, first_column + columns[c].first));
    }
    return matrix;
}

void Design::check(std::span<const FeatureColumn> meaning) const {
    const auto refuse = [](const FeatureColumn& column) {
        throw InvalidArgument(column.name, "a damaged transform", "as it was fitted", "fit the scorer again");
    };
    const auto finite = [](const std::vector<double>& values) {
        return std::all_of(values.begin(), values.end(), [](double x) { return std::isfinite(x); });
    };
    std::size_t expected = 0;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        const DesignColumn& column = columns[c];
        if (column.transform == Transform::unused) continue;
        if (column.transform > Transform::circle || !suits(column.transform, meaning[c].kind)) refuse(meaning[c]);
        if (column.first != expected || column.width > width) refuse(meaning[c]);
        expected += column.values();
        for (const std::vector<double>* values : {&column.lowest, &column.highest, &column.mean, &column.scale}) {
            if (values->size() != column.width || !finite(*values)) refuse(meaning[c]);
        }
        for (std::size_t v = 0; v < column.width; ++v) {
            if (!(column.scale[v] > 0) || !(column.lowest[v] <= column.highest[v])) refuse(meaning[c]);
        }
        const double numbers[] = {column.missing_mean, column.missing_scale, column.unit, column.prior_mean, column.prior_weight};
        if (!finite({std::begin(numbers), std::end(numbers)}) || !(column.missing_scale > 0) || !(column.unit > 0)) refuse(meaning[c]);
        const bool parts = column.transform == Transform::log_ratios;
        if (parts && (column.width != meaning[c].levels.size() || column.pooled.size() != column.width || !finite(column.pooled))) {
            refuse(meaning[c]);
        }
        const std::size_t needed = column.transform == Transform::circle ? 2 : column.transform == Transform::presence ? 0 : 1;
        if (!parts && column.transform != Transform::indicators && column.width != needed) refuse(meaning[c]);
        for (const std::uint32_t position : column.position) {
            if (position != DesignColumn::no_position && position >= column.width) refuse(meaning[c]);
        }
    }
    if (expected != width) throw InvalidArgument("design", expected, "as wide as its columns together", "fit the scorer again");
}

CellsOfColumn::CellsOfColumn(const FeatureTable& table, ColumnIndex column)
    : exposures_(table.exposures(column)), observed_(table.observed(column)) {
    switch (table.columns()[column.value].kind) {
        case ColumnKind::flag:
        case ColumnKind::category:
        case ColumnKind::ordered_category: codes_ = table.codes(column); break;
        case ColumnKind::composition: parts_ = table.compositions(column); break;
        default: numbers_ = table.numbers(column);
    }
}

LeadCell CellsOfColumn::operator[](std::size_t row) const noexcept {
    LeadCell cell{.known = observed_.test(row), .exposure = exposures_[row]};
    if (!numbers_.empty()) cell.number = numbers_[row];
    if (!codes_.empty()) cell.code = codes_[row];
    if (parts_.data() != nullptr) cell.parts = parts_.row(row).data();
    return cell;
}

}  // namespace dangol::inline v0
