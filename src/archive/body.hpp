#pragma once

#include <dangol/core/bits.hpp>
#include <dangol/core/error.hpp>
#include <dangol/core/matrix.hpp>
#include <dangol/core/time.hpp>

#include "archive/checks.hpp"
#include "archive/layouts.hpp"
#include "core/enumerators.hpp"
#include "customers/identity_state.hpp"
#include "customers/permission_state.hpp"
#include "features/feature_fold_state.hpp"
#include "features/feature_table_state.hpp"
#include "features/lead_table_state.hpp"
#include "scoring/lead_scorer_state.hpp"
#include "segments/mixture_state.hpp"
#include "segments/mixture_statistics_state.hpp"

#include <boost/mpl/bool.hpp>
#include <boost/serialization/serialization.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <type_traits>
#include <variant>
#include <vector>

/// The body of an archive: a binary archive of our own on the concept of Boost.Serialization, and a `serialize` for each shape of type.
///
/// Boost's own archives and containers trust the counts they read: one flipped bit asks for gigabytes. Here a count is held against
/// what is left of the body before anything grows, every tag and enumerator against its range, and doubles travel by their bits.
namespace dangol::inline v0::archiving {

/// A body that no save() wrote; load() makes a BadArchive of it, which knows the name of the file.
struct Unsound : std::runtime_error {
    using std::runtime_error::runtime_error;
};

class BodyWriter {
public:
    using is_saving = boost::mpl::true_;
    using is_loading = boost::mpl::false_;

    /// Appends to `bytes`.
    explicit BodyWriter(std::vector<std::byte>& bytes) : bytes_(bytes) {}

    template <class T>
    BodyWriter& operator&(const T& value) {
        boost::serialization::serialize_adl(*this, const_cast<T&>(value), 0);  // Boost passes both ways through one function
        return *this;
    }
    template <class T>
    BodyWriter& operator<<(const T& value) {
        return *this & value;
    }

    void binary(const void* data, std::size_t size) {
        const auto* first = static_cast<const std::byte*>(data);
        bytes_.insert(bytes_.end(), first, first + size);
    }

private:
    std::vector<std::byte>& bytes_;
};

class BodyReader {
public:
    using is_saving = boost::mpl::false_;
    using is_loading = boost::mpl::true_;

    BodyReader(std::span<const std::byte> bytes, unsigned format) : left_(bytes), format_(format) {}

    /// Each `serialize` is told the format of the body, as Boost tells a class its version.
    template <class T>
    BodyReader& operator&(T& value) {
        boost::serialization::serialize_adl(*this, value, format_);
        return *this;
    }
    template <class T>
    BodyReader& operator>>(T& value) {
        return *this & value;
    }

    void binary(void* data, std::size_t size) {
        if (size > left_.size()) throw Unsound("it ends within a value");
        if (size != 0) std::memcpy(data, left_.data(), size);
        left_ = left_.subspan(size);
    }

    /// A count of elements that take at least `smallest` bytes each.
    std::size_t count(std::size_t smallest) {
        std::uint64_t found = 0;
        binary(&found, sizeof found);
        if (found > left_.size() / smallest) throw Unsound("it counts more than it holds");
        return static_cast<std::size_t>(found);
    }

