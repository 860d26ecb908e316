#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/core/language.hpp>
#include <dangol/export.hpp>
#include <dangol/features/feature_fold.hpp>

#include <cstddef>
#include <cstdint>
#include <string>

namespace dangol::inline v0 {

/// A fold without some customers, and what was done.
struct FoldErasure {
    FeatureFold fold = {};
    std::size_t customers = 0;       ///< who had been there and are gone
    CustomerKeys not_found = {};     ///< ids of whom nothing was kept; as they were asked for
    std::uint64_t visits = 0;        ///< of theirs, in the plan's window
};

/// The fold of the same chunks without a row of these customers: finish() makes the table of one that never saw them, and chunks may follow. They are
/// taken from the list of those who agreed as well, so that rows of theirs that come later are refused; where consent is not recorded, leave such rows out.
///
/// account() goes on counting every row that was read: a fold does not keep how many were whose. Two things can therefore not be told from it, and stay as they were: visits
/// outside the plan's window, and, where consent is recorded, the start of the data if it was one of their visits. Takes as much memory again as the fold. @throws Cancelled
[[nodiscard]] DANGOL_EXPORT FoldErasure erase(const FeatureFold& fold, const CustomerKeys& ids, const Execution& execution = {});

DANGOL_EXPORT std::string to_text(const FoldErasure& erasure, Language language);

}  // namespace dangol::inline v0
