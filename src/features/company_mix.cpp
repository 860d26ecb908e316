#include "features/company.hpp"
#include "features/prepared_feature.hpp"

#include <algorithm>
#include <limits>
#include <utility>

namespace dangol::inline v0 {
namespace {

std::string lower_case(std::string text) {
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

std::vector<std::string> usual_family_words() {
    return {"family", "child",  "children", "kid",   "kids", "baby", "son",    "daughter",    "spouse", "husband", "wife",  "partner", "parent", "parents",
            "mother", "father", "mum",      "mom",   "dad",  "sister", "brother", "grandmother", "grandfather", "가족", "아이", "아기", "자녀", "아들",
            "딸",     "배우자", "남편",     "아내",  "부모", "부모님", "어머니", "아버지",      "엄마",        "아빠", "언니", "누나", "오빠", "형", "동생",
            "할머니", "할아버지"};
}

}  // namespace

FamilyWords::FamilyWords(const CompanyMix& mix) : words_(mix.family_words.empty() ? usual_family_words() : mix.family_words) {
    for (std::string& word : words_) word = lower_case(std::move(word));
}

bool FamilyWords::hold(std::string_view word) const { return std::ranges::find(words_, lower_case(std::string(word))) != words_.end(); }

PreparedFeature prepare(const CompanyMix& mix, const FeatureSource& source) {
    const InteractionColumns& named = source.base().schema().interaction;
    source.require(named.companions.empty() ? named.party_size : named.companions, "InteractionColumns::companions (or party_size)", "CompanyMix");
    FeatureColumn column{.name = "company_mix",
                         .kind = ColumnKind::composition,
                         .levels = {companies.begin(), companies.end()},
                         .role = mix.role.value_or(Role::descriptor),
                         .construct = Construct::companionship,
                         .unit = "visits"};
    const FamilyWords words(mix);
    std::vector<char> is_family;  // per code of companions
    for (const std::string& name : source.base().visits().companions.names) is_family.push_back(words.hold(name) ? 1 : 0);
    return {.columns = {column}, .measure = [is_family = std::move(is_family)](const CustomerMoment& moment, RowCells cells) {
                const VisitColumns& visits = moment.visits;
                cells[0].parts([&](std::span<float> parts) {
                    for (std::uint64_t visit = moment.first_visit; visit < moment.end_visit; ++visit) {
                        const bool recorded = !visits.companions.first.empty() && visits.companions.recorded[visit] != 0;
                        const auto who = recorded ? visits.companions.of(visit) : std::span<const std::uint32_t>{};
                        const double party = visits.party_size.empty() ? std::numeric_limits<double>::quiet_NaN() : visits.party_size[visit];
                        const bool with_family = std::any_of(who.begin(), who.end(), [&](std::uint32_t code) { return is_family[code] != 0; });
                        const Company company = company_of(recorded, with_family, !who.empty(), party);
                        if (company != company_not_known) parts[static_cast<std::size_t>(company)] += 1;
                    }
                });
            }};
}

}  // namespace dangol::inline v0
