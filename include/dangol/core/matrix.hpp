#pragma once

#include <cstddef>
#include <initializer_list>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

/// Row-major matrices: what kernels work on and what results are returned as. Tables are stored by column instead.
/// Element access is not checked.
namespace dangol::inline v0 {

/// Looks at somebody else's rows: element (r, c) is data[r · row_stride + c]. T may be const.
template <class T>
class MatrixView {
public:
    constexpr MatrixView() = default;
    constexpr MatrixView(T* data, std::size_t rows, std::size_t columns) noexcept
        : MatrixView(data, rows, columns, columns) {}
    constexpr MatrixView(T* data, std::size_t rows, std::size_t columns, std::size_t row_stride) noexcept
        : data_(data), rows_(rows), columns_(columns), row_stride_(row_stride) {}

    /// A view that may write is also one that only reads.
    template <class U>
        requires(std::is_same_v<const U, T> && !std::is_const_v<U>)
    constexpr MatrixView(MatrixView<U> other) noexcept
        : MatrixView(other.data(), other.rows(), other.columns(), other.row_stride()) {}

    constexpr T* data() const noexcept { return data_; }
    constexpr std::size_t rows() const noexcept { return rows_; }
    constexpr std::size_t columns() const noexcept { return columns_; }
    constexpr std::size_t row_stride() const noexcept { return row_stride_; }  ///< elements from one row to the next

    constexpr T& operator()(std::size_t row, std::size_t column) const noexcept { return data_[row * row_stride_ + column]; }
    constexpr std::span<T> row(std::size_t row) const noexcept { return {data_ + row * row_stride_, columns_}; }

    /// Rows [first, first + count).
    constexpr MatrixView rows_from(std::size_t first, std::size_t count) const noexcept {
        return {data_ + first * row_stride_, count, columns_, row_stride_};
    }

private:
    T* data_ = nullptr;
    std::size_t rows_ = 0;
    std::size_t columns_ = 0;
    std::size_t row_stride_ = 0;
};

/// Owns rows × columns doubles without gaps.
class Matrix {
public:
    Matrix() = default;
    Matrix(std::size_t rows, std::size_t columns, double value = 0)
        : rows_(rows), columns_(columns), values_(rows * columns, value) {}

    /// Written out: Matrix::of_rows({{1, 2}, {3, 4}}). All rows are as long as the first; shorter ones are filled with 0.
    static Matrix of_rows(std::initializer_list<std::initializer_list<double>> rows) {
        Matrix matrix(rows.size(), rows.size() == 0 ? 0 : rows.begin()->size());
        std::size_t r = 0;
        for (const auto& row : rows) {
            std::size_t c = 0;
            for (const double value : row) {
                if (c < matrix.columns_) matrix(r, c++) = value;
            }
            ++r;
        }
        return matrix;
    }

    std::size_t rows() const noexcept { return rows_; }
    std::size_t columns() const noexcept { return columns_; }
    bool empty() const noexcept { return values_.empty(); }

    double& operator()(std::size_t row, std::size_t column) noexcept { return values_[row * columns_ + column]; }
    double operator()(std::size_t row, std::size_t column) const noexcept { return values_[row * columns_ + column]; }
    std::span<double> row(std::size_t row) noexcept { return {values_.data() + row * columns_, columns_}; }
    std::span<const double> row(std::size_t row) const noexcept { return {values_.data() + row * columns_, columns_}; }

    double* data() noexcept { return values_.data(); }
    const double* data() const noexcept { return values_.data(); }
    std::span<double> values() noexcept { return values_; }  ///< all of them, row after row
    std::span<const double> values() const noexcept { return values_; }

    MatrixView<double> view() noexcept { return {values_.data(), rows_, columns_}; }
    MatrixView<const double> view() const noexcept { return {values_.data(), rows_, columns_}; }
    operator MatrixView<double>() noexcept { return view(); }
    operator MatrixView<const double>() const noexcept { return view(); }

    bool operator==(const Matrix&) const = default;

private:
    std::size_t rows_ = 0;
    std::size_t columns_ = 0;
    std::vector<double> values_ = {};
};

}  // namespace dangol::inline v0
