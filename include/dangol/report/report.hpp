#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/language.hpp>
#include <dangol/customers/quarantine.hpp>
#include <dangol/export.hpp>
#include <dangol/features/lead_table.hpp>
#include <dangol/segments/segment_counts.hpp>
#include <dangol/study/study.hpp>

#include <cstddef>
#include <string>
#include <vector>

/// What people read. Everything is already in words, in Korean and in English; docs/report-json.md says what stands where.
/// Nothing is decided here.
namespace dangol::inline v0 {

/// How a report speaks of this shop.
struct ReportOptions {
    Wording shop = {};                                ///< of whom: "a grocer's households"; empty: a title without a name
    Wording customer = {"Customer", "고객"};          ///< what stands before the id of a lead: "Household 1453"
    Wording leads_title = {"Leads", "리드"};          ///< title of the ranking
    std::size_t leads_at_most = 10;                   ///< best leads shown, each with its ledger
    std::size_t others_at_most = 2;                   ///< shown of each other advice, the best of it
    std::size_t ledger_entries_at_most = 10;          ///< beside base and total; smaller ones are added up in one
    std::vector<Quarantine::Count> set_aside = {};    ///< CustomerBase::set_aside().counts, which a study does not keep
    bool operator==(const ReportOptions&) const = default;
};

/// The report of personas alone.
[[nodiscard]] DANGOL_EXPORT std::string to_json(const PersonaSet&, const ReportOptions& = {});

/// The report of a study; `leads` are ranked where it has a scorer.
[[nodiscard]] DANGOL_EXPORT std::string to_json(const Study&, const LeadTable& leads = {}, const ReportOptions& = {}, const Execution& = {});

/// The table of the number of segments: every column of every row, the choice and its sentence.
[[nodiscard]] DANGOL_EXPORT std::string to_json(const SegmentCountTable&);

/// The same facts as a document of headings, sentences and lists (CommonMark). Text of users stays within its line.
[[nodiscard]] DANGOL_EXPORT std::string to_markdown(const PersonaSet&, Language);
[[nodiscard]] DANGOL_EXPORT std::string to_markdown(const Study&, Language);

}  // namespace dangol::inline v0
