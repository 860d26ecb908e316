#pragma once

#include <dangol/core/estimate.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>

#include <cstdint>
#include <string>

namespace dangol::inline v0 {

/// What about a fit should make its reader careful. `column` and `value` are those of FitWarning.
enum class WarningKind : std::uint8_t {
    column_never_observed,     ///< `column` says nothing about segments
    column_constant,           ///< … because everyone has the same
    column_dominates,          ///< `column` makes `value`, more than half, of what separates the segments
    segment_degenerate,        ///< one has shrunk to a point
    segment_empty,             ///< segment number `value` describes nobody
    not_converged,             ///< stopped after `value` iterations
    best_start_unconfirmed,    ///< of `value` starts only one reached the best fit
    number_at_limit,           ///< the criterion was still falling at `value` segments, the most that were tried
    too_few_for_natural,       ///< fewer than `value` customers per basis column
    unequal_weights,           ///< the comparison with one population cannot follow them
    overlap_uncorrected,       ///< segments overlap too much to correct descriptors for customers placed wrongly
    no_outcomes_of_contacts,   ///< whom not to chase cannot be told
    nobody_worth_contacts,     ///< contacts with nobody are worth their cost
    too_few_to_set_aside,      ///< a segment not worth its contacts is too small to be shown
    loss_not_identified,       ///< of a group that is set aside there are no later contacts
    not_calibrated,            ///< too few later outcomes
    regression_not_converged
};

/// A fact; to_text() makes the sentence.
struct FitWarning {
    WarningKind kind = WarningKind::not_converged;
    std::string column = {};  ///< by name
    double value = 0;         ///< a number or a share, as its kind says
    friend bool operator==(const FitWarning& a, const FitWarning& b) noexcept {
        return a.kind == b.kind && a.column == b.column && same_number(a.value, b.value);
    }
};

/// One sentence: what is doubtful, and what can be done about it.
DANGOL_EXPORT std::string to_text(const FitWarning&, Language);

}  // namespace dangol::inline v0
