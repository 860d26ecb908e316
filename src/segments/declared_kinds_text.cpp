#include <dangol/segments/declared_kinds.hpp>

#include <algorithm>
#include <cmath>
#include <string>

namespace dangol::inline v0 {
namespace {

/// Three significant digits, as people write numbers: "1230", "0.42".
std::string short_number(double value) {
    if (!std::isfinite(value)) return "?";
    if (value == 0) return "0";
    double scale = 1;  // a power of ten that makes three digits of it
    while (std::fabs(value) * scale < 100 && scale < 1e5) scale *= 10;
    while (std::fabs(value) * scale >= 1000) scale /= 10;
    std::string text = std::to_string(std::round(value * scale) / scale);
    if (scale <= 1) return text.substr(0, text.find('.'));
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
    return text;
}

std::string standing_text(Standing standing, bool korean) {
    switch (standing) {
        case Standing::confirmed: return korean ? "기록이 뒷받침합니다" : "the records agree";
        case Standing::contradicted: return korean ? "기록과 다릅니다" : "the records say otherwise";
        case Standing::undecided: break;
    }
    return korean ? "아직 알 수 없습니다" : "not known yet";
}

std::string line_of(const ExpectationEvidence& each, bool korean) {
    const std::string about = each.level.empty() ? each.column : each.column + " = " + each.level;
    std::string text = "  " + about + ": " + (korean ? "말씀하신 값 " : "said ") + short_number(each.declared);
    if (each.found.interval) {
        text += (korean ? ", 기록에서는 " : ", found ") + short_number(each.found.value) + " (" + short_number(each.found.interval->low) + " – " +
                short_number(each.found.interval->high) + ")";
    }
    const bool beside = each.found.interval && (each.declared < each.found.interval->low || each.declared > each.found.interval->high);
    text += korean ? ". " : "; ";
    if (each.standing == Standing::confirmed && beside) text += korean ? "고객들이 서로 다른 정도에 견주면 가깝습니다" : "near it, for how much customers differ";
    else text += standing_text(each.standing, korean);
    if (each.more_needed) {
        const std::string more = std::to_string(*each.more_needed);
        text += korean ? " (고객이 " + more + "명쯤 더 있으면 알 수 있습니다. 유형의 비율과 퍼짐이 지금과 같다고 볼 때)"
                       : " (about " + more + " customers more would tell, if kinds stay as frequent and as spread as now)";
    }
    return text + ".";
}

}  // namespace

std::string to_text(const DeclaredSegments& declared, Language language, std::size_t smallest_group) {
    const bool korean = language == Language::korean;
    std::string text;
    // Next to the others' numbers, that of the one kind that is not told would be known.
    const bool tells_numbers = std::ranges::none_of(declared.kinds, [&](const KindEvidence& kind) { return kind.customers < static_cast<double>(smallest_group); });
    for (const KindEvidence& kind : declared.kinds) {
        if (kind.customers < static_cast<double>(smallest_group)) {
            const std::string least = std::to_string(smallest_group);
            text += kind.name + (korean ? ": 고객 " + least + "명 미만이어서 더 말하지 않습니다.\n" : ": fewer than " + least + " customers, of whom no more is said.\n");
            continue;
        }
        const std::string count = std::to_string(std::lround(kind.customers));
        if (!tells_numbers) text += kind.name + ":\n";
        if (tells_numbers) text += kind.name + (korean ? ": 고객 약 " + count + "명.\n" : ": about " + count + (count == "1" ? " customer.\n" : " customers.\n"));
        for (const ExpectationEvidence& each : kind.expectations) text += line_of(each, korean) + "\n";
    }
    if (declared.more_for_natural > 0) {
        const std::string more = std::to_string(declared.more_for_natural);
        text += korean ? "말씀하시지 않은 유형을 기록만으로 찾으려면 고객이 " + more + "명 더 필요합니다(기준 열마다 60명)."
                       : "To look for kinds that nobody declared, " + more + " customers more are needed (60 for each column of the basis).";
    } else {
        text += korean ? "말씀하시지 않은 유형을 기록만으로 찾을 만큼 고객이 있습니다." : "There are customers enough to look for kinds that nobody declared.";
    }
    return text;
}

}  // namespace dangol::inline v0
