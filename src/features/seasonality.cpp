#include "features/prepared_feature.hpp"

namespace dangol::inline v0 {
namespace {

std::size_t season_of(LocalTime at) {
    const std::chrono::year_month_day date{std::chrono::floor<std::chrono::days>(at)};
    return (static_cast<unsigned>(date.month()) % 12) / 3;  // December is 0
}

/// The same wall clock so many years earlier; the 29th of February becomes the 28th.
LocalTime years_before(LocalTime at, int years) {
    const auto day = std::chrono::floor<std::chrono::days>(at);
    std::chrono::year_month_day date{day};
    date -= std::chrono::years{years};
    if (!date.ok()) date = date.year() / date.month() / std::chrono::day{28};
    return LocalTime{std::chrono::local_days{date}} + (at - day);
}

/// The start of the last whole years within what was observed; none without a whole year.
std::optional<LocalTime> whole_years_since(LocalTime observed_since, LocalTime as_of) {
    const auto year_of = [](LocalTime at) { return static_cast<int>(std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(at)}.year()); };
    for (int years = year_of(as_of) - year_of(observed_since); years > 0; --years) {
        const LocalTime start = years_before(as_of, years);
        if (start >= observed_since) return start;
    }
    return std::nullopt;
}

}  // namespace

PreparedFeature prepare(const Seasonality& seasonality, const FeatureSource& source) {
    FeatureColumn column{.name = "season_mix",
                         .kind = ColumnKind::composition,
                         .levels = {"december_february", "march_may", "june_august", "september_november"},
                         .role = seasonality.role.value_or(Role::descriptor),
                         .construct = Construct::seasonality,
                         .unit = "visits"};
    return {.columns = {column}, .measure = [zone = source.base().time_zone()](const CustomerMoment& moment, RowCells cells) {
                if (!moment.observed_since) return;
                const auto since = whole_years_since(zone.local(*moment.observed_since), zone.local(moment.as_of));
                if (!since) return;
                const Instant start = zone.instant(*since).instant;
                cells[0].parts([&](std::span<float> parts) {
                    for (std::uint64_t visit = moment.first_visit; visit < moment.end_visit; ++visit) {
                        if (moment.visits.at[visit] >= start) parts[season_of(moment.visits.local(visit))] += 1;
                    }
                });
            }};
}

}  // namespace dangol::inline v0
