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

/// The basis columns of a table as the kernel reads them. Made once for all starts and all numbers of segments.
///
/// Features that are the same in every row (mostly "observed: 1") are left out of the matrix and counted as constants.
/// With a shared block the rows are sorted by which of its columns are missing.
struct PreparedTable {
    std::vector<FeatureColumn> meanings = {};
    std::vector<PreparedColumn> columns = {};
    std::size_t parameter_count = 0;           ///< of one segment, all columns
    std::size_t feature_count = 0, slot_count = 0;  ///< of all columns, constants included

    std::vector<std::uint32_t> order = {};     ///< row of the table that each prepared row is
    std::vector<double> weights = {};          ///< per row
    double total_weight = 0;

    Matrix features = {};                      ///< rows × features that vary, padded with zeros to a multiple of four
    std::vector<std::uint32_t> dense_of_feature = {};  ///< position in `features`, or is_constant
    std::vector<double> constant_of_feature = {};
    std::vector<std::size_t> slots_begin = {};  ///< per row, one more at the end
    std::vector<std::uint32_t> slots = {};
    std::vector<std::size_t> rows_begin = {};  ///< per slot: the rows that have it, ascending
    std::vector<std::uint32_t> rows_of_slot = {};
    std::vector<double> log_base = {};         ///< per row

    std::vector<double> base_features = {}, base_slots = {};  ///< statistics of everyone
    std::vector<double> base_parameters = {};  ///< the fit to everyone
    std::optional<PreparedBlock> block = {};
    std::vector<RowChunk> chunks = {};         ///< rows of one pattern each
    std::vector<std::size_t> units_begin = {}; ///< first chunk of each unit of work, one more at the end
    std::vector<std::string> warnings = {};

    static constexpr std::uint32_t is_constant = 0xffff'ffffu;

    std::size_t rows() const noexcept { return weights.size(); }
    std::span<const std::uint32_t> slots_of(std::size_t row) const noexcept {
        return std::span(slots).subspan(slots_begin[row], slots_begin[row + 1] - slots_begin[row]);
    }
    std::size_t free_parameters(std::size_t segments) const noexcept;
};

/// @throws InvalidArgument, InsufficientData, ColumnKindMismatch
PreparedTable prepare(const FeatureTable& table, const MixtureOptions& options, const Execution& execution);

/// Updates the parameters of one column until they stand still: a whole M step where one Newton step is not.
void update_fully(const PreparedColumn& column, const Statistics& statistics, std::size_t rounds, std::span<double> parameters);
inline constexpr std::size_t rounds_at_most = 200;

}  // namespace dangol::inline v0
