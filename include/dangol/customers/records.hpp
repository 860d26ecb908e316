#pragma once

#include <dangol/core/bits.hpp>
#include <dangol/export.hpp>

#include <bit>
#include <chrono>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <ranges>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

/// The user's tables, looked at where they lie: nothing here owns a cell. A std::vector of a C++ program, a NumPy array and a
/// batch of an Arrow stream are all chunks of the same kind, so that everything behind this header knows one type.
namespace dangol::inline v0 {

/// How the cells of a chunk lie in memory.
enum class PhysicalType : std::uint8_t {
    nothing,  ///< no cell has a value
    int8, int16, int32, int64, uint8, uint16, uint32, uint64,
    float16, float32, float64,
    decimal32, decimal64, decimal128, decimal256,  ///< whole numbers of 4 to 32 bytes, divided by 10 to the power of `scale`
    bits, byte_flags, ///< yes or no: a bit, least significant first, or a byte per cell
    strings,          ///< std::string
    string_views,     ///< std::string_view
    text32, text64,   ///< `values` are length + 1 offsets into `bytes`
    text_views,       ///< 16 bytes each: short text within, long text in one of the buffers that `bytes` points at (Arrow utf8_view)
    days32, days64,   ///< days since 1970-01-01
    milliseconds64,   ///< a date in milliseconds since 1970-01-01 (Arrow date64)
    year_month_day,
    timestamp,        ///< 64-bit ticks since 1970-01-01, `ticks_per_second`; `zoned`: of UTC, else of a clock the schema names
    duration,         ///< 64-bit ticks, `ticks_per_second`
    dictionary,       ///< `values` are positions, of type `index`, in `dictionary`
    unreadable        ///< what dangol cannot read: an error, saying `problem`, once the schema names the column
};

/// A run of cells. Cell i is at position offset + i of `values` and of `validity`.
struct ColumnChunk {
    PhysicalType type = PhysicalType::nothing;
    std::size_t length = 0;
    std::size_t offset = 0;
    const std::uint8_t* validity = nullptr;  ///< a bit per cell, least significant first, 0: missing; null: all are there
    const void* values = nullptr;
    const void* bytes = nullptr;
    std::int32_t scale = 0;
    std::int64_t ticks_per_second = 1;
    bool zoned = false;
    PhysicalType index = PhysicalType::int32;
    std::shared_ptr<const ColumnChunk> dictionary = {};
    std::string problem = {};
};

namespace detail {

template <class T>
struct TimePoint : std::false_type {};
template <class Clock, class Duration>
struct TimePoint<std::chrono::time_point<Clock, Duration>> : std::true_type {
    static constexpr bool zoned = std::is_same_v<Clock, std::chrono::system_clock>;
    static constexpr bool known_clock = zoned || std::is_same_v<Clock, std::chrono::local_t>;
    static constexpr bool whole_days = std::is_same_v<Duration, std::chrono::days>;
    static constexpr bool supported =
        known_clock && sizeof(typename Duration::rep) == 8 && std::is_integral_v<typename Duration::rep> &&
        (whole_days || (Duration::period::num == 1 && Duration::period::den <= 1'000'000'000));
    static constexpr std::int64_t ticks_per_second = Duration::period::den;
};
template <class T>
concept SupportedTimePoint = TimePoint<T>::value && TimePoint<T>::supported;

template <class T>
struct TimeSpan : std::false_type {};
template <class Rep, class Period>
struct TimeSpan<std::chrono::duration<Rep, Period>>
    : std::bool_constant<std::is_integral_v<Rep> && sizeof(Rep) == 8 && Period::num == 1 && Period::den <= 1'000'000'000> {
    static constexpr std::int64_t ticks_per_second = Period::den;
};

template <class T>
consteval PhysicalType physical_type() {
    if constexpr (std::is_same_v<T, bool>) return PhysicalType::byte_flags;
    else if constexpr (std::is_same_v<T, std::string>) return PhysicalType::strings;
    else if constexpr (std::is_same_v<T, std::string_view>) return PhysicalType::string_views;
    else if constexpr (std::is_same_v<T, float>) return PhysicalType::float32;
    else if constexpr (std::is_same_v<T, double>) return PhysicalType::float64;
    else if constexpr (std::is_same_v<T, std::chrono::year_month_day>) return PhysicalType::year_month_day;
    else if constexpr (TimeSpan<T>::value) return PhysicalType::duration;
    else if constexpr (SupportedTimePoint<T>) return TimePoint<T>::whole_days ? PhysicalType::days64 : PhysicalType::timestamp;
    else if constexpr (std::is_integral_v<T> && std::is_signed_v<T>) {
        return sizeof(T) == 1 ? PhysicalType::int8 : sizeof(T) == 2 ? PhysicalType::int16 : sizeof(T) == 4 ? PhysicalType::int32 : PhysicalType::int64;
    } else if constexpr (std::is_integral_v<T>) {
        return sizeof(T) == 1 ? PhysicalType::uint8 : sizeof(T) == 2 ? PhysicalType::uint16 : sizeof(T) == 4 ? PhysicalType::uint32 : PhysicalType::uint64;
    } else return PhysicalType::unreadable;
}

}  // namespace detail

/// What a cell of a C++ array may be: numbers, bool, text, a date, a time, or how long something took. std::chrono::sys_time says which instant;
/// local_time says what a clock showed and is read as Schema::unzoned_times says.
template <class T>
concept ColumnValue = detail::physical_type<T>() != PhysicalType::unreadable;

/// One column: chunks of one type, one behind the other.
class DANGOL_EXPORT ColumnView {
public:
    ColumnView() = default;
    explicit ColumnView(std::vector<ColumnChunk> chunks);  ///< @throws InvalidArgument when their types differ

