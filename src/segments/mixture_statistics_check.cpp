#include <dangol/core/error.hpp>

#include "segments/mixture_state.hpp"
#include "segments/mixture_statistics_state.hpp"

#include <algorithm>
#include <cmath>
#include <string>

namespace dangol::inline v0 {
namespace {

[[noreturn]] void refuse(const std::string& field, const ShownValue& value, const std::string& constraint) {
    throw InvalidArgument("statistics of a mixture: " + field, value, constraint, "take them again");
}

void check_finite(const std::string& field, std::span<const double> values) {
    for (const double value : values) {
        if (!std::isfinite(value)) refuse(field, value, "finite");
    }
}

void check_size(const std::string& field, std::size_t size, std::size_t wanted) {
    if (size != wanted) refuse(field, size, std::to_string(wanted));
}

bool counts_up(const ColumnSums& sums) {
    for (std::size_t slot = 1; slot < sums.parts.size(); ++slot) {
        if (!(sums.key(slot - 1) < sums.key(slot))) return false;
    }
    return true;
}

void check_keys(const ColumnSums& sums, const PreparedColumn& layout, const std::string& name) {
    const std::string field = "slots of \"" + name + "\"";
    check_finite(field, sums.values);
    check_finite(field, sums.exposures);
    if (!counts_up(sums)) refuse(field, "keys", "ascending");
    const bool of_parts = !layout.part_begin.empty();
    for (std::size_t slot = 0; slot < sums.parts.size(); ++slot) {
        const SlotKey key = sums.key(slot);
        if (of_parts ? key.part + 1 >= layout.part_begin.size() : key.part != 0) refuse(field, key.part, "a part that the column has");
        if (of_parts ? !(key.value > 0) : !(key.value >= 0)) refuse(field, key.value, "a count");
        if (of_parts ? key.exposure != 0 : !(key.exposure > 0)) refuse(field, key.exposure, "an exposure");
    }
}

void check_column(const ColumnSums& sums, const PreparedColumn& layout, std::size_t segments, const std::string& name) {
    if (!(std::isfinite(sums.center) && std::isfinite(sums.scale) && sums.scale > 0)) refuse("scale of \"" + name + "\"", sums.scale, "above 0");
    check_size("sums of \"" + name + "\"", sums.features.size(), layout.feature_count * segments);
    check_finite("sums of \"" + name + "\"", sums.features);
    check_finite("slots of \"" + name + "\"", sums.slots);
    const bool has_keys = !layout.coded && (!layout.part_begin.empty() || layout.family == Family::negative_binomial);
    if (!has_keys) {
        check_size("slots of \"" + name + "\"", sums.slots.size(), layout.slot_count * segments);
        check_size("keys of \"" + name + "\"", sums.parts.size() + sums.values.size() + sums.exposures.size(), 0);
        return;
    }
    check_size("values of the slots of \"" + name + "\"", sums.values.size(), sums.parts.size());
    check_size("exposures of the slots of \"" + name + "\"", sums.exposures.size(), sums.parts.size());
    check_size("slots of \"" + name + "\"", sums.slots.size(), sums.parts.size() * segments);
    check_keys(sums, layout, name);
}

void check_pattern(const BlockSums& sums, std::size_t block, std::size_t segments, bool is_free) {
    const std::size_t size = sums.observed.size();
    if (size > block) refuse("columns of a pattern", size, "some of the block");
    for (std::size_t b = 0; b < size; ++b) {
        if (sums.observed[b] >= block || (b > 0 && sums.observed[b] <= sums.observed[b - 1])) refuse("pattern", sums.observed[b], "ascending positions in the block");
    }
    check_size("weights of a pattern", sums.counts.size(), segments);
    if (sums.sums.rows() != segments || sums.sums.columns() != size) refuse("sums of a pattern", sums.sums.rows(), "one row per segment");
    if (sums.grams.rows() != (is_free ? segments : 1) * size || sums.grams.columns() != size) refuse("squares of a pattern", sums.grams.rows(), "that of its columns");
    check_finite("weights of a pattern", sums.counts);
    check_finite("sums of a pattern", sums.sums.values());
    check_finite("squares of a pattern", sums.grams.values());
}

}  // namespace

void MixtureStatistics::State::check() const {
    const std::size_t segments = mixture.segment_count();
    check_size("number of segment weights", counts.size(), segments);
    if (segments == 0) {
        if (weight != 0 || !columns.empty() || !block.empty()) refuse("weight", weight, "0 without a mixture");
        return;
    }
    if (!(std::isfinite(weight) && weight >= 0)) refuse("weight", weight, "at least 0 and finite");
    if (!std::isfinite(log_likelihood)) refuse("log-likelihood", log_likelihood, "finite");
    check_finite("weight of a segment", counts);
    check_size("number of columns", columns.size(), mixture.columns().size());
    for (const ColumnSums& sums : columns) {
        if (!(std::isfinite(sums.center) && std::isfinite(sums.scale) && sums.scale > 0)) refuse("scale of a column", sums.scale, "above 0");
    }
    const Mixture::State& model = mixture.state();
    const PreparedTable layout = layout_of(model, frames());
    for (std::size_t c = 0; c < columns.size(); ++c) check_column(columns[c], layout.columns[c], segments, model.columns[c].name);
    for (std::size_t p = 0; p < block.size(); ++p) {
        check_pattern(block[p], model.block.size(), segments, model.shape == CovarianceShape::free_block);
        if (p > 0 && !(block[p - 1].observed < block[p].observed)) refuse("patterns", p, "in the order of their columns");
    }
}

}  // namespace dangol::inline v0
