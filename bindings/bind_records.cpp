#include "bindings.hpp"
#include "casters.hpp"
#include "feature_frame.hpp"
#include "frame.hpp"
#include "input_table.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "names_customers.hpp"
#include "record.hpp"

#include <dangol/customers/consent_bias.hpp>
#include <dangol/customers/erase.hpp>
#include <dangol/customers/identity.hpp>

#include <pybind11/numpy.h>

#include <map>
#include <string>
#include <tuple>
#include <vector>

/// What is done with records before and after they are collected: linking, comparing who consents, more records, erasing.
namespace dangol::python {
namespace {

TableView view_of(const InputTable* table) { return table == nullptr ? TableView() : table->view(); }

void bind_identity(py::module_& module) {
    bind_enumeration<KeyKind>(module, "What a key is, the most telling first.");
    bind_enumeration<LinkGround>(module, "Why two keys are of one person.");
    bind_record<IdentityKey>(module, "IdentityKey", "A key, normalised: a phone number as +821012345678.",
                             {field("kind", &IdentityKey::kind), field("value", &IdentityKey::value)});
    bind_record<KeyPair>(module, "KeyPair", "Two keys that somebody else holds to be of one person, or of two.",
                         {field("one", &KeyPair::one), field("other", &KeyPair::other)});
    bind_record<IdentityOptions>(module, "IdentityOptions", "When keys link, and what is linked or parted from outside.",
                                 {field("people_at_most", &IdentityOptions::people_at_most, 1), field("country_code", &IdentityOptions::country_code),
                                  field("together", &IdentityOptions::together), field("apart", &IdentityOptions::apart)});
    bind_record<KeyLink>(module, "KeyLink", "Why two keys are of one person.",
                         {field("one", &KeyLink::one), field("other", &KeyLink::other), field("ground", &KeyLink::ground), field("table", &KeyLink::table),
                          field("row", &KeyLink::row), field("rows", &KeyLink::rows)})
        .def("to_text", [](const KeyLink& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english");
    bind_record<SharedKey>(module, "SharedKey", "A key that links nobody, since too many people have it.",
                           {field("key", &SharedKey::key), field("people", &SharedKey::people)});

    using KeyedInput = std::tuple<std::string, const InputTable*, std::map<std::string, Choice<KeyKind>>>;
    const auto keyed = [](const std::vector<KeyedInput>& inputs) {
        std::vector<KeyedTable> tables;
        for (const auto& [name, table, keys] : inputs) {
            KeyedTable& each = tables.emplace_back(KeyedTable{name, view_of(table), {}});
            for (const auto& [column, kind] : keys) each.keys.push_back({column, kind.value});
        }
        return tables;
    };
    py::classh<Identities>(module, "Identities", "Rows lead to keys, and keys to customers: what is linked or parted never touches a row.")
        .def_property_readonly("customer_count", &Identities::customer_count)
        .def("customers",
             [](const Identities& self, const std::string& table) {
                 const auto found = long_call(0, py::bool_(false), [&](const Execution& execution) { return self.customers(table, execution); });
                 py::list ids(found.size());
                 for (std::size_t row = 0; row < found.size(); ++row) {
                     if (row % 65'536 == 65'535 && PyErr_CheckSignals() != 0) throw py::error_already_set();
                     ids[row] = found[row].empty() ? py::object(py::none()) : py::object(py::str(found[row]));
                 }
                 return ids;
             },
             py::arg("table"), "Per row of a table the customer's id, None if it has no key but shared ones.")
        .def("customer_of", &Identities::customer_of, py::arg("key"), "None: not seen, or shared.")
        .def("keys_of", &Identities::keys_of, py::arg("customer"))
        .def("explain", &Identities::explain, py::arg("one"), py::arg("other"), "The shortest chain of links; empty if the two are not of one customer.")
        .def_property_readonly("shared", [](const Identities& self) { return self.shared(); }, "Keys that link nobody, since too many people have them.")
        .def_property_readonly("unreadable_keys", &Identities::unreadable_keys)
        .def("without",
             [](const Identities& self, const IdentityKey& one, const IdentityKey& other) {
                 return long_call(0, py::bool_(false), [&](const Execution& execution) { return self.without(one, other, execution); });
             },
             py::arg("one"), py::arg("other"), "Without the link between two keys; every row stays.")
        .def("_with",
             [keyed](const Identities& self, const std::vector<KeyedInput>& inputs) {
                 const std::vector<KeyedTable> tables = keyed(inputs);
                 return long_call(0, py::bool_(false), [&](const Execution& execution) { return self.with(tables, execution); });
             },
             py::arg("tables"))
        .def("__eq__", [](const Identities& a, const Identities& b) { return a == b; }, py::is_operator())
        .def("__repr__", [](const Identities& self) { return "Identities of " + std::to_string(self.customer_count()) + " customers"; });
    module.def(
        "_link_identities",
        [keyed](const std::vector<KeyedInput>& inputs, const IdentityOptions& options) {
            const std::vector<KeyedTable> tables = keyed(inputs);
            return long_call(0, py::bool_(false), [&](const Execution& execution) { return link_identities(tables, options, execution); });
        },
        py::arg("tables"), py::arg("options"));
    module.def("normalised_phone", &normalised_phone, py::arg("text"), py::arg("country_code") = "82", "E.164, as +821012345678; None: no phone number.");
    module.def("normalised_email", &normalised_email, py::arg("text"), "In small letters; None: no address.");
}

void bind_consent_bias(py::module_& module) {
    bind_record<ConsentDifference>(module, "ConsentDifference", "How those who consent differ from all in one column, or one level of it.",
                                   {field("column", &ConsentDifference::column), field("level", &ConsentDifference::level),
                                    field("consenting", &ConsentDifference::consenting), field("everyone", &ConsentDifference::everyone),
                                    field("standardised", &ConsentDifference::standardised), field("weighted", &ConsentDifference::weighted)});
    py::classh<ConsentBias>(module, "ConsentBias", "Who consents is not who comes: how the two differ, and weights that make the one stand for the other.")
        .def_readonly("customers", &ConsentBias::customers)
        .def_readonly("consenting", &ConsentBias::consenting)
        .def_readonly("differences", &ConsentBias::differences)
        .def_readonly("effective_count", &ConsentBias::effective_count)
        .def_readonly("weights_cut", &ConsentBias::weights_cut)
        .def_readonly("levels_withheld", &ConsentBias::levels_withheld)
        .def_readonly("columns_withheld", &ConsentBias::columns_withheld)
        .def_property_readonly("weights",
                               [](const ConsentBias& self) {
                                   return py::array_t<double>(static_cast<py::ssize_t>(self.weights.size()), self.weights.data());
                               },
                               "Per customer of base.permitting(purpose); their mean is 1.")
        .def_property_readonly("agreed", [](const ConsentBias& self) { return self.agreed; }, "The customers whom the weights are of, in their order.")
        .def("frame",
             [](const ConsentBias& self) {
                 return std::make_unique<Frame>(ArrowColumns({key_column(self.agreed), ArrowColumn::numbers("weight", self.weights)}));
             },
             "Frame: customer, weight.")
        .def("to_text", [](const ConsentBias& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("__str__", [](const ConsentBias& self) { return to_text(self, Language::english); });
    module.def(
        "compare_consenting",
        [](const CustomerBase& base, Choice<Purpose> purpose, const std::optional<Instant>& as_of, double weight_at_most, std::size_t smallest_group) {
            const ConsentBiasOptions options{.weight_at_most = weight_at_most, .smallest_group = smallest_group};
            return long_call(0, py::bool_(false), [&](const Execution& execution) {
                return compare_consenting(base, purpose.value, as_of.value_or(Instant::max()), options, execution);
            });
        },
        py::arg("base"), py::arg("purpose"), py::arg("as_of") = py::none(), py::arg("weight_at_most") = ConsentBiasOptions{}.weight_at_most,
        py::arg("smallest_group") = ConsentBiasOptions{}.smallest_group,
        "Compares those who consent with all customers, and weights them. Nothing is said about fewer than smallest_group people.");
}

void bind_erase(py::module_& module) {
    bind_record<ErasedRows>(module, "ErasedRows", "What erasing did to one table.",
                            {field("table", &ErasedRows::table), field("rows", &ErasedRows::rows), field("set_aside", &ErasedRows::set_aside)});
    py::classh<Erasure>(module, "Erasure", "A base without some customers, and what was done.")
        .def_readonly("base", &Erasure::base)
        .def_readonly("customers", &Erasure::customers)
        .def_property_readonly("not_found", [](const Erasure& self) { return self.not_found; })
        .def_readonly("tables", &Erasure::tables)
        .def_readonly("notes", &Erasure::notes)
        .def("to_text", [](const Erasure& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("__str__", [](const Erasure& self) { return to_text(self, Language::english); });
    module.def("erase",
               [](const CustomerBase& base, const CustomerKeys& ids) {
                   return long_call(0, py::bool_(false), [&](const Execution& execution) { return erase(base, ids, execution); });
               },
               py::arg("base"), py::arg("ids"), "A base without a single row of these customers, and what was done.");
    bind_record<ErasedKeyRows>(module, "ErasedKeyRows", "Rows of one of the linked tables that are gone.",
                               {field("table", &ErasedKeyRows::table), field("rows", &ErasedKeyRows::rows)});
    py::classh<IdentityErasure>(module, "IdentityErasure", "Identities without some customers, and what was done.")
        .def_readonly("identities", &IdentityErasure::identities)
        .def_readonly("customers", &IdentityErasure::customers)
        .def_readonly("not_found", &IdentityErasure::not_found)
        .def_readonly("keys", &IdentityErasure::keys)
        .def_readonly("tables", &IdentityErasure::tables)
        .def("to_text", [](const IdentityErasure& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("__str__", [](const IdentityErasure& self) { return to_text(self, Language::english); });
    module.def("erase",
               [](const Identities& identities, const std::vector<std::string>& ids) {
                   return long_call(0, py::bool_(false), [&](const Execution& execution) { return erase(identities, ids, execution); });
               },
               py::arg("identities"), py::arg("ids"), "Identities without the rows and keys of these customers, and what was done. Everybody else keeps the id.");
    module.def(
        "_collect_more",
        [](const CustomerBase& base, const InputTable* customers, const InputTable* interactions, const InputTable* leads, const InputTable* consents,
           const InputTable* offerings, const InputTable* competitors, std::size_t threads, const py::object& progress) {
            const Records records{.customers = view_of(customers), .interactions = view_of(interactions), .leads = view_of(leads), .consents = view_of(consents),
                                  .offerings = view_of(offerings), .competitors = view_of(competitors)};
            return long_call(threads, progress, [&](const Execution& execution) { return base.with(records, execution); });
        },
        py::arg("base"), py::arg("customers") = py::none(), py::arg("interactions") = py::none(), py::arg("leads") = py::none(),
        py::arg("consents") = py::none(), py::arg("offerings") = py::none(), py::arg("competitors") = py::none(), py::kw_only(), py::arg("threads") = 0,
        py::arg("progress") = py::none());
}

}  // namespace

void bind_records(py::module_& module) {
    bind_identity(module);
    bind_consent_bias(module);
    bind_erase(module);
}

}  // namespace dangol::python
