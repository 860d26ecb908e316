#include "segments/sums.hpp"

#include "core/parallel.hpp"
#include "core/simd.hpp"
#include "segments/tile.hpp"

#include <algorithm>

namespace dangol::inline v0 {
namespace {

void add_all(std::span<double> into, std::span<const double> from) noexcept {
    for (std::size_t i = 0; i < into.size(); ++i) into[i] += from[i];
}

std::vector<double> without_lanes(std::span<const double> sums) {
    std::vector<double> ended(sums.size() / kernel::lanes);
    for (std::size_t i = 0; i < ended.size(); ++i) ended[i] = simd::sum_of_eight(sums.data() + i * kernel::lanes);
    return ended;
}

bool has_incomplete_rows(const PreparedTable& table) {
    return table.block && !std::ranges::all_of(table.block->patterns, &MissingPattern::is_complete);
}

/// Moments of segment number `segment` out of sums over a pattern's rows.
Moments moments_of(std::span<const double> counts, std::span<const double> sums, std::size_t segments, std::size_t segment,
                   std::size_t size, const double* gram) {
    Moments moments{.count = counts[segment], .sum = std::vector<double>(size)};
    for (std::size_t b = 0; b < size; ++b) moments.sum[b] = sums[b * segments + segment];
    if (gram == nullptr) return moments;
    moments.gram = Matrix(size, size);
    const std::size_t stride = kernel::gram_width(size);
    for (std::size_t a = 0; a < size; ++a) {
        for (std::size_t b = 0; b <= a; ++b) moments.gram(a, b) = moments.gram(b, a) = gram[a * stride + b];
    }
    return moments;
}

/// Who belongs to which segment in a tile: memberships times weights, segment by segment; behind them the weights themselves.
class Assigner {
public:
    virtual ~Assigner() = default;
    virtual kernel::Gain operator()(const Tile& tile, const PatternTerms* terms, double* memberships) const = 0;
};

class Given : public Assigner {
public:
    explicit Given(const GivenMemberships& memberships) : given_(memberships) {}
    kernel::Gain operator()(const Tile& tile, const PatternTerms*, double* memberships) const override {
        const std::size_t segments = given_.values.columns();
        for (std::size_t k = 0; k < segments; ++k) std::fill_n(memberships + k * kernel::tile_rows, tile.rows(), 0.0);
        for (std::size_t i = 0; i < tile.count(); ++i) {
            const std::uint32_t customer = tile.source_rows()[i], row = given_.row_of.empty() ? customer : given_.row_of[customer];
            if (row == GivenMemberships::nowhere) continue;
            const double weight = given_.times * tile.weights()[i];
            for (std::size_t k = 0; k < segments; ++k) memberships[k * kernel::tile_rows + i] = weight * given_.values(row, k);
        }
        return {};
    }

private:
    const GivenMemberships given_;
};

class Everyone : public Assigner {
public:
    kernel::Gain operator()(const Tile& tile, const PatternTerms*, double* memberships) const override {
        std::copy_n(tile.weights(), tile.rows(), memberships);
        return {};
    }
};

class Expected : public Assigner {
public:
    Expected(const PreparedTable& table, const Expressed& expressed, Assignment assignment)
        : table_(table), expressed_(expressed), assignment_(assignment) {}
    kernel::Gain operator()(const Tile& tile, const PatternTerms* terms, double* memberships) const override {
        return assign(table_, expressed_, terms, tile, memberships, assignment_);
    }

private:
    const PreparedTable& table_;
    const Expressed& expressed_;
    const Assignment assignment_;
};

/// What of the block is summed beside what every pass sums.
struct Wanted {
    bool grams = false;     ///< of complete rows
    bool patterns = false;  ///< kept as they are, too
};

/// The sums of one unit of rows.
class UnitPass {
public:
    /// `expressed` may be null: then there is no block to fill in.
    UnitPass(const PreparedTable& table, const Expressed* expressed, const Assigner& assigner, std::size_t segments, double prior, Wanted wanted)
        : table_(table), expressed_(expressed), assigner_(assigner), segments_(segments), prior_(prior), wanted_(wanted),
          tile_(table), memberships_((segments + 1) * kernel::tile_rows) {}

