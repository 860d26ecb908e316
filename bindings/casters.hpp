#pragma once

#include <dangol/core/identifiers.hpp>
#include <dangol/core/time.hpp>

#include <pybind11/pybind11.h>
#include <pybind11/stl.h>

#include <chrono>

/// Types of core that are plain Python values: moments are datetime, windows pairs of them, identifiers int.
namespace dangol::python {

namespace py = pybind11;

CalendarMoment moment_from(py::handle source);  ///< None, text, date, naive datetime, numpy.datetime64
Instant instant_from(py::handle source);        ///< the same, and aware datetime; without zone: UTC
py::object datetime_of(std::chrono::microseconds since_epoch, bool in_utc);

}  // namespace dangol::python

namespace pybind11::detail {

template <>
struct type_caster<dangol::CalendarMoment> {
    PYBIND11_TYPE_CASTER(dangol::CalendarMoment, const_name("datetime.datetime | datetime.date | str | None"));

    bool load(handle source, bool) {
        value = dangol::python::moment_from(source);
        return true;
    }
    static handle cast(const dangol::CalendarMoment& moment, return_value_policy, handle) {
        if (!moment.given()) return none().release();
        return dangol::python::datetime_of(moment.local_time().time_since_epoch(), false).release();
    }
};

template <>
struct type_caster<dangol::Instant> {
    PYBIND11_TYPE_CASTER(dangol::Instant, const_name("datetime.datetime | datetime.date | str"));

    bool load(handle source, bool) {
        if (source.is_none()) return false;
        value = dangol::python::instant_from(source);
        return true;
    }
    static handle cast(dangol::Instant instant, return_value_policy, handle) {
        return dangol::python::datetime_of(instant.time_since_epoch(), true).release();
    }
};

template <>
struct type_caster<dangol::Window> {
    using Pair = std::pair<dangol::CalendarMoment, dangol::CalendarMoment>;
    PYBIND11_TYPE_CASTER(dangol::Window, make_caster<Pair>::name);

    bool load(handle source, bool convert) {
        make_caster<Pair> caster;
        if (isinstance<str>(source) || !caster.load(source, convert)) return false;
        const Pair pair = cast_op<Pair>(std::move(caster));
        value = {.from = pair.first, .until = pair.second};
        return true;
    }
    static handle cast(const dangol::Window& window, return_value_policy policy, handle parent) {
        return make_caster<Pair>::cast(Pair{window.from, window.until}, policy, parent);
    }
};

template <class Of>
struct type_caster<dangol::Identifier<Of>> {
    PYBIND11_TYPE_CASTER(dangol::Identifier<Of>, const_name("int"));

    bool load(handle source, bool convert) {
        make_caster<std::uint32_t> caster;
        if (!caster.load(source, convert)) return false;
        value.value = cast_op<std::uint32_t>(caster);
        return true;
    }
    static handle cast(dangol::Identifier<Of> id, return_value_policy, handle) { return PyLong_FromUnsignedLong(id.value); }
};

}  // namespace pybind11::detail
