#include "lead_reader.hpp"

#include "record.hpp"

#include <string>
#include <utility>
#include <vector>

namespace dangol::python {
namespace {

struct Known {
    py::object value;
    std::optional<double> exposure;
};

/// A pair says how much is behind a value.
Known known_of(const std::string& name, py::handle given) {
    if (!py::isinstance<py::tuple>(given)) return {py::reinterpret_borrow<py::object>(given), std::nullopt};
    const auto pair = py::reinterpret_borrow<py::tuple>(given);
    if (pair.size() != 2) refuse_type(name, given, "a value, or a pair of a value and the exposure behind it");
    return {pair[0], read_field<double>("the exposure of " + name, pair[1])};
}

void set_number(Lead& lead, ColumnIndex column, const std::string& name, const Known& known) {
    const auto value = read_field<double>(name, known.value);
    if (known.exposure) lead.set(column, value, *known.exposure);
    else lead.set(column, value);
}

void set_level(const LeadScorer& scorer, Lead& lead, ColumnIndex column, const std::string& name, const Known& known) {
    lead.set(column, scorer.level(column, read_field<std::string>(name, known.value)));
}

/// True and False, NumPy's among them; a number or a word may mean anything.
void set_flag(Lead& lead, ColumnIndex column, const std::string& name, const Known& known) {
    py::detail::make_caster<bool> flag;
    if (!flag.load(known.value, false)) refuse_type(name, known.value, "True or False");
    lead.set(column, LevelIndex{py::detail::cast_op<bool>(flag) ? 1U : 0U});
}

void set_parts(const LeadScorer& scorer, Lead& lead, ColumnIndex column, const std::string& name, const Known& known) {
    if (!py::isinstance<py::dict>(known.value)) refuse_type(name, known.value, "a dict of parts and their shares");
    std::vector<float> parts(scorer.columns()[column.value].levels.size(), 0.0F);
    for (const auto& [part, share] : py::reinterpret_borrow<py::dict>(known.value)) {
        parts[scorer.level(column, read_field<std::string>(name, part)).value] = static_cast<float>(read_field<double>(name, share));
    }
    lead.set(column, parts, known.exposure.value_or(1));
}

void set_column(const LeadScorer& scorer, Lead& lead, const std::string& name, py::handle given) {
    const ColumnIndex column = scorer.column(name);
    if (given.is_none()) return;
    const Known known = known_of(name, given);
    switch (scorer.columns()[column.value].kind) {
        case ColumnKind::flag: return set_flag(lead, column, name, known);
        case ColumnKind::category:
        case ColumnKind::ordered_category: return set_level(scorer, lead, column, name, known);
        case ColumnKind::composition: return set_parts(scorer, lead, column, name, known);
        default: return set_number(lead, column, name, known);
    }
}

}  // namespace

Lead lead_from(const LeadScorer& scorer, const py::dict& known, Instant as_of, const py::object& customer) {
    Lead lead = scorer.blank_lead(as_of);
    for (const auto& [name, value] : known) set_column(scorer, lead, read_field<std::string>("the name of a column", name), value);
    if (py::isinstance<py::str>(customer)) lead.of_customer(customer.cast<std::string>());
    else if (!customer.is_none()) lead.of_customer(read_field<std::int64_t>("customer", customer));
    return lead;
}

}  // namespace dangol::python
