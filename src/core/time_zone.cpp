#include <dangol/core/time.hpp>

#include <dangol/core/error.hpp>

#include "core/common_offset.hpp"

#include <algorithm>
#include <atomic>
#include <date/tz.h>
#include <vector>

// The zone database is read through Howard Hinnant's date library (the origin of C++20's time zones, which g++ 12
// does not have yet). A zone is unrolled into a table of its transitions once, so that converting is a binary search.
namespace dangol::inline v0 {
namespace {

using std::chrono::microseconds;
using std::chrono::seconds;

/// From `begin` until the next one's begin, clocks are `offset` ahead of UTC.
struct Period {
    Instant begin;
    microseconds offset;
};

constexpr Instant table_begins{microseconds{std::chrono::sys_days{std::chrono::year{1850} / 1 / 1}.time_since_epoch()}};
constexpr Instant table_ends{microseconds{std::chrono::sys_days{std::chrono::year{2200} / 1 / 1}.time_since_epoch()}};

std::vector<Period> unrolled(const date::time_zone& zone) {
    std::vector<Period> periods;
    for (Instant at = table_begins; at < table_ends;) {
        const date::sys_info info = zone.get_info(date::floor<seconds>(at));
        if (periods.empty() || periods.back().offset != info.offset) {
            if (periods.size() > 1 && at - periods.back().begin < shortest_zone_period) {
                throw BadInput("The zone " + zone.name() + " changes its clocks twice within 12 hours: that cannot be read.");
            }
            periods.push_back({at, info.offset});
        }
        if (info.end <= date::floor<seconds>(at)) break;
        at = std::min(Instant{table_ends}, Instant{std::chrono::time_point_cast<microseconds>(std::min(
                                               info.end, date::sys_seconds{date::floor<seconds>(table_ends)}))});
    }
    return periods;
}

/// "+09:00", "+0900" or "+09" in minutes.
std::optional<std::chrono::minutes> fixed_offset(std::string_view name) {
    if (name == "Z") return std::chrono::minutes{0};
    if (name.empty() || (name[0] != '+' && name[0] != '-')) return {};
    const auto time = parse_iso_time("2000-01-01T00:00" + std::string(name));
    return time ? time->offset : std::nullopt;
}

std::vector<std::string> all_names() {
    std::vector<std::string> names;
    for (const auto& zone : date::get_tzdb().zones) names.push_back(zone.name());
    return names;
}

/// "KST", "Seoul", "Asia/Soul": the zone, or an empty text.
std::string zone_meant(std::string_view name) {
    if (name == "KST") return "Asia/Seoul";
    if (name == "JST") return "Asia/Tokyo";
    const std::vector<std::string> zones = all_names();
    std::vector<std::string> places;  // "Seoul" of "Asia/Seoul"
    for (const std::string& zone : zones) places.push_back(zone.substr(zone.rfind('/') + 1));
    if (name.find('/') == std::string_view::npos) {
        const auto place = std::ranges::find(places, name);
        if (place != places.end()) return zones[static_cast<std::size_t>(place - places.begin())];
    }
    return closest_name(name, zones);
}

}  // namespace

struct TimeZone::State {
    std::string name;
    std::vector<Period> periods;  // in order of time; the first one also holds for all time before it

    // Events come by time, so the period of the last question mostly answers the next one.
    mutable std::atomic<std::size_t> last_asked{0};

    State(std::string zone_name, std::vector<Period> zone_periods) : name(std::move(zone_name)), periods(std::move(zone_periods)) {}

    bool holds(std::size_t period, Instant instant) const noexcept {
        return (period == 0 || periods[period].begin <= instant) && (period + 1 == periods.size() || instant < periods[period + 1].begin);
    }

    std::size_t period_at(Instant instant) const {
        const std::size_t guess = last_asked.load(std::memory_order_relaxed);
        if (holds(guess, instant)) return guess;
        const std::size_t found = search(instant);
        last_asked.store(found, std::memory_order_relaxed);
        return found;
    }

    std::size_t search(Instant instant) const {
        const auto after = std::upper_bound(periods.begin() + 1, periods.end(), instant,
                                            [](Instant at, const Period& period) { return at < period.begin; });
        return static_cast<std::size_t>(after - periods.begin()) - 1;
    }

    static const std::shared_ptr<const State>& utc() {
        static const auto state = std::make_shared<const State>("UTC", std::vector<Period>{{table_begins, microseconds{0}}});
        return state;
    }
};

TimeZone::TimeZone() : state_(State::utc()) {}
TimeZone::TimeZone(std::shared_ptr<const State> state) : state_(std::move(state)) {}

TimeZone TimeZone::named(std::string_view name) {
    if (name == "UTC" || name == "Z") return {};
    if (const auto offset = fixed_offset(name)) {
        return TimeZone(std::make_shared<const State>(std::string(name), std::vector<Period>{{table_begins, *offset}}));
    }
    const date::time_zone* zone = nullptr;
    try {
        zone = date::locate_zone(name);
    } catch (const std::exception&) {
        const std::string closest = zone_meant(name);
        throw InvalidArgument("time_zone", name, "a zone of the IANA database or an offset like \"+09:00\"",
                              closest.empty() ? "write it as in \"Asia/Seoul\"" : "did you mean \"" + closest + "\"?");
    }
    return TimeZone(std::make_shared<const State>(std::string(name), unrolled(*zone)));
}

const std::string& TimeZone::name() const noexcept { return state_->name; }

LocalTime TimeZone::local(Instant instant) const {
    return LocalTime{instant.time_since_epoch() + state_->periods[state_->period_at(instant)].offset};
}

ResolvedTime TimeZone::instant(LocalTime local) const {
    const auto& periods = state_->periods;
    const Instant as_if_utc{local.time_since_epoch()};

    // No clock is more than a day off UTC: only the periods around the same reading in UTC can show this local time.
    constexpr std::chrono::hours day{24};
    const std::size_t likely = state_->period_at(as_if_utc);
    if (state_->holds(likely, as_if_utc - 2 * day) && state_->holds(likely, as_if_utc + 2 * day)) {
        return {as_if_utc - periods[likely].offset, LocalTimeMeaning::unique};
    }
    std::size_t i = state_->period_at(as_if_utc - day);
    const std::size_t last = state_->period_at(as_if_utc + day);
    std::optional<ResolvedTime> found;
    Instant end_of_gap = as_if_utc;
    for (; i <= last; ++i) {
        const Instant candidate = as_if_utc - periods[i].offset;
        const bool before_period = i > 0 && candidate < periods[i].begin;
        const bool after_period = i + 1 < periods.size() && candidate >= periods[i + 1].begin;
        if (after_period) end_of_gap = periods[i + 1].begin;
        if (before_period || after_period) continue;
        if (found) {
            found->meaning = LocalTimeMeaning::ambiguous;
        } else {
            found = ResolvedTime{candidate, LocalTimeMeaning::unique};
        }
    }
    return found.value_or(ResolvedTime{end_of_gap, LocalTimeMeaning::nonexistent});
}

}  // namespace dangol::inline v0
