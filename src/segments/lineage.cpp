#include <dangol/segments/lineage.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>
#include <dangol/segments/most_probable.hpp>

#include "core/watched.hpp"
#include "core/words.hpp"
#include "segments/expected_customers.hpp"
#include "segments/hard_cut.hpp"
#include "segments/refit.hpp"
#include "segments/telling.hpp"

#include <algorithm>
#include <limits>
#include <string_view>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::string_view comparing_stage = "comparing segments", refit_stage = "refitting the segments";
constexpr double majority = 0.5;
constexpr double worst_part = 0.05;
constexpr std::size_t expected_draws = 999, looked_at_most = 1000;  // of a segment
constexpr double nearly_alike = 0.1;  // likenesses that differ by less are a matter of which customers were seen

/// Customers that every two segments share, by weight.
struct Overlap {
    Overlap(std::span<const std::uint32_t> a, std::size_t a_count, std::span<const std::uint32_t> b, std::size_t b_count, std::span<const double> weights)
        : both(a_count, b_count), before(a_count, 0), after(b_count, 0) {
        for (std::size_t i = 0; i < a.size(); ++i) {
            both(a[i], b[i]) += weights[i];
            before[a[i]] += weights[i];
            after[b[i]] += weights[i];
        }
    }
    bool goes_to(std::size_t k, std::size_t l) const { return both(k, l) > majority * before[k]; }
    bool comes_from(std::size_t k, std::size_t l) const { return both(k, l) > majority * after[l]; }
    /// Of the union of the segments `k` with the union of `l`.
    double jaccard(const std::vector<std::size_t>& ks, const std::vector<std::size_t>& ls) const {
        double shared = 0, all = 0;
        for (const std::size_t k : ks) all += before[k];
        for (const std::size_t l : ls) all += after[l];
        for (const std::size_t k : ks)
            for (const std::size_t l : ls) shared += both(k, l);
        return all > shared ? shared / (all - shared) : shared > 0 ? 1 : 0;
    }
    Matrix both;
    std::vector<double> before, after;
};

/// How well those of each segment now are what the segments before expect.
struct Likeness {
    std::vector<char> appeared = {};  ///< most are none of their own
    Matrix of = {};                   ///< before × after: share of the expected customers who are farther out, averaged; ½ for the same kind
};

/// Every segment's customers against the segment of before that each is placed in.
Likeness likeness(const Segmentation& before, const FeatureTable& customers, std::span<const std::uint32_t> groups_before, std::span<const std::uint32_t> groups_after,
                  std::size_t count, const LineageOptions& options, const Execution& execution) {
    Random random(options.seed, expected_draws);
    std::vector<std::vector<std::uint32_t>> rows_of(count);
    for (const std::size_t row : random.permutation(groups_after.size())) {
        auto& rows = rows_of[groups_after[row]];
        if (rows.size() < looked_at_most) rows.push_back(static_cast<std::uint32_t>(row));
    }
    Likeness out{.appeared = std::vector<char>(count), .of = Matrix(before.ids.size(), count)};
    for (std::size_t l = 0; l < count; ++l) {
        std::vector<std::uint32_t> nearest;
        for (const std::uint32_t row : rows_of[l]) nearest.push_back(groups_before[row]);
        const std::vector<double> less = shares_less_far_out(before.mixture.state(), customers.rows(rows_of[l]), nearest, expected_draws, options.seed, on_this_thread(execution));
        std::vector<double> weights(before.ids.size());
        double all = 0, none = 0;
        for (std::size_t i = 0; i < less.size(); ++i) {
            const double weight = customers.weights()[rows_of[l][i]];
            all += weight;
            if (less[i] > 1 - options.tail) none += weight;
            weights[nearest[i]] += weight;
            out.of(nearest[i], l) += weight * (1 - less[i]);
        }
        out.appeared[l] = none > majority * all;
        for (std::size_t k = 0; k < weights.size(); ++k)
            if (weights[k] > 0) out.of(k, l) /= weights[k];
    }
    return out;
}

