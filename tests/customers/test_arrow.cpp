#include <dangol/core/error.hpp>
#include <dangol/customers/arrow.hpp>
#include <dangol/customers/arrow_columns.hpp>
#include <dangol/customers/customer_base.hpp>

#include "customers/cells.hpp"

#include <array>
#include <chrono>
#include <cmath>
#include <cstring>
#include <limits>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;
using namespace std::chrono_literals;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

ArrowColumns sample() {
    const std::vector<std::uint8_t> flags{1, 0, 255, 1, 0};
    const std::vector<std::string> text{"가", "", "a text longer than twelve bytes", "b", "단골"};
    const std::vector<Instant> times{Instant{1s}, Instant{2s}, Instant::max(), Instant{3us}, Instant{-1s}};
    const std::vector<std::uint32_t> codes{2, 0, unobserved_code, 1, 2};
    const std::vector<std::string> levels{"봄", "여름", "가을"};
    return ArrowColumns({ArrowColumn::whole_numbers("id", {5, 4, 3, 2, 1}), ArrowColumn::numbers("x", {1.5, missing, 3, 4, 5}),
                         ArrowColumn::flags("flag", flags), ArrowColumn::text("text", text),
                         ArrowColumn::times("at", times, TimeZone::named("Asia/Seoul")), ArrowColumn::categories("season", codes, levels)});
}

ArrowTable import(const ArrowColumns& columns, std::size_t rows_per_batch = 0) {
    ArrowArrayStream stream;
    columns.export_to(&stream, rows_per_batch);
    return ArrowTable::take(&stream);
}

std::vector<std::string> shown(const ArrowTable& table, std::string_view name) {
    const ColumnView& column = *table.view().find(name);
    std::vector<std::string> cells;
    for (std::size_t row = 0; row < column.size(); ++row) cells.push_back(shown_cell(column, row));
    return cells;
}

// A producer of streams by hand: one column, whose parts live as long as the test.
struct Piece {
    std::vector<const void*> buffers = {};
    ArrowArray array = {};
    ArrowArray dictionary = {};
};

struct HandMade {
    std::string format = {}, dictionary_format = {};
    std::vector<Piece> pieces = {};
    std::string error = {};
    std::size_t next = 0;
    std::size_t alive = 0;  ///< structs handed out and not yet released

    Piece& add(std::size_t length, std::vector<const void*> buffers, std::int64_t offset = 0, std::int64_t nulls = 0) {
        Piece& piece = pieces.emplace_back();
        piece.buffers = std::move(buffers);
        piece.array.length = static_cast<std::int64_t>(length);
        piece.array.offset = offset;
        piece.array.null_count = nulls;
        return piece;
    }
};

struct SchemaStorage {
    HandMade* from;
    ArrowSchema child, dictionary;
    ArrowSchema* children[1];
};
struct ArrayStorage {
    HandMade* from;
    ArrowArray child;
    ArrowArray* children[1];
    const void* no_buffer[1] = {nullptr};
};

void stream_of(HandMade& made, ArrowArrayStream& stream) {
    stream = {};
    stream.private_data = &made;
    ++made.alive;
    stream.release = [](ArrowArrayStream* s) {
        --static_cast<HandMade*>(s->private_data)->alive;
        s->release = nullptr;
    };
    stream.get_last_error = [](ArrowArrayStream* s) { return static_cast<HandMade*>(s->private_data)->error.c_str(); };
    stream.get_schema = [](ArrowArrayStream* s, ArrowSchema* out) {
        auto& from = *static_cast<HandMade*>(s->private_data);
        auto* storage = new SchemaStorage{&from, {}, {}, {}};
        ++from.alive;
        storage->dictionary.format = from.dictionary_format.c_str();
        storage->child.format = from.format.c_str();
        storage->child.name = "x";
        storage->child.dictionary = from.dictionary_format.empty() ? nullptr : &storage->dictionary;
        storage->children[0] = &storage->child;
        *out = {};
        out->format = "+s";
        out->n_children = 1;
        out->children = storage->children;
        out->private_data = storage;
        out->release = [](ArrowSchema* schema) {
            auto* owned = static_cast<SchemaStorage*>(schema->private_data);
            --owned->from->alive;
            delete owned;
            schema->release = nullptr;
        };
        return 0;
    };
    stream.get_next = [](ArrowArrayStream* s, ArrowArray* out) {
        auto& from = *static_cast<HandMade*>(s->private_data);
        *out = {};
        if (from.next == from.pieces.size()) return from.error.empty() ? 0 : 5;
        Piece& piece = from.pieces[from.next++];
        auto* storage = new ArrayStorage{&from, piece.array, {}};
        ++from.alive;
        storage->child.n_buffers = static_cast<std::int64_t>(piece.buffers.size());
        storage->child.buffers = piece.buffers.data();
        if (!from.dictionary_format.empty()) storage->child.dictionary = &piece.dictionary;
        storage->children[0] = &storage->child;
        out->length = piece.array.length;
        out->n_buffers = 1;
        out->buffers = storage->no_buffer;
        out->n_children = 1;
        out->children = storage->children;
        out->private_data = storage;
        out->release = [](ArrowArray* array) {
            auto* owned = static_cast<ArrayStorage*>(array->private_data);
            --owned->from->alive;
            delete owned;
            array->release = nullptr;
        };
        return 0;
    };
}

