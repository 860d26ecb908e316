#pragma once

#include <dangol/core/bits.hpp>
#include <dangol/core/error.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/family.hpp>

#include "segments/distinct.hpp"
#include "segments/log_nodes.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stop_token>
#include <string_view>
#include <vector>

/// What the mixture kernel asks of a family: one constant table, one row per family. The kernel itself knows only rows of
/// a dense matrix (features) and entries of a table (slots); a family says what its cells are in these terms, and turns
/// statistics of either into parameters. See docs/kernel.md.
namespace dangol::inline v0 {

/// One observed value, whatever its kind.
struct Cell {
    double number = 0;
    std::uint32_t code = 0;
    double exposure = 1;
    std::span<const float> parts = {};
};

/// One column of a table with the weights of its rows.
struct ColumnCells {
    const FeatureColumn& meaning;
    std::span<const double> numbers = {};
    std::span<const std::uint32_t> codes = {};
    MatrixView<const float> compositions = {};
    std::span<const double> exposures = {};
    BitView observed = {};
    std::span<const double> weights = {};
    std::stop_token stop = {};

    /// Now and then within a long loop over rows. @throws Cancelled
    void check_stop(std::size_t row) const {
        if (row % 8192 == 0 && stop.stop_requested()) throw Cancelled();
    }

    ColumnCells(const FeatureTable& table, ColumnIndex column);
    std::size_t rows() const noexcept { return exposures.size(); }
    Cell at(std::size_t row) const noexcept;
};

/// Some rows of one column, at most a tile: what expand() reads. Cells that were not observed hold 0.
struct ColumnTile {
    const ColumnCells& cells;
    std::span<const std::uint32_t> rows = {};  ///< of the table
    const double* numbers = nullptr;           ///< where the kind has them
    const double* exposures = nullptr;
    const std::uint32_t* codes = nullptr;
    std::uint64_t observed = 0;                ///< bit i: row i
    bool is_observed(std::size_t i) const noexcept { return ((observed >> i) & 1U) != 0; }
};

/// What a family's last feature is, which multiplies what depends on no value. Where it is the same in every row it is counted
/// instead of stored.
enum class LastFeature : std::uint8_t { observed, exposure };

/// One column as the fit sees it, settled before the first iteration and the same for every number of segments.
struct PreparedColumn {
    Family family = Family::normal;
    std::size_t first_parameter = 0, parameter_width = 0;
    std::size_t first_feature = 0, feature_count = 0;
    LastFeature last_feature = LastFeature::observed;
    bool last_is_constant = false;    ///< then it is no row of a tile but this:
    double last_constant = 0;
    std::size_t first_dense = 0;      ///< of the features of a tile
    bool coded = false;               ///< its slot is its code
    std::size_t first_slot = 0, slot_count = 0;
    std::size_t slots_per_row = 0;    ///< at most, where find_slots() finds them
    std::size_t free_parameters = 0;  ///< per segment
    bool in_block = false;            ///< its mean is the family's, its variance the shared covariance's
    bool shared = false;              ///< all segments have the same parameters in it: those of everyone

    double center = 0, scale = 1;     ///< of what varies: features are standardised, parameters are in the column's own unit
    double variance_floor = 0;        ///< in units of the overall variance
    bool varies = true;               ///< false: constant or never observed, which tells nothing about segments
    double above_zero = 1;            ///< of a hurdle without features: the share of amounts above 0, which is 1 or 0
    std::size_t dense_count() const noexcept { return feature_count - (last_is_constant ? 1 : 0); }
    bool speaks() const noexcept { return feature_count + slot_count > 0; }  ///< whether anything of it is multiplied or looked up

    std::vector<double> values = {};     ///< of the slots: what each stands for (a count, a level)
    std::vector<double> exposures = {};  ///< distinct ones
    std::vector<std::uint32_t> value_of_slot = {}, exposure_of_slot = {};
    std::vector<std::size_t> part_begin = {};  ///< first slot of each part

    bool cells_as_slots = false;               ///< whatever it takes: sums are to be merged with those of other rows
    LogNodes nodes = {};                       ///< instead of slots for cells whose exposures are nearly all different; `exposures` are theirs then

    // How find_slots() knows the slots of a row: by its cell, or, where different cells are too many for a table of them, by the row.
    std::vector<NumberIndex> index = {};       ///< of each part; of values and exposures
    bool counts_are_whole = false;             ///< and small, all of all parts
    std::vector<std::uint32_t> slot_of_pair = {};  ///< value × exposure
    std::vector<std::uint32_t> slot_of_row = {};
};

/// What prepare() finds in the rows of one column.
struct ColumnDraft {
    double log_base = 0;  ///< Σ weight · the part of the log-density that no segment changes
};

/// Weighted sums over the rows of one segment, the prior's share included.
struct Statistics {
    std::span<const double> features = {};
    std::span<const double> slots = {};
    std::span<const double> entries = {};  ///< what express() last wrote for these parameters, if that is known

