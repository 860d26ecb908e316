#pragma once

#include <dangol/core/bits.hpp>
#include <dangol/core/time.hpp>
#include <dangol/customers/arrow_abi.hpp>
#include <dangol/export.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// One column of a result on its way to a frame. It shares its cells; a copy costs a pointer.
class DANGOL_EXPORT ArrowColumn {
public:
    static ArrowColumn whole_numbers(std::string name, std::vector<std::int64_t> values);
    static ArrowColumn numbers(std::string name, std::vector<double> values);              ///< NaN becomes null
    static ArrowColumn flags(std::string name, std::span<const std::uint8_t> values);      ///< 0, 1; anything else becomes null
    static ArrowColumn text(std::string name, std::span<const std::string> values);        ///< large_utf8 beyond 2 GB
    static ArrowColumn times(std::string name, std::span<const Instant> values, const TimeZone& zone);  ///< Instant::max(): null
    static ArrowColumn categories(std::string name, std::span<const std::uint32_t> codes, std::span<const std::string> levels);
                                                                                           ///< a code outside the levels becomes null
    /// As above, without a copy: `owner` keeps the cells alive for as long as any consumer holds them.
    static ArrowColumn whole_numbers(std::string name, std::span<const std::int64_t> values, std::shared_ptr<const void> owner);
    static ArrowColumn numbers(std::string name, std::span<const double> values, std::shared_ptr<const void> owner);

    const std::string& name() const noexcept;
    std::size_t size() const noexcept;

    struct State;  // src/customers/arrow_export.cpp
    explicit ArrowColumn(std::shared_ptr<const State> state) noexcept;
    const State& state() const noexcept { return *state_; }
    const std::shared_ptr<const State>& shared_state() const noexcept { return state_; }

private:
    std::shared_ptr<const State> state_;
};

/// A frame of results: what `__arrow_c_stream__` of every result in Python hands out.
class DANGOL_EXPORT ArrowColumns {
public:
    ArrowColumns() = default;
    explicit ArrowColumns(std::vector<ArrowColumn> columns);  ///< @throws InvalidArgument: lengths that differ

    std::span<const ArrowColumn> columns() const noexcept { return columns_; }
    std::size_t row_count() const noexcept { return columns_.empty() ? 0 : columns_.front().size(); }

    /// Fills `stream`, which its consumer releases. Batches are slices of the same cells; 0: all rows in one batch.
    void export_to(ArrowArrayStream* stream, std::size_t rows_per_batch = 0) const;

private:
    std::vector<ArrowColumn> columns_ = {};
};

}  // namespace dangol::inline v0
