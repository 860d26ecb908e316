#include <dangol/features/feature_table.hpp>

#include <dangol/core/error.hpp>

#include "core/largest_number.hpp"
#include "features/feature_table_state.hpp"

#include <cmath>
#include <set>
#include <unordered_map>
#include <utility>
#include <variant>

namespace dangol::inline v0 {
namespace {

template <class T>
std::vector<T> of_rows(const std::vector<T>& values, std::span<const std::uint32_t> rows, std::size_t width = 1) {
    std::vector<T> chosen;
    if (values.empty()) return chosen;
    chosen.reserve(rows.size() * width);
    for (const std::uint32_t row : rows) {
        const auto first = values.begin() + static_cast<std::ptrdiff_t>(row * width);
        chosen.insert(chosen.end(), first, first + static_cast<std::ptrdiff_t>(width));
    }
    return chosen;
}

FeatureCells of_rows(const FeatureCells& cells, std::span<const std::uint32_t> rows, std::size_t levels) {
    FeatureCells chosen{.numbers = of_rows(cells.numbers, rows),
                        .codes = of_rows(cells.codes, rows),
                        .compositions = of_rows(cells.compositions, rows, levels),
                        .exposures = of_rows(cells.exposures, rows),
                        .standard_errors = of_rows(cells.standard_errors, rows),
                        .observed = Bits(rows.size())};
    for (std::size_t i = 0; i < rows.size(); ++i) chosen.observed.set(i, cells.observed.test(rows[i]));
    return chosen;
}

[[noreturn]] void refuse_kind(const FeatureColumn& column, const char* needed, const char* fix) {
    throw ColumnKindMismatch(column.name, kind_name(column.kind), needed, fix);
}

const FeatureColumn& column_at(const FeatureTable::State& state, ColumnIndex index) {
    if (index.value < state.columns.size()) return state.columns[index.value];
    throw InvalidArgument("column index", index.value, "below the number of columns, " + std::to_string(state.columns.size()),
                          "get it from column(name) of the same table");
}

}  // namespace

std::size_t row_count(const CustomerKeys& keys) noexcept {
    return std::visit([](const auto& ids) { return ids.size(); }, keys);
}

CustomerKeys keys_of_rows(const CustomerKeys& keys, std::span<const std::uint32_t> rows) {
    return std::visit([&](const auto& ids) { return CustomerKeys{of_rows(ids, rows)}; }, keys);
}

void FeatureTable::State::check() const {
    check_columns();
    for (std::size_t c = 0; c < columns.size(); ++c) check_cells(columns[c], *cells[c], row_count(*customers));
}

void FeatureTable::State::check_columns() const {
    const std::size_t rows = row_count(*customers);
    if (rows >= unobserved_code) {
        throw InvalidArgument("number of customers", rows, "below 4,294,967,295", "split the customers into several tables");
    }
    if (cells.size() != columns.size()) {
        throw InvalidArgument("columns with cells", cells.size(), "one per column", "give cells for every column");
    }
    if (weights.size() != rows) {
        throw InvalidArgument("number of weights", weights.size(), "one per customer", "leave weights out where all are 1");
    }
    for (std::size_t row = 0; row < rows; ++row) {
        if (!(weights[row] >= 0 && is_usable(weights[row]))) {
            throw InvalidArgument("weight of row " + std::to_string(row), weights[row], "at least 0 and finite", "correct it");
        }
    }
    std::set<std::string_view> seen;
    for (std::size_t c = 0; c < columns.size(); ++c) {
        check_column(columns[c]);
        if (!seen.insert(columns[c].name).second) {
            throw InvalidArgument("name of a column", columns[c].name, "unique in its table", "name or ask for it once");
        }
    }
}

FeatureTable::FeatureTable() : state_(std::make_shared<const State>()) {}

FeatureTable::FeatureTable(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

FeatureTable::FeatureTable(CustomerKeys customers, std::vector<FeatureData> columns, std::vector<double> weights) {
    auto state = std::make_shared<State>();
    const std::size_t rows = row_count(customers);
    state->customers = std::move(customers);
    for (FeatureData& given : columns) {
        check_column(given.meaning);
        state->columns.push_back(given.meaning);
        state->cells.emplace_back(cells_of(std::move(given), rows));
    }
    state->weights = weights.empty() ? std::vector<double>(rows, 1.0) : std::move(weights);
    state->check();
    state_ = std::move(state);
}

std::size_t FeatureTable::customer_count() const noexcept { return state_->weights.size(); }
const CustomerKeys& FeatureTable::customers() const noexcept { return *state_->customers; }
std::span<const FeatureColumn> FeatureTable::columns() const noexcept { return state_->columns; }
std::span<const double> FeatureTable::weights() const noexcept { return state_->weights; }
const FeaturePlan& FeatureTable::plan() const noexcept { return state_->plan; }
const BuildAccount& FeatureTable::account() const noexcept { return state_->account; }
const std::string& FeatureTable::currency() const noexcept { return state_->currency; }

std::string FeatureTable::customer_text(std::size_t row) const {
    if (row >= customer_count()) throw InvalidArgument("row", row, "below the number of customers", "count rows from 0");
    if (const auto* numbers = std::get_if<std::vector<std::int64_t>>(&customers())) return std::to_string((*numbers)[row]);
    return std::get<std::vector<std::string>>(customers())[row];
}

ColumnIndex FeatureTable::column(std::string_view name) const {
    std::vector<std::string> names;
    for (std::size_t c = 0; c < state_->columns.size(); ++c) {
        if (state_->columns[c].name == name) return id_at<ColumnIndex>(c);
        names.push_back(state_->columns[c].name);
    }
    throw UnknownColumn(name, names, "the feature table");
}

std::vector<ColumnIndex> FeatureTable::columns_with(Role role) const {
    std::vector<ColumnIndex> found;
    for (std::size_t c = 0; c < state_->columns.size(); ++c) {
        if (state_->columns[c].role == role) found.push_back(id_at<ColumnIndex>(c));
    }
    return found;
}

std::span<const double> FeatureTable::numbers(ColumnIndex index) const {
    const FeatureColumn& column = column_at(*state_, index);
    if (!holds_numbers(column.kind)) {
        refuse_kind(column, "numeric, positive, count, share or cyclic",
                    column.kind == ColumnKind::composition ? "read it with compositions()" : "read it with codes()");
    }
    return state_->cells[index.value]->numbers;
}

std::span<const std::uint32_t> FeatureTable::codes(ColumnIndex index) const {
    const FeatureColumn& column = column_at(*state_, index);
    if (!holds_codes(column.kind)) {
        refuse_kind(column, "flag, category or ordered_category",
                    column.kind == ColumnKind::composition ? "read it with compositions()" : "read it with numbers()");
    }
    return state_->cells[index.value]->codes;
}

MatrixView<const float> FeatureTable::compositions(ColumnIndex index) const {
    const FeatureColumn& column = column_at(*state_, index);
    if (column.kind != ColumnKind::composition) {
        refuse_kind(column, "composition", holds_codes(column.kind) ? "read it with codes()" : "read it with numbers()");
    }
    return {state_->cells[index.value]->compositions.data(), customer_count(), column.levels.size()};
}

std::span<const double> FeatureTable::exposures(ColumnIndex index) const {
    static_cast<void>(column_at(*state_, index));
    return state_->cells[index.value]->exposures;
}

std::span<const double> FeatureTable::standard_errors(ColumnIndex index) const {
    static_cast<void>(column_at(*state_, index));
    return state_->cells[index.value]->standard_errors;
}

BitView FeatureTable::observed(ColumnIndex index) const {
    static_cast<void>(column_at(*state_, index));
    return state_->cells[index.value]->observed;
}

FeatureTable FeatureTable::rows(std::span<const std::uint32_t> rows) const {
    for (const std::uint32_t row : rows) {
        if (row >= customer_count()) throw InvalidArgument("row", row, "below the number of customers", "count rows from 0");
    }
    auto state = std::make_shared<State>();
    state->customers = keys_of_rows(customers(), rows);
    state->columns = state_->columns;
    for (std::size_t c = 0; c < state_->columns.size(); ++c) {
        state->cells.emplace_back(of_rows(*state_->cells[c], rows, state_->columns[c].levels.size()));
    }
    state->weights = of_rows(state_->weights, rows);
    state->plan = state_->plan;
    state->account = state_->account;
    state->currency = state_->currency;
    return FeatureTable(std::move(state));
}

FeatureTable FeatureTable::with_columns(std::span<const ColumnIndex> columns) const {
    auto state = std::make_shared<State>(*state_);
    state->columns.clear();
    state->cells.clear();
    std::set<ColumnIndex> seen;
    for (const ColumnIndex index : columns) {
        state->columns.push_back(column_at(*state_, index));
        state->cells.push_back(state_->cells[index.value]);
        if (!seen.insert(index).second) {
            throw InvalidArgument("column", state->columns.back().name, "asked for once", "leave the second one out");
        }
    }
    return FeatureTable(std::move(state));
}

FeatureTable FeatureTable::with_role(std::string_view name, Role role) const {
    auto state = std::make_shared<State>(*state_);
    state->columns[column(name).value].role = role;
    for (FeatureColumn& settled : state->plan.settled_columns) {
        if (settled.name == name) settled.role = role;
    }
    return FeatureTable(std::move(state));
}

FeatureTable FeatureTable::with_known(std::string_view name, KnownWhen known) const {
    auto state = std::make_shared<State>(*state_);
    state->columns[column(name).value].known = known;
    for (FeatureColumn& settled : state->plan.settled_columns) {
        if (settled.name == name) settled.known = known;
    }
    return FeatureTable(std::move(state));
}

FeatureTable FeatureTable::with_weights(std::vector<double> weights) const {
    auto state = std::make_shared<State>(*state_);
    state->weights = std::move(weights);
    state->check();
    return FeatureTable(std::move(state));
}

FeatureTable FeatureTable::with_weights(const CustomerKeys& customers, std::span<const double> weights) const {
    const auto by_id = [&]<class Key>(const std::vector<Key>& ids) {
        std::unordered_map<Key, double> weight_of;
        for (std::size_t i = 0; i < ids.size(); ++i) {
            if (!weight_of.emplace(ids[i], weights[i]).second) throw InvalidArgument("customers with a weight", ids[i], "named once each", "give each one weight");
        }
        const auto* own = std::get_if<std::vector<Key>>(&this->customers());
        if (own == nullptr) throw InvalidArgument("ids of customers with a weight", "of another type", "of the type of the table's ids", "take them from the same records");
        std::vector<double> of_rows;
        for (std::size_t row = 0; row < own->size(); ++row) {
            const auto found = weight_of.find((*own)[row]);
            if (found == weight_of.end()) throw InvalidArgument("weight of customer " + customer_text(row), "not given", "given", "weight those whose features were built: for the same purpose");
            of_rows.push_back(found->second);
        }
        return with_weights(std::move(of_rows));
    };
    if (row_count(customers) != weights.size()) throw InvalidArgument("number of weights", weights.size(), "one per customer", "give each id its weight");
    return std::visit(by_id, customers);
}

bool operator==(const FeatureTable& a, const FeatureTable& b) { return a.state_ == b.state_ || *a.state_ == *b.state_; }

}  // namespace dangol::inline v0
