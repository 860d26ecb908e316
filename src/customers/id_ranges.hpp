#pragma once

#include <cstddef>
#include <cstdint>
#include <string_view>
#include <vector>

/// Ids in ranges that hold about as many rows each: whoever goes from range to range goes through the ids in their order.
namespace dangol::inline v0 {

/// Ranges of numbers, as a sample says where they should end.
class IdRanges {
public:
    /// `sample`: in any order. `ranges`: a power of two.
    IdRanges(std::vector<std::uint64_t> sample, std::size_t ranges);

    std::size_t of(std::uint64_t key) const noexcept {
        std::size_t range = 0;
        for (std::size_t step = (ends_.size() + 1) / 2; step > 0; step /= 2) range += ends_[range + step - 1] <= key ? step : 0;
        return range;
    }
    /// Not if most of the sample was one number, or a few.
    bool tell_apart() const noexcept;

private:
    std::vector<std::uint64_t> ends_ = {};  // of the ranges but the last
};

/// Whole numbers as numbers without a sign, in their order.
inline std::uint64_t order_key(std::int64_t number) noexcept { return static_cast<std::uint64_t>(number) ^ (std::uint64_t{1} << 63); }

/// Texts as numbers in their order: by the eight bytes behind what all texts of a sample begin with. Different texts may have the same.
class TextOrderKeys {
public:
    TextOrderKeys() = default;
    explicit TextOrderKeys(const std::vector<std::string_view>& sample);
    std::uint64_t operator()(std::string_view text) const noexcept;

private:
    std::string_view common_ = {};  // lies in the sample
};

}  // namespace dangol::inline v0
