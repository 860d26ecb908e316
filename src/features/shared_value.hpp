#pragma once

#include <memory>
#include <type_traits>
#include <utility>

namespace dangol::inline v0 {

/// A value that copies share: copying costs a pointer, comparing compares what is held. Never empty once default-built or made.
template <class T>
class SharedValue {
public:
    SharedValue() : value_(std::make_shared<const T>()) {}
    SharedValue(T value) : value_(std::make_shared<const T>(std::move(value))) {}

    const T& operator*() const noexcept { return *value_; }
    const T* operator->() const noexcept { return value_.get(); }
    friend bool operator==(const SharedValue& a, const SharedValue& b) { return a.value_ == b.value_ || *a == *b; }

    /// Shows the value to a visitor of fields; one that writes, such as a loading archive, gets a copy that takes its place.
    template <class Self, class Visitor>
    static void visit(Self& self, Visitor&& visitor) {
        if constexpr (std::is_const_v<Self>) {
            visitor(*self);
        } else {
            T value = *self;
            visitor(value);
            self.value_ = std::make_shared<const T>(std::move(value));
        }
    }

private:
    std::shared_ptr<const T> value_;
};

}  // namespace dangol::inline v0