    bool at_end() const noexcept { return left_.empty(); }

private:
    std::span<const std::byte> left_;
    unsigned format_;
};

template <class Archive>
inline constexpr bool saves = Archive::is_saving::value;

/// At least so many bytes are written for any T.
template <class T>
consteval std::size_t smallest_size() {
    if constexpr (std::is_arithmetic_v<T> || std::is_enum_v<T>) {
        return sizeof(T);
    } else if constexpr (Listed<T>) {
        return std::apply([](auto... member) { return (smallest_size<std::remove_cvref_t<decltype(std::declval<T&>().*member)>>() + ...); },
                          fields_of<T>);
    } else if constexpr (requires { typename T::traits_type; } || requires(T v) { v.reserve(1); }) {
        return sizeof(std::uint64_t);  // of a string or vector, its count
    } else {
        return 1;
    }
}

template <class Archive>
void serialize_count(Archive& archive, std::size_t& count, std::size_t smallest) {
    if constexpr (saves<Archive>) {
        archive & static_cast<std::uint64_t>(count);
    } else {
        count = archive.count(smallest);
    }
}

template <class Archive>
std::uint8_t serialize_tag(Archive& archive, std::uint8_t tag, std::size_t tags, const char* of_what) {
    archive.binary(&tag, 1);
    if (tag >= tags) throw Unsound(std::string("it has no such ") + of_what);
    return tag;
}

template <class Archive, class T>
    requires std::is_arithmetic_v<T>
void serialize(Archive& archive, T& value, const unsigned) {
    static_assert(sizeof(T) == 8 || sizeof(T) == 4 || sizeof(T) == 1);
    if constexpr (std::is_same_v<T, bool>) {
        value = serialize_tag(archive, value ? 1 : 0, 2, "truth value") != 0;
    } else {
        archive.binary(&value, sizeof value);
    }
}

template <class Archive, class T>
    requires std::is_enum_v<T>
void serialize(Archive& archive, T& value, const unsigned) {
    static_assert(sizeof(T) == 1);
    constexpr auto last = static_cast<unsigned>(last_of<T>);
    static_assert(has_enumerators<T, last + 1>(), "last_of<T> is not the last enumerator");
    value = static_cast<T>(serialize_tag(archive, static_cast<std::uint8_t>(value), last + 1, "enumerator"));
}

template <class Archive>
void serialize(Archive& archive, std::string& text, const unsigned) {
    std::size_t size = text.size();
    serialize_count(archive, size, 1);
    text.resize(size);
    archive.binary(text.data(), size);
}

template <class Archive, class T>
void serialize(Archive& archive, std::vector<T>& values, const unsigned) {
    std::size_t size = values.size();
    serialize_count(archive, size, smallest_size<T>());
    if constexpr (std::is_arithmetic_v<T>) {
        values.resize(size);
        archive.binary(values.data(), size * sizeof(T));
    } else if constexpr (saves<Archive>) {
        for (T& value : values) archive & value;
    } else {
        values.clear();
        values.reserve(std::min<std::size_t>(size, 1024));  // an element may be larger here than in the body: grow as they are read
        while (values.size() < size) archive & values.emplace_back();
    }
}

template <class Archive, class T, std::size_t Size>
void serialize(Archive& archive, std::array<T, Size>& values, const unsigned) {
    for (T& value : values) archive & value;
}

template <class Archive, class T>
void serialize(Archive& archive, std::optional<T>& value, const unsigned) {
    const bool held = serialize_tag(archive, value.has_value() ? 1 : 0, 2, "truth value") != 0;
    if constexpr (!saves<Archive>) {
        value.reset();
        if (held) value.emplace();
    }
    if (held) archive & *value;
}

template <std::size_t Index = 0, class... Held>
void hold_alternative(std::variant<Held...>& value, std::size_t index) {
    if constexpr (Index < sizeof...(Held)) {
        if (index == Index) {
            value.template emplace<Index>();
        } else {
            hold_alternative<Index + 1>(value, index);
        }
    }
}

template <class Archive, class... Held>
void serialize(Archive& archive, std::variant<Held...>& value, const unsigned) {
    const auto index = serialize_tag(archive, static_cast<std::uint8_t>(value.index()), sizeof...(Held), "alternative");
    if constexpr (!saves<Archive>) hold_alternative(value, index);
    std::visit([&](auto& held) { archive & held; }, value);
}

template <class Archive, class Clock, class Duration>
void serialize(Archive& archive, std::chrono::time_point<Clock, Duration>& time, const unsigned) {
    std::int64_t count = time.time_since_epoch().count();
    archive & count;
    time = std::chrono::time_point<Clock, Duration>(Duration(count));
}

template <class Archive>
void serialize(Archive& archive, CalendarMoment& moment, const unsigned) {
    bool given = moment.given();
    LocalTime time = moment.local_time();
    archive & given & time;
    if constexpr (!saves<Archive>) {
        if (!given && time != LocalTime{}) throw Unsound("a moment that is not given has a time");
        moment = given ? CalendarMoment(time) : CalendarMoment();
    }
}

template <class Archive>
void serialize(Archive& archive, Matrix& matrix, const unsigned) {
    std::uint64_t rows = matrix.rows(), columns = matrix.columns();
    archive & rows & columns;
    std::vector<double> values(matrix.values().begin(), matrix.values().end());
    archive & values;
    if constexpr (!saves<Archive>) {
        const bool fits = rows == 0 || columns == 0 ? values.empty() : values.size() / rows == columns && values.size() % rows == 0;
        if (!fits) throw Unsound("a matrix of another size than it says");
        matrix = Matrix(static_cast<std::size_t>(rows), static_cast<std::size_t>(columns));
        std::copy(values.begin(), values.end(), matrix.data());
    }
}

template <class Archive>
void serialize(Archive& archive, Bits& bits, const unsigned) {
    std::uint64_t size = bits.size();
    std::vector<std::uint64_t> words(bits.words().begin(), bits.words().end());
    archive & size & words;
    if constexpr (!saves<Archive>) {
        if (words.size() != size / 64 + (size % 64 != 0 ? 1 : 0)) throw Unsound("a row of bits of another length than it says");
        if (size % 64 != 0 && words.back() >> (size % 64) != 0) throw Unsound("bits behind the end of their row");
        bits = Bits(static_cast<std::size_t>(size));
        for (std::size_t i = 0; i < bits.size(); ++i) {
            if ((words[i / 64] >> (i % 64) & 1U) != 0) bits.set(i);
        }
    }
}

/// Open aggregates, by their list. What contradicts itself is refused in both directions: what was saved can be loaded.
template <class Archive, Listed T>
void serialize(Archive& archive, T& value, const unsigned) {
    static_assert(std::tuple_size_v<std::remove_const_t<decltype(fields_of<T>)>> == member_count<T>(), "fields_of<T> misses a member");
    if constexpr (saves<Archive> && Checked<T>) check(value);
    std::apply([&](auto... member) { (static_cast<void>(archive & value.*member), ...); }, fields_of<T>);
    if constexpr (!saves<Archive> && Checked<T>) check(value);
}

/// Private states and their parts, which show their fields to a visitor.
template <class T>
concept Visitable = requires(const T& value) { T::visit(value, [](const auto&...) {}); };

template <class Archive, Visitable T>
void serialize(Archive& archive, T& value, const unsigned) {
    const auto pass = [&](auto&... fields) { (static_cast<void>(archive & fields), ...); };
    if constexpr (saves<Archive>) {
        T::visit(std::as_const(value), pass);
    } else {
        T::visit(value, pass);
    }
}

/// Handles: their state, which passes the same gate as a fitted one.
template <class T>
concept Handle = requires(const T& value) { typename T::State; value.state(); };

template <class Archive, Handle T>
void serialize(Archive& archive, T& handle, const unsigned) {
    if constexpr (saves<Archive>) {
        archive & handle.state();
    } else {
        const auto state = std::make_shared<typename T::State>();
        archive & *state;
        state->check();
        if constexpr (requires { state->derive(); }) state->derive();
        handle = T(std::shared_ptr<const typename T::State>(state));
    }
}

}  // namespace dangol::inline v0::archiving