    Sums run(std::size_t unit) {
        sums_.features.assign((table_.dense_count + 1) * segments_ * kernel::lanes, 0.0);
        sums_.slots.assign(table_.slot_count * kernel::padded(segments_), 0.0);
        if (table_.block) {
            sums_.block_values.assign((table_.block->size() + 1) * segments_ * kernel::lanes, 0.0);
            const std::size_t stride = kernel::gram_width(table_.block->size());
            if (wanted_.grams) sums_.block_grams.assign(table_.block->covariances(segments_) * stride * stride, 0.0);
            gram_scratch_.resize(stride * kernel::tile_rows);
            if (has_incomplete_rows(table_)) sums_.filled = BlockStatistics(*table_.block, segments_);
        }
        for (std::size_t chunk = table_.units_begin[unit]; chunk < table_.units_begin[unit + 1]; ++chunk) run_chunk(table_.chunks[chunk]);
        return std::move(sums_);
    }

private:
    void run_chunk(const RowChunk& chunk) {
        const MissingPattern* pattern = table_.block ? &table_.block->patterns[chunk.pattern] : nullptr;
        const bool incomplete = pattern != nullptr && !pattern->is_complete();
        PatternTerms own_terms;
        const PatternTerms* terms = pattern != nullptr && expressed_ != nullptr ? &expressed_->complete : nullptr;
        if (incomplete && expressed_ != nullptr) {
            own_terms = express_pattern(*table_.block, *pattern, expressed_->means, expressed_->covariance);
            terms = &own_terms;
            begin_pattern(pattern->observed.size());
        }
        for (std::size_t begin = chunk.begin; begin < chunk.end; begin += kernel::tile_rows) {
            tile_.load(begin, std::min(kernel::tile_rows, chunk.end - begin), chunk.pattern);
            sums_.gain += assigner_(tile_, terms, memberships_.data());
            std::copy_n(tile_.weights(), tile_.rows(), memberships_.begin() + static_cast<std::ptrdiff_t>(segments_ * kernel::tile_rows));
            kernel::accumulate(tile_.features(), table_.dense_count + 1, tile_.rows(), memberships_.data(), segments_, sums_.features.data());
            if (table_.slot_count > 0) kernel::add_to_slots(tile_.slots(), tile_.count(), memberships_.data(), segments_, sums_.slots.data());
            if (incomplete) {
                if (terms != nullptr) sum_incomplete(*pattern);
            } else if (pattern != nullptr) {
                sum_complete();
            }
        }
        if (incomplete && terms != nullptr) end_pattern(*pattern, own_terms);
    }

    const double* ones() const noexcept { return tile_.features() + table_.dense_count * kernel::tile_rows; }

    void sum_complete() {
        const std::size_t size = table_.block->size();
        kernel::accumulate(tile_.block_values(), size, tile_.rows(), memberships_.data(), segments_, sums_.block_values.data());
        kernel::accumulate(ones(), 1, tile_.rows(), memberships_.data(), segments_, sums_.block_values.data() + size * segments_ * kernel::lanes);
        if (wanted_.grams) add_grams(size, table_.block->covariances(segments_), sums_.block_grams.data());
    }

    void add_grams(std::size_t size, std::size_t count, double* grams) {
        const double* rows = tile_.block_rows();
        const std::size_t stride = kernel::gram_width(size);
        for (std::size_t g = 0; g < count; ++g) {
            kernel::add_gram(rows, size, tile_.rows(), memberships_.data() + g * kernel::tile_rows, gram_scratch_.data(), grams + g * stride * stride);
        }
    }

    void begin_pattern(std::size_t size) {
        const std::size_t all = segments_ + 1, stride = kernel::gram_width(size);
        pattern_counts_.assign(all * kernel::lanes, 0.0);
        pattern_sums_.assign(size * all * kernel::lanes, 0.0);
        pattern_grams_.assign((table_.block->is_free ? all : 1) * stride * stride, 0.0);
    }