std::vector<std::string> shown(HandMade& made) {
    ArrowArrayStream stream;
    stream_of(made, stream);
    std::vector<std::string> cells;
    {
        const ArrowTable table = ArrowTable::take(&stream);
        cells = shown(table, "x");
    }
    CHECK(made.alive == 0);
    return cells;
}

std::string refusal(HandMade& made) {
    ArrowArrayStream stream;
    stream_of(made, stream);
    std::string text;
    try {
        const ArrowTable table = ArrowTable::take(&stream);
        const std::vector<std::string> ids{"a"};
        (void)collect(Records{.customers = table.view()}, Schema{.customer = {.id = "x"}});
    } catch (const BadInput& error) {
        text = error.what();
    }
    CHECK(made.alive == 0);
    return text;
}

template <class T>
std::vector<std::string> shown_numbers(const std::string& format, const std::vector<T>& values) {
    HandMade made{.format = format};
    made.add(values.size(), {nullptr, values.data()});
    return shown(made);
}

}  // namespace

TEST_CASE("what is exported is imported again, in one batch or in slices") {
    for (const std::size_t rows_per_batch : {0U, 1U, 2U, 3U, 5U, 9U}) {
        const ArrowTable table = import(sample(), rows_per_batch);
        CHECK(table.view().row_count() == 5);
        CHECK(shown(table, "id") == std::vector<std::string>{"5", "4", "3", "2", "1"});
        CHECK(shown(table, "x") == std::vector<std::string>{"1.5", "", "3", "4", "5"});
        CHECK(shown(table, "flag") == std::vector<std::string>{"true", "false", "", "true", "false"});
        CHECK(shown(table, "text") == std::vector<std::string>{"가", "", "a text longer than twelve bytes", "b", "단골"});
        CHECK(shown(table, "at") == std::vector<std::string>{"1970-01-01T00:00:01Z", "1970-01-01T00:00:02Z", "", "1970-01-01T00:00:00.000003Z",
                                                             "1969-12-31T23:59:59Z"});
        CHECK(shown(table, "season") == std::vector<std::string>{"가을", "봄", "", "여름", "가을"});
    }
}

TEST_CASE("an empty stream has columns with their types") {
    const std::vector<std::string> none;
    const ArrowTable table = import(ArrowColumns({ArrowColumn::text("id", none), ArrowColumn::numbers("x", std::vector<double>{}),
                                                  ArrowColumn::categories("season", {}, none)}));
    CHECK(table.view().given());
    CHECK(table.view().row_count() == 0);
    CHECK(class_of(*table.view().find("id")) == CellClass::text);
    CHECK(class_of(*table.view().find("season")) == CellClass::text);
}

TEST_CASE("integers of every width are read") {
    CHECK(shown_numbers<std::int8_t>("c", {-128, 127}) == std::vector<std::string>{"-128", "127"});
    CHECK(shown_numbers<std::uint8_t>("C", {0, 255}) == std::vector<std::string>{"0", "255"});
    CHECK(shown_numbers<std::int16_t>("s", {-32768, 32767}) == std::vector<std::string>{"-32768", "32767"});
    CHECK(shown_numbers<std::uint16_t>("S", {65535}) == std::vector<std::string>{"65535"});
    CHECK(shown_numbers<std::int32_t>("i", {-2147483647}) == std::vector<std::string>{"-2147483647"});
    CHECK(shown_numbers<std::uint32_t>("I", {4294967295U}) == std::vector<std::string>{"4294967295"});
    CHECK(shown_numbers<std::int64_t>("l", {-9007199254740993}) == std::vector<std::string>{"-9007199254740993"});
    CHECK(shown_numbers<std::uint64_t>("L", {9223372036854775807U}) == std::vector<std::string>{"9223372036854775807"});
    CHECK(shown_numbers<float>("f", {.5F}) == std::vector<std::string>{"0.5"});
}