    /// A std::vector, std::array or std::span. It must outlive the view, so that a temporary vector does not compile.
    /// `observed`, if given, has a bit for every cell: 0 means missing.
    template <class Range>
        requires(std::ranges::contiguous_range<Range> && std::ranges::borrowed_range<Range> &&
                 ColumnValue<std::remove_cv_t<std::ranges::range_value_t<Range>>> &&
                 !std::same_as<std::remove_cvref_t<Range>, std::string_view> && !std::same_as<std::remove_cvref_t<Range>, std::string>)
    ColumnView(Range&& cells, BitView observed = {}) : ColumnView(one_chunk(cells, observed)) {}

    std::size_t size() const noexcept { return size_; }
    std::span<const ColumnChunk> chunks() const noexcept { return chunks_; }
    const ColumnChunk& chunk_of(std::size_t row, std::size_t& position) const noexcept;  ///< the chunk of a row, and where in it

private:
    template <class Range>
    static std::vector<ColumnChunk> one_chunk(const Range& cells, BitView observed) {
        using Cell = std::remove_cv_t<std::ranges::range_value_t<Range>>;
        ColumnChunk chunk;
        chunk.type = detail::physical_type<Cell>();
        chunk.length = static_cast<std::size_t>(std::ranges::size(cells));
        chunk.values = std::ranges::data(cells);
        chunk.validity = validity_of(observed, chunk.length);
        if constexpr (detail::SupportedTimePoint<Cell>) {
            chunk.ticks_per_second = detail::TimePoint<Cell>::ticks_per_second;
            chunk.zoned = detail::TimePoint<Cell>::zoned;
        } else if constexpr (detail::TimeSpan<Cell>::value) {
            chunk.ticks_per_second = detail::TimeSpan<Cell>::ticks_per_second;
        }
        return {chunk};
    }
    static const std::uint8_t* validity_of(BitView observed, std::size_t length);  ///< @throws InvalidArgument: another length

    std::vector<ColumnChunk> chunks_ = {};
    std::vector<std::size_t> first_rows_ = {};
    std::size_t size_ = 0;
};

/// A column of a table, under its name.
struct NamedColumn {
    std::string name = {};
    ColumnView column = {};
};

/// A table of columns of one length: TableView{{"household", households}, {"paid_usd", amounts}}. One that is
/// default-constructed was not given, which is not the same as a table without rows.
class DANGOL_EXPORT TableView {
public:
    TableView() = default;
    TableView(std::initializer_list<NamedColumn> columns) : TableView(std::vector<NamedColumn>(columns)) {}
    explicit TableView(std::vector<NamedColumn> columns);  ///< @throws InvalidArgument: two of one name, lengths that differ
    TableView(std::vector<NamedColumn> columns, std::size_t row_count);  ///< also without a single column

    bool given() const noexcept { return given_; }
    std::size_t row_count() const noexcept { return row_count_; }
    std::span<const NamedColumn> columns() const noexcept { return columns_; }
    std::vector<std::string> names() const;
    const ColumnView* find(std::string_view name) const noexcept;  ///< null: there is none

private:
    void check() const;
    std::vector<NamedColumn> columns_ = {};
    std::size_t row_count_ = 0;
    bool given_ = false;
};

/// What is known of the customers. Borrowed while collect() runs; nothing of it is kept.
struct Records {
    TableView customers = {};
    TableView interactions = {};
    TableView leads = {};
    TableView consents = {};
    TableView offerings = {};
    TableView competitors = {};
};

}  // namespace dangol::inline v0
