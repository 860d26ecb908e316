#pragma once

#include <dangol/core/error.hpp>
#include <dangol/core/matrix.hpp>

#include <pybind11/numpy.h>
#include <pybind11/pybind11.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

/// NumPy arrays at the edge: looked at where they lie when row after row is how they lie, copied when not; handed out without a copy.
namespace dangol::python {

namespace py = pybind11;

template <class T>
using RowMajor = py::array_t<T, py::array::c_style | py::array::forcecast>;

/// Rows × columns. @throws InvalidArgument unless it has two dimensions
template <class T>
MatrixView<const T> rows_of(const RowMajor<T>& array, std::string_view name) {
    if (array.ndim() != 2) throw InvalidArgument(name, static_cast<std::size_t>(array.ndim()), "an array of two dimensions", "give rows × columns");
    return {array.data(), static_cast<std::size_t>(array.shape(0)), static_cast<std::size_t>(array.shape(1))};
}

template <class T>
std::span<const T> values_of(const RowMajor<T>& array, std::string_view name) {
    if (array.ndim() != 1) throw InvalidArgument(name, static_cast<std::size_t>(array.ndim()), "an array of one dimension", "give one value per row");
    return {array.data(), static_cast<std::size_t>(array.shape(0))};
}

/// None: empty.
inline std::span<const double> weights_of(const std::optional<RowMajor<double>>& weights) {
    return weights ? values_of(*weights, "weights") : std::span<const double>{};
}

/// Looks at what `owner`, a Python object, holds.
template <class T>
py::array_t<T> view_of(std::span<const T> values, const py::object& owner) {
    py::array_t<T> array(static_cast<py::ssize_t>(values.size()), values.data(), owner);
    array.attr("flags").attr("writeable") = false;
    return array;
}
inline py::array_t<double> view_of(const Matrix& matrix, const py::object& owner) {
    py::array_t<double> array({matrix.rows(), matrix.columns()}, matrix.data(), owner);
    array.attr("flags").attr("writeable") = false;
    return array;
}

/// Owns what it holds.
inline py::array_t<double> owned_array(Matrix matrix) {
    auto owned = std::make_unique<Matrix>(std::move(matrix));
    const std::size_t rows = owned->rows(), columns = owned->columns();
    double* data = owned->data();
    const py::capsule owner(owned.release(), [](void* held) { delete static_cast<Matrix*>(held); });
    return py::array_t<double>({rows, columns}, {columns * sizeof(double), sizeof(double)}, data, owner);
}
template <class T>
py::array_t<T> owned_array(const std::vector<T>& values) {
    return py::array_t<T>(static_cast<py::ssize_t>(values.size()), values.data());
}

}  // namespace dangol::python
