#include <dangol/core/error.hpp>
#include <dangol/customers/arrow_columns.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <deque>
#include <limits>
#include <utility>

namespace dangol::inline v0 {

struct ArrowColumn::State {
    std::string name = {}, format = {};
    std::size_t length = 0, missing = 0;
    Bits validity = {};                      // empty: nothing is missing
    std::shared_ptr<const void> owner = {};  // of values and bytes
    const void* values = nullptr;
    const void* bytes = nullptr;             // of text
    std::shared_ptr<const State> dictionary = {};
};

namespace {

using State = ArrowColumn::State;

/// A column whose cells live in `cells`, which it owns.
template <class Cells>
std::shared_ptr<State> column_of(std::string name, std::string format, std::size_t length, Cells cells) {
    auto state = std::make_shared<State>();
    auto owned = std::make_shared<const Cells>(std::move(cells));
    state->name = std::move(name);
    state->format = std::move(format);
    state->length = length;
    state->values = owned->data();
    state->owner = std::move(owned);
    return state;
}

template <class IsMissing>
void mark_missing(State& state, const IsMissing& is_missing) {
    for (std::size_t row = 0; row < state.length; ++row) {
        if (!is_missing(row)) continue;
        if (state.missing++ == 0) state.validity = Bits(state.length, true);
        state.validity.set(row, false);
    }
}

struct TextCells {
    std::vector<std::int32_t> short_ends = {};
    std::vector<std::int64_t> ends = {};
    std::string bytes = {};
};

std::shared_ptr<State> text_column(std::string name, std::span<const std::string> values) {
    auto cells = std::make_shared<TextCells>();
    cells->ends.push_back(0);
    for (const std::string& value : values) {
        cells->bytes += value;
        cells->ends.push_back(static_cast<std::int64_t>(cells->bytes.size()));
    }
    const bool is_large = cells->bytes.size() > std::numeric_limits<std::int32_t>::max();
    auto state = std::make_shared<State>();
    state->name = std::move(name);
    state->format.assign(1, is_large ? 'U' : 'u');
    state->length = values.size();
    state->values = cells->ends.data();
    if (!is_large) {
        for (const std::int64_t end : cells->ends) cells->short_ends.push_back(static_cast<std::int32_t>(end));
        cells->ends = {};
        state->values = cells->short_ends.data();
    }
    state->bytes = cells->bytes.data();
    state->owner = std::move(cells);
    return state;
}

// What follows is handed to C: nothing may throw through it, and every struct releases itself once.

struct SchemaParts {
    std::string format = {}, name = {};
    std::deque<ArrowSchema> children = {};
    std::vector<ArrowSchema*> pointers = {};
    ArrowSchema dictionary = {};
};

void release_schema(ArrowSchema* schema) noexcept {
    auto* parts = static_cast<SchemaParts*>(schema->private_data);
    for (ArrowSchema& child : parts->children) {
        if (child.release != nullptr) child.release(&child);
    }
    if (parts->dictionary.release != nullptr) parts->dictionary.release(&parts->dictionary);
    delete parts;
    schema->release = nullptr;
}

ArrowSchema finish(std::unique_ptr<SchemaParts> parts) {
    for (ArrowSchema& child : parts->children) parts->pointers.push_back(&child);
    ArrowSchema schema = {};
    schema.format = parts->format.c_str();
    schema.name = parts->name.c_str();
    schema.flags = ARROW_FLAG_NULLABLE;
    schema.n_children = static_cast<std::int64_t>(parts->pointers.size());
    schema.children = parts->pointers.data();
    schema.dictionary = parts->dictionary.release == nullptr ? nullptr : &parts->dictionary;
    schema.release = [](ArrowSchema* s) { release_schema(s); };
    schema.private_data = parts.release();
    return schema;
}

ArrowSchema schema_of(const State& column) {
    auto parts = std::make_unique<SchemaParts>();
    parts->format = column.format;
    parts->name = column.name;
    if (column.dictionary) parts->dictionary = schema_of(*column.dictionary);
    return finish(std::move(parts));
}

struct ArrayParts {
    std::shared_ptr<const State> column = {};
    std::vector<const void*> buffers = {};
    std::deque<ArrowArray> children = {};
    std::vector<ArrowArray*> pointers = {};
    ArrowArray dictionary = {};
};

void release_array(ArrowArray* array) noexcept {
    auto* parts = static_cast<ArrayParts*>(array->private_data);
    for (ArrowArray& child : parts->children) {  // one that the consumer moved away is marked released
        if (child.release != nullptr) child.release(&child);
    }
    if (parts->dictionary.release != nullptr) parts->dictionary.release(&parts->dictionary);
    delete parts;
    array->release = nullptr;
}

ArrowArray finish(std::unique_ptr<ArrayParts> parts, std::size_t first, std::size_t rows, std::int64_t missing) {
    for (ArrowArray& child : parts->children) parts->pointers.push_back(&child);
    ArrowArray array = {};
    array.length = static_cast<std::int64_t>(rows);
    array.null_count = missing;
    array.offset = static_cast<std::int64_t>(first);
    array.n_buffers = static_cast<std::int64_t>(parts->buffers.size());
    array.n_children = static_cast<std::int64_t>(parts->pointers.size());
    array.buffers = parts->buffers.data();
    array.children = parts->pointers.data();
    array.dictionary = parts->dictionary.release == nullptr ? nullptr : &parts->dictionary;
    array.release = [](ArrowArray* a) { release_array(a); };
    array.private_data = parts.release();
    return array;
}

ArrowArray array_of(std::shared_ptr<const State> column, std::size_t first, std::size_t rows) {
    auto parts = std::make_unique<ArrayParts>();
    parts->buffers = {column->missing == 0 ? nullptr : column->validity.words().data(), column->values};
    if (column->format == "u" || column->format == "U") parts->buffers.push_back(column->bytes);
    if (column->dictionary) parts->dictionary = array_of(column->dictionary, 0, column->dictionary->length);
    constexpr std::int64_t not_counted = -1;
    const std::int64_t missing = column->missing == 0 ? 0 : rows == column->length ? static_cast<std::int64_t>(column->missing) : not_counted;
    parts->column = std::move(column);
    return finish(std::move(parts), first, rows, missing);
}

struct StreamParts {
    std::vector<ArrowColumn> columns = {};
    std::size_t rows = 0, rows_per_batch = 0, next = 0;
};

constexpr int out_of_memory = 12;  // ENOMEM

int give_schema(ArrowArrayStream* stream, ArrowSchema* out) noexcept {
    try {
        auto parts = std::make_unique<SchemaParts>();
        parts->format = "+s";
        for (const ArrowColumn& column : static_cast<StreamParts*>(stream->private_data)->columns) {
            parts->children.push_back(schema_of(column.state()));
        }
        *out = finish(std::move(parts));
        return 0;
    } catch (...) {
        return out_of_memory;
    }
}

int give_next(ArrowArrayStream* stream, ArrowArray* out) noexcept {
    auto& from = *static_cast<StreamParts*>(stream->private_data);
    *out = {};
    if (from.next >= from.rows) return 0;
    try {
        const std::size_t rows = std::min(from.rows_per_batch, from.rows - from.next);
        auto parts = std::make_unique<ArrayParts>();
        parts->buffers = {nullptr};
        for (const ArrowColumn& column : from.columns) parts->children.push_back(array_of(column.shared_state(), from.next, rows));
        *out = finish(std::move(parts), 0, rows, 0);
        from.next += rows;
        return 0;
    } catch (...) {
        return out_of_memory;
    }
}

}  // namespace

ArrowColumn::ArrowColumn(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}
const std::string& ArrowColumn::name() const noexcept { return state_->name; }
std::size_t ArrowColumn::size() const noexcept { return state_->length; }

ArrowColumn ArrowColumn::whole_numbers(std::string name, std::vector<std::int64_t> values) {
    const std::size_t length = values.size();
    return ArrowColumn(column_of(std::move(name), "l", length, std::move(values)));
}

ArrowColumn ArrowColumn::whole_numbers(std::string name, std::span<const std::int64_t> values, std::shared_ptr<const void> owner) {
    auto state = std::make_shared<State>();
    *state = {.name = std::move(name), .format = "l", .length = values.size(), .owner = std::move(owner), .values = values.data()};
    return ArrowColumn(std::move(state));
}

ArrowColumn ArrowColumn::numbers(std::string name, std::vector<double> values) {
    auto owned = std::make_shared<const std::vector<double>>(std::move(values));
    return numbers(std::move(name), *owned, owned);
}

ArrowColumn ArrowColumn::numbers(std::string name, std::span<const double> values, std::shared_ptr<const void> owner) {
    auto state = std::make_shared<State>();
    *state = {.name = std::move(name), .format = "g", .length = values.size(), .owner = std::move(owner), .values = values.data()};
    mark_missing(*state, [&](std::size_t row) { return std::isnan(values[row]); });
    return ArrowColumn(std::move(state));
}

ArrowColumn ArrowColumn::flags(std::string name, std::span<const std::uint8_t> values) {
    Bits yes(values.size());
    for (std::size_t row = 0; row < values.size(); ++row) yes.set(row, values[row] == 1);
    const std::vector<std::uint64_t> words(yes.words().begin(), yes.words().end());
    auto state = column_of(std::move(name), "b", values.size(), words);
    mark_missing(*state, [&](std::size_t row) { return values[row] > 1; });
    return ArrowColumn(std::move(state));
}

ArrowColumn ArrowColumn::text(std::string name, std::span<const std::string> values) {
    return ArrowColumn(text_column(std::move(name), values));
}

ArrowColumn ArrowColumn::times(std::string name, std::span<const Instant> values, const TimeZone& zone) {
    std::vector<std::int64_t> microseconds;
    for (const Instant at : values) microseconds.push_back(at.time_since_epoch().count());
    auto state = column_of(std::move(name), "tsu:" + zone.name(), values.size(), std::move(microseconds));
    mark_missing(*state, [&](std::size_t row) { return values[row] == Instant::max(); });
    return ArrowColumn(std::move(state));
}

ArrowColumn ArrowColumn::categories(std::string name, std::span<const std::uint32_t> codes, std::span<const std::string> levels) {
    std::vector<std::int32_t> positions;
    for (const std::uint32_t code : codes) positions.push_back(code < levels.size() ? static_cast<std::int32_t>(code) : 0);
    auto state = column_of(std::move(name), "i", codes.size(), std::move(positions));
    mark_missing(*state, [&](std::size_t row) { return codes[row] >= levels.size(); });
    state->dictionary = text_column("", levels);
    return ArrowColumn(std::move(state));
}

ArrowColumns::ArrowColumns(std::vector<ArrowColumn> columns) : columns_(std::move(columns)) {
    for (const ArrowColumn& column : columns_) {
        if (column.size() != row_count()) {
            throw InvalidArgument("length of the column \"" + column.name() + "\"", column.size(),
                                  "that of the first column (" + std::to_string(row_count()) + ")", "give every row a cell");
        }
    }
}

void ArrowColumns::export_to(ArrowArrayStream* stream, std::size_t rows_per_batch) const {
    auto parts = std::make_unique<StreamParts>();
    *parts = {.columns = columns_, .rows = row_count(), .rows_per_batch = rows_per_batch == 0 ? row_count() : rows_per_batch};
    *stream = {};
    stream->get_schema = [](ArrowArrayStream* s, ArrowSchema* out) { return give_schema(s, out); };
    stream->get_next = [](ArrowArrayStream* s, ArrowArray* out) { return give_next(s, out); };
    stream->get_last_error = [](ArrowArrayStream*) -> const char* { return "out of memory"; };
    stream->release = [](ArrowArrayStream* s) {
        delete static_cast<StreamParts*>(s->private_data);
        s->release = nullptr;
    };
    stream->private_data = parts.release();
}

}  // namespace dangol::inline v0
