#include <dangol/segments/most_probable.hpp>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;

TEST_CASE("the most probable segment: the largest, of equals the first, and none of nothing") {
    const double row[] = {0.2, 0.4, 0.4};
    CHECK(most_probable(row) == MostProbable{1, 0.4});
    CHECK(most_probable(std::span<const double>{}) == MostProbable{});
    const Matrix rows = Matrix::of_rows({{0.9, 0.1}, {0.5, 0.5}, {0.1, 0.9}});
    CHECK(most_probable(rows) == std::vector<std::uint32_t>{0, 0, 1});
    CHECK(most_probable(Matrix(2, 0)) == std::vector<std::uint32_t>{0, 0});
}
