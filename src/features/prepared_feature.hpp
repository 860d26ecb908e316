#pragma once

#include <dangol/features/feature_plan.hpp>
#include <dangol/features/feature_table.hpp>

#include "features/customer_moment.hpp"
#include "features/feature_source.hpp"
#include "features/feature_table_state.hpp"
#include "features/mean_sums.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <span>
#include <vector>

namespace dangol::inline v0 {

/// A column while it is measured.
struct MeasuredColumn {
    FeatureColumn meaning = {};
    FeatureCells cells = {};
};

/// One cell to be written; untouched it is not observed.
class FeatureCell {
public:
    FeatureCell(MeasuredColumn& column, std::size_t row) noexcept : column_(&column.cells), levels_(column.meaning.levels.size()), row_(row) {}

    void number(double value, double exposure = 1) noexcept {
        column_->numbers[row_] = value;
        column_->exposures[row_] = exposure;
    }
    /// A mean or slope; only in a column of PreparedFeature::with_standard_error.
    void estimate(double value, double standard_error, double exposure) noexcept {
        number(value, exposure);
        column_->standard_errors[row_] = standard_error;
    }
    void code(std::uint32_t value) noexcept {
        column_->codes[row_] = value;
        column_->exposures[row_] = 1;
    }

    /// `count` adds 1 to a part for each thing seen; the counts become shares of 1, their sum the exposure.
    template <class Count>
    void parts(Count&& count) {
        const std::span<float> parts = std::span(column_->compositions).subspan(row_ * levels_, levels_);
        std::fill(parts.begin(), parts.end(), 0.0F);
        count(parts);
        double total = 0;
        for (const float part : parts) total += double{part};
        shares_of(total, parts);
    }
    /// The same of counts whose sum, `total`, is known and below 2²⁴.
    template <class Count>
    void shares(std::span<const Count> counts, std::uint32_t total) {
        const std::span<float> parts = std::span(column_->compositions).subspan(row_ * levels_, levels_);
        if (total == 0) return shares_of(0, parts);
        for (std::size_t part = 0; part < parts.size(); ++part) parts[part] = static_cast<float>(static_cast<double>(static_cast<std::int32_t>(counts[part])) / static_cast<double>(total));
        column_->exposures[row_] = static_cast<double>(total);
    }

private:
    void shares_of(double total, std::span<float> parts) {
        if (total > 0) {
            for (float& part : parts) part = static_cast<float>(double{part} / total);
        } else {
            std::fill(parts.begin(), parts.end(), std::numeric_limits<float>::quiet_NaN());
        }
        column_->exposures[row_] = total;
    }

    FeatureCells* column_;
    std::size_t levels_;
    std::size_t row_;
};

/// The cells of one row in the columns of one feature, in the order of PreparedFeature::columns.
class RowCells {
public:
    RowCells(std::span<MeasuredColumn> columns, std::size_t row) noexcept : columns_(columns), row_(row) {}
    FeatureCell operator[](std::size_t column) const noexcept { return {columns_[column], row_}; }

private:
    std::span<MeasuredColumn> columns_;
    std::size_t row_;
};

/// A feature whose names are resolved: which columns it makes, and how it measures one customer at one moment. `measure` runs
/// on several threads.
struct PreparedFeature {
    std::vector<FeatureColumn> columns = {};
    std::vector<std::size_t> with_standard_error = {};  ///< positions among `columns` of means and slopes
    std::function<void(const CustomerMoment&, RowCells)> measure = {};

    bool has_standard_error(std::size_t column) const noexcept {
        return std::find(with_standard_error.begin(), with_standard_error.end(), column) != with_standard_error.end();
    }
};

// One line per feature, each in the source file of its header's name. @throws UnknownColumn, InvalidArgument, FutureLeak
PreparedFeature prepare(const Recency&, const FeatureSource&);
PreparedFeature prepare(const Frequency&, const FeatureSource&);
PreparedFeature prepare(const MonetaryValue&, const FeatureSource&);
PreparedFeature prepare(const Tenure&, const FeatureSource&);
PreparedFeature prepare(const Repeat&, const FeatureSource&);
PreparedFeature prepare(const VisitIntervals&, const FeatureSource&);
PreparedFeature prepare(const VisitVariability&, const FeatureSource&);
PreparedFeature prepare(const Overdue&, const FeatureSource&);
PreparedFeature prepare(const VisitTrend&, const FeatureSource&);
PreparedFeature prepare(const SpendTrend&, const FeatureSource&);
PreparedFeature prepare(const VisitRhythm&, const FeatureSource&);
PreparedFeature prepare(const RhythmShare&, const FeatureSource&);
PreparedFeature prepare(const Seasonality&, const FeatureSource&);
PreparedFeature prepare(const OfferingMix&, const FeatureSource&);
PreparedFeature prepare(const OfferingShare&, const FeatureSource&);
PreparedFeature prepare(const OfferingBreadth&, const FeatureSource&);
PreparedFeature prepare(const ChannelMix&, const FeatureSource&);
PreparedFeature prepare(const ChannelSwitching&, const FeatureSource&);
PreparedFeature prepare(const DiscountShare&, const FeatureSource&);
PreparedFeature prepare(const DiscountDepth&, const FeatureSource&);
PreparedFeature prepare(const Companionship&, const FeatureSource&);
PreparedFeature prepare(const Planning&, const FeatureSource&);
PreparedFeature prepare(const SuddenVisits&, const FeatureSource&);
PreparedFeature prepare(const Satisfaction&, const FeatureSource&);
PreparedFeature prepare(const SatisfactionTrend&, const FeatureSource&);
PreparedFeature prepare(const LastSatisfaction&, const FeatureSource&);
PreparedFeature prepare(const CompanyMix&, const FeatureSource&);
PreparedFeature prepare(const Complaints&, const FeatureSource&);
PreparedFeature prepare(const Returns&, const FeatureSource&);
PreparedFeature prepare(const NoShows&, const FeatureSource&);
PreparedFeature prepare(const ObservationShare&, const FeatureSource&);
PreparedFeature prepare(const StaffLoyalty&, const FeatureSource&);
PreparedFeature prepare(const VisitDuration&, const FeatureSource&);
PreparedFeature prepare(const UnitsPerVisit&, const FeatureSource&);
PreparedFeature prepare(const EventFrequency&, const FeatureSource&);
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

/// Successes over trials among the pairs of a visit and the next one in the window: `judge(earlier, later)` as above.
template <class Judge>
void measure_pairs(const CustomerMoment& moment, FeatureCell cell, Judge&& judge) {
    double successes = 0, trials = 0;
    for (std::uint64_t visit = moment.first_visit + 1; visit < moment.end_visit; ++visit) {
        const int answer = judge(visit - 1, visit);
        successes += answer == 1 ? 1 : 0;
        trials += answer == 0 || answer == 1 ? 1 : 0;
    }
    if (trials > 0) cell.number(successes, trials);
}

/// Mean of `value(visit)` over the visits of [first, end) where it is not NaN, with its standard error; exposure: how many.
template <class Value>
void measure_mean(std::uint64_t first, std::uint64_t end, FeatureCell cell, Value&& value) {
    MeanSums sums;
    for (std::uint64_t visit = first; visit < end; ++visit) {
        const double here = value(visit);
        if (here == here) sums.add(here);
    }
    if (sums.count() > 0) cell.estimate(sums.mean(), sums.standard_error(), sums.count());
}

}  // namespace dangol::inline v0