    /// Σ slots · entries: the expected log-likelihood where the update starts.
    double of_entries() const noexcept {
        double sum = 0;
        for (std::size_t slot = 0; slot < slots.size(); ++slot) sum += slots[slot] * entries[slot];
        return sum;
    }
};

struct FamilyOperations {
    Family family;
    std::string_view name;
    bool (*suits)(ColumnKind) noexcept;
    std::size_t (*parameter_width)(const FeatureColumn&) noexcept;

    /// What is settled once: how many features and slots, their scale, the slots themselves.
    void (*prepare)(const ColumnCells&, PreparedColumn&, ColumnDraft&);
    /// Cells as features: out(f, i) of every feature but the last, kernel::tile_rows apart, 0 where not observed. Null: none.
    void (*expand)(const PreparedColumn&, const ColumnTile&, double* out);
    /// A first guess for everyone together.
    void (*initialise)(const PreparedColumn&, const Statistics&, std::span<double> parameters);
    /// One M step from where `parameters` stand; never lowers the expected log-likelihood. Closed forms reach the maximum at once.
    void (*update)(const PreparedColumn&, const Statistics&, std::span<double> parameters);
    /// The log-density without its base: Σ feature · coefficient + Σ entries of the slots.
    void (*express)(const PreparedColumn&, std::span<const double> parameters, std::span<double> coefficients, std::span<double> entries);
    /// True where a segment has shrunk to a point that only a prior or a floor keeps from infinite density. May be null.
    bool (*degenerate)(const PreparedColumn&, std::span<const double> parameters);

    /// Outside the fit: constants derived from the parameters, and the log-density of one cell from them.
    std::size_t (*constant_width)(const FeatureColumn&) noexcept;
    void (*derive)(std::span<const double> parameters, std::span<double> constants);
    double (*log_density)(const double* constants, std::size_t width, const Cell&) noexcept;
    double (*log_base)(const Cell&) noexcept;

    double (*expected_value)(std::span<const double> parameters);  ///< NaN where there is none
    /// Of categories and compositions. May be null.
    void (*level_probabilities)(std::span<const double> parameters, std::span<double> probabilities);
    /// What a fitted or loaded parameter must fulfil.
    bool (*sound)(std::span<const double> parameters) noexcept;

    /// Of statistics that were merged: what update() takes from everyone (whether the column varies, floors and ceilings of a spread, the
    /// number of free parameters), settled by the statistics of everyone; into the draft's log_base, what their log-density is larger
    /// where features are told in everyone's standard deviations.
    void (*settle)(const Statistics& everyone, PreparedColumn&, ColumnDraft&);
    /// For families whose features are standardised. frame(): center and scale out of the parameters of all segments, so that whoever
    /// knows the mixture standardises alike. adopt(): the column as it speaks in this frame, whatever the rows at hand are, after
    /// prepare(); silent where the mixture is. Null: nothing is standardised.
    void (*frame)(MatrixView<const double> parameters, std::span<const double> shares, PreparedColumn&) = nullptr;
    void (*adopt)(const ColumnCells&, std::span<const double> parameters, PreparedColumn&, ColumnDraft&) = nullptr;

    /// Where slots are no codes: those of an observed row, written to `to`; returns the end. The row must be one that prepare() saw.
    std::uint32_t* (*find_slots)(const PreparedColumn&, const ColumnCells&, std::size_t row, std::uint32_t* to) noexcept = nullptr;
};

const FamilyOperations& operations_of(Family) noexcept;

// One per file in families/.
extern const FamilyOperations normal_operations, log_normal_hurdle_operations, poisson_operations, negative_binomial_operations,
    bernoulli_operations, binomial_operations, beta_binomial_operations, categorical_operations, dirichlet_multinomial_operations,
    gamma_hurdle_operations, von_mises_operations, adjacent_category_operations, multinomial_operations;

/// Probabilities and rates are kept this far from 0, relative to what is usual, so that an event that a segment never saw
/// is very unlikely there instead of impossible.
inline constexpr double least_probability = 1e-12;

/// Two sums of the same many terms in another order differ by about so much: less is no fall of a likelihood.
constexpr double rounding_of(double sum) noexcept { return 1e-13 * (sum < 0 ? -sum : sum); }

/// Bounds of the size of a negative binomial law (beyond, it is a Poisson law to five digits), of its rate as a share of everyone's, and of concentrations.
inline constexpr double least_size = 1e-3, most_size = 1e5, least_share_of_rate = 1e-9, least_concentration = 1e-5, most_concentration = 1e5;

/// What stands for the rate, the mean or the mean logarithm of a column in which nobody was observed. Nobody can have them, and whoever is observed there
/// later is told nothing by them.
inline constexpr double unseen_rate = 1e-200, unseen_mean = 1e-200, unseen_log_mean = -460;

constexpr double clamped_probability(double p) noexcept {
    return p < least_probability ? least_probability : p > 1 - least_probability ? 1 - least_probability : p;
}

}  // namespace dangol::inline v0
