#include <dangol/core/bits.hpp>
#include <dangol/core/estimate.hpp>
#include <dangol/core/identifiers.hpp>
#include <dangol/core/matrix.hpp>

#include <catch2/catch_test_macros.hpp>
#include <limits>
#include <type_traits>
#include <unordered_set>

using namespace dangol;

TEST_CASE("a matrix is row-major and its views look at the same numbers") {
    Matrix matrix = Matrix::of_rows({{1, 2, 3}, {4, 5, 6}});
    CHECK(matrix.rows() == 2);
    CHECK(matrix.columns() == 3);
    CHECK(matrix.data()[3] == 4);
    CHECK(matrix.row(1)[2] == 6);

    MatrixView<double> view = matrix;
    view(0, 1) = 20;
    CHECK(matrix(0, 1) == 20);

    const MatrixView<const double> read_only = view;
    const MatrixView<const double> second_row = read_only.rows_from(1, 1);
    CHECK(second_row.rows() == 1);
    CHECK(second_row(0, 0) == 4);

    const MatrixView<const double> left_part(matrix.data(), 2, 2, 3);
    CHECK(left_part(1, 1) == 5);
    CHECK(left_part.row(1).size() == 2);

    CHECK(matrix == Matrix::of_rows({{1, 20, 3}, {4, 5, 6}}));
    CHECK(Matrix(2, 3) != Matrix(3, 2));
    CHECK(Matrix().empty());
}

TEST_CASE("bits remember across word boundaries and keep the tail clear") {
    for (const std::size_t size : {0U, 1U, 63U, 64U, 65U, 200U}) {
        Bits all(size, true);
        CHECK(all.count() == size);
        CHECK(all.all());
        if (size == 0) continue;
        all.set(size - 1, false);
        CHECK(all.count() == size - 1);
        CHECK_FALSE(all[size - 1]);
    }
    Bits grown;
    for (std::size_t i = 0; i < 130; ++i) grown.push_back(i % 3 == 0);
    Bits same(130);
    for (std::size_t i = 0; i < 130; i += 3) same.set(i);
    CHECK(grown == same);
    CHECK(BitView(grown).count() == 44);
}

TEST_CASE("identifiers of different things are different types") {
    STATIC_CHECK_FALSE(std::is_same_v<CustomerId, SegmentId>);
    STATIC_CHECK_FALSE(std::is_convertible_v<CustomerId, SegmentId>);
    STATIC_CHECK_FALSE(std::is_convertible_v<std::uint32_t, ColumnIndex>);
    CHECK(id_at<SegmentId>(3) == SegmentId{3});
    CHECK(SegmentId{2} < SegmentId{3});
    CHECK(std::unordered_set<CustomerId>{CustomerId{1}, CustomerId{1}, CustomerId{2}}.size() == 2);
}

TEST_CASE("estimates are equal to their copies, also when they hold NaN") {
    const double nan = std::numeric_limits<double>::quiet_NaN();
    CHECK(Estimate{nan, Interval{nan, 1}} == Estimate{nan, Interval{nan, 1}});
    CHECK(Estimate{1, {}} != Estimate{1, Interval{1, 1}});
    CHECK(Interval{0, 1} != Interval{0, 2});
    CHECK(Interval{0, 1}.contains(1));
    CHECK_FALSE(Interval{0, 1}.contains(1.5));
}
