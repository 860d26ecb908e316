#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

/// What the compiler can tell about aggregates, so that a member added elsewhere and forgotten in the archive stops the build.
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

}  // namespace dangol::inline v0::archiving
