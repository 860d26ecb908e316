#include <dangol/core/error.hpp>
#include <dangol/segments/most_probable.hpp>
#include <dangol/segments/segmentation.hpp>

#include "segments/enough_customers.hpp"
#include "segments/mixture_fit.hpp"
#include "segments/option_checks.hpp"
#include "segments/select_columns.hpp"
#include "segments/sums.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::string_view finding_stage = "finding segments";
constexpr std::size_t rises_at_most = 3, warm_starts = 2;

/// One shape of covariance: its prepared table, and the numbers of segments tried so far.
struct Lane {
    CovarianceShape shape = CovarianceShape::diagonal;
    PreparedTable table = {};
    Starts starts;
    Matrix memberships = {};  ///< of the last number tried, customers × segments
    double last_bic = std::numeric_limits<double>::infinity();
    std::size_t rises = 0;

    Lane(const FeatureTable& source, const MixtureOptions& options, const Execution& execution)
        : shape(covariance_of(options)), table(prepare(source, options, execution)), starts(source, execution) {}

    bool is_open() const noexcept { return rises < rises_at_most; }

    void note(double bic) {
        rises = bic > last_bic ? rises + 1 : 0;
        last_bic = bic;
    }
};

std::size_t smallest_group(const Matrix& memberships) {
    std::vector<std::size_t> customers(memberships.columns());
    for (const std::uint32_t segment : most_probable(memberships)) ++customers[segment];
    return *std::ranges::min_element(customers);
}

/// What the starts made from the data do not know: the fit with one segment fewer, and that of the other shape.
std::vector<Start> further_starts(const Lane& lane, const PreparedTable& table, const Matrix& of_other_shape, const MixtureOptions& options) {
    std::vector<Start> starts;
    const std::size_t segments = segment_count_of(options);
    if (segments < 2) return starts;
    const std::vector<char> silent = table.shared_columns();
    if (of_other_shape.columns() == segments) starts.push_back({.memberships = of_other_shape});
    if (lane.memberships.columns() + 1 == segments) {
        for (std::size_t i = 0; i < warm_starts; ++i) starts.push_back(lane.starts.with_one_more(lane.memberships, i, segments, options.seed, silent));
    }
    return starts;
}

/// The best fit with so many segments. `table`: the lane's, or that with columns shared.
PlacedFit search(const Lane& lane, const PreparedTable& table, const Matrix& of_other_shape, const MixtureOptions& options, std::optional<double> bic_to_beat,
                 const Execution& execution) {
    const double all_done = 1;
    PlacedFit fit{.fitted = fit_prepared(table, lane.starts, options, further_starts(lane, table, of_other_shape, options), bic_to_beat, execution)};
    fit.memberships = memberships_of(table, express(table, fit.fitted.run.state), options.assignment, telling(execution, finding_stage, all_done));
    return fit;
}

/// The same where columns that do not pay are shared. Two searches: one in which every column has its say, because one that
/// told fewer segments nothing may tell more; one with the columns silent that were shared before, because among much that says nothing what says something is not found.
PlacedFit search_and_select(const Lane& lane, std::span<const std::uint32_t> shared_before, const Matrix& of_other_shape, const MixtureOptions& options,
                            std::optional<double> bic_to_beat, const Execution& execution) {
    const double all_done = 1;
    std::vector<char> shared(lane.table.columns.size());
    for (const std::uint32_t c : shared_before) shared[c] = lane.table.columns[c].speaks() ? 1 : 0;  // the block's columns are its own
    const bool twice = std::ranges::find(shared, 1) != shared.end();
    const double first = twice ? .6 : 1;
    PlacedFit best = search(lane, lane.table, of_other_shape, options, bic_to_beat, part_of(execution, 0, first));
    select_columns(lane.table, best, options, telling(execution, finding_stage, first));
    if (!twice) return best;
    const double to_beat = std::min(best.fitted.mixture.report().bic, bic_to_beat.value_or(best.fitted.mixture.report().bic));
    const PreparedTable table = with_shared_columns(lane.table, shared, telling(execution, finding_stage, first));
    PlacedFit narrowed = search(lane, table, of_other_shape, options, to_beat, part_of(execution, first, 1));
    select_columns(lane.table, narrowed, options, telling(execution, finding_stage, all_done));
    if (narrowed.fitted.mixture.report().bic < best.fitted.mixture.report().bic) best = std::move(narrowed);
    return best;
}

/// As a search fits them.
MixtureOptions searched_mixture(const SegmentCountOptions& options, CovarianceShape shape) {
    MixtureOptions mixture = options.mixture;
    mixture.segment_count = options.least;
    mixture.covariance = shape;
    return mixture;
}