/// Per segment, the similarity with its refits on resampled customers that all but the worst twentieth keep.
std::vector<double> noise_floors(const Segmentation& segmentation, const FeatureTable& customers, std::span<const std::uint32_t> groups, const LineageOptions& options,
                                 const Execution& execution) {
    const Refit refit(segmentation, customers, part_of(execution, 0, .05, refit_stage));
    const std::size_t rows = customers.customer_count(), count = segmentation.mixture.segment_count();
    std::vector<std::vector<double>> similarity(options.refits);
    for_each_long_block(
        options.refits, part_of(execution, .05, 1),
        [&](std::size_t sample) {
            Random random(options.seed, sample);
            const std::vector<double> weights = resampled(customers.weights(), random);
            std::vector<char> drawn(rows, 0);
            for (std::size_t i = 0; i < rows; ++i) drawn[i] = weights[i] > 0 ? 1 : 0;
            const Mixture again = refit.with_weights(weights, random.next(), on_this_thread(execution));
            similarity[sample] = best_jaccard(groups, count, most_probable(again.membership(customers, on_this_thread(execution))), again.segment_count(), drawn);
        },
        refit_stage);
    std::vector<double> floors(count), of_segment(options.refits);
    for (std::size_t k = 0; k < count; ++k) {
        for (std::size_t sample = 0; sample < options.refits; ++sample) of_segment[sample] = similarity[sample][k];
        floors[k] = quantile(of_segment, worst_part);
    }
    return floors;
}

/// Decides the fates one after another; a segment that has one is settled.
class Tracing {
public:
    Tracing(const Overlap& overlap, const Likeness& likeness, std::vector<double> floors, const Segmentation& before)
        : overlap_(overlap), likeness_(likeness), floors_(std::move(floors)), old_ids_(before.ids), settled_before_(old_ids_.size(), 0),
          settled_after_(floors_.size(), 0), new_ids_(floors_.size()), next_id_(before.next_id) {
        for (const SegmentId id : old_ids_) next_id_ = std::max(next_id_, id.value + 1);
    }

    void strangers() {
        for (std::size_t l = 0; l < floors_.size(); ++l)
            if (likeness_.appeared[l] != 0) settle(Fate::appeared, {}, {l});
    }

    /// One segment on either side, each more than half of the other; `fate` continued: as similar as refits of one period.
    void pairs(Fate fate) {
        for (std::size_t k = 0; k < old_ids_.size(); ++k)
            for (std::size_t l = 0; l < floors_.size(); ++l) {
                if (settled_before_[k] != 0 || settled_after_[l] != 0 || !overlap_.goes_to(k, l) || !overlap_.comes_from(k, l)) continue;
                if (fate == Fate::moved || overlap_.jaccard({k}, {l}) >= floors_[l]) settle(fate, {k}, {l});
            }
    }
    void splits() {
        for (std::size_t k = 0; k < old_ids_.size(); ++k) {
            std::vector<std::size_t> parts;
            for (std::size_t l = 0; l < floors_.size(); ++l)
                if (settled_after_[l] == 0 && overlap_.comes_from(k, l)) parts.push_back(l);
            if (settled_before_[k] == 0 && parts.size() > 1) settle(Fate::split, {k}, parts);
        }
    }
    void mergers() {
        for (std::size_t l = 0; l < floors_.size(); ++l) {
            std::vector<std::size_t> parts;
            for (std::size_t k = 0; k < old_ids_.size(); ++k)
                if (settled_before_[k] == 0 && overlap_.goes_to(k, l)) parts.push_back(k);
            if (settled_after_[l] == 0 && parts.size() > 1) settle(Fate::merged, parts, {l});
        }
    }
    void rest() {
        for (std::size_t l = 0; l < floors_.size(); ++l)
            if (settled_after_[l] == 0) settle(Fate::appeared, {}, {l});
        for (std::size_t k = 0; k < old_ids_.size(); ++k)
            if (settled_before_[k] == 0) settle(Fate::vanished, {k}, {});
        std::ranges::stable_sort(events_, {}, &LineageEvent::fate);
    }

    std::vector<LineageEvent> events() && { return std::move(events_); }
    const std::vector<SegmentId>& ids() const noexcept { return new_ids_; }
    std::uint32_t next_id() const noexcept { return next_id_; }

private:
    /// Of the parts of k, the one that takes its id.
    std::size_t heir_of(std::size_t k, const std::vector<std::size_t>& parts) const {
        double most = 0;
        for (const std::size_t l : parts) most = std::max(most, likeness_.of(k, l));
        std::size_t heir = parts.front();
        double customers = -1;
        for (const std::size_t l : parts)
            if (likeness_.of(k, l) >= most - nearly_alike && overlap_.both(k, l) > customers) customers = overlap_.both(k, l), heir = l;
        return heir;
    }

