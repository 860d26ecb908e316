#pragma once

#include <dangol/personas/persona.hpp>

#include <cstddef>
#include <span>
#include <string>
#include <vector>

/// What k allows to be said in numbers. A segment of fewer than k customers is in no number at all: neither in the whole nor in what others
/// are compared with. So nothing that is shown changes with its size, and nothing shown can be solved for it.
namespace dangol::inline v0 {

/// Whether k allows to speak of a group of this size among so many: neither it nor everyone else may be fewer than k.
bool may_be_shown(std::size_t customers, std::size_t of_all, std::size_t smallest_group) noexcept;

/// How numbers of customers, and shares of them, are rounded in one set of personas.
class Rounding {
public:
    /// To the nearest five; where segments are hidden to the nearest k, so that somebody who knows the number of all customers from
    /// elsewhere is left with a range. Below k = 5 everything stays in the shop, and nothing is rounded.
    Rounding(std::size_t smallest_group, bool some_hidden) noexcept;

    /// Of k or more never below k.
    std::size_t count(std::size_t customers) const noexcept;
    /// In steps of that many of `customers`, and of one per cent at least, where segments are hidden.
    double share(double share, std::size_t customers) const noexcept;
    /// How large a part of a group is. Where k hides how many are in it, none; where it hides how many are not, all; where both, as of a group of fewer than 2 k,
    /// whichever of none, half and all is nearest: these exact numbers decide, and no rounded one.
    double share_of(std::size_t part, std::size_t whole) const noexcept;
    /// How many a share of `customers` stands for: never fewer than k, nor all but fewer, which the group itself is not either. A number of
    /// customers and a share that stand beside each other are told by one definition.
    std::size_t count_of(double share, std::size_t customers) const noexcept;

private:
    std::size_t smallest_group_, step_;
    bool some_hidden_;
};

/// A share of such a set as it is told: "about 40%" where it was rounded in steps, of which less than half a one is "under 20%", and not none.
std::string told_share(double share, const PersonaSet&, Language);

/// Whether shares of the set are in steps: where kinds are withheld. Below k = 5 nothing is rounded.
bool rounds_shares(const PersonaSet&) noexcept;
/// How large a step is.
double share_step(const PersonaSet&) noexcept;

/// What to_text() says of a set behind its verdict and personas: which kinds are withheld, and where it may be shown; of none, why there are none.
std::string beyond_personas_text(const PersonaSet&, Language);

/// The numbers of a set of personas.
struct ShownNumbers {
    std::vector<char> shown = {};        ///< [segment]: may be shown
    std::size_t too_few = 0;             ///< segments that may not
    std::size_t customers = 0;           ///< behind the set: 0 for a shop of fewer than k; exact where nothing is hidden
};
ShownNumbers shown_numbers(std::span<const std::size_t> sizes, std::size_t smallest_group);

}  // namespace dangol::inline v0
