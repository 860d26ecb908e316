#pragma once

#include <dangol/customers/arrow_abi.hpp>
#include <dangol/customers/records.hpp>
#include <dangol/export.hpp>

#include <cstddef>
#include <memory>
#include <optional>

namespace dangol::inline v0 {

/// A table that came as an Arrow C stream (polars, DuckDB, pyarrow, nanoarrow), held as it came: nothing is copied. Read are
/// integers of any width, floats of 16 to 64 bits, decimals of 32 to 256, booleans, text (utf8, large_utf8, utf8_view), dates, timestamps of any
/// unit with and without zone, durations, all-null columns, and dictionaries of these, also ones that change between batches. A column of another type is an error once the schema names it, and not before.
///
/// The batches are released by the thread that drops the last copy, so views of it must not outlive it.
class DANGOL_EXPORT ArrowTable {
public:
    /// Takes the stream over, whatever happens: `stream->release` is null afterwards.
    /// @throws BadInput: the stream was used before, is not a table, or its producer reports an error, which the text repeats
    static ArrowTable take(ArrowArrayStream* stream);

    const TableView& view() const noexcept;  ///< valid while any copy of this lives

private:
    friend class ArrowBatches;
    struct State;
    explicit ArrowTable(std::shared_ptr<const State> state) noexcept;
    std::shared_ptr<const State> state_;
};

/// An Arrow C stream of a table that is larger than memory, some batches at a time.
class DANGOL_EXPORT ArrowBatches {
public:
    /// Takes the stream over, as ArrowTable::take() does. @throws BadInput
    static ArrowBatches take(ArrowArrayStream* stream);
    ArrowBatches(ArrowBatches&&) noexcept;
    ArrowBatches& operator=(ArrowBatches&&) noexcept;
    ~ArrowBatches();

    /// The next batches, until they hold so many rows together; none: the stream has ended. @throws BadInput
    std::optional<ArrowTable> next(std::size_t rows_at_least = 1);

private:
    friend class ArrowTable;
    struct State;
    explicit ArrowBatches(std::unique_ptr<State> state) noexcept;
    std::unique_ptr<State> state_;
};

}  // namespace dangol::inline v0
