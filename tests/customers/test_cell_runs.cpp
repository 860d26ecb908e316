#include "customers/cells.hpp"
#include "customers/codes.hpp"
#include "customers/instants.hpp"
#include "customers/readers.hpp"

#include <catch2/catch_test_macros.hpp>

#include <bit>
#include <chrono>
#include <cmath>
#include <limits>

using namespace dangol;
using namespace std::chrono_literals;

namespace {

/// What a run says, against what its cells say one by one: as much as sound, or nothing.
template <class Reader, class Cells>
bool taken_as_read(const Cells& cells, Reader reader) {
    const ColumnView column{cells};
    std::vector<typename Reader::Value> run(cells.size()), single;
    bool all_sound = true;
    read_cells(column, 0, cells.size(), reader, [&](std::size_t, const auto& reading) {
        single.push_back(reading.value);
        all_sound = all_sound && reading.fault == sound;
    });
    const bool taken = take_run(column, 0, cells.size(), reader, run.data());
    if (!taken) return false;
    CHECK(all_sound);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if constexpr (std::is_same_v<typename Reader::Value, double>) CHECK(std::bit_cast<std::uint64_t>(run[i]) == std::bit_cast<std::uint64_t>(single[i]));
        else CHECK(run[i] == single[i]);
    }
    return true;
}

}  // namespace

TEST_CASE("a run of numbers is taken as its cells are read, and not with a cell that is unsound") {
    constexpr double missing = std::numeric_limits<double>::quiet_NaN();
    const std::vector<double> amounts{0.0, -0.0, 12.5, missing, -missing, 1e300}, refund{1, -1}, endless{1, INFINITY};
    CHECK(taken_as_read(amounts, NumberReader{NumberRule::not_negative}));
    CHECK(taken_as_read(refund, NumberReader{NumberRule::any}));
    CHECK_FALSE(taken_as_read(refund, NumberReader{NumberRule::not_negative}));
    CHECK_FALSE(taken_as_read(endless, NumberReader{NumberRule::any}));
    CHECK_FALSE(taken_as_read(amounts, NumberReader{NumberRule::at_least_one}));
    CHECK(taken_as_read(std::vector<std::int64_t>{-5, 0, 1LL << 62}, PlainNumberIdReader{}));
}

TEST_CASE("a run of times is taken as its cells are read where the clocks stay") {
    const auto local = [](auto duration) { return std::chrono::local_days{2024y / 3 / 30} + duration; };
    const TimeReader berlin{TimeZone::named("Europe/Berlin")}, seoul{TimeZone::named("Asia/Seoul")};
    const std::vector<std::chrono::local_time<std::chrono::microseconds>> night{local(0us), local(26h + 30min), local(50h)}, summer{local(24h * 30), local(24h * 60)};
    CHECK_FALSE(taken_as_read(night, berlin));  // 02:30 of the next day does not exist
    CHECK(taken_as_read(night, seoul));
    CHECK(taken_as_read(summer, berlin));
    const std::vector<std::chrono::local_time<std::chrono::nanoseconds>> fine{local(1999ns), local(-1ns)};
    CHECK(taken_as_read(fine, seoul));
    const std::vector<std::chrono::sys_time<std::chrono::milliseconds>> zoned{std::chrono::sys_time<std::chrono::milliseconds>{5ms}};
    CHECK(taken_as_read(zoned, berlin));
    const std::vector<std::chrono::local_time<std::chrono::seconds>> never{local(0s), std::chrono::local_time<std::chrono::seconds>::max()};
    CHECK_FALSE(taken_as_read(never, seoul));
}

TEST_CASE("a number is found again from its hash") {
    for (const std::int64_t number : {0LL, 1LL, -1LL, 1LL << 62, 0x1234'5678'9abc'def0LL}) CHECK(number_of_hash(hash_of(number)) == number);
    CHECK(number_of_hash(hash_of(std::numeric_limits<std::int64_t>::min())) == std::numeric_limits<std::int64_t>::min());
}
