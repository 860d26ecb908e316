#include "bindings.hpp"
#include "cells.hpp"
#include "input_table.hpp"
#include "names_features.hpp"
#include "record.hpp"

#include <dangol/core/error.hpp>
#include <dangol/features/feature_table.hpp>

#include <algorithm>
#include <limits>
#include <string_view>
#include <unordered_map>
#include <unordered_set>

namespace dangol::python {
namespace {

const ColumnView& column_of(const TableView& table, const std::string& name) {
    const ColumnView* found = table.find(name);
    if (found == nullptr) throw UnknownColumn(name, table.names(), "the frame");
    return *found;
}

[[noreturn]] void refuse_cell(const std::string& name, std::size_t row, const std::string& needed) {
    throw BadInput("The column \"" + name + "\" holds no " + needed + " in row " + std::to_string(row) + ": make the column one type.");
}

/// Now and then within a long loop over rows.
void notice_interruption(std::size_t row) {
    if (row % 65'536 == 65'535 && PyErr_CheckSignals() != 0) throw py::error_already_set();
}

/// Numbers; missing is NaN.
std::vector<double> numbers_of(const TableView& table, const std::string& name) {
    const ColumnView& column = column_of(table, name);
    std::vector<double> values(column.size(), std::numeric_limits<double>::quiet_NaN());
    for (std::size_t row = 0; row < values.size(); ++row) {
        notice_interruption(row);
        const Cell cell = cell_at(column, row);
        if (const auto* number = std::get_if<double>(&cell)) values[row] = *number;
        else if (const auto* whole = std::get_if<std::int64_t>(&cell)) values[row] = static_cast<double>(*whole);
        else if (const auto* flag = std::get_if<bool>(&cell)) values[row] = *flag ? 1 : 0;
        else if (!std::holds_alternative<std::monostate>(cell)) refuse_cell(name, row, "number");
    }
    return values;
}

/// Levels by their text; whole numbers are levels too.
std::vector<std::optional<std::string>> texts_of(const TableView& table, const std::string& name) {
    const ColumnView& column = column_of(table, name);
    std::vector<std::optional<std::string>> texts(column.size());
    for (std::size_t row = 0; row < texts.size(); ++row) {
        notice_interruption(row);
        const Cell cell = cell_at(column, row);
        if (const auto* text = std::get_if<std::string_view>(&cell)) texts[row] = std::string(*text);
        else if (const auto* whole = std::get_if<std::int64_t>(&cell)) texts[row] = std::to_string(*whole);
        else if (!std::holds_alternative<std::monostate>(cell)) refuse_cell(name, row, "level");
    }
    return texts;
}

void read_flag(FeatureData& data, const TableView& table) {
    for (const double value : numbers_of(table, data.meaning.name)) {
        if (value != value) data.codes.push_back(unobserved_code);
        else if (value == 0 || value == 1) data.codes.push_back(value == 1 ? 1 : 0);
        else refuse_cell(data.meaning.name, data.codes.size(), "flag");
    }
}

void read_levels(FeatureData& data, const TableView& table) {
    const auto texts = texts_of(table, data.meaning.name);
    std::vector<std::string>& levels = data.meaning.levels;
    if (levels.empty() && data.meaning.kind == ColumnKind::ordered_category) {
        throw InvalidArgument("levels of " + data.meaning.name, 0, "named, lowest first", "write FeatureColumn(kind=\"ordered_category\", levels=[…])");
    }
    if (levels.empty()) {
        std::unordered_set<std::string_view> found;
        for (const auto& text : texts) {
            if (text) found.insert(*text);
        }
        levels.assign(found.begin(), found.end());
        std::ranges::sort(levels);
    }
    std::unordered_map<std::string_view, std::uint32_t> code_of;
    for (std::size_t level = 0; level < levels.size(); ++level) code_of.try_emplace(levels[level], static_cast<std::uint32_t>(level));
    for (std::size_t row = 0; row < texts.size(); ++row) {
        notice_interruption(row);
        const auto at = texts[row] ? code_of.find(*texts[row]) : code_of.end();
        if (texts[row] && at == code_of.end()) throw UnknownLevel(data.meaning.name, *texts[row], levels);
        data.codes.push_back(texts[row] ? at->second : unobserved_code);
    }
}

void read_parts(FeatureData& data, const TableView& table) {
    const std::string prefix = data.meaning.name + ".";
    std::vector<std::string>& levels = data.meaning.levels;
    if (levels.empty()) {
        for (const std::string& name : table.names()) {
            if (name.starts_with(prefix) && name != prefix + "exposure") levels.push_back(name.substr(prefix.size()));
        }
    }
    data.compositions.resize(table.row_count() * levels.size());
    for (std::size_t part = 0; part < levels.size(); ++part) {
        const std::vector<double> shares = numbers_of(table, prefix + levels[part]);
        for (std::size_t row = 0; row < shares.size(); ++row) data.compositions[row * levels.size() + part] = static_cast<float>(shares[row]);
    }
}

FeatureData data_of(const TableView& table, FeatureColumn meaning) {
    FeatureData data;
    data.meaning = std::move(meaning);
    switch (data.meaning.kind) {
        case ColumnKind::flag: read_flag(data, table); break;
        case ColumnKind::category:
        case ColumnKind::ordered_category: read_levels(data, table); break;
        case ColumnKind::composition: read_parts(data, table); break;
        default: data.numbers = numbers_of(table, data.meaning.name);
    }
    const std::string exposure = data.meaning.name + ".exposure";
    if (table.find(exposure) != nullptr) {
        data.exposures = numbers_of(table, exposure);
        std::ranges::replace_if(data.exposures, [](double value) { return value != value; }, 0.0);
    }
    const std::string error = data.meaning.name + ".standard_error";
    if (table.find(error) != nullptr) {
        data.standard_errors = numbers_of(table, error);
        std::ranges::replace_if(data.standard_errors, [](double value) { return value != value; }, std::numeric_limits<double>::infinity());
    }
    return data;
}

CustomerKeys keys_of(const TableView& table, const std::string& name) {
    const ColumnView& column = column_of(table, name);
    std::vector<std::int64_t> numbers;
    std::vector<std::string> texts;
    for (std::size_t row = 0; row < column.size(); ++row) {
        notice_interruption(row);
        const Cell cell = cell_at(column, row);
        if (const auto* whole = std::get_if<std::int64_t>(&cell)) numbers.push_back(*whole);
        else if (const auto* text = std::get_if<std::string_view>(&cell)) texts.emplace_back(*text);
        else refuse_cell(name, row, "customer");
        if (!numbers.empty() && !texts.empty()) refuse_cell(name, row, "customer like those before");
    }
    if (texts.empty()) return numbers;
    return texts;
}

FeatureColumn meaning_of(const std::string& name, py::handle kind) {
    FeatureColumn meaning;
    if (py::isinstance<FeatureColumn>(kind)) meaning = kind.cast<FeatureColumn>();
    else meaning.kind = read_field<ColumnKind>("the kind of " + name, kind);
    meaning.name = name;
    return meaning;
}

}  // namespace

void bind_feature_table(py::module_& module) {
    module.def(
        "feature_table",
        [](const InputTable& frame, const py::dict& kinds, const std::string& customer, const std::optional<std::vector<double>>& weights) {
            const TableView table = frame.view();
            std::vector<FeatureData> columns;
            for (const auto& [name, kind] : kinds) {
                const auto called = read_field<std::string>("the name of a column", name);
                columns.push_back(data_of(table, meaning_of(called, kind)));
            }
            return FeatureTable(keys_of(table, customer), std::move(columns), weights.value_or(std::vector<double>{}));
        },
        py::arg("frame"), py::arg("kinds"), py::arg("customer"), py::arg("weights"));
}

}  // namespace dangol::python
