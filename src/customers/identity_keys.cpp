#include <dangol/customers/identity.hpp>

#include "core/ascii.hpp"
#include "customers/text_cells.hpp"

#include <algorithm>

namespace dangol::inline v0 {
namespace {

/// Length of a Korean number without its leading 0: area 2 (Seoul), other areas, mobile and internet numbers, and 15xx/16xx/18xx of companies.
bool is_korean(std::string_view national) noexcept {
    const std::size_t length = national.size();
    if (national.starts_with("2")) return length == 8 || length == 9;
    if (national.starts_with("15") || national.starts_with("16") || national.starts_with("18")) return length == 8 || length == 9 || length == 10;
    return (length == 9 || length == 10 || length == 11) && national[0] >= '1' && national[0] <= '8';
}

}  // namespace

std::optional<std::string> normalised_phone(std::string_view text, std::string_view country_code) {
    std::string digits;
    bool international = false;
    std::string_view written = trim(text);
    if (written.ends_with(".0") && written.find_first_not_of("0123456789") == written.size() - 2) written.remove_suffix(2);  // as a column of floating-point numbers leaves it
    for (const char c : written) {
        if (ascii::is_digit(c)) digits += c;
        else if (c == '+' && digits.empty()) international = true;
        else if (std::string_view(" -.()/\t").find(c) == std::string_view::npos) return std::nullopt;
    }
    if (!international && digits.starts_with("00")) {
        international = true;
        digits.erase(0, 2);
    }
    if (!international && digits.starts_with(country_code) && country_code == "82" && digits.size() >= 10 &&
        is_korean(std::string_view(digits).substr(digits[2] == '0' ? 3 : 2))) {
        international = true;  // 82 10 1234 5678, the + left out
    }
    if (international) {
        if (digits.starts_with("820")) digits.erase(2, 1);  // +82 (0)10 …
        if (digits.starts_with("82") && !is_korean(std::string_view(digits).substr(2))) return std::nullopt;
    } else {
        if (digits.starts_with("0")) digits.erase(0, 1);
        if (country_code == "82" && (digits.empty() || !is_korean(digits))) return std::nullopt;
        digits.insert(0, country_code);
    }
    if (digits.size() < 8 || digits.size() > 15 || digits[0] == '0') return std::nullopt;
    return "+" + digits;
}

std::optional<std::string> normalised_email(std::string_view text) {
    text = trim(text);
    std::string address(text);
    std::ranges::transform(address, address.begin(), [](char c) { return 'A' <= c && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    if (address.starts_with("mailto:")) address.erase(0, 7);
    const std::size_t at = address.find('@');
    if (at == 0 || at == std::string::npos || address.find('@', at + 1) != std::string::npos) return std::nullopt;
    const std::size_t dot = address.find('.', at);
    if (dot == std::string::npos || dot == at + 1 || address.back() == '.' || address.find_first_of(" \t,;<>") != std::string::npos) return std::nullopt;
    return address;
}

}  // namespace dangol::inline v0
