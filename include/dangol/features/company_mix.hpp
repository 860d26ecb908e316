#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// With whom they come. Column company_mix, composition of "alone", "family" and "group"; exposure: visits of which it is known, from who came
/// along (InteractionColumns::companions) or how many came (party_size). Family: one of them is called by one of `family_words`; group: others
/// came, and none of them is. Missing without such a visit in the window. Descriptor; Companionship says the shorter thing.
struct CompanyMix {
    /// In any case of ASCII letters. Empty: the usual English and Korean words, "child", "spouse", "mother" …, "가족", "아이", "남편" …
    std::vector<std::string> family_words = {};
    std::optional<Role> role = {};
    bool operator==(const CompanyMix&) const = default;
};

}  // namespace dangol::inline v0
