#pragma once

#include <dangol/scoring/lead_scorer.hpp>

#include <pybind11/pybind11.h>

#include <optional>

namespace dangol::python {

namespace py = pybind11;

/// A lead from a dict of what is known of it: numbers, (number, exposure) of counts and shares, levels by name, bool for flags, and
/// {part: share} or ({part: share}, count) for compositions. None: not known.
Lead lead_from(const LeadScorer& scorer, const py::dict& known, Instant as_of, const py::object& customer);

}  // namespace dangol::python
