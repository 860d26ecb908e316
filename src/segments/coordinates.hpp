#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/features/feature_table.hpp>

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Customers as points: every basis column becomes one or more numbers on a scale without units, so that a hard cut can measure
/// distances between customers. Each construct weighs the same, however many numbers it takes:
///
///     numeric            x
///     positive           log x (zeros: half of the smallest amount)
///     count              log of the shrunken rate
///     share              logit of the shrunken proportion
///     cyclic             cosine and sine
///     flag               0 or 1
///     ordered category   the level's position
///     category           one indicator a level; beyond the 50 most frequent, one for all others
///     composition        centred log-ratios of the shrunken parts (Aitchison 1982)
///
/// then centred, and divided by the standard deviation (several numbers: by the root of their summed variance). A column that is constant, or
/// observed of nobody, makes no coordinate.
namespace dangol::inline v0 {

/// One number of a point: which column made it, which part or indicator of that.
struct Coordinate {
    ColumnIndex column = {};
    std::size_t part = 0;
};

/// Points that are nowhere kept: the coordinates of a customer are worked out of the table's cells whenever they are asked for, so that they take no
/// memory but the table's.
class TablePoints {
public:
    /// Of these columns. With `copies`, each count and each number of successes is spread over the width of one event, so that what looks for gaps
    /// between customers does not find those between 0, 1 and 2 events; each customer stands there so many times (all customers, then all again), each
    /// time spread anew: of few customers one spreading would be chance. Order of customers and further customers change nothing for the others.
    /// @throws Cancelled within a column
    TablePoints(const FeatureTable& table, std::span<const ColumnIndex> columns, std::size_t copies, const Execution& execution);
    ~TablePoints();
    TablePoints(const TablePoints&) = delete;
    TablePoints& operator=(const TablePoints&) = delete;

    std::size_t rows() const noexcept { return rows_; }
    const std::vector<Coordinate>& meaning() const noexcept { return meaning_; }
    /// Of neighbours, and of any rows: row-major, NaN where not observed.
    void read(std::size_t begin, std::size_t count, double* out) const;
    void read(std::span<const std::uint32_t> rows, double* out) const;
    Matrix all() const;

private:
    struct Column;
    FeatureTable table_;  ///< keeps alive what the columns look at
    std::size_t rows_ = 0;
    std::vector<Coordinate> meaning_ = {};
    std::vector<Column> columns_;
};

}  // namespace dangol::inline v0
