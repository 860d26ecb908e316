#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/execution.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/segments/segmentation.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// For shops with too few customers to find kinds in: kinds that staff describe ("brides, who come once and spend 1,200,000") enter as priors with a
/// stated weight, and the records confirm or contradict each thing that was said.
///
/// A description joins its segment as pseudo-customers who are like it: `customers` of them, in the columns it speaks of and no others. What is fitted is the mixture
/// of everyone, by EM, with those held in place. It is a prior in the textbook's sense (an equivalent sample size; DeGroot 1970, ch. 9), so it gives way as customers come.
namespace dangol::inline v0 {

/// One thing that is said of a kind.
struct Expectation {
    std::string column = {};          ///< of the basis
    double value = 0;                 ///< mean; typical amount where there is any; rate per unit of exposure; probability of a share, a flag or a level
    std::string level = {};           ///< of a category, whose probability `value` is
    std::optional<double> spread = {};///< standard deviation of a number, or of the log of an amount; not given: everyone's
    bool operator==(const Expectation&) const = default;
};

/// A kind of customer as somebody describes it, and how much that weighs.
struct DeclaredKind {
    std::string name = {};
    std::vector<Expectation> expectations = {};
    double customers = 5;             ///< > 0: the description weighs as much as so many customers who are like it
    bool operator==(const DeclaredKind&) const = default;
};

/// How an expectation stands before the records.
enum class Standing : std::uint8_t {
    undecided,     ///< the interval reaches from agreement to disagreement
    confirmed,     ///< the interval lies within smallest_difference of what was declared
    contradicted   ///< the interval lies beyond it
};

/// What the records say of one expectation, found without it: kinds are fitted with its column left out, customers placed by the others, and the placement
/// error undone (three_step.hpp). So nothing confirms itself.
struct ExpectationEvidence {
    std::string column = {}, level = {};
    double declared = 0;
    Estimate found = {};                             ///< on the scale of `declared`; no interval where customers cannot be placed without the column
    double tolerance = 0;                            ///< smallest_difference in the column's unit; of an amount, in its log
    Standing standing = Standing::undecided;
    std::optional<std::size_t> more_needed = {};     ///< of undecided: so many customers more would decide, if kinds stay as frequent and as spread as they are found now
    bool operator==(const ExpectationEvidence&) const = default;
};

/// What the records say of one declared kind.
struct KindEvidence {
    std::string name = {};
    SegmentId segment = {};
    double customers = 0;                            ///< Σ of the memberships, without the pseudo-customers
    std::vector<ExpectationEvidence> expectations = {};
    bool operator==(const KindEvidence&) const = default;
};

/// Verdict constructed: the owner declared them.
struct DeclaredSegments {
    Segmentation segmentation = {};                  ///< segments in the order in which they were declared
    std::vector<KindEvidence> kinds = {};
    std::size_t customers = 0;
    std::size_t more_for_natural = 0;                ///< customers until kinds can be looked for without declaring them: 60 for each basis column, less those there are
    bool operator==(const DeclaredSegments&) const = default;
};

/// How declared kinds are fitted, and what counts as agreement.
struct DeclaredKindOptions {
    MixtureOptions mixture = {};                     ///< families, prior_customers, iterations_at_most and tolerance are used; without segment_count,
                                                     ///< covariance and block, which the kinds decide
    double smallest_difference = 0.5;                ///< > 0, in everyone's standard deviations: less is agreement
    bool operator==(const DeclaredKindOptions&) const = default;
};

/// @throws InvalidArgument (no kinds; a value that its column cannot have; a column of a kind that cannot be declared: compositions, circles),
/// UnknownColumn, UnknownLevel, InsufficientData (no customers), Cancelled
[[nodiscard]] DANGOL_EXPORT DeclaredSegments fit_declared_kinds(const FeatureTable&, const std::vector<DeclaredKind>&, const DeclaredKindOptions& = {},
                                                                const Execution& = {});

/// A line for each kind and each thing that was said of it, and how many customers more would be needed. Of a kind of fewer than `smallest_group` customers nothing is
/// told but that it is small: a summary of a study says so, where others may read it.
DANGOL_EXPORT std::string to_text(const DeclaredSegments&, Language, std::size_t smallest_group = 0);

}  // namespace dangol::inline v0
