#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

/// Distinct numbers, and where one stands among them. Counts and days are mostly small whole numbers, which find their place without a search.
namespace dangol::inline v0 {

/// The distinct numbers of a list, ascending.
inline std::vector<double> distinct(std::vector<double> values) {
    std::sort(values.begin(), values.end());
    values.erase(std::unique(values.begin(), values.end()), values.end());
    return values;
}

/// Where `value` stands among distinct ones that hold it.
inline std::uint32_t position_of(std::span<const double> sorted, double value) noexcept {
    return static_cast<std::uint32_t>(std::lower_bound(sorted.begin(), sorted.end(), value) - sorted.begin());
}

inline constexpr double whole_below = 65536;  ///< and at least 0: what is looked up instead of searched
inline bool is_small_and_whole(double value) noexcept { return value >= 0 && value < whole_below && value == static_cast<double>(static_cast<std::uint32_t>(value)); }

/// The distinct numbers of a list that is told one by one, in memory for what differs alone.
class DistinctNumbers {
public:
    void add(double value) {
        if (is_small_and_whole(value)) {
            const auto whole = static_cast<std::size_t>(value);
            if (whole >= seen_.size()) seen_.resize(whole + 1);
            seen_[whole] = 1;
            return;
        }
        others_.push_back(value);
        if (others_.size() < most_) return;
        others_ = distinct(std::move(others_));
        most_ = std::max(2 * others_.size(), at_least);
        known_ = others_.size();
    }

    /// Whether they are more than so many, as far as is known until now: never too early.
    bool more_than(std::size_t count) const noexcept { return known_ > count; }

    /// All of them, ascending.
    std::vector<double> all() && {
        for (std::size_t whole = 0; whole < seen_.size(); ++whole)
            if (seen_[whole] != 0) others_.push_back(static_cast<double>(whole));
        return distinct(std::move(others_));
    }

private:
    static constexpr std::size_t at_least = 65536;
    std::vector<std::uint8_t> seen_ = {};
    std::vector<double> others_ = {};
    std::size_t most_ = at_least, known_ = 0;
};

/// Where numbers stand among distinct ones, for those that do.
class NumberIndex {
public:
    NumberIndex() = default;
    explicit NumberIndex(std::span<const double> ascending) {
        if (!std::all_of(ascending.begin(), ascending.end(), is_small_and_whole)) return;
        of_whole_.resize(ascending.empty() ? 1 : static_cast<std::size_t>(ascending.back()) + 1);
        for (std::size_t at = 0; at < ascending.size(); ++at) of_whole_[static_cast<std::size_t>(ascending[at])] = static_cast<std::uint16_t>(at);
    }

    bool is_whole() const noexcept { return !of_whole_.empty(); }
    std::uint32_t at_whole(std::uint32_t whole) const noexcept { return of_whole_[whole]; }  ///< needs is_whole(); any number for those between
    std::uint32_t at(std::span<const double> ascending, double value) const noexcept {
        return is_whole() ? at_whole(static_cast<std::uint32_t>(value)) : position_of(ascending, value);
    }

private:
    std::vector<std::uint16_t> of_whole_ = {};
};

}  // namespace dangol::inline v0
