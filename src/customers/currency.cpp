#include "customers/currency.hpp"

#include <dangol/core/error.hpp>

#include "customers/text_cells.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t code_letters = 3, codes_often_meant = 6;

/// ISO 4217, those in use and those that were until 2023 or later, as records reach back; first the ones that are probably meant.
constexpr std::string_view currency_codes =
    "KRW USD EUR JPY CNY GBP AED AFN ALL AMD ANG AOA ARS AUD AWG AZN BAM BBD BDT BGN BHD BIF BMD BND BOB BOV BRL BSD BTN BWP BYN BZD CAD CDF CHE CHF CHW CLF "
    "CLP COP COU CRC CUP CVE CZK DJF DKK DOP DZD EGP ERN ETB FJD FKP GEL GHS GIP GMD GNF GTQ GYD HKD HNL HRK HTG HUF IDR ILS INR IQD IRR ISK JMD JOD KES KGS "
    "KHR KMF KPW KWD KYD KZT LAK LBP LKR LRD LSL LYD MAD MDL MGA MKD MMK MNT MOP MRU MUR MVR MWK MXN MXV MYR MZN NAD NGN NIO NOK NPR NZD OMR PAB PEN PGK PHP "
    "PKR PLN PYG QAR RON RSD RUB RWF SAR SBD SCR SDG SEK SGD SHP SLE SLL SOS SRD SSP STN SVC SYP SZL THB TJS TMT TND TOP TRY TTD TWD TZS UAH UGX USN UYI UYU "
    "UYW UZS VED VES VND VUV WST XAF XCD XCG XOF XPF YER ZAR ZMW ZWG ZWL";

struct CurrencyWord {
    std::string_view said, code;
};
constexpr std::array<CurrencyWord, 27> currency_words{{{"won", "KRW"}, {"원", "KRW"}, {"₩", "KRW"}, {"￦", "KRW"}, {"dollar", "USD"}, {"dollars", "USD"}, {"US$", "USD"},
                                      {"$", "USD"}, {"달러", "USD"}, {"euro", "EUR"}, {"euros", "EUR"}, {"€", "EUR"}, {"유로", "EUR"}, {"yen", "JPY"},
                                      {"円", "JPY"}, {"¥", "JPY"}, {"엔", "JPY"}, {"yuan", "CNY"}, {"rmb", "CNY"}, {"renminbi", "CNY"}, {"元", "CNY"},
                                      {"위안", "CNY"}, {"pound", "GBP"}, {"pounds", "GBP"}, {"£", "GBP"}, {"파운드", "GBP"}, {"sterling", "GBP"}}};

bool is_currency_code(std::string_view text) noexcept {
    for (std::size_t at = 0; text.size() == code_letters && at < currency_codes.size(); at += code_letters + 1) {
        if (currency_codes.substr(at, code_letters) == text) return true;
    }
    return false;
}

/// Two letters have changed places; of a code that is `often` meant also one is another. Of all codes that would find one for nearly every word.
bool is_slip_of_a_code(std::string_view written, std::string_view code, bool often) noexcept {
    std::size_t others = 0;
    for (std::size_t i = 0; i < code_letters; ++i) others += written[i] == code[i] ? 0 : 1;
    const bool swapped = (written[0] == code[1] && written[1] == code[0]) || (written[1] == code[2] && written[2] == code[1]);
    return (others == 1 && often) || (others == 2 && swapped);
}

/// Empty: nobody can say.
std::string_view currency_meant(std::string_view currency) {
    const std::string_view trimmed = trim(currency);
    for (const CurrencyWord& word : currency_words) {
        if (same_word(word.said, trimmed)) return word.code;
    }
    std::string capitals(trimmed);
    for (char& letter : capitals) letter = letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
    std::string_view slip;
    for (std::size_t at = 0; capitals.size() == code_letters && at < currency_codes.size(); at += code_letters + 1) {
        const std::string_view code = currency_codes.substr(at, code_letters);
        if (code == capitals) return code;
        if (slip.empty() && is_slip_of_a_code(capitals, code, at < codes_often_meant * (code_letters + 1))) slip = code;
    }
    return slip;
}

}  // namespace

void check_currency(std::string_view currency) {
    if (currency.empty() || is_currency_code(currency)) return;
    const std::string_view meant = currency_meant(currency);
    throw InvalidArgument("currency", currency, "a code of ISO 4217 in capitals",
                          meant.empty() ? "write \"KRW\", \"USD\" or another, or leave it out" : "did you mean \"" + std::string(meant) + "\"?");
}

}  // namespace dangol::inline v0
