#include <dangol/segments/lineage.hpp>

#include <dangol/core/error.hpp>
#include <dangol/core/random.hpp>
#include <dangol/core/statistics.hpp>
#include <dangol/segments/most_probable.hpp>

#include "core/parallel.hpp"
#include "core/words.hpp"
#include "segments/hard_cut.hpp"
#include "segments/refit.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr double majority = 0.5;
constexpr double worst_part = 0.05;

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

/// Per segment, the similarity with its refits on resampled customers that all but the worst twentieth keep.
std::vector<double> noise_floors(const Segmentation& segmentation, const FeatureTable& customers, std::span<const std::uint32_t> groups, const LineageOptions& options,
                                 const Execution& execution) {
    const Refit refit(segmentation, customers, on_this_thread(execution));
    const std::size_t rows = customers.customer_count(), count = segmentation.mixture.segment_count();
    std::vector<std::vector<double>> similarity(options.refits);
    for_each_block(
        options.refits, execution,
        [&](std::size_t sample) {
            Random random(options.seed, sample);
            std::vector<double> weights(rows, 0);
            std::vector<char> drawn(rows, 0);
            for (std::size_t i = 0; i < rows; ++i) {
                const std::size_t chosen = random.below(rows);
                weights[chosen] += customers.weights()[chosen];
                drawn[chosen] = 1;
            }
            const Mixture again = refit.with_weights(weights, random.next(), on_this_thread(execution));
            similarity[sample] = best_jaccard(groups, count, most_probable(again.membership(customers, on_this_thread(execution))), again.segment_count(), drawn);
        },
        "refitting the segments");
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
    Tracing(const Overlap& overlap, std::vector<double> floors, const std::vector<SegmentId>& old_ids)
        : overlap_(overlap), floors_(std::move(floors)), old_ids_(old_ids), settled_before_(old_ids.size(), 0), settled_after_(floors_.size(), 0),
          new_ids_(floors_.size()) {
        for (const SegmentId id : old_ids) next_id_ = std::max(next_id_, id.value + 1);
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

private:
    void settle(Fate fate, const std::vector<std::size_t>& before, const std::vector<std::size_t>& after) {
        std::pair<std::size_t, std::size_t> heir{0, 0};
        double most = -1, floor = after.empty() ? 0 : std::numeric_limits<double>::infinity();
        for (const std::size_t k : before) {
            settled_before_[k] = 1;
            for (const std::size_t l : after)
                if (overlap_.both(k, l) > most) most = overlap_.both(k, l), heir = {k, l};
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
    std::vector<double> floors_;
    const std::vector<SegmentId>& old_ids_;
    std::vector<char> settled_before_, settled_after_;
    std::vector<SegmentId> new_ids_;
    std::vector<LineageEvent> events_ = {};
    std::uint32_t next_id_ = 0;
};

std::string listed(const std::vector<SegmentId>& ids, Language language) {
    std::vector<std::string> numbers;
    for (const SegmentId id : ids) numbers.push_back(std::to_string(id.value));
    return list_text(numbers, language);
}

}  // namespace

Lineage trace_lineage(const Segmentation& before, const Segmentation& after, const FeatureTable& customers, const LineageOptions& options, const Execution& execution) {
    if (options.refits == 0) throw InvalidArgument("refits", 0, "at least 1", "take 20");
    for (const Segmentation* each : {&before, &after})
        if (each->mixture.segment_count() == 0 || each->ids.size() != each->mixture.segment_count())
            throw InvalidArgument("a segmentation", each->ids.size(), "one id per segment, of at least one", "give what find_segments(), judge_segments() or adopt_groups() made");
    if (customers.customer_count() == 0) throw InsufficientData("customers to compare segments by", 0, 1, "give those of the later period");
    const auto groups_before = most_probable(before.mixture.membership(customers, on_this_thread(execution)));
    const auto groups_after = most_probable(after.mixture.membership(customers, on_this_thread(execution)));
    const Overlap overlap(groups_before, before.ids.size(), groups_after, after.ids.size(), customers.weights());
    Tracing tracing(overlap, noise_floors(after, customers, groups_after, options, execution), before.ids);
    tracing.pairs(Fate::continued);
    tracing.splits();
    tracing.mergers();
    tracing.pairs(Fate::moved);
    tracing.rest();
    Lineage lineage{.segmentation = after};
    lineage.segmentation.ids = tracing.ids();
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
