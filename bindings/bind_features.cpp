#include "bindings.hpp"
#include "feature_frame.hpp"
#include "frame.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "names_features.hpp"
#include "record.hpp"
#include "wording.hpp"

#include <dangol/customers/consent_bias.hpp>
#include <dangol/features/build_features.hpp>
#include <dangol/features/column_text.hpp>

#include <pybind11/numpy.h>

namespace dangol::python {

/// What stands for a feature is told apart from one: its name, or its class.
template <>
struct Handy<std::vector<Feature>> : std::true_type {
    static std::string type_text() { return "collections.abc.Sequence[" + dangol::python::type_text<Feature>() + "]"; }
    static std::vector<Feature> read(std::string_view field, py::handle source) {
        try {
            return source.cast<std::vector<Feature>>();
        } catch (const py::cast_error&) {
            refuse_type(field, source, "a list of features" + remedy(source));
        }
    }

private:
    /// The class of features that a text names, as "recency" does Recency; empty where it names none.
    static std::string feature_named(const py::module_& core, py::handle source) {
        const std::string kinds = " | " + dangol::python::type_text<Feature>() + " | ";
        if (!py::isinstance<py::str>(source)) return {};
        const auto plain = [](py::handle text) { return py::object(text.attr("lower")().attr("replace")("_", "")); };
        for (const py::handle name : py::list(core.attr("__dict__"))) {
            if (plain(name).equal(plain(source)) && kinds.find(" | " + name.cast<std::string>() + " | ") != std::string::npos) return name.cast<std::string>();
        }
        return {};
    }

