#pragma once

#include <dangol/core/matrix.hpp>
#include <dangol/segments/mixture_statistics.hpp>

#include "segments/prepared_table.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace dangol::inline v0 {

/// What the rows with one slot have in common, whichever table they stand in: a count of a part, or a count and its exposure.
struct SlotKey {
    std::uint32_t part = 0;
    double value = 0, exposure = 0;
    friend constexpr auto operator<=>(const SlotKey&, const SlotKey&) = default;
};

/// Sums over one column.
struct ColumnSums {
    double center = 0, scale = 1;                ///< of its features: see ColumnFrame
    std::vector<double> features = {};           ///< features × segments
    std::vector<std::uint32_t> parts = {};       ///< keys of its slots, ascending; none where a slot is a level
    std::vector<double> values = {}, exposures = {};
    std::vector<double> slots = {};              ///< slots × segments
    bool operator==(const ColumnSums&) const = default;

    SlotKey key(std::size_t slot) const noexcept { return {parts[slot], values[slot], exposures[slot]}; }

    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        visitor(self.center, self.scale, self.features, self.parts, self.values, self.exposures, self.slots);
    }
};

/// Sums over the rows of which the same columns of the block were observed.
struct BlockSums {
    std::vector<std::uint32_t> observed = {};    ///< positions in the block, ascending
    std::vector<double> counts = {};             ///< per segment
    Matrix sums = {};                            ///< segments × observed, of standardised values
    Matrix grams = {};                           ///< observed × observed; of all segments one below the other where the covariance is free
    bool operator==(const BlockSums&) const = default;

    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        visitor(self.observed, self.counts, self.sums, self.grams);
    }
};

struct MixtureStatistics::State {
    Mixture mixture = {};
    double weight = 0;
    double log_likelihood = 0;
    std::vector<double> counts = {};             ///< per segment
    std::vector<ColumnSums> columns = {};
    std::vector<BlockSums> block = {};           ///< one per pattern, in the order of `observed`
    bool operator==(const State&) const = default;

    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        visitor(self.mixture, self.weight, self.log_likelihood, self.counts, self.columns, self.block);
    }

    /// The one gate, for sums that are taken, added and loaded. @throws InvalidArgument
    void check() const;
    std::vector<ColumnFrame> frames() const;
};

/// Sums of rows in given frames. `membership` null: as the mixture expects.
MixtureStatistics::State sum_rows(const Mixture& mixture, std::span<const ColumnFrame> frames, const FeatureTable& customers,
                                  const MatrixView<const double>* membership, const Execution& execution);

/// times_a · a + times_b · b, of sums in the same frames; the mixture is that of b.
MixtureStatistics::State combine(const MixtureStatistics::State& a, double times_a, const MixtureStatistics::State& b, double times_b);

/// An empty table with the layout of a mixture's columns: how many features each has.
PreparedTable layout_of(const Mixture::State& state, std::span<const ColumnFrame> frames);

}  // namespace dangol::inline v0
