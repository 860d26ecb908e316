#include "personas/disclosure.hpp"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "core/words.hpp"

namespace dangol::inline v0 {
namespace {

double step_of_shares(std::size_t step, std::size_t customers) noexcept { return std::max(0.01, static_cast<double>(step) / static_cast<double>(customers)); }

}  // namespace

bool may_be_shown(std::size_t customers, std::size_t of_all, std::size_t smallest_group) noexcept {
    const std::size_t others = of_all - customers;
    return customers >= smallest_group && (others == 0 || others >= smallest_group);
}

Rounding::Rounding(std::size_t smallest_group, bool some_hidden) noexcept
    : smallest_group_(smallest_group), step_(smallest_group < 5 ? 1 : some_hidden ? smallest_group : 5), some_hidden_(some_hidden) {}

std::size_t Rounding::count(std::size_t customers) const noexcept {
    const std::size_t rounded = (customers + step_ / 2) / step_ * step_;
    if (rounded >= 2 * smallest_group_ && customers < 2 * smallest_group_) return rounded - step_;  // these are not two groups of k
    return rounded < smallest_group_ && customers >= smallest_group_ ? rounded + step_ : rounded;
}

double Rounding::share_of(std::size_t part, std::size_t whole) const noexcept {
    if (whole == 0) return 0;
    const double share = static_cast<double>(part) / static_cast<double>(whole);
    const bool few = part < smallest_group_, nearly_all = whole - part < smallest_group_;
    if (few && nearly_all) return share < 0.25 ? 0 : share > 0.75 ? 1 : 0.5;
    if (few || nearly_all) return few ? 0 : 1;
    return std::min(1.0, static_cast<double>(count(part)) / static_cast<double>(count(whole)));
}

double Rounding::share(double share, std::size_t customers) const noexcept {
    if (!some_hidden_ || step_ == 1 || std::isnan(share) || customers == 0) return share;
    const double step = step_of_shares(step_, customers);
    return std::min(1.0, std::round(share / step) * step);
}

std::size_t Rounding::count_of(double share, std::size_t customers) const noexcept {
    if (!(share < 1)) return customers;
    const auto exact = static_cast<std::size_t>(std::lround(std::max(0.0, share) * static_cast<double>(customers)));
    if (customers < 2 * smallest_group_) return count(exact);
    return count(std::clamp(exact, smallest_group_, customers - smallest_group_));
}

bool rounds_shares(const PersonaSet& set) noexcept { return set.options.smallest_group >= 5 && set.too_few > 0 && set.customers > 0; }

double share_step(const PersonaSet& set) noexcept { return step_of_shares(set.options.smallest_group, set.customers); }

std::string told_share(double share, const PersonaSet& set, Language language) {
    if (!rounds_shares(set)) return percent_text(share, language);
    const double step = share_step(set);
    if (share < step / 2) return either(language, {"under ", percent_text(step, language)}, {percent_text(step, language), " 미만"});
    return either(language, {"about ", percent_text(share, language)}, {"약 ", percent_text(share, language)});
}

ShownNumbers shown_numbers(std::span<const std::size_t> sizes, std::size_t smallest_group) {
    const std::size_t all = std::accumulate(sizes.begin(), sizes.end(), std::size_t{0});
    ShownNumbers numbers;
    std::size_t described = 0, segments_shown = 0;
    for (const std::size_t size : sizes) {
        const bool shown = may_be_shown(size, all, smallest_group);
        numbers.shown.push_back(shown ? 1 : 0);
        segments_shown += shown ? 1 : 0;
        described += shown ? size : 0;
    }
    numbers.too_few = sizes.size() - segments_shown;
    const Rounding rounding(smallest_group, numbers.too_few > 0);
    // A single persona is compared with all others, who are k or more together; without any there is only the whole to speak of.
    const std::size_t whole = segments_shown > 1 ? described : all;
    numbers.customers = all < smallest_group ? 0 : numbers.too_few == 0 ? all : rounding.count(whole);
    return numbers;
}

}  // namespace dangol::inline v0