TEST_CASE("decimals keep their point, also as DuckDB writes them") {
    const std::vector<std::int64_t> units{1234, 0, -5, -1, 10000, 0};  // low and high half of 12.34, −0.05, 100
    for (const char* format : {"d:10,2", "d:10,2,128"}) {
        HandMade made{.format = format};
        made.add(3, {nullptr, units.data()});
        CHECK(shown(made) == std::vector<std::string>{"12.34", "-0.05", "100"});
    }
}

TEST_CASE("decimals of every width and half floats are read") {
    CHECK(shown_numbers<std::int32_t>("d:9,2,32", {1234, -5}) == std::vector<std::string>{"12.34", "-0.05"});
    CHECK(shown_numbers<std::int64_t>("d:18,0,64", {-7}) == std::vector<std::string>{"-7"});
    const std::vector<std::int64_t> wide{-5, -1, -1, -1, 0, 0, 1, 0};  // −0.05, and 2¹²⁸ / 100
    HandMade made{.format = "d:76,2,256"};
    made.add(2, {nullptr, wide.data()});
    CHECK(shown(made) == std::vector<std::string>{"-0.05", "3.402823669209385e+36"});
    CHECK(shown_numbers<std::uint16_t>("e", {0x3c00, 0xc100, 0x0001, 0x7c00}) == std::vector<std::string>{"1", "-2.5", "5.960464477539063e-08", "inf"});
}

TEST_CASE("durations of every unit are read") {
    CHECK(shown_numbers<std::int64_t>("tDs", {90}) == std::vector<std::string>{"90 s"});
    CHECK(shown_numbers<std::int64_t>("tDm", {1500}) == std::vector<std::string>{"1.5 s"});
    CHECK(shown_numbers<std::int64_t>("tDu", {-500000}) == std::vector<std::string>{"-0.5 s"});
    CHECK(shown_numbers<std::int64_t>("tDn", {2000000000}) == std::vector<std::string>{"2 s"});
}

TEST_CASE("dates and timestamps of every unit are read") {
    CHECK(shown_numbers<std::int32_t>("tdD", {19783}) == std::vector<std::string>{"2024-03-01"});
    CHECK(shown_numbers<std::int64_t>("tdm", {19783LL * 86400000}) == std::vector<std::string>{"2024-03-01"});
    CHECK(shown_numbers<std::int64_t>("tss:", {1709251200}) == std::vector<std::string>{"2024-03-01 00:00:00"});
    CHECK(shown_numbers<std::int64_t>("tsm:Asia/Seoul", {1709251200500}) == std::vector<std::string>{"2024-03-01T00:00:00.5Z"});
    CHECK(shown_numbers<std::int64_t>("tsu:UTC", {1709251200000000}) == std::vector<std::string>{"2024-03-01T00:00:00Z"});
    CHECK(shown_numbers<std::int64_t>("tsn:", {-1}) == std::vector<std::string>{"1969-12-31 23:59:59.999999"});
}

TEST_CASE("string views within and outside their sixteen bytes are read") {
    const std::string far = "....a text longer than twelve bytes";
    std::array<char, 32> views{};
    const std::int32_t short_length = 6, long_length = 31, buffer = 0, position = 4;
    std::memcpy(views.data(), &short_length, 4);
    std::memcpy(views.data() + 4, "단골", 6);
    std::memcpy(views.data() + 16, &long_length, 4);
    std::memcpy(views.data() + 20, far.data() + 4, 4);
    std::memcpy(views.data() + 24, &buffer, 4);
    std::memcpy(views.data() + 28, &position, 4);
    const std::vector<std::int64_t> sizes{35};
    HandMade made{.format = "vu"};
    made.add(2, {nullptr, views.data(), far.data(), sizes.data()});
    CHECK(shown(made) == std::vector<std::string>{"단골", "a text longer than twelve bytes"});
}

TEST_CASE("a dictionary may change from batch to batch and hold nulls") {
    const std::vector<std::uint8_t> first_positions{1, 0, 1}, second_positions{0, 1, 9};
    const std::vector<std::int32_t> first_ends{0, 1, 2}, second_ends{0, 1, 1};
    const std::string first_text = "ab", second_text = "c";
    const std::uint8_t second_valid = 0b01;
    std::vector<const void*> first_values{nullptr, first_ends.data(), first_text.data()};
    std::vector<const void*> second_values{&second_valid, second_ends.data(), second_text.data()};
    HandMade made{.format = "C", .dictionary_format = "u"};
    const auto fill = [](ArrowArray& dictionary, std::vector<const void*>& buffers, std::int64_t nulls) {
        dictionary.length = 2;
        dictionary.null_count = nulls;
        dictionary.n_buffers = 3;
        dictionary.buffers = buffers.data();
    };
    fill(made.add(3, {nullptr, first_positions.data()}).dictionary, first_values, 0);
    fill(made.add(3, {nullptr, second_positions.data()}).dictionary, second_values, 1);
    CHECK(shown(made) == std::vector<std::string>{"b", "a", "b", "c", "", ""});
}

