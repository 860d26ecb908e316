#include <dangol/core/error.hpp>
#include <dangol/customers/arrow.hpp>

#include <algorithm>
#include <charconv>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace dangol::inline v0 {
namespace {

/// Releases what a producer lent. Moving an Arrow struct is copying it and marking the source released.
template <class Struct>
class Lent {
public:
    Lent() = default;
    explicit Lent(Struct* from) noexcept : value_(*from) { from->release = nullptr; }
    Lent(Lent&& from) noexcept : value_(from.value_) { from.value_.release = nullptr; }
    Lent& operator=(Lent&&) = delete;
    ~Lent() {
        if (value_.release != nullptr) value_.release(&value_);
    }
    Struct* get() noexcept { return &value_; }
    const Struct& operator*() const noexcept { return value_; }
    const Struct* operator->() const noexcept { return &value_; }
    bool released() const noexcept { return value_.release == nullptr; }

private:
    Struct value_ = {};
};

void check(Lent<ArrowArrayStream>& stream, int code) {
    if (code == 0) return;
    const char* said = stream->get_last_error(stream.get());
    const std::string reason = said != nullptr && *said != '\0' ? said : "error " + std::to_string(code) + ", without a word why";
    throw BadInput("The table could not be read to its end. Its source says: " + reason);
}

/// Everything but the cells: how an Arrow format string is read here.
ColumnChunk unreadable(std::string problem) {
    ColumnChunk chunk;
    chunk.type = PhysicalType::unreadable;
    chunk.problem = std::move(problem);
    return chunk;
}

std::optional<std::int32_t> number_after(std::string_view& text, char separator) {
    if (text.empty() || text.front() != separator) return std::nullopt;
    std::int32_t value = 0;
    const auto [end, error] = std::from_chars(text.data() + 1, text.data() + text.size(), value);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return value;
}

ColumnChunk decimal_layout(std::string_view format) {
    std::string_view rest = format.substr(1);
    const auto precision = number_after(rest, ':'), scale = number_after(rest, ',');
    const auto width = rest.empty() ? std::optional(128) : number_after(rest, ',');
    using T = PhysicalType;
    const T type = width == 32 ? T::decimal32 : width == 64 ? T::decimal64 : width == 128 ? T::decimal128 : width == 256 ? T::decimal256 : T::unreadable;
    if (!precision || !scale || type == T::unreadable || *scale < 0 || *scale > (type == T::decimal256 ? 76 : 38)) {
        return unreadable("Its type is the decimal \"" + std::string(format) + "\"; cast it to float64.");
    }
    ColumnChunk chunk;
    chunk.type = type;
    chunk.scale = *scale;
    return chunk;
}

ColumnChunk clock_layout(std::string_view format) {  // tss:, tsm:, tsu:, tsn:, then the zone; tDs, tDm, tDu, tDn
    ColumnChunk chunk;
    chunk.type = format[1] == 'D' ? PhysicalType::duration : PhysicalType::timestamp;
    chunk.zoned = format.size() > 4;
    switch (format[2]) {
        case 's': chunk.ticks_per_second = 1; break;
        case 'm': chunk.ticks_per_second = 1'000; break;
        case 'u': chunk.ticks_per_second = 1'000'000; break;
        default: chunk.ticks_per_second = 1'000'000'000; break;
    }
    return chunk;
}

std::string advice_for(std::string_view format) {
    const std::string type = std::string(1, '"').append(format).append(1, '"');
    if (format.starts_with("w:")) return "It holds bytes of fixed width or objects of the program that made it (" + type + "); cast it to text or numbers.";
    if (format == "+r") return "Its cells are run-end encoded (" + type + "); decode them before you hand the table over.";
    if (format.starts_with("+")) return "Its cells are lists or structs (" + type + "); spread them over columns of their own.";
    if (format.starts_with("tt") || format.starts_with("ti")) {
        return "It holds times of day or calendar intervals (" + type + "); cast it to timestamps, durations or numbers.";
    }
    if (format == "z" || format == "Z" || format == "vz") return "It holds bytes (" + type + "); cast it to text.";
    return "Its Arrow type is " + type + "; cast it to numbers, text or timestamps.";
}

PhysicalType simple_type(std::string_view format) {
    using enum PhysicalType;
    constexpr std::pair<std::string_view, PhysicalType> types[] = {
        {"n", nothing}, {"b", bits}, {"c", int8}, {"C", uint8}, {"s", int16}, {"S", uint16}, {"i", int32}, {"I", uint32}, {"l", int64},
        {"L", uint64}, {"e", float16}, {"f", float32}, {"g", float64}, {"u", text32}, {"U", text64}, {"vu", text_views}, {"tdD", days32}, {"tdm", milliseconds64}};
    for (const auto& [name, type] : types) {
        if (name == format) return type;
    }
    return unreadable;
}

ColumnChunk layout_of(const ArrowSchema& schema) {
    const std::string_view format = schema.format == nullptr ? "" : schema.format;
    if (format.starts_with("d:")) return decimal_layout(format);
    if (format.size() >= 4 && format.starts_with("ts") && format[3] == ':') return clock_layout(format);
    if (format.size() == 3 && format.starts_with("tD")) return clock_layout(format);
    ColumnChunk chunk;
    chunk.type = simple_type(format);
    if (chunk.type == PhysicalType::unreadable) return unreadable(advice_for(format));
    return chunk;
}

std::int64_t buffers_needed(PhysicalType type) {
    switch (type) {
        case PhysicalType::nothing:
        case PhysicalType::unreadable: return 0;
        case PhysicalType::text32:
        case PhysicalType::text64: return 3;
        default: return 2;
    }
}

ColumnChunk chunk_of(const ArrowSchema& schema, const ArrowArray* array);

/// The dictionary of a chunk; without an array its layout only, so that an empty stream has types too.
ColumnChunk dictionary_chunk(const ArrowSchema& schema, ColumnChunk positions, const ArrowArray* array) {
    if (array != nullptr && array->dictionary == nullptr) return unreadable("Its producer sent a dictionary without values.");
    ColumnChunk values = chunk_of(*schema.dictionary, array == nullptr ? nullptr : array->dictionary);
    if (values.type == PhysicalType::unreadable) return values;
    positions.index = positions.type;
    positions.type = PhysicalType::dictionary;
    positions.dictionary = std::make_shared<const ColumnChunk>(std::move(values));
    return positions;
}

ColumnChunk chunk_of(const ArrowSchema& schema, const ArrowArray* array) {
    ColumnChunk chunk = layout_of(schema);
    if (array != nullptr) {
        if (array->length < 0 || array->offset < 0) throw BadInput("The table has a batch of negative length: its source is broken.");
        chunk.length = static_cast<std::size_t>(array->length);
        chunk.offset = static_cast<std::size_t>(array->offset);
        const std::int64_t buffers = buffers_needed(chunk.type);
        if (array->n_buffers < buffers || (buffers > 0 && chunk.length > 0 && array->buffers[1] == nullptr)) {
            throw BadInput("The column \"" + std::string(schema.name == nullptr ? "" : schema.name) +
                           "\" came without its cells: its source is broken.");
        }
        if (buffers > 0) {
            if (array->null_count != 0) chunk.validity = static_cast<const std::uint8_t*>(array->buffers[0]);
            chunk.values = array->buffers[1];
            if (chunk.type == PhysicalType::text_views) chunk.bytes = array->buffers + 2;
            else if (buffers == 3) chunk.bytes = array->buffers[2];
        }
    }
    if (schema.dictionary == nullptr) return chunk;
    const std::size_t length = chunk.length;
    chunk = dictionary_chunk(schema, std::move(chunk), array);
    chunk.length = length;  // also where it cannot be read
    return chunk;
}

/// The rows [offset, offset + length) of a batch, which may itself be a slice of its columns.
ColumnChunk rows_of(ColumnChunk chunk, const ArrowArray& batch) {
    const auto skipped = static_cast<std::size_t>(batch.offset), rows = static_cast<std::size_t>(batch.length);
    if (chunk.length < skipped + rows) throw BadInput("The table has a column shorter than its batch: its source is broken.");
    chunk.offset += skipped;
    chunk.length = rows;
    return chunk;
}

}  // namespace

