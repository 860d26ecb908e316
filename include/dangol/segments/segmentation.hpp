#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/execution.hpp>
#include <dangol/core/fit_warning.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>
#include <dangol/segments/mixture.hpp>

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace dangol::inline v0 {

/// What may be said about whether the kinds exist.
enum class Verdict : std::uint8_t {
    untested,
    natural,       ///< separated by valleys, and beats one population with the same margins and correlations, refitted the same way
    reproducible,  ///< a cut of a continuum that is found again in resampled customers
    constructed,   ///< a number that the owner chose beyond that
    one_kind       ///< neither structure nor a reproducible cut: everyone is one kind
};

/// One number of segments that was tried.
struct SegmentCountTrial {
    std::size_t segment_count = 0;
    CovarianceShape covariance = CovarianceShape::diagonal;
    double bic = 0;
    double icl = 0;                       ///< BIC + 2 · entropy of the memberships (Biernacki, Celeux & Govaert 2000)
    std::size_t parameter_count = 0;
    double log_likelihood = 0;            ///< nats
    bool confirmed = false;               ///< a second start reached the same optimum
    std::size_t smallest_group = 0;       ///< customers in the smallest segment, by most probable membership
    std::vector<std::string> shared_columns = {};  ///< columns that did not pay for telling the segments apart
    bool operator==(const SegmentCountTrial&) const = default;
};

/// The candidate against one population with the margins smoothed to one mode and the correlations kept.
struct NullTest {
    double gain = 0;                      ///< BIC of one segment (better covariance) − BIC of the candidate
    std::vector<double> null_gains = {};  ///< the same in each null world, refitted the same way; 0 where its segments leave no gap between them
    double p_value = 1;                   ///< (1 + null worlds with at least the gain) / (1 + null worlds)
    bool operator==(const NullTest&) const = default;
};

/// Whether there are fewer customers between two segments than in either of them. A likelihood gain alone is no kind: heavy tails and
/// unequal exposure gain as well, but leave no valley. The valley has to be there without the time of day too.
struct ValleyTest {
    std::size_t candidate_segments = 0;   ///< of the candidate, before segments without a valley between them, or of too few customers, were put together
    std::size_t separated_segments = 0;   ///< left then; 1: the candidate is one heap
    double weakest_ratio = 0;             ///< of what is left, the pair with the shallowest valley: density there over the lower peak
    /// Left if a gap counted that only dayparts or seasons show: these are cuts of a clock, on whose sides stand two heaps of customers though hours may
    /// change gradually from one to the next.
    std::size_t separated_by_times_too = 0;
    bool operator==(const ValleyTest&) const = default;
};

/// One hard cut of the standardised basis that was tried.
struct CutTrial {
    std::size_t segment_count = 0;
    std::vector<double> jaccard = {};     ///< per segment, mean over bootstrap samples of its best match (Hennig 2007)
    std::size_t smallest_group = 0;       ///< customers in its smallest segment
    bool operator==(const CutTrial&) const = default;
};

/// A mixture, the tables by which its number of segments was chosen, and segment ids that survive a refit.
struct Segmentation {
    Mixture mixture = {};
    std::vector<SegmentId> ids = {};             ///< one per segment of `mixture`
    std::uint32_t next_id = 0;                   ///< smaller ids were given before, also to segments that are gone, and are never given to another; 0: those of
                                                 ///< `ids` are all that were given. trace_lineage() keeps it
    std::vector<SegmentCountTrial> trials = {};  ///< empty if the number was given
    Verdict verdict = Verdict::untested;         ///< set by judge_segments()
    std::optional<ValleyTest> valley_test = {};  ///< of the candidate, where it had more than one segment
    std::optional<NullTest> null_test = {};      ///< of a candidate whose segments are separated
    std::vector<CutTrial> cuts = {};             ///< tried where the candidate did not beat the null
    std::vector<double> stability = {};          ///< per segment of a cut or of natural kinds, mean bootstrap Jaccard; empty: not computed
    std::vector<double> cut_agreement = {};      ///< per segment of a cut: customers of the cut whom the mixture puts there, 0 … 1
    std::vector<FitWarning> warnings = {};
    bool operator==(const Segmentation&) const = default;
};

/// Which numbers of segments find_segments() tries, and how it fits each.
struct SegmentCountOptions {
    std::size_t least = 1;
    std::size_t most = 10;                       ///< the range stops early when BIC has risen three times in a row
    std::optional<CovarianceShape> covariance = {};  ///< diagonal or shared_block; none: both are tried
    bool select_columns = true;                  ///< whether columns that do not pay for telling the segments apart are shared by all of them, where there are 60 customers a
                                                 ///< basis column: of fewer, noise is as often chosen as what tells
    MixtureOptions mixture = {};                 ///< without segment_count and covariance, which are chosen
    bool operator==(const SegmentCountOptions&) const = default;
};

/// The candidate: the smallest BIC over K × {diagonal, shared block}. One segment may win. Verdict: untested.
///
/// With `select_columns` a column outside the block whose own parameters gain less log-likelihood than their price in BIC,
/// (K − 1) · parameters · ½ log n, has the same parameters in all segments. They count once, and it has no say in who belongs where. So a column
/// that says nothing costs the segments nothing, however many parameters it has. Without correlation inside the segments every
/// column can be decided alone (Marbac & Sedki, Variable selection for mixed data clustering: a model-based approach, arXiv:1703.02293, whose EM
/// chooses anew in every M step where this one does when it stands still; the question is that of Raftery & Dean 2006).
///
/// Cost: up to 2 (most − least + 1) mixtures, each up to MixtureOptions::starts_at_most fits of iterations · customers · columns · K.
/// @throws InvalidArgument (options outside their range; more segments at least than customers), InsufficientData (no customer, no basis column),
/// ColumnKindMismatch (a family that does not describe its column), UnknownColumn (a family for one that is not there), Cancelled
[[nodiscard]] DANGOL_EXPORT Segmentation find_segments(const FeatureTable&, const SegmentCountOptions& = {}, const Execution& = {});

/// How strictly judge_segments() judges, and how much it computes to do so.
struct JudgeOptions {
    std::size_t null_worlds = 19;          ///< ≥ 19; p ≥ 1/(null_worlds + 1)
    double valley_ratio_at_most = 0.8;     ///< in (0, 1): segments whose valley is shallower are put together before anything is claimed
    double significance = 0.05;
    std::size_t bootstrap_samples = 50;    ///< resamplings behind each Jaccard
    double jaccard_at_least = 0.6;         ///< Hennig (2007): below .6 a cluster should not be trusted
    double jaccard_drop_at_most = 0.1;     ///< of the weakest kind of a cut, below that of the number which is found again best: three kinds found again
                                           ///< wholly are not cut into five that are found again somehow. 1: the most that are found again at all
    std::size_t cut_most = 8;
    std::size_t smallest_group = 20;       ///< k: no segment of a cut, and no kind by nature, may hold fewer
    std::optional<std::size_t> segments_wanted = {};  ///< a number the owner chooses: "constructed" where it is not reproducible
    std::uint64_t seed = 0;
    bool operator==(const JudgeOptions&) const = default;
};

/// Judges a candidate. Segments without a valley between them are put together (after Hennig 2010); what is left must beat the
/// refitted null (after Hennig & Lin 2015). Where it does not, it is replaced by the reproducible cut of the
/// standardised basis (Hennig 2007; Dolnicar & Leisch 2010), or by one segment. Under 60 customers per basis column "natural" is barred.
/// `how_it_was_found` are the options of the find_segments() that made the candidate: the null worlds are searched in the same way. With
/// `segments_wanted` neither valleys nor null are asked, only whether that cut is found again. Cost: null_worlds searches like the candidate's, where
/// its segments are separated; where it is cut, for each number up to cut_most 10 + 3 · bootstrap_samples runs of k-means.
/// @throws InvalidArgument (options outside their range, more segments wanted than customers), InsufficientData (no customer, no basis column), Cancelled; of a candidate from another table
/// ColumnKindMismatch, UnknownLevel
[[nodiscard]] DANGOL_EXPORT Segmentation judge_segments(const Segmentation& candidate, const FeatureTable&,
                                                        const SegmentCountOptions& how_it_was_found = {}, const JudgeOptions& = {},
                                                        const Execution& = {});

/// Groups found elsewhere as a segmentation, verdict constructed: `membership` customers × K, rows sum to 1. Nothing is tested: that somebody
/// sorted customers so says neither that they are kinds by nature nor that they are not. Cost: one pass, customers · columns · K.
/// @throws InvalidArgument (a membership of other customers, negative, or whose rows do not sum to 1; options outside their range), InsufficientData (no
/// customer, no basis column), ColumnKindMismatch, UnknownColumn (families), Cancelled
[[nodiscard]] DANGOL_EXPORT Segmentation adopt_groups(const FeatureTable&, MatrixView<const double> membership,
                                                      const MixtureOptions& = {}, const Execution& = {});

DANGOL_EXPORT std::string to_text(const Segmentation&, Language);  ///< the verdict and its reason, for somebody who runs a shop

/// What the verdict rests on, with its numbers, for somebody who wants to check it; empty where nothing was tested.
DANGOL_EXPORT std::string how_we_know(const Segmentation&, Language);

}  // namespace dangol::inline v0