std::vector<Lane> open_lanes(const FeatureTable& source, const SegmentCountOptions& options, const Execution& execution) {
    std::vector<Lane> lanes;
    for (const CovarianceShape shape : {CovarianceShape::diagonal, CovarianceShape::shared_block}) {
        if (options.covariance && *options.covariance != shape) continue;
        Lane lane(source, searched_mixture(options, shape), execution);
        const bool the_same_again = shape == CovarianceShape::shared_block && !lane.table.block && !lanes.empty();
        if (!the_same_again) lanes.push_back(std::move(lane));
    }
    return lanes;
}

}  // namespace

void check_options(const SegmentCountOptions& options) {
    if (const auto& given = options.mixture.segment_count) {
        const std::string number = std::to_string(*given);
        throw InvalidArgument("mixture.segment_count", *given, "left out, because find_segments() chooses the number between least and most",
                              "write least = " + number + " and most = " + number + ", or fit_mixture() with it");
    }
    if (options.mixture.covariance) {
        throw InvalidArgument("mixture.covariance", "given", "left out, because find_segments() chooses it", "write it as covariance beside least and most, or call fit_mixture() with it");
    }
    if (options.covariance == CovarianceShape::free_block) {
        throw InvalidArgument("covariance", "free_block", "diagonal, shared_block, or left out for both", "call fit_mixture(), which fits a free block to a given number of segments");
    }
    if (options.covariance == CovarianceShape::diagonal && !options.mixture.block.empty()) {
        throw InvalidArgument("mixture.block", options.mixture.block.front(), "left out where the covariance is diagonal", "write covariance = shared_block, or leave the block out");
    }
    if (options.least == 0) throw InvalidArgument("least", 0, "at least 1", "begin with one segment");
    if (options.most < options.least) {
        throw InvalidArgument("most", options.most, "at least least, " + std::to_string(options.least), "raise most or lower least");
    }
    check_options(searched_mixture(options, CovarianceShape::diagonal), 0);
}

Segmentation find_segments(const FeatureTable& source, const SegmentCountOptions& options, const Execution& execution) {
    const std::size_t customers = source.customer_count();
    check_options(options);
    if (options.least > customers && customers > 0) {
        throw InvalidArgument("least", options.least, "at most the number of customers, " + std::to_string(customers), "lower least");
    }
    check_weights_suffice("least", options.least, source);
    const std::size_t most = std::min(options.most, std::max<std::size_t>(customers_who_count(source), 1));
    std::vector<Lane> lanes = open_lanes(source, options, execution);
    const bool selects = options.select_columns && has_enough_customers(source);

    Segmentation best;
    Mixture of_several;  // the best one with more than one segment
    const double steps = static_cast<double>((most - options.least + 1) * lanes.size());
    double done = 0;
    for (std::size_t segments = options.least; segments <= most; ++segments) {
        Matrix of_other_shape;
        for (Lane& lane : lanes) {
            const Execution part = part_of(execution, done / steps, (done + 1) / steps, finding_stage);
            done += 1;
            if (!lane.is_open()) continue;
            MixtureOptions mixture = searched_mixture(options, lane.shape);
            mixture.segment_count = segments;
            const std::optional<double> bic_to_beat = best.trials.empty() ? std::nullopt : std::optional(best.mixture.report().bic);
            PlacedFit found = selects ? search_and_select(lane, of_several.state().shared, of_other_shape, mixture, bic_to_beat, part)
                                                     : search(lane, lane.table, of_other_shape, mixture, bic_to_beat, part);
            const FittedMixture& fitted = found.fitted;
            const FitReport& report = fitted.mixture.report();
            lane.note(report.bic);
            if (segments > 1 && (of_several.segment_count() == 0 || report.bic < of_several.report().bic)) of_several = fitted.mixture;
            lane.memberships = std::move(found.memberships);
            of_other_shape = lane.memberships;
            best.trials.push_back({.segment_count = segments,
                                   .covariance = lane.shape,
                                   .bic = report.bic,
                                   .icl = report.bic + 2 * fitted.run.entropy,
                                   .parameter_count = report.parameter_count,
                                   .log_likelihood = report.log_likelihood,
                                   .confirmed = segments == 1 || report.starts_at_best > 1,
                                   .smallest_group = smallest_group(lane.memberships),
                                   .shared_columns = fitted.mixture.shared_columns()});
            if (best.trials.size() == 1 || report.bic < best.mixture.report().bic) best.mixture = fitted.mixture;
        }
        if (std::ranges::none_of(lanes, &Lane::is_open)) break;
    }
    for (std::size_t k = 0; k < best.mixture.segment_count(); ++k) best.ids.push_back(id_at<SegmentId>(k));
    if (most > options.least && best.mixture.segment_count() == most && most < customers_who_count(source)) {
        best.warnings.push_back({.kind = WarningKind::number_at_limit, .value = static_cast<double>(most)});
    }
    return best;
}

}  // namespace dangol::inline v0
