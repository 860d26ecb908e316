#include "customers/stray_times.hpp"

#include "core/parallel.hpp"
#include "customers/row_order.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <functional>
#include <utility>

namespace dangol::inline v0 {
namespace {

using std::chrono::microseconds;
constexpr std::size_t bins = 4096;

struct Times {
    const std::vector<Instant>& at;
    const std::vector<std::uint8_t>& usable;

    /// use(result, row) for all usable rows, block by block; results of blocks are joined.
    template <class Result, class Use, class Join>
    Result over_rows(const Result& none, const Execution& execution, const Use& use, const Join& join) const {
        if (at.empty()) return none;
        return reduce_blocks(
            block_count(at.size(), 16 * rows_between_looks), execution,
            [&](std::size_t block) {
                const BlockRange rows = block_range(block, at.size(), 16 * rows_between_looks);
                Result result = none;
                for (std::size_t row = rows.begin; row < rows.end; ++row) {
                    if (usable[row]) use(result, row);
                }
                return result;
            },
            join);
    }
};

struct Period {
    Instant first = Instant::max(), last = Instant::min();
    void add(Instant at) noexcept { first = std::min(first, at), last = std::max(last, at); }
};

Period period_of(const Times& times, const Execution& execution) {
    return times.over_rows(
        Period{}, execution, [&](Period& period, std::size_t row) { period.add(times.at[row]); },
        [](Period& all, const Period& more) { all.first = std::min(all.first, more.first), all.last = std::max(all.last, more.last); });
}

/// How many times lie in each of equal parts of a period.
class Histogram {
public:
    Histogram(const Times& times, const Period& period, const Execution& execution)
        : first_(period.first), width_(std::max<microseconds>(std::chrono::days{45}, (period.last - period.first) / static_cast<std::int64_t>(bins) + microseconds{1})) {
        counts_ = times.over_rows(
            std::vector<std::size_t>(bins), execution, [&](std::vector<std::size_t>& counts, std::size_t row) { ++counts[bin_of(times.at[row])]; },
            [](std::vector<std::size_t>& all, const std::vector<std::size_t>& more) { std::ranges::transform(all, more, all.begin(), std::plus<>{}); });
    }
    std::size_t bin_of(Instant at) const noexcept { return static_cast<std::size_t>((at - first_) / width_); }
    microseconds width() const noexcept { return width_; }
    std::size_t all() const noexcept {
        std::size_t sum = 0;
        for (const std::size_t count : counts_) sum += count;
        return sum;
    }

    /// How many bins at one end lie apart from the others, with few times in them; 0: none.
    std::size_t bins_apart(bool at_the_end, std::size_t times_at_most) const {
        std::size_t times = 0, apart = 0, last_held = bins;
        for (std::size_t i = 0; i < bins && times <= times_at_most; ++i) {
            const std::size_t count = counts_[at_the_end ? bins - 1 - i : i];
            if (count == 0) continue;
            if (last_held != bins && static_cast<std::int64_t>(i - last_held - 1) * width_ >= stray_time_gap) apart = last_held + 1;
            times += count;
            last_held = i;
        }
        return apart;
    }

private:
    Instant first_;
    microseconds width_;
    std::vector<std::size_t> counts_ = {};
};

}  // namespace

std::vector<StrayTime> stray_times(TableKind table, const std::vector<Instant>& at, const std::vector<std::uint8_t>& usable, const RowNumbers& numbers, const TimeZone& zone,
                                   const Execution& execution) {
    constexpr std::size_t fewest_rows = 20, one_in = 200;
    const Times times{at, usable};
    const Period period = period_of(times, execution);
    std::vector<StrayTime> strays;
    if (period.first > period.last || period.last - period.first < stray_time_gap) return strays;
    const Histogram histogram(times, period, execution);
    const std::size_t rows = histogram.all();
    if (rows < fewest_rows) return strays;
    for (const bool after : {false, true}) {
        const std::size_t apart = histogram.bins_apart(after, 1 + rows / one_in);
        if (apart == 0) continue;
        StrayTime stray{.table = table, .row = at.size(), .after = after};
        Instant nearest = after ? Instant::min() : Instant::max();
        for (std::size_t row = 0; row < at.size(); ++row) {
            if (!usable[row]) continue;
            const std::size_t bin = histogram.bin_of(at[row]);
            if (after ? bin >= bins - apart : bin < apart) {
                ++stray.rows;
                stray.row = std::min(stray.row, numbers.number(row));
            } else {
                nearest = after ? std::max(nearest, at[row]) : std::min(nearest, at[row]);
            }
        }
        stray.date = iso_date(zone.local(after ? period.last : period.first));
        stray.nearest = iso_date(zone.local(nearest));
        strays.push_back(std::move(stray));
    }
    return strays;
}

}  // namespace dangol::inline v0
