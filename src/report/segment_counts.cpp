#include <dangol/report/report.hpp>

#include "report/text_pair.hpp"

#include <array>
#include <string_view>

namespace dangol::inline v0 {
namespace {

using namespace reporting;

constexpr std::array<std::string_view, 3> covariance_names{"diagonal", "shared_block", "free_block"};
constexpr std::array<std::string_view, 4> reason_names{"one_is_best", "null_does_as_well", "smallest_bic", "not_found_again"};

Json or_null(const std::optional<double>& number) { return number ? Json(*number) : Json(nullptr); }

Json numbers_of(const SegmentCountRow& row) {
    return {{"segments", row.segment_count}, {"covariance", covariance_names[static_cast<std::size_t>(row.covariance)]},
            {"bic", row.bic}, {"icl", row.icl}, {"aic3", row.aic3}, {"held_out", row.held_out}, {"held_out_error", row.held_out_error},
            {"weakest_jaccard", or_null(row.weakest_jaccard)}, {"gain", row.gain}, {"null_gain", or_null(row.null_gain)}, {"shared_columns", row.shared_columns}};
}

}  // namespace

std::string to_json(const SegmentCountTable& table) {
    Json json{{"format", "dangol segment counts"}, {"version", 1}, {"rows", Json::array()}};
    for (const SegmentCountRow& row : table.rows) json["rows"].push_back(numbers_of(row));
    json["chosen"] = table.chosen;
    json["reason"] = reason_names[static_cast<std::size_t>(table.reason)];
    json["sentence"] = in_both([&](Language language) { return to_text(table, language); });
    return json.dump();
}

}  // namespace dangol::inline v0