TEST_CASE("an offset moves cells and validity alike") {
    const std::vector<std::int64_t> values{1, 2, 3, 4, 5, 6, 7, 8, 9, 10};
    const std::array<std::uint8_t, 2> valid{0b1111'0111, 0b01};  // cells 3 and 9 are missing
    HandMade made{.format = "l"};
    made.add(7, {valid.data(), values.data()}, 3, 2);
    CHECK(shown(made) == std::vector<std::string>{"", "5", "6", "7", "8", "9", ""});
}

TEST_CASE("all-null columns are missing, whatever their null count says") {
    HandMade made{.format = "n"};
    made.add(2, {});
    CHECK(shown(made) == std::vector<std::string>{"", ""});
}

TEST_CASE("what cannot be read is an error with the fix once the schema names it") {
    const std::vector<std::int64_t> cells{1, 2};
    HandMade objects{.format = "w:8"};
    objects.add(1, {nullptr, cells.data()});
    CHECK(refusal(objects) ==
          "The column \"x\" of the customer table cannot be read: It holds bytes of fixed width or objects of the program that made it "
          "(\"w:8\"); cast it to text or numbers.");
    HandMade lists{.format = "+l"};
    lists.add(1, {nullptr, cells.data()});
    CHECK(refusal(lists) == "The column \"x\" of the customer table cannot be read: Its cells are lists or structs (\"+l\"); spread them over columns of their own.");
    HandMade durations{.format = "ttu"};
    durations.add(1, {nullptr, cells.data()});
    CHECK(refusal(durations) ==
          "The column \"x\" of the customer table cannot be read: It holds times of day or calendar intervals (\"ttu\"); cast it to timestamps, durations or numbers.");
}

TEST_CASE("an error of the producer is repeated, and everything is released") {
    const std::vector<std::int64_t> cells{1};
    HandMade made{.format = "l", .error = "IO Error: disk on fire"};
    made.add(1, {nullptr, cells.data()});
    CHECK(refusal(made) == "The table could not be read to its end. Its source says: IO Error: disk on fire");
}

TEST_CASE("a column that is shorter than its batch is refused") {
    const std::vector<std::int64_t> cells{1};
    HandMade made{.format = "l"};
    made.add(1, {nullptr, nullptr});
    CHECK(refusal(made) == "The column \"x\" came without its cells: its source is broken.");
}

TEST_CASE("a stream that was used before is refused") {
    ArrowArrayStream stream;
    sample().export_to(&stream);
    (void)ArrowTable::take(&stream);
    CHECK(stream.release == nullptr);
    CHECK_THROWS_AS(ArrowTable::take(&stream), BadInput);
}

TEST_CASE("collecting from Arrow and from spans gives the same base, in any slices") {
    const std::vector<std::string> who{"c", "a", "b", "a", "c", "c", "d"};
    const std::vector<double> paid{3, 1, missing, 1.5, 2, 2, 9};
    const std::vector<Instant> at{Instant{9h}, Instant{1h}, Instant{2h}, Instant{3h}, Instant{4h}, Instant{4h}, Instant{5h}};
    const std::vector<std::string> what{"x", "y", "x", "z", "z", "z", "y"};
    const std::vector<std::uint32_t> what_code{0, 1, 0, 2, 2, 2, 1};
    const std::vector<std::string> levels{"x", "y", "z", "never seen"};
    const Schema schema{.interaction = {.customer = "who", .time = "at", .amount = "paid", .offering = "what"}, .time_zone = "Asia/Seoul"};
    const CustomerBase expected =
        collect(Records{.interactions = {{"who", who}, {"at", at}, {"paid", paid}, {"what", what}}}, schema);
    CHECK(expected.account().tables.at(0).folded == 1);
    const ArrowColumns columns({ArrowColumn::text("who", who), ArrowColumn::times("at", at, TimeZone()), ArrowColumn::numbers("paid", paid),
                                ArrowColumn::categories("what", what_code, levels)});
    for (const std::size_t rows_per_batch : {0U, 1U, 2U, 3U}) {
        const ArrowTable table = import(columns, rows_per_batch);
        CHECK(collect(Records{.interactions = table.view()}, schema) == expected);
    }
}
