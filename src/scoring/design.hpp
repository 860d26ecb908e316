#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/features/feature_table.hpp>

#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <vector>

/// What the regression sees of the columns of a lead. Each kind has one transform:
///
///     numeric            x
///     positive           log(1 + x / u), u a tenth of the median of what is above 0: units never matter, 0 stays finite
///     recency            log(1 + days), or 2^(−days / half-life) where a half-life is given
///     count              log of the rate, drawn towards the common rate by a gamma prior from the data (segments/shrinkage.hpp)
///     share              logit of (successes + M p) / (trials + M), the beta prior likewise
///     flag, category     one indicator per level, the 50 most frequent
///     ordered category   the level's position
///     composition        centred log-ratios of the shrunken parts (Aitchison 1982)
///     cyclic             sine and cosine
///
/// A value outside what was seen at fitting counts as the nearest seen: a straight line says nothing out there. Numbers are centred
/// and divided by their standard deviation; a composition by one number for all its parts, so that they vary as much as √parts
/// columns do and 28 empty cells cannot drown the rest; indicators by ½, the standard deviation of an even flag, so that the
/// penalty draws rare levels further in (Gelman 2008, Statist. Med. 27).
///
/// A cell that is not known is 0, the mean; where columns are known of some and not of others, that is itself an indicator. Columns
/// that are missing together share one indicator's weight.
namespace dangol::inline v0 {

enum class Transform : std::uint8_t {
    unused,    ///< constant, or the exact duplicate of another
    presence,  ///< constant where it is known; whether it is known still tells
    identity,
    log_amount,
    log_days,
    half_life,
    log_rate,
    log_odds,
    indicators,
    level_position,
    log_ratios,
    circle
};

/// One cell of a lead. What its kind does not use is left alone.
struct LeadCell {
    bool known = false;
    double number = 0;
    double exposure = 1;
    std::uint32_t code = 0;
    const float* parts = nullptr;
};

/// One column of the leads and its values in a row of the design.
struct DesignColumn {
    static constexpr std::uint32_t no_position = 0xffff'ffffu;

    Transform transform = Transform::unused;
    std::size_t first = 0;                     ///< of its values in the row
    std::size_t width = 0;                     ///< values; the indicator of missing follows them
    bool tells_missing = false;
    double missing_mean = 0, missing_scale = 1;
    double unit = 1;                           ///< u of an amount, half-life in days, period
    double prior_mean = 0;                     ///< common rate or proportion
    double prior_weight = 0;                   ///< of it: exposure, trials, effective count
    std::vector<double> pooled = {};           ///< common parts of a composition
    std::vector<std::uint32_t> position = {};  ///< of each level's indicator, or no_position
    std::vector<double> lowest = {}, highest = {}, mean = {}, scale = {};  ///< of each value

    std::size_t values() const noexcept { return width + (tells_missing ? 1 : 0); }

    /// Writes values() numbers.
    void expand(const LeadCell&, double* out) const noexcept;

    bool operator==(const DesignColumn&) const = default;
    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        visitor(self.transform, self.first, self.width, self.tells_missing, self.missing_mean, self.missing_scale, self.unit, self.prior_mean,
                self.prior_weight, self.pooled, self.position, self.lowest, self.highest, self.mean, self.scale);
    }

private:
    void raw_values(const LeadCell&, double* out) const noexcept;
    friend struct Design;
};

struct Design {
    std::vector<DesignColumn> columns = {};  ///< one per column of the table, unused ones included
    std::size_t width = 0;                   ///< of a row

    /// Learns the transforms from leads. `half_life_days`: of recency. The names of exact duplicates are added to `folded`.
    static Design fit(const FeatureTable& leads, std::optional<double> half_life_days, std::vector<std::string>& folded);

    /// Rows × width, the rest of each row from `first_column` on left for others: rows of the result are first_column + width long.
    Matrix rows(const FeatureTable& leads, std::size_t first_column) const;

    /// The gate for designs that are loaded: every value has its place in the row and its numbers. @throws InvalidArgument
    void check(std::span<const FeatureColumn>) const;

    bool operator==(const Design&) const = default;
    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        visitor(self.columns, self.width);
    }
};

/// Cells of one column, ready to be asked row by row.
class CellsOfColumn {
public:
    CellsOfColumn(const FeatureTable&, ColumnIndex);
    LeadCell operator[](std::size_t row) const noexcept;

private:
    std::span<const double> numbers_ = {}, exposures_ = {};
    std::span<const std::uint32_t> codes_ = {};
    MatrixView<const float> parts_ = {};
    BitView observed_ = {};
};

}  // namespace dangol::inline v0
