#pragma once

#include <concepts>
#include <cstddef>
#include <string_view>
#include <type_traits>
#include <utility>

/// What the compiler can tell about aggregates and enumerations, so that a member or enumerator added elsewhere and forgotten
/// in the archive stops the build.
namespace dangol::inline v0::archiving {

/// Converts to anything but a base of T, to try how many members T takes.
struct Anything {
    template <class T>
    operator T() const;
};

template <class T, std::size_t... I>
consteval bool takes(std::index_sequence<I...>) {
    return requires { T{(static_cast<void>(I), Anything{})...}; };
}

/// How many members an aggregate has (at most 64).
template <class T, std::size_t Count = 64>
consteval std::size_t member_count() {
    static_assert(std::is_aggregate_v<T>);
    if constexpr (Count == 0 || takes<T>(std::make_index_sequence<Count>{})) {
        return Count;
    } else {
        return member_count<T, Count - 1>();
    }
}

/// Whether an enumerator has this value: the compiler prints those that have none as a cast, "(Verdict)7".
template <auto Value>
consteval bool is_enumerator() {
    const std::string_view printed = __PRETTY_FUNCTION__;
    const std::size_t equals = printed.rfind("Value = ");
    return printed[equals + 8] != '(';
}

}  // namespace dangol::inline v0::archiving
