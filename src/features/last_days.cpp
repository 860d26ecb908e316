#include "features/last_days.hpp"

#include <dangol/core/error.hpp>

#include "core/on_record.hpp"

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

LastDays::Days LastDays::days_of(Instant as_of) const {
    if (!days_) return {};
    const Instant start = since(as_of);
    return {start, start_of_day(start, zone_)};
}

}  // namespace dangol::inline v0
