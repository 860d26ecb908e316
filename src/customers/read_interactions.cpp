#include "customers/read_tables.hpp"

#include "customers/instants.hpp"

namespace dangol::inline v0 {

InteractionTable::InteractionTable(const TableView& table, const Schema& schema, const TimeZone& zone, CustomerIds& ids,
                                   const Execution& execution)
    : ReadTable(table, TableKind::interactions, execution) {
    const InteractionColumns& columns = schema.interaction;
    require_named("Schema.interaction.customer", columns.customer, "name the column of customer ids in the interaction table");
    require_named("Schema.interaction.time", columns.time, "name the column that says when a customer came");
    const auto words = [&](const std::string& name, TextCodes& dictionary, std::vector<std::uint32_t>& codes) {
        if (!name.empty()) reader.read_whole(name, accepted::words, WordReader{&dictionary}, codes);
    };
    const auto numbers = [&](const std::string& name, NumberRule rule, std::vector<double>& values) {
        if (!name.empty()) reader.read_blocks(name, accepted::numbers, NumberReader{rule}, values);
    };

    read_customer(columns.customer, ids);
    reader.read_blocks(columns.time, accepted::times, TimeReader{zone, schema.unzoned_times, UnusableReason::missing_time}, at);
    if (!columns.visit.empty()) {
        reader.read_whole(columns.visit, accepted::ids, IdReader{&visit_texts, &visit_numbers}, visit);
        reader.last_column_names_someone();
    }
    numbers(columns.amount, NumberRule::not_negative, amount);
    for (const std::string& discount : columns.discounts) numbers(discount, NumberRule::not_negative, discounts.emplace_back());
    words(columns.offering, offerings, offering);
    words(columns.channel, channels, channel);
    numbers(columns.party_size, NumberRule::at_least_one, party_size);
    if (!columns.planned.empty()) reader.read_blocks(columns.planned, accepted::flags, FlagReader{}, planned);
    numbers(columns.satisfaction, NumberRule::any, satisfaction);
    words(columns.note, notes, note);
}

}  // namespace dangol::inline v0
