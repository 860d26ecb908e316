#pragma once

#include <dangol/customers/arrow_abi.hpp>
#include <dangol/customers/records.hpp>
#include <dangol/export.hpp>

#include <memory>

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
    struct State;
    explicit ArrowTable(std::shared_ptr<const State> state) noexcept;
    std::shared_ptr<const State> state_;
};

}  // namespace dangol::inline v0
