#include "bindings.hpp"
#include "frame.hpp"
#include "input_table.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "names_customers.hpp"
#include "record.hpp"
#include "wording.hpp"

#include <dangol/customers/customer_base.hpp>
#include <dangol/customers/flag_text.hpp>
#include <dangol/customers/frames.hpp>

namespace dangol::python {

/// {"children": "count", "age": AttributeColumn(kind="ordered_category", levels=[…])}, or a list of AttributeColumn.
template <>
struct Handy<std::vector<AttributeColumn>> : std::true_type {
    static std::string type_text() {
        return "collections.abc.Sequence[AttributeColumn] | collections.abc.Mapping[str, AttributeColumn | ColumnKind | str]";
    }
    static std::vector<AttributeColumn> read(std::string_view field, py::handle source) {
        std::vector<AttributeColumn> columns;
        if (!py::isinstance<py::dict>(source)) {
            try {
                return source.cast<std::vector<AttributeColumn>>();
            } catch (const py::cast_error&) {
                refuse_type(field, source, "a dict of names and kinds, {\"children\": \"count\"}, or a list of AttributeColumn");
            }
        }
        for (const auto& [name, meaning] : py::reinterpret_borrow<py::dict>(source)) {
            AttributeColumn column;
            const auto called = read_field<std::string>(field, name);
            if (py::isinstance<AttributeColumn>(meaning)) column = meaning.cast<AttributeColumn>();
            else column.kind = read_field<ColumnKind>("the kind of " + called, meaning);
            column.name = called;
            columns.push_back(std::move(column));
        }
        return columns;
    }
};

/// {"수선": "visit", "workshop": KindWord(counts_as="visit")}, or a list of KindWord.
template <>
struct Handy<std::vector<KindWord>> : std::true_type {
    static std::string type_text() {
        return "collections.abc.Sequence[KindWord] | collections.abc.Mapping[str, KindWord | InteractionKind | str]";
    }
    static std::vector<KindWord> read(std::string_view field, py::handle source) {
        std::vector<KindWord> words;
        if (!py::isinstance<py::dict>(source)) {
            try {
                return source.cast<std::vector<KindWord>>();
            } catch (const py::cast_error&) {
                refuse_type(field, source, "a dict of words and kinds, {\"수선\": \"visit\"}, or a list of KindWord");
            }
        }
        for (const auto& [name, meaning] : py::reinterpret_borrow<py::dict>(source)) {
            KindWord word;
            const auto called = read_field<std::string>(field, name);
            if (py::isinstance<KindWord>(meaning)) word = meaning.cast<KindWord>();
            else word.same_as = read_field<InteractionKind>("the kind of " + called, meaning);
            word.word = called;
            words.push_back(std::move(word));
        }
        return words;
    }
};

namespace {

void bind_schema(py::module_& module) {
    bind_record<AttributeColumn>(module, "AttributeColumn", "A column that says something about a customer or a lead.",
                                 {field("name", &AttributeColumn::name), field("kind", &AttributeColumn::kind), field("levels", &AttributeColumn::levels),
                                  field("unit", &AttributeColumn::unit), field("sensitivity", &AttributeColumn::sensitivity), field("role", &AttributeColumn::role),
                                  field("known", &AttributeColumn::known)});
    bind_record<KindWord>(module, "KindWord", "A word of the kind column: another word for one of our kinds, or a kind of your own.",
                          {field("word", &KindWord::word), field("same_as", &KindWord::same_as), field("counts_as", &KindWord::counts_as)});
    bind_record<CustomerColumns>(module, "CustomerColumns", "Names of columns in the customer table. An empty name: there is no such column.",
                                 {field("id", &CustomerColumns::id), field("joined", &CustomerColumns::joined), field("attributes", &CustomerColumns::attributes)});
    using Visit = InteractionColumns;
    bind_record<Visit>(module, "InteractionColumns", "Names of columns in the interaction table. Rows with the same `visit` of one customer are one visit.",
                       {field("customer", &Visit::customer), field("time", &Visit::time), field("visit", &Visit::visit), field("amount", &Visit::amount),
                        field("discounts", &Visit::discounts), field("offering", &Visit::offering), field("channel", &Visit::channel),
                        field("party_size", &Visit::party_size), field("planned", &Visit::planned), field("satisfaction", &Visit::satisfaction),
                        field("note", &Visit::note), field("kind", &Visit::kind), field("kinds", &Visit::kinds), field("quantity", &Visit::quantity),
                        field("companions", &Visit::companions), field("duration_minutes", &Visit::duration_minutes), field("staff", &Visit::staff),
                        field("observations", &Visit::observations), field("observation_flags", &Visit::observation_flags),
                        field("currency", &Visit::currency), field("negative_amounts", &Visit::negative_amounts)});
    bind_record<LeadColumns>(module, "LeadColumns", "Names of columns in the lead table: one row a contact.",
                             {field("customer", &LeadColumns::customer), field("contacted", &LeadColumns::contacted), field("converted", &LeadColumns::converted),
                              field("converted_at", &LeadColumns::converted_at), field("window_closes", &LeadColumns::window_closes),
                              field("horizon_days", &LeadColumns::horizon_days), field("attributes", &LeadColumns::attributes),
                              field("activity", &LeadColumns::activity), field("channel", &LeadColumns::channel), field("staff", &LeadColumns::staff),
                              field("amount", &LeadColumns::amount)});
    bind_record<ConsentColumns>(module, "ConsentColumns", "Names of columns in the consent table. The latest decision per customer and purpose counts.",
                                {field("customer", &ConsentColumns::customer), field("purpose", &ConsentColumns::purpose),
                                 field("granted", &ConsentColumns::granted), field("decided_at", &ConsentColumns::decided_at)});
    bind_record<OfferingColumns>(module, "OfferingColumns", "Names of columns in the table of offerings: what is sold, and what it is good for.",
                                 {field("offering", &OfferingColumns::offering), field("provides", &OfferingColumns::provides),
                                  field("attributes", &OfferingColumns::attributes)});
    bind_record<CompetitorColumns>(module, "CompetitorColumns", "Names of columns in the table of competitors.",
                                   {field("name", &CompetitorColumns::name), field("targets", &CompetitorColumns::targets),
                                    field("strengths", &CompetitorColumns::strengths), field("attributes", &CompetitorColumns::attributes)});
    bind_record<Schema>(module, "Schema", "What the columns of your tables mean.",
                        {field("customer", &Schema::customer), field("interaction", &Schema::interaction), field("lead", &Schema::lead),
                         field("consent", &Schema::consent), field("currency", &Schema::currency), field("time_zone", &Schema::time_zone),
                         field("unzoned_times", &Schema::unzoned_times), field("customer_list", &Schema::customer_list),
                         field("offering", &Schema::offering), field("competitor", &Schema::competitor), field("list_separator", &Schema::list_separator),
                         field("window", &Schema::window),
                         field("display_names", &Schema::display_names), field("date_order", &Schema::date_order), field("decimal_mark", &Schema::decimal_mark)});
}

void bind_account(py::module_& module) {
    bind_record<TableAccount>(module, "TableAccount", "Where every row of one table went: read = used + set_aside + folded + outside + refused.",
                              {field("table", &TableAccount::table), field("read", &TableAccount::read), field("used", &TableAccount::used),
                               field("set_aside", &TableAccount::set_aside), field("folded", &TableAccount::folded), field("refused", &TableAccount::refused),
                               field("outside", &TableAccount::outside)})
        .def("adds_up", &TableAccount::adds_up);
    bind_record<StrayTime>(module, "StrayTime", "Rows of a table that lie years before, or after, all its others: a slip in the year, mostly. They are used all the same.",
                           {field("table", &StrayTime::table), field("rows", &StrayTime::rows), field("row", &StrayTime::row), field("date", &StrayTime::date),
                            field("nearest", &StrayTime::nearest), field("after", &StrayTime::after)})
        .def("to_text", [](const StrayTime& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("__str__", [](const StrayTime& self) { return to_text(self, Language::english); });
    bind_record<Account>(module, "Account", "Every row that was read is found again.",
                         {field("tables", &Account::tables), field("consent_recorded", &Account::consent_recorded), field("customers", &Account::customers),
                          field("customers_without_row", &Account::customers_without_row), field("stray_times", &Account::stray_times),
                          field("customers_alike", &Account::customers_alike), field("customers_with_events_only", &Account::customers_with_events_only),
                          field("customers_with_leads_only", &Account::customers_with_leads_only), field("customers_without_decision", &Account::customers_without_decision)})
        .def("to_text", [](const Account& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("__str__", [](const Account& self) { return to_text(self, Language::english); });
}

/// Records as a frame: make(base, execution) on a thread of its own.
template <class Make>
auto frame_of_records(const Make& make) {
    return [make](const PermittedBase& self) {
        return std::make_unique<Frame>(long_call(0, py::bool_(false), [&](const Execution& execution) { return make(self, execution); }));
    };
}

/// Both kinds of base have them: nobody's consent is asked.
template <class Base>
void bind_market(py::classh<Base>& base) {
    base.def("offerings", [](const Base& self) { return std::make_unique<Frame>(offerings_frame(self.offerings(), self.schema())); },
             "Frame: what is sold, with what it provides and its attributes, called as the schema calls them.");
    base.def("competitors", [](const Base& self) { return std::make_unique<Frame>(competitors_frame(self.competitors(), self.schema())); },
             "Frame: whom else customers may go to, whom they target, what they are strong at.");
}

void bind_base(py::module_& module) {
    using Count = Quarantine::Count;
    bind_record<Count>(module, "SetAsideCount", "Rows of one table that were set aside for one reason.",
                       {field("table", &Count::table), field("reason", &Count::reason), field("rows", &Count::rows)});
    py::classh<PermittedBase> permitted(module, "PermittedBase", "A base whose every customer agreed to one purpose: the only thing features are built from.");
    permitted
        .def_property_readonly("purpose", &PermittedBase::purpose)
        .def_property_readonly("account", [](const PermittedBase& self) { return self.account(); })
        .def_property_readonly("customer_count", &PermittedBase::customer_count)
        .def_property_readonly("customers", [](const PermittedBase& self) { return self.customers(); }, "Ids as you wrote them, sorted.")
        .def("visits", frame_of_records(&visits_frame),
             "Frame: a row a line, called as the schema calls them; collect() reads it again. Notes are null unless the purpose is quoting.")
        .def("events", frame_of_records(&events_frame), "Frame: likewise, of interactions that are no visits.")
        .def("notes", frame_of_records(&notes_frame), "Frame: customer, time and text of every note; only of base.permitting(\"quoting\").")
        .def("leads", frame_of_records(&leads_frame), "Frame: as they were contacted, with what became of them, and source_row.")
        .def("attributes", frame_of_records(&attributes_frame), "Frame: a row a customer, with what the customer table says.")
        .def("__repr__", [](const PermittedBase& self) { return "PermittedBase of " + std::to_string(self.customer_count()) + " customers"; });
    bind_market(permitted);

    py::classh<CustomerBase> base(module, "CustomerBase", "What was collected: customers, visits, leads, consents; typed, checked, owned. Immutable.");
    base.def_property_readonly("schema", [](const CustomerBase& self) { return self.schema(); })
        .def_property_readonly("account", [](const CustomerBase& self) { return self.account(); })
        .def_property_readonly("set_aside", [](const CustomerBase& self) { return std::make_unique<Frame>(to_columns(self.set_aside())); },
                               "The rows that cannot be used: table, row, column, value (masked), reason; the first 100,000.")
        .def("set_aside_text", [](const CustomerBase& self, Choice<Language> language) { return to_text(self.set_aside(), language.value); },
             py::arg("language") = "english", "How many rows were set aside for which reason, in words.")
        .def_property_readonly("customer_count", &CustomerBase::customer_count)
        .def_property_readonly("visit_count", &CustomerBase::visit_count)
        .def_property_readonly("event_count", &CustomerBase::event_count, "Interactions that are no visits.")
        .def_property_readonly("lead_count", &CustomerBase::lead_count)
        .def("permitting",
             [](const CustomerBase& self, Choice<Purpose> purpose, const std::optional<Instant>& as_of) {
                 return long_call(0, py::bool_(false), [&](const Execution& execution) { return self.permitting(purpose.value, as_of.value_or(Instant::max()), execution); });
             },
             py::arg("purpose"), py::arg("as_of") = py::none(),
             "The part of the base that may be used for a purpose. Decisions dated after `as_of` are not seen.")
        .def("permitting_both",
             [](const CustomerBase& self, Choice<Purpose> purpose, Choice<Purpose> other, const std::optional<Instant>& as_of) {
                 return long_call(0, py::bool_(false), [&](const Execution& execution) {
                     return self.permitting_both(purpose.value, other.value, as_of.value_or(Instant::max()), execution);
                 });
             },
             py::arg("purpose"), py::arg("other"), py::arg("as_of") = py::none(),
             "The part that may be used for both purposes. Scoring a lead needs marketing and profiling: it is placed among personas.")
        .def_property_readonly("set_aside_counts", [](const CustomerBase& self) { return self.set_aside().counts; },
                               "How many rows of which table were set aside for which reason; also of more than 100,000.")
        .def("__eq__", [](const CustomerBase& a, const CustomerBase& b) { return a == b; }, py::is_operator())
        .def("__repr__", [](const CustomerBase& self) {
            return "CustomerBase of " + std::to_string(self.customer_count()) + " customers, " + std::to_string(self.visit_count()) + " visits, " +
                   std::to_string(self.lead_count()) + " leads";
        });
    bind_market(base);
}

TableView view_of(const InputTable* table) { return table == nullptr ? TableView() : table->view(); }

}  // namespace

void bind_customers(py::module_& module) {
    bind_enumeration<ColumnKind>(module, "How a column was measured.");
    bind_enumeration<Sensitivity>(module, "Whether a column may be shown and used.");
    bind_enumeration<Role>(module, "What a column may be used for.");
    bind_enumeration<KnownWhen>(module, "Whether the owner of a column says that it is known by the moment a lead arrives.");
    bind_enumeration<InteractionKind>(module, "What an interaction was. A visit and a purchase count as visits, the others are events.");
    bind_enumeration<CountsAs>(module, "Whether interactions of a kind of your own count as visits.");
    bind_enumeration<NegativeAmounts>(module, "What an amount below 0 is.");
    bind_enumeration<Purpose>(module, "What data may be used for.");
    bind_enumeration<UnzonedTimes>(module, "What a time without zone means.");
    bind_enumeration<DateOrder>(module, "Of dates in text whose year stands last or has two digits: 3.4.2024, 24.3.4.");
    bind_enumeration<DecimalMark>(module, "What parts the decimals of numbers in text.");
    bind_enumeration<CustomerList>(module, "Whether customers who appear only in interactions or leads are customers.");
    bind_enumeration<TableKind>(module, "The tables.");
    bind_enumeration<UnusableReason>(module, "Why a row cannot be used.");
    bind_schema(module);
    bind_account(module);
    bind_base(module);
    module.def("flag_of", [](const std::string& text) { return flag_of(text); }, py::arg("text"), "Yes or no as collect() reads it in text: True, False, or None for anything else.");
    module.def(
        "collect",
        [](const InputTable* customers, const InputTable* interactions, const InputTable* leads, const InputTable* consents, const InputTable* offerings,
           const InputTable* competitors, const Schema& schema, std::size_t threads, const py::object& progress) {
            const Records records{.customers = view_of(customers), .interactions = view_of(interactions), .leads = view_of(leads), .consents = view_of(consents),
                                  .offerings = view_of(offerings), .competitors = view_of(competitors)};
            return long_call(threads, progress, [&](const Execution& execution) { return collect(records, schema, execution); });
        },
        py::arg("customers") = py::none(), py::arg("interactions") = py::none(), py::arg("leads") = py::none(), py::arg("consents") = py::none(), py::arg("offerings") = py::none(),
        py::arg("competitors") = py::none(), py::kw_only(), py::arg("schema"), py::arg("threads") = 0, py::arg("progress") = py::none());
}

}  // namespace dangol::python
