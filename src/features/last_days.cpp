#include "features/last_days.hpp"

#include <dangol/core/error.hpp>

#include "core/on_record.hpp"

#include <algorithm>

namespace dangol::inline v0 {

LastDays::LastDays(std::optional<std::size_t> days, const char* feature, const FeatureSource& source) : days_(days), zone_(source.base().time_zone()) {
    constexpr std::size_t thousand_years = 365'250;
    if (days_ && (*days_ == 0 || *days_ > thousand_years)) {
        throw InvalidArgument(std::string(feature) + "::last_days", *days_, "at least 1 and at most " + std::to_string(thousand_years),
                              "leave it out for the whole window");
    }
}

std::string LastDays::column_name(const std::string& whole) const { return days_ ? whole + "_last_" + std::to_string(*days_) + "_days" : whole; }

Instant LastDays::since(Instant as_of) const {
    return days_ ? FeatureSource::before(as_of, std::chrono::days{static_cast<std::int64_t>(*days_)}, zone_) : Instant::min();
}

std::uint64_t LastDays::first_visit(const CustomerMoment& moment) const {
    if (!days_) return moment.first_visit;
    const Instant start = since(moment.as_of);
    const auto begin = moment.visits.at.begin();
    auto visit = static_cast<std::uint64_t>(std::lower_bound(begin + static_cast<std::ptrdiff_t>(moment.first_visit),
                                                             begin + static_cast<std::ptrdiff_t>(moment.end_visit), start) -
                                            begin);
    if (visit == moment.first_visit || moment.visits.at[visit - 1] + longest_day <= start) return visit;
    const Instant midnight = start_of_day(start, zone_);  // what is only dated belongs to them if the end of its day does
    while (visit > moment.first_visit && moment.visits.at[visit - 1] == midnight) --visit;
    return visit;
}

}  // namespace dangol::inline v0
