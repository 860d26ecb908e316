#include "segments/membership_check.hpp"

#include <dangol/core/error.hpp>

#include "core/parallel.hpp"

#include <algorithm>
#include <cmath>
#include <optional>
#include <span>
#include <string>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t checked_rows_per_block = 8192;

/// A row, and what may be wrong with it.
struct Row {
    explicit Row(std::span<const double> row) {
        for (const double value : row) {
            if (!(value >= 0) && !negative) negative = value;
            sum += value;
        }
    }
    bool sound() const noexcept { return !negative && std::fabs(sum - 1) < 1e-6; }
    std::optional<double> negative = {};  // or NaN
    double sum = 0;
};

}  // namespace

void check_memberships(MatrixView<const double> memberships, const Execution& execution) {
    const std::size_t rows = memberships.rows();
    if (memberships.columns() == 0) throw InvalidArgument("columns of the membership", 0, "at least 1", "give one column per segment");
    if (rows == 0) return;
    const Execution quiet{.threads = execution.threads, .stop = execution.stop};  // over before anybody would be told
    const std::size_t first_unsound = reduce_blocks(
        block_count(rows, checked_rows_per_block), quiet,
        [&](std::size_t block) {
            const BlockRange range = block_range(block, rows, checked_rows_per_block);
            for (std::size_t i = range.begin; i < range.end; ++i)
                if (!Row(memberships.row(i)).sound()) return i;
            return rows;
        },
        [](std::size_t& into, std::size_t&& from) { into = std::min(into, from); });
    if (first_unsound == rows) return;
    const Row row(memberships.row(first_unsound));
    const std::string name = "membership of row " + std::to_string(first_unsound);
    if (row.negative) throw InvalidArgument(name, *row.negative, "at least 0", "give probabilities");
    throw InvalidArgument(name + ", sum", row.sum, "1", "divide each row by its sum");
}

}  // namespace dangol::inline v0
