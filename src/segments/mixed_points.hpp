#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/kprototypes.hpp>

#include "segments/point_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Numbers and categories as k-prototypes reads them: rows of matrices where they lie, or of a table, worked out whenever they are asked for.
namespace dangol::inline v0 {

/// Codes of categories; unobserved_code where not observed.
class CodeRows {
public:
    CodeRows() = default;
    CodeRows(MatrixView<const std::uint32_t> lying) noexcept : lying_(lying) {}
    /// `table` must outlive this.
    CodeRows(const FeatureTable& table, std::span<const ColumnIndex> columns) : table_rows_(table.customer_count()) {
        for (const ColumnIndex column : columns) columns_.push_back({table.codes(column), table.observed(column)});
    }

    std::size_t rows() const noexcept { return columns_.empty() ? lying_.rows() : table_rows_; }
    std::size_t columns() const noexcept { return columns_.empty() ? lying_.columns() : columns_.size(); }

    /// Neighbouring rows. They live as long as `room` is not used again.
    MatrixView<const std::uint32_t> stretch(std::size_t begin, std::size_t count, Room<std::uint32_t>& room) const {
        if (columns_.empty()) return lying_.columns() == 0 ? MatrixView<const std::uint32_t>(nullptr, count, 0) : lying_.rows_from(begin, count);
        std::uint32_t* const here = room.of(count * columns_.size());
        for (std::size_t q = 0; q < columns_.size(); ++q)
            for (std::size_t i = 0; i < count; ++i)
                here[i * columns_.size() + q] = columns_[q].observed[begin + i] ? columns_[q].codes[begin + i] : unobserved_code;
        return {here, count, columns_.size()};
    }

private:
    struct Column {
        std::span<const std::uint32_t> codes;
        BitView observed;
    };
    MatrixView<const std::uint32_t> lying_ = {};
    std::size_t table_rows_ = 0;
    std::vector<Column> columns_ = {};
};

/// Rows with both, either of which may have no columns.
struct MixedPoints {
    PointRows<double> numbers = {};
    CodeRows codes = {};

    std::size_t rows() const noexcept { return numbers.columns() > 0 ? numbers.rows() : codes.rows(); }
};

/// Neighbouring rows of both. They live as long as it is not used again.
class MixedStretch {
public:
    MatrixView<const double> numbers = {};
    MatrixView<const std::uint32_t> codes = {};

    void read(const MixedPoints& points, std::size_t begin, std::size_t count) {
        if (points.numbers.columns() > 0) numbers = points.numbers.stretch(begin, count, number_room_);
        codes = points.codes.stretch(begin, count, code_room_);
    }

private:
    Room<double> number_room_ = {};
    Room<std::uint32_t> code_room_ = {};
};

}  // namespace dangol::inline v0
