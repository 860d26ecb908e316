#pragma once

#include "features/fold_part_of.hpp"
#include "features/mean_sums.hpp"

#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <limits>
#include <memory>
#include <string>
#include <utility>
#include <vector>

/// Parts that count and add what rows say.
namespace dangol::inline v0 {

/// What is asked of every row: answer(row), of the table at hand. Words are looked up when the table is seen, not row by row.
using FoldQuestion = std::function<std::function<int(std::uint32_t)>(const InteractionTable&)>;

/// The answers as an input of one word.
inline FoldNeeds asking(std::string what, FoldQuestion question, FoldScope scope = FoldScope::visits) {
    return {.what = std::move(what), .inputs = 1, .take = [question = std::move(question)](const InteractionTable& table, const FoldInput& to) {
                to.write([answer = question(table)](std::uint32_t row) { return static_cast<FoldWord>(std::int64_t{answer(row)}); });
            }, .scope = scope};
}

/// A column of numbers as an input.
inline FoldNeeds reading(std::string what, std::vector<double> InteractionRows::*column, FoldScope scope = FoldScope::visits) {
    return {.what = std::move(what), .inputs = 1, .take = [column](const InteractionTable& table, const FoldInput& to) { to.write(table.rows().*column); }, .scope = scope};
}

struct KeptCount {
    std::uint64_t visits = 0;
};

class CountPart : public PartOf<KeptCount> {
public:
    using PartOf::PartOf;
    bool fold(std::span<const FoldedVisit> visits) const override {
        for (const FoldedVisit& visit : visits) ++kept(visit.record).visits;
        return true;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        kept(record).visits += kept(later).visits;
        return true;
    }
};

struct KeptMean {
    KeptSum sum = {}, squares = {};
    std::uint64_t count = 0;

    void measure(FeatureCell cell) const {
        if (count == 0) return;
        const double n = static_cast<double>(count), total = sum.sum().value();
        cell.estimate(total / n, standard_error_of_mean(n, total, squares.sum().value() * squares_per_unit), n);
    }
};

/// Mean of numbers that may not be known.
class MeanPart : public PartOf<KeptMean> {
public:
    using PartOf::PartOf;
    bool fold(std::span<const FoldedVisit> visits) const override {
        bool fits = true;
        for (const FoldedVisit& visit : visits) {
            const double value = number_of(visit);
            if (std::isnan(value)) continue;
            KeptMean& mean = kept(visit.record);
            fits = mean.sum.add(value) && mean.squares.add(square_for_sum(value)) && fits;
            ++mean.count;
        }
        return fits;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        kept(record).count += kept(later).count;
        return kept(record).sum.add(kept(later).sum.sum()) && kept(record).squares.add(kept(later).squares.sum());
    }
};

struct KeptShare {
    std::uint64_t successes = 0, trials = 0;

    void count(int answer) noexcept {  // 1, 0, or anything else where it is not known
        successes += answer == 1 ? 1 : 0;
        trials += answer == 0 || answer == 1 ? 1 : 0;
    }
    void measure(FeatureCell cell) const {
        if (trials > 0) cell.number(static_cast<double>(successes), static_cast<double>(trials));
    }
};

/// Successes over trials: `answer(visit)` is 1, 0 or not_known.
template <class Answer>
class SharePart : public PartOf<KeptShare> {
public:
    SharePart(FoldNeeds needs, Answer answer) : PartOf(std::move(needs)), answer_(std::move(answer)) {}
    bool fold(std::span<const FoldedVisit> visits) const override {
        for (const FoldedVisit& visit : visits) this->kept(visit.record).count(answer_(visit.row, *this));
        return true;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        this->kept(record).successes += this->kept(later).successes;
        this->kept(record).trials += this->kept(later).trials;
        return true;
    }

private:
    Answer answer_;
};

/// What the first input of a part says.
inline int answer_in(const FoldWord* row, const FoldPart& part) noexcept { return static_cast<int>(static_cast<std::int64_t>(row[FoldRowLayout::head + part.input])); }

template <class Answer>
std::unique_ptr<FoldPart> share_part(FoldNeeds needs, Answer answer) {
    return std::make_unique<SharePart<Answer>>(std::move(needs), std::move(answer));
}

/// Visits in each of some parts: `part_of(visit)`, or no_part. Two counters a word.
template <class PartOfVisit>
class MixPart : public FoldPart {
public:
    MixPart(FoldNeeds needs, std::size_t parts, PartOfVisit part_of) : FoldPart(std::move(needs)), parts_(parts), part_of_(std::move(part_of)) {}

