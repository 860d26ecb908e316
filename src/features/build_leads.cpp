#include <dangol/core/error.hpp>
#include <dangol/features/build_features.hpp>

#include "core/on_record.hpp"
#include "features/attribute_feature.hpp"
#include "features/build_rows.hpp"
#include "features/lead_outcome.hpp"
#include "features/lead_table_state.hpp"

#include <algorithm>
#include <chrono>
#include <deque>
#include <memory>

namespace dangol::inline v0 {
namespace {

/// What the lead's own table says of it, under its own name, or as "lead_…" where a column of the plan has that name.
PreparedFeature prepare_lead_attribute(const AttributeValues& values, const std::vector<PreparedFeature>& others, const FeatureSource& source) {
    refuse_outcome_column(values.meaning.name, source.base().schema().lead);
    FeatureColumn column = column_of(values.meaning);
    column.role = values.meaning.role.value_or(Role::descriptor);
    column.known_from = KnownFrom::lead;
    column.construct = Construct::lead_attribute;
    const bool taken = std::any_of(others.begin(), others.end(), [&](const PreparedFeature& other) {
        return std::any_of(other.columns.begin(), other.columns.end(), [&](const FeatureColumn& there) { return there.name == column.name; });
    });
    if (taken) column.name = "lead_" + column.name;

    std::vector<std::uint32_t> recoded;
    if (const FeatureColumn* settled = source.settled(column.name)) {
        recoded = recoding(column.levels, settled->levels);
        column.levels = settled->levels;
    }
    PreparedFeature feature{.columns = {column},
                            .measure = [&values, recoded = std::move(recoded)](const CustomerMoment& moment, RowCells cells) {
                                write_attribute(values, recoded, moment.lead, cells[0]);
                            }};
    settle_columns(feature, source);
    return feature;
}

/// How and by whom a lead is contacted is decided with the contact, so that it is known with it: categories like any other that the table
/// holds. What a conversion was worth (LeadColumns::amount) is known with the outcome, and never here.
std::deque<AttributeValues> said_of_contacts(const LeadRecords& leads, const LeadColumns& columns) {
    std::deque<AttributeValues> said;
    const auto add = [&](const std::string& name, const std::vector<std::uint32_t>& codes, const std::vector<std::string>& words) {
        const auto is_this = [&](const AttributeValues& values) { return values.meaning.name == name; };
        const bool declared = std::any_of(leads.attributes.begin(), leads.attributes.end(), is_this) || std::any_of(leads.activity.begin(), leads.activity.end(), is_this);
        if (!codes.empty() && !declared) said.push_back({.meaning = {.name = name, .kind = ColumnKind::category, .levels = words}, .codes = codes});
    };
    add(columns.channel, leads.channel, leads.channels);
    add(columns.staff, leads.staff, leads.staff_members);
    return said;
}

/// Only a window that had closed makes an outcome: counting those who converted early, while the others are still open, would
/// make every recent campaign look good. Without a horizon what the table says is final.
LeadOutcome final_outcome(const LeadRecords& leads, std::uint32_t lead, Instant known_by, const TimeZone& zone) {
    if (leads.window_closes[lead] != never) {
        return leads.window_closes[lead] <= known_by ? outcome_known_by(leads, lead, known_by, zone) : LeadOutcome::open;
    }
    if (!on_record(leads.contacted_at[lead], known_by, zone)) return LeadOutcome::open;
    if (leads.converted_at[lead] != never) return on_record(leads.converted_at[lead], known_by, zone) ? LeadOutcome::converted : LeadOutcome::open;
    if (leads.converted[lead] == 1) return LeadOutcome::converted;
    return leads.converted[lead] == 0 ? LeadOutcome::not_converted : LeadOutcome::open;
}

/// What an outcome column says of a customer is not known when a lead arrives.
void drop_outcome_columns(FeatureTable::State& state) {
    for (std::size_t c = state.columns.size(); c-- > 0;) {
        if (state.columns[c].role != Role::outcome) continue;
        state.columns.erase(state.columns.begin() + static_cast<std::ptrdiff_t>(c));
        state.cells.erase(state.cells.begin() + static_cast<std::ptrdiff_t>(c));
    }
}

/// The first moment at which all that is in the records was on record.
Instant end_of_records(const PermittedBase& base) {
    const LeadRecords& leads = base.leads();
    const auto for_each_time = [&](auto&& use) {
        for (const Instant at : base.visits().at) use(at);
        for (const Instant at : leads.contacted_at) use(at);
        for (const Instant at : leads.converted_at) {
            if (at != never) use(at);
        }
    };
    Instant latest = Instant::min();
    for_each_time([&](Instant at) { latest = std::max(latest, at); });
    if (latest == Instant::min()) return latest;
    const TimeZone& zone = base.time_zone();
    const Instant midnight = start_of_day(latest, zone);
    bool only_dated = false;
    for_each_time([&](Instant at) { only_dated = only_dated || at == midnight; });
    if (!only_dated) return latest + std::chrono::microseconds{1};  // known_by itself is not seen
    return zone.instant(std::chrono::floor<std::chrono::days>(zone.local(latest)) + std::chrono::days{1}).instant;
}

}  // namespace

LeadTable build_leads(const PermittedBase& base, const FeaturePlan& plan, const Execution& execution) {
    return build_leads(base, plan, end_of_records(base), execution);
}

LeadTable build_leads(const PermittedBase& base, const FeaturePlan& plan, Instant known_by, const Execution& execution) {
    require_consent(base, "customers who permit what their leads are used for");
    const FeatureSource source(base, plan, execution);
    source.require(base.schema().lead.contacted, "LeadColumns::contacted", "build_leads()");
    std::vector<PreparedFeature> features = prepare_all(source, execution);
    const std::deque<AttributeValues> of_contacts = said_of_contacts(base.leads(), base.schema().lead);
    const auto add = [&](const auto& all) {
        for (const AttributeValues& values : all) {
            if (is_measured(values.meaning.kind)) features.push_back(prepare_lead_attribute(values, features, source));
        }
    };
    add(base.leads().attributes), add(base.leads().activity), add(of_contacts);

    for (const PreparedFeature& feature : features) {
        for (const FeatureColumn& column : feature.columns) {
            if (column.role != Role::outcome) refuse_later_knowledge(column);
        }
    }

    const LeadRecords& leads = base.leads();
    const auto moment_of = [&](std::size_t row) {
        CustomerMoment moment = source.moment(leads.customer[row], leads.contacted_at[row]);
        moment.lead = static_cast<std::uint32_t>(row);
        return moment;
    };
    auto rows = std::make_shared<FeatureTable::State>(
        build_rows(source, features, keys_of_rows(base.customers(), leads.customer), moment_of, "replaying the plan on leads", execution));
    drop_outcome_columns(*rows);

    auto state = std::make_shared<LeadTable::State>(LeadTable::State{.features = FeatureTable(std::move(rows)),
                                                                     .contacted_at = leads.contacted_at,
                                                                     .source_rows = leads.source_row});
    const bool with_horizon = std::any_of(leads.window_closes.begin(), leads.window_closes.end(), [](Instant closes) { return closes != never; });
    if (with_horizon) state->window_closes = leads.window_closes;
    for (std::uint32_t lead = 0; lead < leads.customer.size(); ++lead) {
        state->outcomes.push_back(final_outcome(leads, lead, known_by, base.time_zone()));
    }
    state->number_customers();
    state->check();
    return LeadTable(std::move(state));
}

}  // namespace dangol::inline v0
