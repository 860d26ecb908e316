#include "archive/checks.hpp"

#include <dangol/core/error.hpp>

#include "features/feature_table_state.hpp"

#include <algorithm>
#include <set>
#include <string>

namespace dangol::inline v0::archiving {
namespace {

void expect(bool holds, const char* field, const ShownValue& value, const std::string& constraint) {
    if (!holds) throw InvalidArgument(field, value, constraint, "take it from the call that made it");
}

template <class Id, class Items, class Member>
bool all_distinct(const Items& items, Member member) {
    std::set<Id> seen;
    return std::all_of(items.begin(), items.end(), [&](const auto& item) { return seen.insert(item.*member).second; });
}

void check_trait(const Trait& trait, const PersonaSet& set) {
    const std::string columns = "below the number of columns, " + std::to_string(set.columns.size());
    expect(trait.column.value < set.columns.size(), "column of a trait", trait.column.value, columns);
    const FeatureColumn& column = set.columns[trait.column.value];
    if (trait.level) {
        const bool flag = column.kind == ColumnKind::flag;
        expect(trait.level->value < (flag ? 2 : column.levels.size()), "level of a trait", trait.level->value, "one of its column");
    }
}

}  // namespace

void check(const FeaturePlan& plan) {
    for (const FeatureColumn& column : plan.settled_columns) check_column(column);
}

void check(const Segmentation& segmentation) {
    const std::size_t segments = segmentation.mixture.segment_count();
    expect(segmentation.ids.size() == segments, "number of segment ids", segmentation.ids.size(), "one per segment");
    expect(std::set<SegmentId>(segmentation.ids.begin(), segmentation.ids.end()).size() == segments, "segment ids", "some", "distinct");
    const bool above = segmentation.next_id == 0 || std::ranges::all_of(segmentation.ids, [&](SegmentId id) { return id.value < segmentation.next_id; });
    expect(above, "next segment id", segmentation.next_id, "0, or above all ids");
    const auto per_segment = [&](const char* field, std::size_t size) {
        expect(size == 0 || size == segments, field, size, "one per segment, or none");
    };
    per_segment("stability", segmentation.stability.size());
    per_segment("cut_agreement", segmentation.cut_agreement.size());
}

void check(const RunningSegmentation& running) {
    check(running.segmentation);
    const std::size_t segments = running.statistics.segment_weights().size();
    expect(segments == running.segmentation.mixture.segment_count(), "segments of the statistics", segments, "those of the segmentation");
    expect(running.customers >= 0, "customers behind the segments", running.customers, "at least 0");
}

void check(const Lineage& lineage) { check(lineage.segmentation); }

void check(const DeclaredSegments& declared) {
    check(declared.segmentation);
    expect(declared.kinds.size() == declared.segmentation.ids.size(), "number of declared kinds", declared.kinds.size(), "one per segment");
}

void check(const PersonaSet& set) {
    for (const FeatureColumn& column : set.columns) check_column(column);
    expect(all_distinct<PersonaId>(set.personas, &Persona::id), "persona ids", "some", "distinct");
    expect(all_distinct<SegmentId>(set.personas, &Persona::segment), "segments of personas", "some", "distinct");
    const auto& ids = set.segmentation.ids;
    for (const Persona& persona : set.personas) {
        expect(std::find(ids.begin(), ids.end(), persona.segment) != ids.end(), "segment of a persona", persona.segment.value,
               "one of the segmentation");
        for (const Trait& trait : persona.traits) check_trait(trait, set);
        for (const OpenQuestion& question : persona.to_find_out) {
            expect(question.column.value < set.columns.size(), "column of an open question", question.column.value, "one of the set");
        }
        for (const SoughtOffering& sought : persona.sought) {
            expect(sought.column.value < set.columns.size() && sought.level.value < set.columns[sought.column.value].levels.size(), "column of what is sought",
                   sought.column.value, "one of the set, with the level");
        }
    }
}

void check(const NegativePersonaSet& set) {
    expect(all_distinct<NegativePersonaId>(set.personas, &NegativePersona::id), "negative persona ids", "some", "distinct");
}

void check(const Study& study) {
    const auto& personas = study.personas.personas;
    for (const NegativePersona& negative : study.negatives.personas) {
        expect(std::any_of(personas.begin(), personas.end(), [&](const Persona& persona) { return persona.id == negative.persona; }),
               "persona of a negative persona", negative.persona.value, "one of the study");
    }
}

}  // namespace dangol::inline v0::archiving
