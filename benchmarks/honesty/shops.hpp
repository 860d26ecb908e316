#pragma once

#include <dangol/core/execution.hpp>
#include <worlds/world.hpp>

#include <cstddef>
#include <cstdint>

namespace dangol_honesty {

/// What a whole study of a generated shop (examples/worlds) without kinds says that it should not.
struct NullShopFindings {
    bool natural = false;             ///< kinds were called natural
    bool somebody_set_aside = false;  ///< everyone answers 8 % of contacts alike, and 5 % would do
    bool attribute_claimed = false;   ///< a claim with q about age, children or distance, which have to do with nothing else
    std::size_t kinds = 0;
};
NullShopFindings study_null_shop(dangol::worlds::Trade, std::size_t customers, std::uint64_t seed, const dangol::Execution&);

}  // namespace dangol_honesty
