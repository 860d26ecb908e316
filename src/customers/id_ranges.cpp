#include "customers/id_ranges.hpp"

#include "customers/text_key.hpp"

#include <algorithm>

namespace dangol::inline v0 {

IdRanges::IdRanges(std::vector<std::uint64_t> sample, std::size_t ranges) {
    if (sample.empty()) sample.push_back(0);
    std::ranges::sort(sample);
    for (std::size_t range = 1; range < ranges; ++range) ends_.push_back(sample[range * sample.size() / ranges]);
}

bool IdRanges::tell_apart() const noexcept {
    std::size_t different = 1;
    for (std::size_t i = 1; i < ends_.size(); ++i) different += ends_[i] != ends_[i - 1] ? 1 : 0;
    return 4 * different >= ends_.size();
}

TextOrderKeys::TextOrderKeys(const std::vector<std::string_view>& sample) {
    if (sample.empty()) return;
    common_ = sample.front();
    for (const std::string_view text : sample) {
        const auto differs = std::ranges::mismatch(common_, text).in1;
        common_ = common_.substr(0, static_cast<std::size_t>(differs - common_.begin()));
    }
}

std::uint64_t TextOrderKeys::operator()(std::string_view text) const noexcept {
    if (text.starts_with(common_)) return first_eight_bytes(text.substr(common_.size()));
    return text < common_ ? 0 : ~std::uint64_t{0};
}

}  // namespace dangol::inline v0
