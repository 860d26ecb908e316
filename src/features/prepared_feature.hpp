#pragma once

#include <dangol/features/feature_plan.hpp>
#include <dangol/features/feature_table.hpp>

#include "core/fixed_sum.hpp"
#include "features/customer_moment.hpp"
#include "features/feature_source.hpp"

#include <algorithm>
#include <cstddef>
#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// One cell to be written; untouched it is not observed.
class FeatureCell {
public:
    FeatureCell(FeatureData& column, std::size_t row) noexcept : column_(&column), row_(row) {}

    void number(double value, double exposure = 1) noexcept {
        column_->numbers[row_] = value;
        column_->exposures[row_] = exposure;
    }
    void code(std::uint32_t value) noexcept {
        column_->codes[row_] = value;
        column_->exposures[row_] = 1;
    }

    /// `count` adds 1 to a part for each thing seen; the counts become shares of 1, their sum the exposure.
    template <class Count>
    void parts(Count&& count) {
        const std::size_t levels = column_->meaning.levels.size();
        const std::span<float> parts = std::span(column_->compositions).subspan(row_ * levels, levels);
        std::fill(parts.begin(), parts.end(), 0.0F);
        count(parts);
        double total = 0;
        for (const float part : parts) total += double{part};
        for (float& part : parts) part = total > 0 ? static_cast<float>(double{part} / total) : std::numeric_limits<float>::quiet_NaN();
        column_->exposures[row_] = total;
    }

private:
    FeatureData* column_;
    std::size_t row_;
};

/// The cells of one row in the columns of one feature, in the order of PreparedFeature::columns.
class RowCells {
public:
    RowCells(std::span<FeatureData> columns, std::size_t row) noexcept : columns_(columns), row_(row) {}
    FeatureCell operator[](std::size_t column) const noexcept { return {columns_[column], row_}; }

private:
    std::span<FeatureData> columns_;
    std::size_t row_;
};

/// A feature whose names are resolved: which columns it makes, and how it measures one customer at one moment. `measure` runs
/// on several threads.
struct PreparedFeature {
    std::vector<FeatureColumn> columns = {};
    std::function<void(const CustomerMoment&, RowCells)> measure = {};
};

// One line per feature, each in the source file of its header's name. @throws UnknownColumn, InvalidArgument, FutureLeak
PreparedFeature prepare(const Recency&, const FeatureSource&);
PreparedFeature prepare(const Frequency&, const FeatureSource&);
PreparedFeature prepare(const MonetaryValue&, const FeatureSource&);
PreparedFeature prepare(const Tenure&, const FeatureSource&);
PreparedFeature prepare(const VisitIntervals&, const FeatureSource&);
PreparedFeature prepare(const VisitRhythm&, const FeatureSource&);
PreparedFeature prepare(const RhythmShare&, const FeatureSource&);
PreparedFeature prepare(const OfferingMix&, const FeatureSource&);
PreparedFeature prepare(const OfferingShare&, const FeatureSource&);
PreparedFeature prepare(const ChannelMix&, const FeatureSource&);
PreparedFeature prepare(const DiscountShare&, const FeatureSource&);
PreparedFeature prepare(const DiscountDepth&, const FeatureSource&);
PreparedFeature prepare(const Companionship&, const FeatureSource&);
PreparedFeature prepare(const Planning&, const FeatureSource&);
PreparedFeature prepare(const Satisfaction&, const FeatureSource&);
PreparedFeature prepare(const ContactHistory&, const FeatureSource&);
PreparedFeature prepare(const Attribute&, const FeatureSource&);

/// Successes over trials among the visits in the window: `judge(visit)` is 1, 0, or anything else where it is not known.
template <class Judge>
void measure_share(const CustomerMoment& moment, FeatureCell cell, Judge&& judge) {
    double successes = 0, trials = 0;
    for (std::uint64_t visit = moment.first_visit; visit < moment.end_visit; ++visit) {
        const int answer = judge(visit);
        successes += answer == 1 ? 1 : 0;
        trials += answer == 0 || answer == 1 ? 1 : 0;
    }
    if (trials > 0) cell.number(successes, trials);
}
inline constexpr int not_known = -1;  ///< an answer for measure_share()

/// Mean of `value(visit)` over the visits in the window where it is not NaN; exposure: how many.
template <class Value>
void measure_mean(const CustomerMoment& moment, FeatureCell cell, Value&& value) {
    OrderFreeSum sum;
    double count = 0;
    for (std::uint64_t visit = moment.first_visit; visit < moment.end_visit; ++visit) {
        const double here = value(visit);
        if (!(here == here)) continue;
        sum.add(here);
        count += 1;
    }
    if (count > 0) cell.number(sum.value() / count, count);
}

}  // namespace dangol::inline v0
