#pragma once

#include <dangol/core/execution.hpp>
#include <dangol/customers/arrow_columns.hpp>
#include <dangol/features/feature_table.hpp>
#include <dangol/features/lead_table.hpp>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <optional>
#include <string>
#include <vector>

namespace dangol::python {

namespace py = pybind11;

/// The ids of customers as a column named "customer".
ArrowColumn key_column(const CustomerKeys& keys);

/// A feature table as plain columns: numbers with gaps, categories with levels, a column per level of a composition.
ArrowColumns feature_columns(const FeatureTable& table, const Execution& execution = {});
ArrowColumns lead_columns(const LeadTable& leads, const Execution& execution = {});

py::array numbers_of_table(const py::object& table, const std::string& name);
py::array exposure_of_table(const py::object& table, const std::string& name);
std::optional<py::array> standard_error_of_table(const py::object& table, const std::string& name);  ///< none: neither mean nor slope

}  // namespace dangol::python
