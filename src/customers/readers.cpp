#include "customers/readers.hpp"

#include <dangol/customers/flag_text.hpp>
#include <dangol/customers/interaction_kind.hpp>

#include "core/missing_value.hpp"
#include "customers/text_cells.hpp"
#include "customers/written_numbers.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <cstring>
#include <limits>
#include <optional>
#include <vector>

namespace dangol::inline v0 {
namespace {

constexpr double largest_exact = 9'007'199'254'740'992.0;  // 2⁵³: beyond, a floating-point number is no id

template <std::size_t N>
bool is_one_of(std::string_view text, const std::array<std::string_view, N>& words) noexcept {
    return std::ranges::any_of(words, [&](std::string_view word) { return same_word(text, word); });
}

std::optional<std::int64_t> whole(double value) noexcept {
    if (!(std::abs(value) <= largest_exact) || value != std::floor(value)) return std::nullopt;
    return static_cast<std::int64_t>(value);
}

}  // namespace

Reading<double> NumberReader::missing() const { return {missing_value}; }

bool NumberReader::take(const CellRun& run, double* into) const {
    if (run.type != PhysicalType::float64 || rule == NumberRule::whole) return false;
    constexpr double largest = std::numeric_limits<double>::max();
    const double smallest = rule == NumberRule::any ? -largest : rule == NumberRule::at_least_one ? 1 : 0;
    std::size_t sound_cells = 0;
    for (std::size_t i = 0; i < run.count; ++i) {
        const double value = run.at<double>(i);
        const bool is_missing = value != value;
        into[i] = is_missing ? missing_value : value + 0.0;  // −0 and other NaN would be other bit patterns
        sound_cells += static_cast<std::size_t>(is_missing | ((value >= smallest) & (value <= largest)));
    }
    return sound_cells == run.count;
}

Reading<double> NumberReader::number(double value) const { return std::isnan(value) ? missing() : number_of(value); }

Reading<double> NumberReader::number_of(double value) const {
    if (!std::isfinite(value)) return {value, UnusableReason::not_finite};
    if (rule == NumberRule::at_least_one && value < 1) return {value, UnusableReason::out_of_range};
    if (rule != NumberRule::any && value < 0) return {value, UnusableReason::negative_amount};
    if (rule == NumberRule::whole && value != std::floor(value)) return {value, UnusableReason::out_of_range};
    return {value == 0 ? 0.0 : value};  // −0 would be another bit pattern
}

Reading<double> NumberReader::text(std::string_view text) const {
    const std::string_view trimmed = trim(text);
    if (says_missing(trimmed)) return missing();
    const bool has_plus = trimmed.front() == '+' && trimmed.size() > 1 && trimmed[1] != '-';
    const std::string_view plain = trimmed.substr(has_plus ? 1 : 0);
    double value = 0;
    const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), value);
    const bool means_thousands = mark == DecimalMark::comma && plain.find('.') != std::string_view::npos;
    if (end != plain.data() + plain.size() || error == std::errc::invalid_argument || means_thousands) {
        const Reading<double> written = read_written_number(trimmed, mark, currency);
        return written.fault == sound ? number_of(written.value) : written;
    }
    if (error == std::errc::result_out_of_range || std::isnan(value)) return {missing_value, UnusableReason::not_finite};
    return number_of(value);
}

Reading<std::uint8_t> FlagReader::number(double value) const {
    if (std::isnan(value)) return missing();
    if (value == 0 || value == 1) return {static_cast<std::uint8_t>(value)};
    return {flag_not_known, UnusableReason::unreadable_flag};
}

std::optional<bool> flag_of(std::string_view text) noexcept {
    using namespace std::string_view_literals;
    constexpr std::array yes{"1"sv, "true"sv, "yes"sv, "y"sv, "t"sv, "o"sv, "예"sv, "네"sv, "1.0"sv, "agreed"sv, "granted"sv, "동의"sv, "동의함"sv, "수신"sv, "수신동의"sv, "허용"sv};
    constexpr std::array no{"0"sv, "false"sv, "no"sv, "n"sv, "f"sv, "x"sv, "아니오"sv, "아니요"sv, "0.0"sv, "refused"sv, "withdrawn"sv, "거부"sv, "거절"sv, "미동의"sv, "비동의"sv, "동의안함"sv, "동의 안 함"sv, "수신거부"sv, "철회"sv};
    const std::string_view trimmed = trim(text);
    if (is_one_of(trimmed, yes)) return true;
    if (is_one_of(trimmed, no)) return false;
    return std::nullopt;
}

Reading<std::uint8_t> FlagReader::text(std::string_view text) const {
    if (says_missing(trim(text))) return missing();
    if (const auto flag = flag_of(text)) return {static_cast<std::uint8_t>(*flag ? 1 : 0)};
    return {flag_not_known, UnusableReason::unreadable_flag};
}