    void sum_incomplete(const MissingPattern& pattern) {
        const std::size_t size = pattern.observed.size(), all = segments_ + 1;
        kernel::accumulate(ones(), 1, tile_.rows(), memberships_.data(), all, pattern_counts_.data());
        kernel::accumulate(tile_.block_values(), size, tile_.rows(), memberships_.data(), all, pattern_sums_.data());
        if (table_.block->is_free) return add_grams(size, all, pattern_grams_.data());
        kernel::add_gram(tile_.block_rows(), size, tile_.rows(), tile_.weights(), gram_scratch_.data(), pattern_grams_.data());
    }

    /// Fills in what the rows of a pattern miss, the prior's share of each segment included.
    void end_pattern(const MissingPattern& pattern, const PatternTerms& terms) {
        const PreparedBlock& block = *table_.block;
        const std::size_t size = pattern.observed.size(), all = segments_ + 1, stride = kernel::gram_width(size);
        const std::vector<double> counts = without_lanes(pattern_counts_), sums = without_lanes(pattern_sums_);
        const double* last_gram = pattern_grams_.data() + (block.is_free ? segments_ : 0) * stride * stride;
        Moments everyone = moments_of(counts, sums, all, segments_, size, last_gram);
        std::vector<Moments> moments;
        PatternSums* kept = nullptr;
        if (wanted_.patterns) kept = &sums_.patterns.emplace_back(PatternSums{.pattern = static_cast<std::size_t>(&pattern - block.patterns.data())});
        if (kept != nullptr && !block.is_free) kept->gram = everyone.gram;
        for (std::size_t k = 0; k < segments_; ++k) {
            const double* gram = block.is_free ? pattern_grams_.data() + k * stride * stride : nullptr;
            Moments& own = moments.emplace_back(moments_of(counts, sums, all, k, size, gram));
            if (kept != nullptr) kept->segments.push_back(own);
            own.count += prior_ * everyone.count;
            for (std::size_t b = 0; b < size; ++b) own.sum[b] += prior_ * everyone.sum[b];
            for (std::size_t i = 0; i < own.gram.values().size(); ++i) own.gram.values()[i] += prior_ * everyone.gram.values()[i];
        }
        if (!block.is_free) sums_.block_common += common_log_density(terms, everyone);
        if (prior_ > 0) sums_.block_base += expected_log_density(pattern, terms, expressed_->means, everyone);
        for (double& g : everyone.gram.values()) g *= 1 + prior_ * static_cast<double>(segments_);
        sums_.filled.add(block, pattern, terms, expressed_->means, moments, everyone.gram);
    }

