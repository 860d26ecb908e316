#include "truth_text.hpp"

#include "visits.hpp"

#include <array>
#include <cstdio>
#include <map>
#include <utility>

namespace dangol::worlds {
namespace {

/// Text of ours only: no control characters to escape.
std::string quoted(std::string_view text) {
    std::string result = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') result += '\\';
        result += letter;
    }
    return result + '"';
}

std::string number(double value) {
    std::array<char, 32> text{};
    std::snprintf(text.data(), text.size(), "%.10g", value);
    return text.data();
}

std::string number(std::size_t value) {
    return std::to_string(value);
}

using Members = std::vector<std::pair<std::string, std::string>>;

std::string object(const Members& members) {
    std::string text = "{";
    for (const auto& [name, value] : members) text += (text.size() > 1 ? ", " : "") + quoted(name) + ": " + value;
    return text + "}";
}

std::string array_of_lines(const std::vector<std::string>& values) {
    std::string text = "[";
    for (const std::string& value : values) text += (text.size() > 1 ? ",\n    " : "\n    ") + value;
    return text + "\n  ]";
}

std::string_view name_of(NegativeGround ground) {
    switch (ground) {
        case NegativeGround::none: return "none";
        case NegativeGround::needs_do_not_fit: return "needs_do_not_fit";
        case NegativeGround::holds_negative_view: return "holds_negative_view";
    }
    return "none";
}

std::string kinds_json(const Truth& truth) {
    std::vector<std::string> kinds;
    for (const KindTruth& kind : truth.kinds) {
        kinds.push_back(object({{"id", quoted(kind.id)},
                                {"korean", quoted(kind.korean)},
                                {"share", number(kind.share)},
                                {"customers", number(kind.customers)},
                                {"conversion_rate", number(kind.conversion_rate)},
                                {"closed_contacts", number(kind.contacts)},
                                {"closed_conversions", number(kind.conversions)},
                                {"negative", quoted(name_of(kind.negative))}}));
    }
    return array_of_lines(kinds);
}

std::string consent_json(const World& world) {
    Members permitted;
    for (const char* purpose : {"analysis", "profiling", "marketing", "quoting", "training"}) {
        permitted.emplace_back(purpose, number(customers_permitting(world, purpose)));
    }
    return object(permitted);
}

std::string dirt_json(const std::vector<DirtMark>& dirt) {
    std::map<std::pair<std::string, std::string_view>, std::size_t> counts;
    for (const DirtMark& mark : dirt) ++counts[{mark.table, worlds::name_of(mark.defect)}];
    std::vector<std::string> entries;
    for (const auto& [what, count] : counts) {
        entries.push_back(object({{"table", quoted(what.first)}, {"defect", quoted(what.second)}, {"count", number(count)}}));
    }
    return array_of_lines(entries);
}

}  // namespace

std::size_t customers_permitting(const World& world, std::string_view purpose) {
    std::map<std::string_view, std::pair<std::chrono::sys_seconds, bool>> last;
    for (std::size_t row = 0; row < world.consent.size(); ++row) {
        if (world.consent.purpose[row] != purpose) continue;
        const std::pair decision{world.consent.decided_at[row], world.consent.granted[row] == 1};
        const auto [at, is_first] = last.try_emplace(world.consent.customer_id[row], decision);
        if (!is_first && decision.first > at->second.first) at->second = decision;
    }
    std::size_t count = 0;
    for (const auto& [customer, decision] : last) count += decision.second ? 1 : 0;
    return count;
}

std::string truth_json(const World& world, const std::vector<DirtMark>& dirt) {
    const Truth& truth = world.truth;
    const Members members{
        {"world", quoted(name_of(world.options.trade))},
        {"seed", std::to_string(world.options.seed)},
        {"time_zone", quoted("Asia/Seoul")},
        {"from", quoted("2023-01-01")},
        {"until", quoted("2025-01-01")},
        {"currency", quoted("KRW")},
        {"age_bands", [] {
             std::string text = "[";
             for (const std::string& band : age_bands()) text += (text.size() > 1 ? ", " : "") + quoted(band);
             return text + "]";
         }()},
        {"clean_rows", object({{"customers", number(world.customers.size())},
                               {"interactions", number(world.interactions.size())},
                               {"leads", number(world.leads.size())},
                               {"consent", number(world.consent.size())}})},
        {"contact_cost_krw", number(truth.contact_cost_krw)},
        {"conversion_margin_krw", number(truth.conversion_margin_krw)},
        {"break_even_rate", number(truth.break_even_rate())},
        {"kinds", kinds_json(truth)},
        {"customers_permitting", consent_json(world)},
        {"dirt", dirt_json(dirt)}};
    std::string text = "{";
    for (const auto& [name, value] : members) text += (text.size() > 1 ? ",\n  " : "\n  ") + quoted(name) + ": " + value;
    return text + "\n}\n";
}

TextTable dirt_table(const std::vector<DirtMark>& dirt) {
    TextTable table{.name = "dirt", .columns = {"table", "row", "column", "value", "defect"}};
    for (const DirtMark& mark : dirt) {
        table.rows.push_back({mark.table, std::to_string(mark.row), mark.column, mark.value, std::string(name_of(mark.defect))});
    }
    return table;
}

}  // namespace dangol::worlds