Reading<std::uint32_t> WordReader::word(std::string_view word) const {
    if (declared == nullptr) return {words->code(word)};
    const auto level = std::ranges::find(*declared, word);
    if (level == declared->end()) return {unobserved_code, UnusableReason::unknown_level};
    return {static_cast<std::uint32_t>(level - declared->begin())};
}

Reading<std::uint32_t> WordReader::number(double value) const {
    if (std::isnan(value)) return missing();
    if (const auto integer_value = whole(value)) return integer(*integer_value);
    std::array<char, 32> shortest{};
    const auto end = std::to_chars(shortest.data(), shortest.data() + shortest.size(), value).ptr;
    return word({shortest.data(), static_cast<std::size_t>(end - shortest.data())});
}

Reading<std::uint32_t> WordReader::text(std::string_view text) const {
    const std::string_view trimmed = trim(text);
    if (says_missing(trimmed)) return missing();
    if (!is_utf8(trimmed)) return {unobserved_code, UnusableReason::bad_encoding};
    return word(trimmed);
}

std::uint64_t receipt_hash(std::string_view text) noexcept { return std::max<std::uint64_t>(hash_of(text), 1); }
std::uint64_t receipt_hash(std::int64_t number) noexcept { return std::max<std::uint64_t>(hash_of(number), 1); }

Reading<std::uint64_t> ReceiptReader::integer(std::int64_t value) const { return {receipt_hash(value)}; }

Reading<std::uint64_t> ReceiptReader::number(double value) const {
    if (std::isnan(value)) return missing();
    if (!std::isfinite(value)) return {0, UnusableReason::not_finite};
    const auto id = whole(value);
    if (!id) return {0, UnusableReason::unreadable_number};
    return integer(*id);
}

Reading<std::uint64_t> ReceiptReader::text(std::string_view text) const {
    if (says_missing(trim(text))) return missing();
    if (!is_utf8(text)) return {0, UnusableReason::bad_encoding};
    return {receipt_hash(text)};
}

Reading<std::uint8_t> KindReader::text(std::string_view text) const {
    const std::string_view trimmed = trim(text);
    if (says_missing(trimmed)) return missing();
    if (!is_utf8(trimmed)) return {0, UnusableReason::bad_encoding};
    for (const auto& [word, code] : *words) {
        if (same_word(trimmed, word)) return {code};
    }
    if (const auto kind = interaction_kind(trimmed)) return {static_cast<std::uint8_t>(*kind)};
    return {0, UnusableReason::unknown_kind};
}

Reading<std::uint8_t> CurrencyReader::text(std::string_view text) const {
    const std::string_view trimmed = trim(text);
    if (says_missing(trimmed) || same_word(trimmed, *currency)) return {0};
    return {0, UnusableReason::other_currency};
}

Reading<std::uint32_t> ListReader::text(std::string_view text) const {
    const std::string_view trimmed = trim(text);
    if (says_missing(trimmed)) return missing();
    if (!is_utf8(trimmed)) return {unobserved_code, UnusableReason::bad_encoding};
    std::vector<std::uint32_t> words;
    for (const std::string_view member : members_of(trimmed, *separator)) words.push_back(sets->word(member));
    return {sets->set(words)};
}

bool PlainNumberIdReader::take(const CellRun& run, std::int64_t* into) const {
    if (run.type != PhysicalType::int64) return false;
    std::memcpy(into, run.values, run.count * sizeof *into);
    return true;
}

Reading<std::int64_t> PlainNumberIdReader::number(double value) const {
    if (std::isnan(value)) return missing();
    if (!std::isfinite(value)) return {0, UnusableReason::not_finite};
    if (const auto id = whole(value)) return {*id};
    const bool is_too_large = value == std::floor(value);  // 2⁶³ and more, as hashes have it
    return {0, is_too_large ? UnusableReason::out_of_range : UnusableReason::unreadable_number};
}

Reading<std::string_view> PlainTextIdReader::text(std::string_view text) const {
    if (says_missing(trim(text))) return missing();
    if (!is_utf8(text)) return {{}, UnusableReason::bad_encoding};
    return {text};
}

Reading<std::uint8_t> PurposeReader::text(std::string_view text) const {
    constexpr std::array<std::string_view, 5> english{"analysis", "profiling", "marketing", "quoting", "training"};
    constexpr std::array<std::string_view, 5> korean{"분석", "프로파일링", "마케팅", "인용", "학습"};
    const std::string_view trimmed = trim(text);
    for (std::size_t i = 0; i < english.size(); ++i) {
        if (same_word(trimmed, english[i]) || trimmed == korean[i]) return {static_cast<std::uint8_t>(i)};
    }
    return missing();
}

}  // namespace dangol::inline v0
