#pragma once

#include <dangol/core/matrix.hpp>

#include "segments/coordinates.hpp"

#include <cstddef>
#include <memory>
#include <span>
#include <type_traits>
#include <vector>

namespace dangol::inline v0 {

/// Memory for some rows, not cleared.
template <class T>
class Room {
public:
    T* of(std::size_t size) {
        if (size > size_) values_ = std::make_unique_for_overwrite<T[]>(size_ = size);
        return values_.get();
    }

private:
    std::unique_ptr<T[]> values_ = {};
    std::size_t size_ = 0;
};

/// Points as k-means reads them: rows of a matrix where they lie, or of a table, worked out whenever they are asked for.
template <class T>
class PointRows {
public:
    PointRows() = default;
    PointRows(MatrixView<const T> lying) noexcept : lying_(lying) {}
    explicit PointRows(const TablePoints& table) noexcept
        requires std::is_same_v<T, double>
        : table_(&table) {}

    std::size_t rows() const noexcept { return table_ != nullptr ? table_->rows() : lying_.rows(); }
    std::size_t columns() const noexcept { return table_ != nullptr ? table_->meaning().size() : lying_.columns(); }
    bool lie() const noexcept { return table_ == nullptr; }

    /// Neighbouring rows, and a single one. They live as long as `room` is not used again.
    MatrixView<const T> stretch(std::size_t begin, std::size_t count, Room<T>& room) const {
        if constexpr (std::is_same_v<T, double>) {
            if (table_ != nullptr) {
                T* const here = room.of(count * columns());
                table_->read(begin, count, here);
                return {here, count, columns()};
            }
        }
        return lying_.rows_from(begin, count);
    }
    std::span<const T> row(std::size_t row, Room<T>& room) const { return stretch(row, 1, room).row(0); }

private:
    MatrixView<const T> lying_ = {};
    const TablePoints* table_ = nullptr;
};

/// The points of a table's columns: kept where they are few, else worked out whenever they are asked for.
class KeptPoints {
public:
    /// As TablePoints. @throws Cancelled
    KeptPoints(const FeatureTable& table, std::span<const ColumnIndex> columns, std::size_t copies = 0, const Execution& execution = {})
        : points_(table, columns, copies, execution) {
        if (points_.rows() * points_.meaning().size() <= numbers_kept_at_most) kept_ = points_.all();
    }
    /// Of the basis columns.
    explicit KeptPoints(const FeatureTable& table, std::size_t copies = 0, const Execution& execution = {})
        : KeptPoints(table, table.columns_with(Role::basis), copies, execution) {}

    const std::vector<Coordinate>& meaning() const noexcept { return points_.meaning(); }
    /// Looks at what stays here.
    PointRows<double> rows() const noexcept { return kept_.empty() ? PointRows<double>(points_) : PointRows<double>(kept_.view()); }

private:
    static constexpr std::size_t numbers_kept_at_most = std::size_t{1} << 21;  // 16 MB
    TablePoints points_;
    Matrix kept_ = {};
};

}  // namespace dangol::inline v0