    std::size_t size() const noexcept override { return (parts_ + 1) / 2 * 8; }
    bool fold(std::span<const FoldedVisit> visits) const override {
        bool fits = true;
        for (const FoldedVisit& visit : visits) {
            const auto part = static_cast<std::size_t>(part_of_(visit.row, *this));
            if (part < parts_) fits = ++counts(visit.record)[part] != 0 && fits;
        }
        return fits;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        const auto into = counts(record);
        bool fits = true;
        for (std::size_t part = 0; part < parts_; ++part) fits = !__builtin_add_overflow(into[part], field_at<std::uint32_t>(later, offset + 4 * part), &into[part]) && fits;
        return fits;
    }

private:
    std::span<std::uint32_t> counts(std::byte* record) const noexcept { return {&field_at<std::uint32_t>(record, offset), parts_}; }
    std::size_t parts_;
    PartOfVisit part_of_;
};

/// Shares of a composition from their counts, as FeatureCell::parts makes them: a float that is full stays as it is.
template <class Count>
void measure_counts(FeatureCell cell, std::span<const Count> counts) {
    constexpr std::uint32_t full = 1U << 24;
    std::uint64_t total = 0;
    for (const Count count : counts) total += count;
    if (total < full) return cell.shares(counts, static_cast<std::uint32_t>(total));
    cell.parts([&](std::span<float> parts) {
        for (std::size_t part = 0; part < parts.size(); ++part) parts[part] = static_cast<float>(std::min<std::uint32_t>(counts[part], full));
    });
}

template <class PartOfVisit>
FoldedFeature mix_feature(FoldNeeds needs, std::size_t parts, PartOfVisit part_of) {
    return {std::make_unique<MixPart<PartOfVisit>>(std::move(needs), parts, std::move(part_of)),
            measured<std::uint32_t>([parts](const std::uint32_t& first, const FoldedMoment&, RowCells cells) { measure_counts(cells[0], std::span(&first, parts)); })};
}

struct KeptLast {
    KeptMoment at = {};
    double value = 0;
};

/// The last number that is known; of several at one moment the lowest.
class LastPart : public PartOf<KeptLast> {
public:
    using PartOf::PartOf;
    bool fold(std::span<const FoldedVisit> visits) const override {
        for (const FoldedVisit& visit : visits) {
            const double value = number_of(visit);
            if (!std::isnan(value)) take(kept(visit.record), {KeptMoment::at(head_of(visit.row).at), value});
        }
        return true;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        if (kept(later).at.any()) take(kept(record), kept(later));
        return true;
    }

private:
    static void take(KeptLast& last, const KeptLast& next) noexcept {
        if (next.at > last.at || (next.at == last.at && next.value < last.value)) last = next;
    }
};

struct KeptDepth {
    KeptSum saved = {}, gross = {};
    std::uint64_t visits = 0;
};

/// What was saved, and what would have been paid: two inputs.
class DepthPart : public PartOf<KeptDepth> {
public:
    using PartOf::PartOf;
    bool fold(std::span<const FoldedVisit> visits) const override {
        bool fits = true;
        for (const FoldedVisit& visit : visits) {
            const double saved = number_of(visit), paid = number_of(visit, 1);
            if (std::isnan(saved) || std::isnan(paid)) continue;
            KeptDepth& depth = kept(visit.record);
            fits = depth.saved.add(saved) && depth.gross.add(saved + paid) && fits;
            ++depth.visits;
        }
        return fits;
    }
    bool merge(std::byte* record, const std::byte* later) const override {
        KeptDepth& depth = kept(record);
        depth.visits += kept(later).visits;
        return depth.saved.add(kept(later).saved.sum()) && depth.gross.add(kept(later).gross.sum());
    }
};

}  // namespace dangol::inline v0
