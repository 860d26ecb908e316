#include <dangol/customers/frames.hpp>

#include "core/missing_value.hpp"
#include "customers/frame_columns.hpp"

#include <numeric>

/// Leads, customers, offerings and competitors as frames that collect() reads again.
namespace dangol::inline v0 {
namespace {

ArrowColumn attribute(const AttributeValues& values, std::size_t rows, const TimeZone& zone) {
    const std::string& name = values.meaning.name;
    const std::vector<std::uint32_t> codes = cells_or(values.codes, rows, unobserved_code);
    switch (values.meaning.kind) {
        case ColumnKind::date: return ArrowColumn::times(name, cells_or(values.times, rows, Instant::max()), zone);
        case ColumnKind::flag: {
            std::vector<std::uint8_t> flags;
            for (const std::uint32_t code : codes) flags.push_back(code < 2 ? static_cast<std::uint8_t>(code) : std::uint8_t{255});
            return ArrowColumn::flags(name, flags);
        }
        case ColumnKind::text: return words_column(name, codes, values.texts);
        case ColumnKind::category: return words_column(name, codes, values.meaning.levels);
        case ColumnKind::ordered_category: return ArrowColumn::categories(name, codes, values.meaning.levels);
        default: return ArrowColumn::numbers(name, cells_or(values.numbers, rows, missing_value));
    }
}

void add_attributes(FrameColumns& frame, std::span<const AttributeValues> all, std::size_t rows, const TimeZone& zone) {
    for (const AttributeValues& values : all) frame.add(values.meaning.name, [&] { return attribute(values, rows, zone); });
}

template <class Number>
std::vector<Number> first_numbers(std::size_t count) {
    std::vector<Number> numbers(count);
    std::iota(numbers.begin(), numbers.end(), Number{0});
    return numbers;
}

}  // namespace

ArrowColumns leads_frame(const PermittedBase& base, const Execution& execution) {
    const LeadColumns& names = base.schema().lead;
    const LeadRecords& leads = base.leads();
    const std::size_t count = leads.customer.size();
    const auto add_times = [&](FrameColumns& frame, const std::string& name, const std::vector<Instant>& times) {
        frame.add(name, [&] { return ArrowColumn::times(name, times, base.time_zone()); });
    };
    const auto add_words = [&](FrameColumns& frame, const std::string& name, const std::vector<std::uint32_t>& codes, const std::vector<std::string>& all) {
        frame.add(name, [&] { return words_column(name, cells_or(codes, count, unobserved_code), all); });
    };
    FrameColumns frame(execution);
    frame.add(names.customer, [&] { return keys_column(names.customer, base.customers(), leads.customer); });
    add_times(frame, names.contacted, leads.contacted_at);
    frame.add(names.converted, [&] { return ArrowColumn::flags(names.converted, leads.converted); });
    add_times(frame, names.converted_at, leads.converted_at);
    add_times(frame, names.window_closes, leads.window_closes);
    add_words(frame, names.channel, leads.channel, leads.channels);
    add_words(frame, names.staff, leads.staff, leads.staff_members);
    frame.add(names.amount, [&] { return ArrowColumn::numbers(names.amount, cells_or(leads.amount, count, missing_value)); });
    add_attributes(frame, leads.attributes, count, base.time_zone());
    add_attributes(frame, leads.activity, count, base.time_zone());
    frame.number_rows("source_row", {leads.source_row.begin(), leads.source_row.end()});
    return std::move(frame).columns();
}

ArrowColumns attributes_frame(const PermittedBase& base, const Execution& execution) {
    const CustomerColumns& names = base.schema().customer;
    const std::string id = names.id.empty() ? "customer" : names.id;
    const auto customers = first_numbers<std::uint32_t>(base.customer_count());
    FrameColumns frame(execution);
    frame.add(id, [&] { return keys_column(id, base.customers(), customers); });
    frame.add(names.joined, [&] {
        const std::vector<Instant> joined(base.joined().begin(), base.joined().end());
        return ArrowColumn::times(names.joined, cells_or(joined, customers.size(), Instant::max()), base.time_zone());
    });
    add_attributes(frame, base.attributes(), customers.size(), base.time_zone());
    return std::move(frame).columns();
}

ArrowColumns offerings_frame(const OfferingRecords& offerings, const Schema& schema) {
    const OfferingColumns& names = schema.offering;
    const auto rows = first_numbers<std::size_t>(offerings.names.size());
    const std::string name = names.offering.empty() ? "offering" : names.offering;
    FrameColumns frame({});
    frame.add(name, [&] { return ArrowColumn::text(name, offerings.names); });
    frame.add(names.provides, [&] { return lists_column(names.provides, offerings.provides, rows, schema.list_separator); });
    add_attributes(frame, offerings.attributes, rows.size(), TimeZone::named(schema.time_zone));
    return std::move(frame).columns();
}

ArrowColumns competitors_frame(const CompetitorRecords& competitors, const Schema& schema) {
    const CompetitorColumns& names = schema.competitor;
    const auto rows = first_numbers<std::size_t>(competitors.names.size());
    const std::string name = names.name.empty() ? "competitor" : names.name;
    FrameColumns frame({});
    frame.add(name, [&] { return ArrowColumn::text(name, competitors.names); });
    frame.add(names.targets, [&] { return lists_column(names.targets, competitors.targets, rows, schema.list_separator); });
    frame.add(names.strengths, [&] { return lists_column(names.strengths, competitors.strengths, rows, schema.list_separator); });
    add_attributes(frame, competitors.attributes, rows.size(), TimeZone::named(schema.time_zone));
    return std::move(frame).columns();
}

}  // namespace dangol::inline v0
