#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/segments/mixture.hpp>

#include "segments/covariance_block.hpp"
#include "segments/family_operations.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// Neighbouring rows that have the same columns of the block observed; without a block, simply neighbouring rows.
struct RowChunk {
    std::size_t begin = 0, end = 0, pattern = 0;
};

/// The basis columns of a table as the kernel reads them. Made once for all starts and all numbers of segments. The cells stay
/// where they are, in the table: a tile expands them anew in each pass (tile.hpp), so that a fit needs hardly more memory than
/// the data.
///
/// With a block the rows are sorted by which of its columns are missing.
struct PreparedTable {
    FeatureTable source = {};                  ///< keeps alive what `cells` look at
    std::vector<ColumnCells> cells = {};       ///< of the basis columns
    std::vector<FeatureColumn> meanings = {};
    std::vector<PreparedColumn> columns = {};
    std::size_t parameter_count = 0;           ///< of one segment, all columns
    std::size_t feature_count = 0, slot_count = 0;  ///< of all columns, constants included
    std::size_t dense_count = 0;               ///< features that differ between rows: those of a tile

    std::vector<std::uint32_t> order = {};     ///< row of the source that each prepared row is; empty: the same
    double total_weight = 0;
    double log_base = 0;                       ///< Σ weight · the part of the log-density that no segment changes
    double log_shared = 0;                     ///< what columns that all segments share add to it

    std::vector<std::uint32_t> coded = {};     ///< columns whose one slot is their code
    std::vector<std::uint32_t> slots = {};     ///< of the other columns, row after row of the source, where all of them take little memory;
    std::vector<std::uint32_t> slots_begin = {};  ///< per row, one more at the end. Empty: a tile finds them in the cells

    std::vector<double> base_features = {}, base_slots = {};  ///< statistics of everyone
    std::vector<double> base_parameters = {};  ///< the fit to everyone
    std::optional<PreparedBlock> block = {};
    std::vector<RowChunk> chunks = {};         ///< rows of one pattern each
    std::vector<std::size_t> units_begin = {}; ///< first chunk of each unit of work, one more at the end
    std::vector<FitWarning> warnings = {};

    std::size_t rows() const noexcept { return source.customer_count(); }
    std::span<const double> weights() const noexcept { return source.weights(); }  ///< in the order of the source
    std::uint32_t source_row(std::size_t row) const noexcept { return order.empty() ? static_cast<std::uint32_t>(row) : order[row]; }
    std::size_t units() const noexcept { return units_begin.size() - 1; }
    std::size_t free_parameters(std::size_t segments) const noexcept;
    std::vector<char> shared_columns() const;  ///< one flag a column
};

/// Without a prior the likelihood of a segment that shrinks to a point is infinite (Day 1969): then a variance stays above 1/200 of
/// everyone's, and starts that end there count only when all do.
constexpr double variance_floor(double prior_customers) noexcept { return prior_customers > 0 ? 1e-7 : 5e-3; }

/// Those columns shared by all segments, which need not be in a pass then: their parameters are everyone's, and stay that. One flag a column.
PreparedTable with_shared_columns(PreparedTable table, std::span<const char> shared, const Execution& execution);

/// @throws InvalidArgument, InsufficientData, ColumnKindMismatch
PreparedTable prepare(const FeatureTable& table, const MixtureOptions& options, const Execution& execution);

/// What a mixture standardises by, where its families do.
struct ColumnFrame {
    double center = 0, scale = 1;
    bool operator==(const ColumnFrame&) const = default;
};
/// One per column of the mixture, out of its parameters alone.
std::vector<ColumnFrame> frames_of(const Mixture::State& state);

/// Some of the customers of a fit, read as this mixture and these frames say whoever the others are. `rows` must be as_fitted().
/// Everyone's statistics and parameters are left open, and so is the prior: they need all rows. No rows at all are welcome.
PreparedTable prepare_part(const Mixture::State& state, std::span<const ColumnFrame> frames, const FeatureTable& rows, const Execution& execution);

/// Sorts the rows by which columns of the block are missing, those with nothing missing first, and gives the table the block.
void sort_by_pattern(PreparedTable& table, PreparedBlock block, const Execution& execution);
/// Gives every column its place among parameters, features and slots.
void place_columns(PreparedTable& table);
/// Keeps the slots of rows where they are few, which saves finding them in each pass.
void keep_slots(PreparedTable& table, const Execution& execution);
/// Cuts the rows into chunks of one pattern, and chunks into units: what a thread takes at a time. A unit has sums of its own, so
/// it is worth more rows where there are many slots.
void cut_into_units(PreparedTable& table);

/// Updates the parameters of one column until they stand still: a whole M step where one Newton step is not.
void update_fully(const PreparedColumn& column, const Statistics& statistics, std::size_t rounds, std::span<double> parameters);
inline constexpr std::size_t rounds_at_most = 200;

}  // namespace dangol::inline v0
