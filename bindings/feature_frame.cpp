#include "feature_frame.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <memory>
#include <span>
#include <variant>

namespace dangol::python {
namespace {

constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

py::array looking_at(std::span<const double> values, const py::object& owner) {
    py::array_t<double> array({values.size()}, {sizeof(double)}, values.data(), owner);
    array.attr("flags").attr("writeable") = false;
    return array;
}

ArrowColumn exposure_column(const FeatureTable& table, ColumnIndex column, const std::string& name) {
    const auto owner = std::make_shared<const FeatureTable>(table);
    return ArrowColumn::numbers(name + ".exposure", owner->exposures(column), owner);
}

/// Infinity, where one observation cannot say, is missing in a frame.
ArrowColumn standard_error_column(const FeatureTable& table, ColumnIndex column, const std::string& name) {
    const std::span<const double> errors = table.standard_errors(column);
    const BitView observed = table.observed(column);
    std::vector<double> values(errors.size(), unknown);
    for (std::size_t row = 0; row < values.size(); ++row) {
        if (observed[row] && std::isfinite(errors[row])) values[row] = errors[row];
    }
    return ArrowColumn::numbers(name + ".standard_error", std::move(values));
}

void add_numbers(std::vector<ArrowColumn>& columns, const FeatureTable& table, ColumnIndex at, const FeatureColumn& meaning) {
    const BitView observed = table.observed(at);
    const std::span<const double> numbers = table.numbers(at);
    const std::span<const double> exposures = table.exposures(at);
    const bool is_share = meaning.kind == ColumnKind::share;
    if (observed.all() && !is_share) {
        const auto owner = std::make_shared<const FeatureTable>(table);
        columns.push_back(ArrowColumn::numbers(meaning.name, owner->numbers(at), owner));
    } else {
        std::vector<double> values(numbers.size(), unknown);
        for (std::size_t row = 0; row < values.size(); ++row) {
            if (observed[row]) values[row] = is_share ? numbers[row] / exposures[row] : numbers[row];
        }
        columns.push_back(ArrowColumn::numbers(meaning.name, std::move(values)));
    }
    const bool is_estimate = !table.standard_errors(at).empty();
    const bool by_plan = meaning.construct != Construct::attribute && meaning.construct != Construct::lead_attribute;
    const bool counted = std::ranges::any_of(exposures, [](double exposure) { return exposure != 0 && exposure != 1; });
    if (is_share || is_estimate || by_plan || counted || meaning.kind == ColumnKind::count) columns.push_back(exposure_column(table, at, meaning.name));
    if (is_estimate) columns.push_back(standard_error_column(table, at, meaning.name));
}

void add_codes(std::vector<ArrowColumn>& columns, const FeatureTable& table, ColumnIndex at, const FeatureColumn& meaning) {
    const BitView observed = table.observed(at);
    const std::span<const std::uint32_t> codes = table.codes(at);
    if (meaning.kind == ColumnKind::flag) {
        std::vector<std::uint8_t> flags(codes.size(), 255);
        for (std::size_t row = 0; row < flags.size(); ++row) {
            if (observed[row]) flags[row] = static_cast<std::uint8_t>(codes[row]);
        }
        columns.push_back(ArrowColumn::flags(meaning.name, flags));
        return;
    }
    std::vector<std::uint32_t> known(codes.begin(), codes.end());
    for (std::size_t row = 0; row < known.size(); ++row) {
        if (!observed[row]) known[row] = unobserved_code;
    }
    columns.push_back(ArrowColumn::categories(meaning.name, known, meaning.levels));
}

void add_parts(std::vector<ArrowColumn>& columns, const FeatureTable& table, ColumnIndex at, const FeatureColumn& meaning, const Execution& execution) {
    const BitView observed = table.observed(at);
    const MatrixView<const float> parts = table.compositions(at);
    for (std::size_t level = 0; level < meaning.levels.size(); ++level) {
        check_stop(execution);
        std::vector<double> values(parts.rows(), unknown);
        for (std::size_t row = 0; row < values.size(); ++row) {
            if (observed[row]) values[row] = static_cast<double>(parts(row, level));
        }
        columns.push_back(ArrowColumn::numbers(meaning.name + "." + meaning.levels[level], std::move(values)));
    }
    columns.push_back(exposure_column(table, at, meaning.name));
}

}  // namespace

ArrowColumn key_column(const CustomerKeys& keys) {
    if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&keys)) return ArrowColumn::whole_numbers("customer", *numbers);
    return ArrowColumn::text("customer", std::get<std::vector<std::string>>(keys));
}

ArrowColumns feature_columns(const FeatureTable& table, const Execution& execution) {
    std::vector<ArrowColumn> columns{key_column(table.customers())};
    for (std::size_t i = 0; i < table.columns().size(); ++i) {
        check_stop(execution);
        const auto at = id_at<ColumnIndex>(i);
        const FeatureColumn& meaning = table.columns()[i];
        switch (meaning.kind) {
            case ColumnKind::flag:
            case ColumnKind::category:
            case ColumnKind::ordered_category: add_codes(columns, table, at, meaning); break;
            case ColumnKind::composition: add_parts(columns, table, at, meaning, execution); break;
            default: add_numbers(columns, table, at, meaning);
        }
    }
    return ArrowColumns(std::move(columns));
}

ArrowColumns lead_columns(const LeadTable& leads, const Execution& execution) {
    static const std::vector<std::string> outcomes{"open", "not_converted", "converted"};
    const ArrowColumns features = feature_columns(leads.features(), execution);
    std::vector<ArrowColumn> columns(features.columns().begin(), features.columns().end());
    std::vector<std::uint32_t> codes;
    for (const LeadOutcome outcome : leads.outcomes()) codes.push_back(static_cast<std::uint32_t>(outcome));
    columns.insert(columns.begin() + 1, ArrowColumn::times("contacted_at", leads.contacted_at(), TimeZone()));
    columns.insert(columns.begin() + 2, ArrowColumn::categories("outcome", codes, outcomes));
    if (!leads.source_rows().empty()) {
        const std::vector<std::int64_t> rows(leads.source_rows().begin(), leads.source_rows().end());
        columns.insert(columns.begin() + 3, ArrowColumn::whole_numbers("source_row", rows));
    }
    return ArrowColumns(std::move(columns));
}

py::array numbers_of_table(const py::object& owner, const std::string& name) {
    const auto& table = owner.cast<const FeatureTable&>();
    const ColumnIndex column = table.column(name);
    const std::span<const double> values = table.numbers(column);
    const BitView observed = table.observed(column);
    if (observed.all()) return looking_at(values, owner);
    py::array_t<double> array(static_cast<py::ssize_t>(values.size()));
    for (std::size_t row = 0; row < values.size(); ++row) array.mutable_data()[row] = observed[row] ? values[row] : unknown;
    return array;
}

py::array exposure_of_table(const py::object& owner, const std::string& name) {
    const auto& table = owner.cast<const FeatureTable&>();
    return looking_at(table.exposures(table.column(name)), owner);
}

std::optional<py::array> standard_error_of_table(const py::object& owner, const std::string& name) {
    const auto& table = owner.cast<const FeatureTable&>();
    const std::span<const double> errors = table.standard_errors(table.column(name));
    if (errors.empty()) return std::nullopt;
    return looking_at(errors, owner);
}

}  // namespace dangol::python
