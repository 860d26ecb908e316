#include "customers/customer_ids.hpp"

#include "core/masked_text.hpp"
#include "customers/id_encoder.hpp"

namespace dangol::inline v0 {

EncodedRows CustomerIds::encode(std::span<const std::int64_t> ids, std::span<const std::size_t> nobody, RowsByCode* by_code, const Execution& execution) {
    return IdEncoder<std::int64_t>(*this, ids, nobody, by_code).encode(execution);
}

EncodedRows CustomerIds::encode(std::span<const std::string_view> ids, std::span<const std::size_t> nobody, RowsByCode* by_code, const Execution& execution) {
    return IdEncoder<std::string_view>(*this, ids, nobody, by_code).encode(execution);
}

std::string CustomerIds::shown(std::uint32_t code) const { return masked(are_text() ? std::string(text(code)) : std::to_string(number(code))); }

CustomerIds CustomerIds::without(const std::vector<std::uint8_t>& gone) const {
    CustomerIds others;
    for (std::uint32_t code = 0; code < size(); ++code) {
        if (gone[code]) continue;
        if (!are_text()) {
            others.numbers_.push_back(number(code));
            continue;
        }
        others.bytes_ += text(code);
        others.ends_.push_back(others.bytes_.size());
    }
    return others;
}

}  // namespace dangol::inline v0