    const PreparedTable& table_;
    const Expressed* expressed_;
    const Assigner& assigner_;
    const std::size_t segments_;
    const double prior_;
    const Wanted wanted_;
    Tile tile_;
    Sums sums_;
    std::vector<double> memberships_, gram_scratch_, pattern_counts_, pattern_sums_, pattern_grams_;
};

Sums run_pass(const PreparedTable& table, const Expressed* expressed, const Assigner& assigner, std::size_t segments, double prior,
              Wanted wanted, const Execution& execution) {
    return reduce_blocks(
        table.units(), execution,
        [&](std::size_t unit) { return UnitPass(table, expressed, assigner, segments, prior, wanted).run(unit); },
        [](Sums& into, Sums&& from) { into.add(from); });
}

}  // namespace

void Sums::add(const Sums& other) {
    gain += other.gain;
    add_all(features, other.features);
    add_all(slots, other.slots);
    add_all(block_values, other.block_values);
    add_all(block_grams, other.block_grams);
    filled.add(other.filled);
    patterns.insert(patterns.end(), other.patterns.begin(), other.patterns.end());
    block_common += other.block_common;
    block_base += other.block_base;
}

std::vector<double> Sums::ended_features() const { return without_lanes(features); }

Moments Sums::complete_moments(const PreparedBlock& block, std::size_t segment) const {
    const std::vector<double> sums = without_lanes(block_values);
    const std::size_t size = block.size(), segments = sums.size() / (size + 1), stride = kernel::gram_width(size);
    const double* gram = block_grams.empty() ? nullptr : block_grams.data() + (block.is_free ? segment : 0) * stride * stride;
    return moments_of(std::span(sums).subspan(size * segments), sums, segments, segment, size, gram);
}

Sums sum_everyone(const PreparedTable& table, const Execution& execution) {
    return run_pass(table, nullptr, Everyone{}, 1, 0, {.grams = table.block.has_value()}, execution);
}

Sums sum_given(const PreparedTable& table, const Expressed& expressed, const GivenMemberships& memberships, double prior,
               const Execution& execution) {
    return run_pass(table, &expressed, Given{memberships}, memberships.values.columns(), prior, {.grams = table.block && table.block->is_free},
                    execution);
}

Sums sum_expected(const PreparedTable& table, const Expressed& expressed, Assignment assignment, double prior, const Execution& execution) {
    return run_pass(table, &expressed, Expected{table, expressed, assignment}, expressed.segments(), prior,
                    {.grams = table.block && table.block->is_free}, execution);
}

Sums sum_part(const PreparedTable& table, const Expressed& expressed, const GivenMemberships* memberships, const Execution& execution) {
    const Wanted wanted{.grams = table.block && table.block->is_free, .patterns = true};
    if (memberships != nullptr) return run_pass(table, &expressed, Given{*memberships}, expressed.segments(), 0, wanted, execution);
    return run_pass(table, &expressed, Expected{table, expressed, Assignment::soft}, expressed.segments(), 0, wanted, execution);
}

kernel::Gain assign(const PreparedTable& table, const Expressed& expressed, const PatternTerms* terms, const Tile& tile, double* memberships,
                    Assignment assignment) {
    const std::size_t segments = expressed.segments(), rows = tile.rows();
    std::vector<double> start = expressed.start;
    if (terms != nullptr && !table.block->is_free) add_all(start, terms->constants);
    kernel::multiply(tile.features(), table.dense_count, rows, expressed.coefficients.data(), start.data(), segments, memberships);
    if (terms != nullptr) {
        const std::size_t size = terms->precision[0].rows();
        for (std::size_t k = 0; k < segments && table.block->is_free; ++k) {
            kernel::subtract_squares(tile.block_values(), size, rows, terms->factors[k].data(), terms->shifts[k].data(), terms->constants[k],
                                     memberships + k * kernel::tile_rows);
        }
        if (!table.block->is_free) {
            kernel::multiply(tile.block_values(), size, rows, terms->coefficients.data(), nullptr, segments, memberships);
        }
    }
    if (table.slot_count > 0) kernel::add_entries(tile.slots(), tile.count(), expressed.entries.data(), segments, memberships);
    return assignment == Assignment::hard ? kernel::hard_memberships(memberships, rows, segments, tile.weights())
                                          : kernel::soft_memberships(memberships, rows, segments, tile.weights());
}

Matrix memberships_of(const PreparedTable& table, const Expressed& expressed, Assignment assignment, const Execution& execution) {
    const std::size_t segments = expressed.segments();
    Matrix out(table.rows(), segments);
    for_each_block(table.units(), execution, [&](std::size_t unit) {
        Tile tile(table);
        std::vector<double> memberships(segments * kernel::tile_rows);
        for (std::size_t c = table.units_begin[unit]; c < table.units_begin[unit + 1]; ++c) {
            const RowChunk& chunk = table.chunks[c];
            const PatternTerms terms = table.block ? express_pattern(*table.block, table.block->patterns[chunk.pattern], expressed.means, expressed.covariance)
                                                   : PatternTerms{};
            for (std::size_t begin = chunk.begin; begin < chunk.end; begin += kernel::tile_rows) {
                tile.load(begin, std::min(kernel::tile_rows, chunk.end - begin), chunk.pattern);
                static_cast<void>(assign(table, expressed, table.block ? &terms : nullptr, tile, memberships.data(), assignment));
                for (std::size_t i = 0; i < tile.count(); ++i) {
                    const double weight = tile.weights()[i];
                    for (std::size_t k = 0; k < segments; ++k) {
                        out(tile.source_rows()[i], k) = weight > 0 ? memberships[k * kernel::tile_rows + i] / weight : 1.0 / static_cast<double>(segments);
                    }
                }
            }
        }
    });
    return out;
}

}  // namespace dangol::inline v0
