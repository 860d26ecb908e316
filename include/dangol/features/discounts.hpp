#pragma once

#include <dangol/features/feature_column.hpp>

#include <optional>
#include <string>

namespace dangol::inline v0 {

/// Visits on which a discount was above zero. Column visits_with_<discount>, or visits_with_discount for any of them; share;
/// trials: visits on which the discount is known. Missing without such a visit in the window. Basis.
struct DiscountShare {
    std::string discount = {};  ///< one of InteractionColumns::discounts; empty: any of them
    std::optional<Role> role = {};
    bool operator==(const DiscountShare&) const = default;
};

/// The part of the money that was saved: Σ discount / Σ (amount + discount). Column <discount>_depth, or discount_depth for all
/// of them together; numeric, 0 … 1; exposure: visits with amount and discount known. Missing where that money is 0. Basis.
struct DiscountDepth {
    std::string discount = {};  ///< one of InteractionColumns::discounts; empty: all of them together
    std::optional<Role> role = {};
    bool operator==(const DiscountDepth&) const = default;
};

}  // namespace dangol::inline v0
