#include "customers/read_tables.hpp"

#include <dangol/core/error.hpp>

#include "core/parallel.hpp"
#include "customers/instants.hpp"

#include <algorithm>
#include <utility>

namespace dangol::inline v0 {
namespace {

constexpr std::string_view customer_needed = "name the column of customer ids in the interaction table";
constexpr auto code_of_return = static_cast<std::uint8_t>(InteractionKind::returned);

}  // namespace

InteractionTable::InteractionTable(const TableView& table, const Schema& schema, const TimeZone& zone, const Execution& execution)
    : ReadTable(table, TableKind::interactions, execution), columns_(&schema.interaction) {
    require_named("Schema.interaction.customer", schema.interaction.customer, customer_needed);
    look_at_customer(schema.interaction.customer);
    read_columns(schema, zone);
}

InteractionTable::InteractionTable(const TableView& table, const Schema& schema, const TimeZone& zone, const Execution& execution,
                                   InteractionTable* memory_of)
    : ReadTable(table, TableKind::interactions, execution), columns_(&schema.interaction) {
    require_named("Schema.interaction.customer", schema.interaction.customer, customer_needed);
    if (memory_of != nullptr) take_memory(*memory_of);
    read_customer(schema.interaction.customer);
    read_columns(schema, zone);
}

void InteractionTable::take_memory(InteractionTable& from) {
    rows_ = std::move(from.rows_);
    InteractionRows::for_each_pair(*rows_, *rows_, [](auto& column, const auto&) { column.clear(); });
    usable = std::move(from.usable);
    customer_number = std::move(from.customer_number);
    customer_text = std::move(from.customer_text);
    usable.clear(), customer_number.clear(), customer_text.clear();
}

void InteractionTable::read_columns(const Schema& schema, const TimeZone& zone) {
    InteractionRows& rows = *rows_;
    InteractionWords& words = *words_;
    const InteractionColumns& columns = schema.interaction;
    require_named("Schema.interaction.time", columns.time, "name the column that says when a customer came");
    const auto read_words = [&](const std::string& name, TextCodes& dictionary, std::vector<std::uint32_t>& codes) {
        if (!name.empty()) reader.read_whole(name, accepted::words, WordReader{&dictionary}, codes);
    };
    const auto read_numbers = [&](const std::string& name, NumberRule rule, std::vector<double>& values, const Accepted& held = accepted::numbers) {
        if (!name.empty()) reader.read_blocks(name, held, NumberReader{rule, schema.decimal_mark}, values);
    };
    const auto read_money = [&](const std::string& name, NumberRule rule, std::vector<double>& values) {
        if (!name.empty()) reader.read_blocks(name, accepted::numbers, NumberReader{rule, schema.decimal_mark, &schema.currency}, values);
    };
    const auto read_list = [&](const std::string& name, CodeSets& sets, std::vector<std::uint32_t>& codes) {
        if (!name.empty()) reader.read_whole(name, accepted::text, ListReader{{}, &sets, &schema.list_separator}, codes);
    };
    name_kinds(columns.kinds);
    const bool negative_means_return = columns.negative_amounts == NegativeAmounts::returns || !columns.kind.empty();
    const NumberRule amounts = negative_means_return ? NumberRule::any : NumberRule::not_negative;  // any: check_signs()

    reader.read_blocks(columns.time, accepted::times, TimeReader::of(schema, zone, UnusableReason::missing_time), rows.at);
    if (!columns.kind.empty()) reader.read_blocks(columns.kind, accepted::text, KindReader{{}, &kind_words_}, rows.kind);
    if (!columns.visit.empty()) {
        reader.read_blocks(columns.visit, accepted::ids, ReceiptReader{}, rows.receipt);
        reader.last_column_names_someone();
    }
    read_money(columns.amount, amounts, rows.amount);
    if (!columns.currency.empty()) {
        require_named("Schema.currency", schema.currency, "say in which currency amounts count, since the rows name theirs");
        reader.read_blocks(columns.currency, accepted::text, CurrencyReader{{}, &schema.currency}, currency_);
    }
    rows.discounts.resize(columns.discounts.size());
    for (std::size_t i = 0; i < columns.discounts.size(); ++i) read_money(columns.discounts[i], NumberRule::not_negative, rows.discounts[i]);
    read_words(columns.offering, words.offerings, rows.offering);
    read_numbers(columns.quantity, amounts, rows.quantity);
    read_words(columns.channel, words.channels, rows.channel);
    read_numbers(columns.party_size, NumberRule::at_least_one, rows.party_size);
    read_list(columns.companions, words.companions, rows.companions);
    if (!columns.planned.empty()) reader.read_blocks(columns.planned, accepted::flags, FlagReader{}, rows.planned);
    read_numbers(columns.duration_minutes, NumberRule::not_negative, rows.duration_minutes, accepted::durations);
    read_words(columns.staff, words.staff, rows.staff);
    read_numbers(columns.satisfaction, NumberRule::any, rows.satisfaction);
    read_list(columns.observations, words.observations, rows.observations);
    for (const std::string& flag : columns.observation_flags) reader.read_blocks(flag, accepted::flags, FlagReader{}, observation_flags_.emplace_back());
    read_words(columns.note, words.notes, rows.note);
}

/// Ours come first, in the order of the enumeration, so that their codes are the enumerators.
void InteractionTable::name_kinds(const std::vector<KindWord>& declared) {
    for (std::size_t kind = 0; kind < built_in_kinds; ++kind) {
        kind_names.emplace_back(name_of(static_cast<InteractionKind>(kind)));
        kind_counts_as.push_back(counts_as(static_cast<InteractionKind>(kind)));
    }
    for (const KindWord& word : declared) {
        if (word.word.empty()) throw InvalidArgument("InteractionColumns::kinds", "", "words of the kind column", "name each");
        if (word.same_as) {
            kind_words_.emplace_back(word.word, static_cast<std::uint8_t>(*word.same_as));
            continue;
        }
        constexpr std::size_t kinds_at_most = 255;
        if (kind_names.size() == kinds_at_most) {
            throw InvalidArgument("InteractionColumns::kinds", declared.size(), "at most 244 kinds of your own", "give several the same name, and tell them apart by an offering");
        }
        kind_words_.emplace_back(word.word, static_cast<std::uint8_t>(kind_names.size()));
        kind_names.push_back(word.word);
        kind_counts_as.push_back(word.counts_as);
    }
}

/// What was given back is a return; anywhere else an amount below 0 is a mistake.
void InteractionTable::check_signs() {
    InteractionRows& rows = *rows_;
    if (columns_->negative_amounts == NegativeAmounts::set_aside && rows.kind.empty()) return;
    const bool refunds = columns_->negative_amounts == NegativeAmounts::returns;
    if (refunds && rows.kind.empty()) rows.kind.assign(reader.row_count(), 0);
    for (std::vector<double>* numbers : {&rows.amount, &rows.quantity}) {
        const std::string& name = numbers == &rows.amount ? columns_->amount : columns_->quantity;
        for (std::size_t row = 0; row < numbers->size(); ++row) {
            double& number = (*numbers)[row];
            if (!(number < 0)) continue;
            if (refunds && kind_counts_as[rows.kind[row]] == CountsAs::visit) rows.kind[row] = code_of_return;
            if (rows.kind[row] == code_of_return) number = -number;
            else reader.add_fault({row, reader.column_number(name), UnusableReason::negative_amount});
        }
    }
}

/// Columns of yes and no join the list: a flag that is known says that somebody looked.
void InteractionTable::add_flagged_observations() {
    if (observation_flags_.empty()) return;
    InteractionRows& rows = *rows_;
    InteractionWords& words = *words_;
    if (rows.observations.empty()) rows.observations.assign(reader.row_count(), unobserved_code);
    std::vector<std::uint32_t> codes, ticked;
    for (const std::string& name : columns_->observation_flags) codes.push_back(words.observations.word(name));
    for (std::size_t row = 0; row < reader.row_count(); ++row) {
        bool looked = rows.observations[row] != unobserved_code;
        ticked = looked ? words.observations.words_of(rows.observations[row]) : std::vector<std::uint32_t>{};
        for (std::size_t flag = 0; flag < codes.size(); ++flag) {
            const std::uint8_t cell = observation_flags_[flag][row];
            looked = looked || cell != flag_not_known;
            if (cell == 1) ticked.push_back(codes[flag]);
        }
        if (looked) rows.observations[row] = words.observations.set(ticked);
    }
    observation_flags_.clear();
}

void InteractionTable::encode_customer(CustomerIds& ids, RowsByCode* by_code, const Execution& execution) {
    EncodedRows encoded = encode_rows(ids, by_code, execution);
    set_customer(std::move(encoded.codes));
    order_ = std::move(encoded.numbers);
}

void InteractionTable::settle(const Execution& execution) {
    check_signs();
    add_flagged_observations();
    fingerprint = reader.fingerprints(execution);
    ReadTable::settle();
    columns_ = nullptr;
    currency_ = {};
    InteractionRows::for_each_pair(*rows_, *rows_, [&](auto& column, const auto&) { order_.put_in_order(column, execution); });
    put_rows_in_order(std::exchange(order_, {}), execution);
}

void InteractionTable::prepend(const InteractionTable& earlier, const Execution& execution) {
    prepend_rows(earlier);
    check_stop(execution);
    auto all = std::make_shared<InteractionRows>(earlier.rows());
    InteractionRows::for_each_pair(*all, rows(), [&](auto& to, const auto& from) {
        check_stop(execution);
        to.insert(to.end(), from.begin(), from.end());
    });
    rows_ = std::move(all);
}

void InteractionTable::remove(const std::vector<std::uint8_t>& gone, const Execution& execution) {
    remove_rows(gone);
    check_stop(execution);
    auto left = std::make_shared<InteractionRows>(rows());
    auto words = std::make_shared<InteractionWords>(*words_);
    InteractionRows::for_each_pair(*left, *left, [&](auto& column, const auto&) {
        check_stop(execution);
        drop_rows(column, gone);
    });
    const auto forget = [&](TextCodes& dictionary, std::vector<std::uint32_t>& codes) {
        check_stop(execution);
        std::vector<std::uint32_t>* const columns[] = {&codes};
        dictionary = used_words(dictionary, columns);
    };
    forget(words->offerings, left->offering), forget(words->channels, left->channel), forget(words->staff, left->staff), forget(words->notes, left->note);
    words->companions = used_sets(words->companions, left->companions);
    words->observations = used_sets(words->observations, left->observations);
    rows_ = std::move(left);
    words_ = std::move(words);
}

}  // namespace dangol::inline v0