    static std::string remedy(py::handle source) {
        const py::module_ core = py::module_::import("dangol._core");
        if (const std::string named = feature_named(core, source); !named.empty()) return ": write [" + named + "()]";
        if (py::detail::make_caster<Feature>().load(source, false)) return ": write [" + py::repr(source).cast<std::string>() + "]";
        for (const py::handle each : py::isinstance<py::sequence>(source) && !py::isinstance<py::str>(source) ? py::list(py::reinterpret_borrow<py::object>(source)) : py::list()) {
            if (const std::string named = feature_named(core, each); !named.empty()) return ": write " + named + "() for " + py::repr(each).cast<std::string>();
            if (py::isinstance<py::type>(each)) return ": write " + each.attr("__name__").cast<std::string>() + "(), with brackets";
        }
        return ": write [Recency(), Frequency()]";
    }
};

namespace {

template <class T>
void bind_plain_feature(py::module_& module, const char* type, const char* doc) {
    bind_record<T>(module, type, doc, {field("role", &T::role)});
}

void bind_plan(py::module_& module) {
    bind_plain_feature<Recency>(module, "Recency", "Days from the last visit in the window to the as-of moment: recency_days.");
    bind_record<Frequency>(module, "Frequency", "Visits in the window, or its last days, over the days observed: visits.",
                           {field("role", &Frequency::role), field("last_days", &Frequency::last_days, 1)});
    bind_record<MonetaryValue>(module, "MonetaryValue", "Mean amount per visit in the window, or its last days: spend_per_visit.",
                               {field("role", &MonetaryValue::role), field("last_days", &MonetaryValue::last_days, 1)});
    bind_plain_feature<Tenure>(module, "Tenure", "Days since joining or the first visit: tenure_days.");
    bind_record<VisitIntervals>(module, "VisitIntervals", "Days between visits and how regular they are: visit_interval_days, visit_regularity.",
                                {field("intervals_at_least", &VisitIntervals::intervals_at_least, 4), field("role", &VisitIntervals::role)});
    bind_plain_feature<Repeat>(module, "Repeat", "Whether they came a second time: repeat_customer.");
    bind_record<VisitVariability>(module, "VisitVariability", "How unequal the days between visits are: visit_variability.",
                                  {field("intervals_at_least", &VisitVariability::intervals_at_least, 2), field("role", &VisitVariability::role)});
    bind_record<Overdue>(module, "Overdue", "Days since the last visit, in intervals of their own: overdue_ratio.",
                         {field("intervals_at_least", &Overdue::intervals_at_least, 1), field("role", &Overdue::role)});
    bind_record<VisitTrend>(module, "VisitTrend", "Whether they come more often or less: visit_trend.",
                            {field("visits_at_least", &VisitTrend::visits_at_least, 2), field("role", &VisitTrend::role)});
    bind_plain_feature<SpendTrend>(module, "SpendTrend", "Whether they spend more on a visit or less: spend_trend.");
    bind_record<VisitRhythm>(module, "VisitRhythm", "When in the week they come, 28 parts: visit_rhythm.",
                             {field("role", &VisitRhythm::role), field("holidays", &VisitRhythm::holidays)});
    bind_record<RhythmShare>(module, "RhythmShare", "Visits in one part of the week: <part>_visits.",
                             {field("part", &RhythmShare::part), field("role", &RhythmShare::role), field("holidays", &RhythmShare::holidays)});
    bind_plain_feature<Seasonality>(module, "Seasonality", "When in the year they come: season_mix.");
    bind_record<OfferingMix>(module, "OfferingMix", "What is bought: offering_mix.",
                             {field("parts_at_most", &OfferingMix::parts_at_most, 2), field("role", &OfferingMix::role)});
    bind_record<OfferingShare>(module, "OfferingShare", "Visits that include one offering: visits_with_<offering>.",
                               {field("offering", &OfferingShare::offering), field("role", &OfferingShare::role)});
    bind_plain_feature<OfferingBreadth>(module, "OfferingBreadth", "How many different things they buy: offering_breadth.");
    bind_record<ChannelMix>(module, "ChannelMix", "Where they come: channel_mix.",
                            {field("parts_at_most", &ChannelMix::parts_at_most, 2), field("role", &ChannelMix::role),
                             field("counted", &ChannelMix::counted)});
    bind_record<ChannelSwitching>(module, "ChannelSwitching", "How often the next visit comes another way: channel_switches.",
                                  {field("role", &ChannelSwitching::role), field("counted", &ChannelSwitching::counted)});
    bind_record<DiscountShare>(module, "DiscountShare", "Visits on which a discount was above zero: visits_with_<discount>.",
                               {field("discount", &DiscountShare::discount), field("role", &DiscountShare::role)});
    bind_record<DiscountDepth>(module, "DiscountDepth", "The part of the money that was saved: <discount>_depth.",
                               {field("discount", &DiscountDepth::discount), field("role", &DiscountDepth::role)});
    bind_plain_feature<Companionship>(module, "Companionship", "Visits in company: visits_in_company.");
    bind_plain_feature<Planning>(module, "Planning", "Visits that were planned: planned_visits.");
    bind_record<CompanyMix>(module, "CompanyMix", "With whom they come, alone, family or group: company_mix.",
                            {field("family_words", &CompanyMix::family_words), field("role", &CompanyMix::role)});
    bind_plain_feature<Complaints>(module, "Complaints", "Visits that a complaint followed: visits_with_complaint.");
    bind_plain_feature<Returns>(module, "Returns", "Visits after which something was brought back: visits_with_return.");
    bind_plain_feature<NoShows>(module, "NoShows", "Appointments that were not kept: no_shows.");
    bind_record<ObservationShare>(module, "ObservationShare", "How often staff noted something: observed_<code>.",
                                  {field("code", &ObservationShare::code), field("role", &ObservationShare::role)});
    bind_plain_feature<StaffLoyalty>(module, "StaffLoyalty", "Whether they come back to the same member of staff: same_staff_again.");
    bind_plain_feature<VisitDuration>(module, "VisitDuration", "How long they stay: visit_minutes.");
    bind_plain_feature<UnitsPerVisit>(module, "UnitsPerVisit", "How many pieces they take at a time: units_per_visit.");
    bind_record<EventFrequency>(module, "EventFrequency", "How often they ask, look or book, of one kind or of all, over the days observed: events_<kind>.",
                                {field("kind", &EventFrequency::kind), field("role", &EventFrequency::role)});
    bind_plain_feature<SuddenVisits>(module, "SuddenVisits", "Visits that were not planned: sudden_visits.");
    bind_plain_feature<Satisfaction>(module, "Satisfaction", "Mean satisfaction: satisfaction.");
    bind_plain_feature<SatisfactionTrend>(module, "SatisfactionTrend", "Whether they grow more contented or less: satisfaction_trend.");
    bind_plain_feature<LastSatisfaction>(module, "LastSatisfaction", "The last answer: last_satisfaction.");
    bind_record<ContactHistory>(module, "ContactHistory",
                                "What the shop tried before and what came of it: past_contacts, past_responses, days_since_response.",
                                {field("role", &ContactHistory::role), field("open_windows", &ContactHistory::open_windows)});
    bind_record<Attribute>(module, "Attribute", "A column of the customer table, under its own name.",
                           {field("name", &Attribute::name), field("role", &Attribute::role)});
    using Column = FeatureColumn;
    bind_record<Column>(module, "FeatureColumn", "What one column means.",
                        {field("name", &Column::name), field("kind", &Column::kind), field("levels", &Column::levels), field("period", &Column::period),
                         field("role", &Column::role), field("known_from", &Column::known_from), field("sensitivity", &Column::sensitivity),
                         field("construct", &Column::construct), field("detail", &Column::detail), field("unit", &Column::unit),
                         field("known", &Column::known), field("display_names", &Column::display_names)})
        .def("label", [](const Column& self, Choice<Language> language) { return label(self, language.value); }, py::arg("language") = "english");
    bind_record<FeaturePlan>(module, "FeaturePlan", "Which features, over which window, as of when.",
                             {field("window", &FeaturePlan::window), field("features", &FeaturePlan::features), field("holidays", &FeaturePlan::holidays),
                              field("visits_at_least", &FeaturePlan::visits_at_least), field("observed_from", &FeaturePlan::observed_from),
                              field("counted", &FeaturePlan::counted),
                              field("settled_columns", &FeaturePlan::settled_columns)});
    using Account = BuildAccount;
    bind_record<Account>(module, "BuildAccount", "Where the customers and visits of a base went when a table was built from it.",
                         {field("customers", &Account::customers), field("left_out", &Account::left_out), field("visits_used", &Account::visits_used),
                          field("visits_outside", &Account::visits_outside), field("visits_of_left_out", &Account::visits_of_left_out)});
}

void bind_tables(py::module_& module) {
    py::classh<FeatureTable>(module, "FeatureTable", "One row per customer (or per lead), one typed column per feature. Immutable.")
        .def(py::init<>())
        .def_property_readonly("customer_count", &FeatureTable::customer_count)
        .def_property_readonly("customers", [](const FeatureTable& self) { return self.customers(); }, "Ids in row order, as you wrote them.")
        .def_property_readonly("columns", [](const FeatureTable& self) { return std::vector<FeatureColumn>(self.columns().begin(), self.columns().end()); })
        .def_property_readonly("plan", [](const FeatureTable& self) { return self.plan(); })
        .def_property_readonly("account", [](const FeatureTable& self) { return self.account(); })
        .def_property_readonly("currency", [](const FeatureTable& self) { return self.currency(); })
        .def("frame", [](const FeatureTable& self) { return std::make_unique<Frame>(long_call(0, py::bool_(false), [&](const Execution& execution) { return feature_columns(self, execution); })); },
             "One column per feature, one per level of a composition; shares as proportions; `<name>.exposure` behind what was counted or "
             "averaged, `<name>.standard_error` behind means and slopes.")
        .def("to_numpy", &numbers_of_table, py::arg("name"),
             "A column of numbers (of a share: its successes), without a copy where every cell was observed, else with NaN.")
        .def("exposure", &exposure_of_table, py::arg("name"), "Days observed, trials, observations or effective count behind each cell; no copy.")
        .def("standard_error", &standard_error_of_table, py::arg("name"),
             "Of a mean or slope, in its unit; infinity where one observation cannot say. None for other columns; no copy.")
        .def("rows", [](const FeatureTable& self, const std::vector<std::uint32_t>& rows) { return self.rows(rows); }, py::arg("rows"))
        .def("with_columns", [](const FeatureTable& self, const std::vector<std::string>& names) {
                 std::vector<ColumnIndex> columns;
                 for (const std::string& name : names) columns.push_back(self.column(name));
                 return self.with_columns(columns);
             }, py::arg("names"))
        .def("with_role", [](const FeatureTable& self, const std::string& column, Choice<Role> role) { return self.with_role(column, role.value); },
             py::arg("column"), py::arg("role"), "The same data, used otherwise.")
        .def("with_known", [](const FeatureTable& self, const std::string& column, Choice<KnownWhen> known) { return self.with_known(column, known.value); },
             py::arg("column"), py::arg("known"), "What you say of when the column is known; a replay of the plan remembers it.")
        .def("with_weights", [](const FeatureTable& self, std::vector<double> weights) { return self.with_weights(std::move(weights)); }, py::arg("weights"),
             "One weight per row, ≥ 0.")
        .def("with_weights", [](const FeatureTable& self, const ConsentBias& bias) { return self.with_weights(bias.agreed, bias.weights); }, py::arg("weights"),
             "Those of compare_consenting(): who agreed then speaks for all.")
        .def("__len__", &FeatureTable::customer_count)
        .def("__eq__", [](const FeatureTable& a, const FeatureTable& b) { return a == b; }, py::is_operator())
        .def("__repr__", [](const FeatureTable& self) {
            return "FeatureTable of " + std::to_string(self.customer_count()) + " rows and " + std::to_string(self.columns().size()) + " columns";
        });

    py::classh<LeadTable>(module, "LeadTable", "Leads, each seen as on the moment it was contacted. Immutable.")
        .def(py::init<>())
        .def(py::init([](const FeatureTable& features, const std::vector<Instant>& contacted_at, const std::vector<std::optional<bool>>& converted,
                         const std::vector<Instant>& window_closes) {
                 std::vector<LeadOutcome> outcomes;
                 for (const auto& answer : converted) outcomes.push_back(!answer ? LeadOutcome::open : *answer ? LeadOutcome::converted : LeadOutcome::not_converted);
                 return LeadTable(features, contacted_at, outcomes, window_closes);
             }),
             py::arg("features"), py::arg("contacted_at"), py::arg("converted"), py::arg("window_closes") = std::vector<Instant>(),
             "Leads computed elsewhere: one row of `features` each; None in `converted` is open.")
        .def_property_readonly("lead_count", &LeadTable::lead_count)
        .def_property_readonly("customer_count", &LeadTable::customer_count)
        .def_property_readonly("features", [](const LeadTable& self) { return self.features(); })
        .def_property_readonly("contacted_at", [](const LeadTable& self) { return std::vector<Instant>(self.contacted_at().begin(), self.contacted_at().end()); })
        .def_property_readonly("outcomes", [](const LeadTable& self) { return std::vector<LeadOutcome>(self.outcomes().begin(), self.outcomes().end()); })
        .def("frame", [](const LeadTable& self) { return std::make_unique<Frame>(long_call(0, py::bool_(false), [&](const Execution& execution) { return lead_columns(self, execution); })); },
             "The columns of `features.frame()` with contacted_at, outcome and source_row.")
        .def("contacted_before", &LeadTable::contacted_before, py::arg("moment"))
        .def("contacted_from", &LeadTable::contacted_from, py::arg("moment"))
        .def("closed_by", &LeadTable::closed_by, py::arg("moment"), "Leads whose window had closed, with an outcome.")
        .def("rows", [](const LeadTable& self, const std::vector<std::uint32_t>& rows) { return self.rows(rows); }, py::arg("rows"))
        .def("__len__", &LeadTable::lead_count)
        .def("__eq__", [](const LeadTable& a, const LeadTable& b) { return a == b; }, py::is_operator())
        .def("__repr__", [](const LeadTable& self) {
            return "LeadTable of " + std::to_string(self.lead_count()) + " leads to " + std::to_string(self.customer_count()) + " customers";
        });
}

}  // namespace

void bind_features(py::module_& module) {
    bind_enumeration<KnownFrom>(module, "Since when a value is known.");
    bind_enumeration<Construct>(module, "The one thing in the customer's behaviour that a column measures.");
    bind_enumeration<HolidayRule>(module, "What becomes of visits on holidays.");
    bind_enumeration<RhythmPart>(module, "A part of the week.");
    bind_enumeration<OpenWindows>(module, "What contacts whose windows are still open count in past_responses.");
    bind_enumeration<ObservedFrom>(module, "Since when a customer counts as observed.");
    bind_enumeration<CountedInteractions>(module, "Which interactions count: visits alone, or events as well.");
    bind_enumeration<LeadOutcome>(module, "What became of a lead within its horizon.");
    bind_plan(module);
    bind_tables(module);
    module.def("default_plan", &default_plan, py::arg("base"), py::call_guard<py::gil_scoped_release>(),
               "A first plan: every feature that the schema of this base can supply.");
    module.def(
        "build_features",
        [](const PermittedBase& base, const FeaturePlan& plan, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) { return build_features(base, plan, execution); });
        },
        py::arg("base"), py::arg("plan"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(),
        "One row per customer. Nothing from the end of the plan's window on is seen.");
    module.def(
        "build_leads",
        [](const PermittedBase& base, const FeaturePlan& plan, const std::optional<Instant>& known_by, std::size_t threads, const py::object& progress) {
            return long_call(threads, progress, [&](const Execution& execution) {
                return known_by ? build_leads(base, plan, *known_by, execution) : build_leads(base, plan, execution);
            });
        },
        py::arg("base"), py::arg("plan"), py::kw_only(), py::arg("known_by") = py::none(), py::arg("threads") = 0, py::arg("progress") = py::none(),
        "One row per lead, as on the moment it was contacted. Outcomes are open where the window had not closed by `known_by`.");
}

}  // namespace dangol::python
