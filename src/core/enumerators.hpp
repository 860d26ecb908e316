#pragma once

#include <cstddef>
#include <string_view>

/// What the compiler can tell about enumerations, so that an enumerator added and forgotten elsewhere stops the build.
namespace dangol::inline v0 {

/// "unreadable_time" of UnusableReason::unreadable_time; empty where no enumerator has this value: the compiler prints those as a
/// cast, "(Verdict)7".
template <auto Value>
consteval std::string_view enumerator_name() {
    const std::string_view printed = __PRETTY_FUNCTION__;
    const std::string_view from_value = printed.substr(printed.rfind("Value = ") + 8);
    if (from_value.front() == '(') return {};
    const std::string_view whole = from_value.substr(0, from_value.find_first_of(";]"));
    return whole.substr(whole.rfind(':') + 1);  // no colon: npos + 1 is 0
}

/// Whether an enumerator has this value.
template <auto Value>
consteval bool is_enumerator() {
    return !enumerator_name<Value>().empty();
}

/// Whether the enumerators are 0 to Count - 1.
template <class Enum, std::size_t Count>
consteval bool has_enumerators() {
    return is_enumerator<static_cast<Enum>(Count - 1)>() && !is_enumerator<static_cast<Enum>(Count)>();
}

}  // namespace dangol::inline v0
