#include "casters.hpp"

#include <dangol/core/error.hpp>

#include <optional>
#include <string>

namespace dangol::python {
namespace {

/// Text, or what prints itself as ISO 8601: datetime, date, numpy.datetime64, pandas.Timestamp.
std::string iso_source(py::handle source) {
    if (py::isinstance<py::str>(source)) return source.cast<std::string>();
    if (py::hasattr(source, "isoformat")) return source.attr("isoformat")().cast<std::string>();
    if (py::type::of(source).attr("__name__").cast<std::string>() == "datetime64") return py::str(source).cast<std::string>();
    const auto type = py::type::of(source).attr("__name__").cast<std::string>();
    throw InvalidArgument("a moment", py::repr(source).cast<std::string>(), "a date, a time or ISO 8601 text, not " + type,
                          "write \"2017-10-30\" or \"2017-10-30 18:05\"");
}

IsoTime read_iso(py::handle source) {
    const std::string text = iso_source(source);
    const std::optional<IsoTime> time = parse_iso_time(text);
    if (!time) throw InvalidArgument("a moment", text, "a day and time that the calendar has", "write \"2017-10-30\" or \"2017-10-30 18:05\"");
    return *time;
}

}  // namespace

CalendarMoment moment_from(py::handle source) {
    if (source.is_none()) return {};
    const IsoTime time = read_iso(source);
    if (time.offset) {
        throw InvalidArgument("a moment", iso_source(source), "what the clock of the schema's zone shows",
                              "leave the offset out");
    }
    return CalendarMoment(time.local);
}

Instant instant_from(py::handle source) { return read_iso(source).in(TimeZone()).instant; }

py::object datetime_of(std::chrono::microseconds since_epoch, bool in_utc) {
    const py::module_ datetime = py::module_::import("datetime");
    const py::object zone = in_utc ? py::object(datetime.attr("timezone").attr("utc")) : py::object(py::none());
    const py::object epoch = datetime.attr("datetime")(1970, 1, 1, 0, 0, 0, 0, zone);
    return epoch + datetime.attr("timedelta")(0, 0, since_epoch.count());
}

}  // namespace dangol::python
