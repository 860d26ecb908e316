#include "bindings.hpp"
#include "frame.hpp"
#include "input_table.hpp"
#include "long_call.hpp"
#include "names_core.hpp"
#include "names_customers.hpp"
#include "names_features.hpp"
#include "record.hpp"

#include <dangol/customers/frames.hpp>
#include <dangol/features/feature_fold.hpp>
#include <dangol/features/fold_erasure.hpp>

#include <memory>
#include <optional>
#include <string>

namespace dangol::python {

void bind_fold(py::module_& module) {
    py::classh<InputBatches>(module, "InputBatches", "An Arrow stream on its way to a fold, some batches at a time.")
        .def_static("from_stream", &InputBatches::from_stream, py::arg("producer"))
        .def("next", &InputBatches::next, py::arg("rows"), "The next batches, until they hold so many rows; None at the end.");

    py::classh<Permission>(module, "Permission", "Who agreed to one purpose. Immutable.")
        .def_static("not_recorded", [](Choice<Purpose> purpose) { return Permission::not_recorded(purpose.value); }, py::arg("purpose"),
                    "There is no table of consents: everybody is permitted, and every account says so.")
        .def_static(
            "read",
            [](const InputTable& consents, const Schema& schema, Choice<Purpose> purpose, const std::optional<Instant>& as_of) {
                const TableView table = consents.view();
                return long_call(0, py::bool_(false), [&](const Execution& execution) {
                    return Permission::of(table, schema, purpose.value, as_of.value_or(Instant::max()), execution);
                });
            },
            py::arg("consents"), py::arg("schema"), py::arg("purpose"), py::arg("as_of") = py::none())
        .def_property_readonly("purpose", &Permission::purpose)
        .def_property_readonly("recorded", &Permission::recorded)
        .def_property_readonly("agreed", [](const Permission& self) { return self.agreed(); }, "Ids of those who agreed, as you wrote them; sorted.")
        .def_property_readonly("account", [](const Permission& self) { return self.account(); })
        .def("__eq__", [](const Permission& a, const Permission& b) { return a == b; }, py::is_operator())
        .def("__repr__", [](const Permission& self) {
            return std::string("Permission ") + (self.recorded() ? "as recorded" : "of everybody: consent is not recorded");
        });

    py::classh<FeatureFold>(module, "FeatureFold",
                            "Features of more records than memory: each chunk is folded into a few hundred bytes a customer, and then forgotten.")
        .def(py::init<const Schema&, const FeaturePlan&, Permission>(), py::arg("schema"), py::arg("plan"), py::arg("permission"))
        .def(
            "fold_table",
            [](FeatureFold& self, const InputTable& interactions, std::size_t threads, const py::object& progress) {
                const TableView table = interactions.view();
                long_call(threads, progress, [&](const Execution& execution) {
                    self.fold(table, execution);
                    return true;
                });
            },
            py::arg("interactions"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(),
            "As fold(), of a table that table_of() made.")
        .def(
            "merge",
            [](FeatureFold& self, const FeatureFold& other, std::size_t threads, const py::object& progress) {
                long_call(threads, progress, [&](const Execution& execution) {
                    self.merge(other, execution);
                    return true;
                });
            },
            py::arg("other"), py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(),
            "Takes in what another fold of the same schema, plan and permission holds.")
        .def(
            "finish",
            [](const FeatureFold& self, std::size_t threads, const py::object& progress) {
                return long_call(threads, progress, [&](const Execution& execution) { return self.finish(execution); });
            },
            py::kw_only(), py::arg("threads") = 0, py::arg("progress") = py::none(), "The table, as build_features() would make it of all rows.")
        .def_property_readonly("schema", [](const FeatureFold& self) { return self.schema(); })
        .def_property_readonly("plan", [](const FeatureFold& self) { return self.plan(); })
        .def_property_readonly("permission", [](const FeatureFold& self) { return self.permission(); })
        .def_property_readonly("account", &FeatureFold::account)
        .def_property_readonly("set_aside", [](const FeatureFold& self) { return std::make_unique<Frame>(to_columns(self.set_aside())); },
                               "Rows that were set aside: table, row (over all chunks), column, value, reason.")
        .def_property_readonly("customer_count", &FeatureFold::customer_count)
        .def_property_readonly("row_count", &FeatureFold::row_count, "Rows read so far.")
        .def_property_readonly("byte_count", &FeatureFold::byte_count, "Of memory, about.")
        .def("__copy__", [](const FeatureFold& self) { return FeatureFold(self); })
        .def("__eq__", [](const FeatureFold& a, const FeatureFold& b) { return a == b; }, py::is_operator())
        .def("__repr__", [](const FeatureFold& self) {
            return "FeatureFold of " + std::to_string(self.row_count()) + " rows of " + std::to_string(self.customer_count()) + " customers";
        });

    py::classh<FoldErasure>(module, "FoldErasure", "A fold without some customers, and what was done.")
        .def_readonly("fold", &FoldErasure::fold)
        .def_readonly("customers", &FoldErasure::customers)
        .def_property_readonly("not_found", [](const FoldErasure& self) { return self.not_found; })
        .def_readonly("visits", &FoldErasure::visits)
        .def("to_text", [](const FoldErasure& self, Choice<Language> language) { return to_text(self, language.value); }, py::arg("language") = "english")
        .def("__str__", [](const FoldErasure& self) { return to_text(self, Language::english); });
    module.def("erase",
               [](const FeatureFold& fold, const CustomerKeys& ids) {
                   return long_call(0, py::bool_(false), [&](const Execution& execution) { return erase(fold, ids, execution); });
               },
               py::arg("fold"), py::arg("ids"), "A fold that never saw these customers, and what was done.");
}

}  // namespace dangol::python
