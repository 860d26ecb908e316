#include "study/visit_hours.hpp"

#include <dangol/core/language.hpp>

#include "core/on_record.hpp"
#include "core/words.hpp"

#include <cstddef>

namespace dangol::inline v0 {

VisitHours hours_of(const VisitColumns& visits) {
    VisitHours hours{.visits = visits.size()};
    for (std::size_t visit = 0; visit < visits.size(); ++visit) hours.only_dated += only_dated(visits.local(visit)) ? 1 : 0;
    return hours;
}

std::string to_text(const VisitHours& hours, Language language) {
    if (hours.only_dated == 0) return {};
    const std::string all = number_text(hours.visits), dated = number_text(hours.only_dated), share = percent_text(hours.share_only_dated(), language);
    return either(language, {"Of ", all, " visits ", dated, " (", share, ") have a date without an hour: they count for the day of the week, and for no time of day."},
                  {"방문 ", all, "번 가운데 ", dated, "번(", share, ")은 시각 없이 날짜만 적혀 있어, 요일은 세고 시간대는 세지 않았습니다."});
}

}  // namespace dangol::inline v0