struct ArrowTable::State {
    std::vector<Lent<ArrowArray>> batches = {};
    TableView view = {};
};

ArrowTable::ArrowTable(std::shared_ptr<const State> state) noexcept : state_(std::move(state)) {}

const TableView& ArrowTable::view() const noexcept { return state_->view; }

struct ArrowBatches::State {
    explicit State(ArrowArrayStream* source) : stream(source) {}
    Lent<ArrowArrayStream> stream;
    Lent<ArrowSchema> schema = {};

    /// Batches, until they hold so many rows; with none at the end of the stream only the types of the columns.
    std::shared_ptr<ArrowTable::State> read(std::size_t rows_at_least) {
        auto table = std::make_shared<ArrowTable::State>();
        std::size_t rows = 0;
        while (rows < rows_at_least) {
            ArrowArray next = {};
            check(stream, stream->get_next(stream.get(), &next));
            if (next.release == nullptr) break;
            Lent<ArrowArray>& batch = table->batches.emplace_back(&next);
            if (batch->n_children != schema->n_children || batch->length < 0 || batch->offset < 0) {
                throw BadInput("The table has a batch that does not fit its schema: its source is broken.");
            }
            rows += static_cast<std::size_t>(batch->length);
        }
        std::vector<NamedColumn> columns;
        for (std::int64_t child = 0; child < schema->n_children; ++child) {
            const ArrowSchema& type = *schema->children[child];
            std::vector<ColumnChunk> chunks;
            for (const Lent<ArrowArray>& batch : table->batches) chunks.push_back(rows_of(chunk_of(type, batch->children[child]), *batch));
            if (chunks.empty()) chunks.push_back(chunk_of(type, nullptr));
            columns.push_back({type.name == nullptr ? "" : type.name, ColumnView(std::move(chunks))});
        }
        table->view = TableView(std::move(columns), rows);
        return table;
    }
};

ArrowBatches::ArrowBatches(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
ArrowBatches::ArrowBatches(ArrowBatches&&) noexcept = default;
ArrowBatches& ArrowBatches::operator=(ArrowBatches&&) noexcept = default;
ArrowBatches::~ArrowBatches() = default;

ArrowBatches ArrowBatches::take(ArrowArrayStream* source) {
    if (source == nullptr || source->release == nullptr) {
        throw BadInput("The Arrow stream was read before: ask its source for a new one.");
    }
    auto state = std::make_unique<State>(source);
    check(state->stream, state->stream->get_schema(state->stream.get(), state->schema.get()));
    if (state->schema->format == nullptr || std::string_view(state->schema->format) != "+s") {
        throw BadInput("What came is a single column, not a table: hand over a frame with named columns.");
    }
    return ArrowBatches(std::move(state));
}

std::optional<ArrowTable> ArrowBatches::next(std::size_t rows_at_least) {
    auto table = state_->read(std::max<std::size_t>(rows_at_least, 1));
    if (table->batches.empty()) return std::nullopt;
    return ArrowTable(std::move(table));
}

ArrowTable ArrowTable::take(ArrowArrayStream* source) {
    return ArrowTable(ArrowBatches::take(source).state_->read(std::numeric_limits<std::size_t>::max()));
}

}  // namespace dangol::inline v0
