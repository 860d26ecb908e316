#pragma once

#include <dangol/features/company_mix.hpp>

#include <array>
#include <cmath>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

/// With whom somebody came, as CompanyMix tells it.
namespace dangol::inline v0 {

inline constexpr std::array<const char*, 3> companies{"alone", "family", "group"};
enum Company : int { alone, family, group, company_not_known };

/// Words for people of the family.
class FamilyWords {
public:
    explicit FamilyWords(const CompanyMix& mix);
    bool hold(std::string_view word) const;

private:
    std::vector<std::string> words_ = {};  // in lower case
};

/// `recorded`: who came along was written down, be it nobody.
inline Company company_of(bool recorded, bool with_family, bool with_others, double party_size) noexcept {
    if (!recorded && std::isnan(party_size)) return company_not_known;
    return with_family ? family : with_others || party_size > 1 ? group : alone;
}

}  // namespace dangol::inline v0