    void settle(Fate fate, const std::vector<std::size_t>& before, const std::vector<std::size_t>& after) {
        std::pair<std::size_t, std::size_t> heir{0, 0};  // whose id goes to whom; several before are a merger into one
        double most = -1, floor = after.empty() ? 0 : std::numeric_limits<double>::infinity();
        for (const std::size_t k : before) {
            settled_before_[k] = 1;
            if (after.empty() || overlap_.both(k, after.front()) <= most) continue;
            most = overlap_.both(k, after.front());
            heir = {k, heir_of(k, after)};
        }
        for (const std::size_t l : after) {
            settled_after_[l] = 1;
            floor = std::min(floor, floors_[l]);
            new_ids_[l] = !before.empty() && l == heir.second ? old_ids_[heir.first] : SegmentId{next_id_++};
        }
        LineageEvent event{.fate = fate, .similarity = overlap_.jaccard(before, after), .noise_floor = floor};
        for (const std::size_t k : before) event.before.push_back(old_ids_[k]);
        for (const std::size_t l : after) event.after.push_back(new_ids_[l]);
        events_.push_back(std::move(event));
    }

    const Overlap& overlap_;
    const Likeness& likeness_;
    std::vector<double> floors_;
    const std::vector<SegmentId>& old_ids_;
    std::vector<char> settled_before_, settled_after_;
    std::vector<SegmentId> new_ids_;
    std::vector<LineageEvent> events_ = {};
    std::uint32_t next_id_;
};

std::string listed(const std::vector<SegmentId>& ids, Language language) {
    std::vector<std::string> numbers;
    for (const SegmentId id : ids) numbers.push_back(std::to_string(id.value));
    return list_text(numbers, language);
}

}  // namespace

Lineage trace_lineage(const Segmentation& before, const Segmentation& after, const FeatureTable& customers, const LineageOptions& options, const Execution& execution) {
    if (options.refits == 0) throw InvalidArgument("refits", 0, "at least 1", "take 20");
    if (!(options.tail >= 0.002 && options.tail < 0.5)) throw InvalidArgument("tail", options.tail, "from 0.002 to below 0.5", "leave it out for 0.01");
    for (const Segmentation* each : {&before, &after})
        if (each->mixture.segment_count() == 0 || each->ids.size() != each->mixture.segment_count())
            throw InvalidArgument("a segmentation", each->ids.size(), "one id per segment, of at least one", "give what find_segments(), judge_segments() or adopt_groups() made");
    if (customers.customer_count() == 0) throw InsufficientData("customers to compare segments by", 0, 1, "give those of the later period");
    const auto groups_before = most_probable(before.mixture.membership(customers, part_of(execution, 0, .05, comparing_stage)));
    const auto groups_after = most_probable(after.mixture.membership(customers, part_of(execution, .05, .1, comparing_stage)));
    constexpr double placed = .1;
    Likeness alike;
    while_telling(execution, comparing_stage, placed, [&] { alike = likeness(before, customers, groups_before, groups_after, after.ids.size(), options, execution); });
    std::vector<double> weights(customers.weights().begin(), customers.weights().end());
    for (std::size_t i = 0; i < weights.size(); ++i)
        if (alike.appeared[groups_after[i]] != 0) weights[i] = 0;
    const Overlap overlap(groups_before, before.ids.size(), groups_after, after.ids.size(), weights);
    Tracing tracing(overlap, alike, noise_floors(after, customers, groups_after, options, part_of(execution, placed, 1)), before);
    tracing.strangers();
    tracing.pairs(Fate::continued);
    tracing.splits();
    tracing.mergers();
    tracing.pairs(Fate::moved);
    tracing.rest();
    Lineage lineage{.segmentation = after};
    lineage.segmentation.ids = tracing.ids();
    lineage.segmentation.next_id = tracing.next_id();
    lineage.events = std::move(tracing).events();
    return lineage;
}

std::string to_text(const LineageEvent& event, Language language) {
    const std::string before = listed(event.before, language), after = listed(event.after, language);
    switch (event.fate) {
        case Fate::continued: return either(language, {"Segment ", before, " is still there."}, {with_particle("유형 " + before, Particle::topic), " 그대로 있습니다."});
        case Fate::moved:
            return either(language, {"Segment ", before, " is still there, but changed more than chance would."},
                          {with_particle("유형 " + before, Particle::topic), " 남아 있지만, 우연이라고 하기에는 많이 바뀌었습니다."});
        case Fate::split:
            return either(language, {"Segment ", before, " split into ", after, "."}, {with_particle("유형 " + before, Particle::topic), " ", with_particle(after, Particle::towards), " 갈라졌습니다."});
        case Fate::merged:
            return either(language, {"Segments ", before, " became one, ", after, "."}, {with_particle("유형 " + before, Particle::topic), " ", with_particle(after, Particle::towards), " 합쳐졌습니다."});
        case Fate::appeared: return either(language, {"Segment ", after, " is new."}, {with_particle("유형 " + after, Particle::topic), " 새로 생겼습니다."});
        case Fate::vanished: return either(language, {"Segment ", before, " is gone."}, {with_particle("유형 " + before, Particle::topic), " 사라졌습니다."});
    }
    return {};
}

}  // namespace dangol::inline v0
