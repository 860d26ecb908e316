#pragma once

#include <nlohmann/json.hpp>

#include <functional>
#include <stdexcept>
#include <string>

/// What tests read in the report's JSON.
namespace report_json {

using nlohmann::json;

inline std::string en(const json& text) { return text.at("en").get<std::string>(); }

inline void each_text(const json& value, const std::function<void(const json&)>& visit) {
    if (value.is_object() && value.contains("en")) return visit(value);
    if (value.is_structured())
        for (const json& part : value) each_text(part, visit);
}

inline const json& card(const json& report, unsigned id, bool negative = false) {
    for (const json& card : report.at("cards"))
        if (card.at("id") == id && card.at("negative") == negative) return card;
    throw std::runtime_error("no such card");
}

}  // namespace report_json
