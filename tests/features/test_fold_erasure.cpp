#include <dangol/features/fold_erasure.hpp>

#include <dangol/core/random.hpp>

#include <algorithm>
#include <string>
#include <vector>

#include <catch2/catch_test_macros.hpp>

using namespace dangol;
using Texts = std::vector<std::string>;

namespace {

struct Log {
    Texts who, at;
    std::vector<double> paid;

    Log(std::uint64_t seed, int from_day, int until_day) {
        Random random(seed);
        for (int day = from_day; day < until_day; ++day) {
            for (std::uint64_t row = 0; row < 1 + random.below(4); ++row) {
                who.push_back("c" + std::to_string(random.below(9)));
                at.push_back("2024-0" + std::to_string(1 + day / 28) + "-" + std::to_string(10 + day % 18) + (random.chance(.5) ? " 10:00" : " 11:30"));
                paid.push_back(static_cast<double>(random.below(5)) / 8);
            }
        }
    }
    Log without(const Texts& gone) const {
        Log left = *this;
        left.who = {}, left.at = {}, left.paid = {};
        for (std::size_t row = 0; row < who.size(); ++row) {
            if (std::ranges::find(gone, who[row]) != gone.end()) continue;
            left.who.push_back(who[row]), left.at.push_back(at[row]), left.paid.push_back(paid[row]);
        }
        return left;
    }
    TableView view() const { return {{"who", who}, {"at", at}, {"paid", paid}}; }
};

const Schema schema{.interaction = {.customer = "who", .time = "at", .amount = "paid"}, .consent = {.customer = "who", .purpose = "purpose", .granted = "granted"}, .time_zone = "Asia/Seoul"};
const FeaturePlan plan{.features = {Recency{}, Frequency{}, MonetaryValue{}, VisitIntervals{}, VisitRhythm{}}};

}  // namespace

TEST_CASE("a fold without erased customers is one that never saw them, and goes on") {
    for (std::uint64_t seed = 0; seed < 30; ++seed) {
        const Log first(seed, 0, 18), second(100 + seed, 28, 46);
        const Texts gone{first.who[0], first.who[1], "nobody"};  // the first record of the data is one of theirs
        FeatureFold fold(schema, plan, Permission::not_recorded(Purpose::profiling)), never = fold;
        fold.fold(first.view());
        never.fold(first.without(gone).view());
        FoldErasure erased = erase(fold, gone);
        CHECK(erased.fold.finish() == never.finish());
        CHECK(erased.fold.customer_count() == never.customer_count());
        CHECK(erased.visits == fold.finish().account().visits_used - never.finish().account().visits_used);
        CHECK(std::get<Texts>(erased.not_found) == Texts{"nobody"});
        CHECK(erased.fold.account().tables[0] == fold.account().tables[0]);
        erased.fold.fold(second.without(gone).view());
        never.fold(second.without(gone).view());
        CHECK(erased.fold.finish() == never.finish());
        CHECK(erase(erased.fold, gone).customers == 0);
    }
}

TEST_CASE("an erased customer has not agreed any more, and later rows are refused") {
    const Texts agreed{"c1", "c2", "c3"}, purpose(3, "profiling"), granted(3, "yes");
    const Permission permission = Permission::of({{"who", agreed}, {"purpose", purpose}, {"granted", granted}}, schema, Purpose::profiling);
    FeatureFold fold(schema, plan, permission);
    const Log first(7, 0, 18), second(8, 28, 46);
    fold.fold(first.view());
    FoldErasure erased = erase(fold, Texts{"c2"});
    CHECK(std::get<Texts>(erased.fold.permission().agreed()) == Texts{"c1", "c3"});
    erased.fold.fold(second.view());
    CHECK(std::get<Texts>(erased.fold.finish().customers()) == Texts{"c1", "c3"});
    CHECK(erased.fold.account().tables[0].adds_up());
    CHECK(erase(fold, std::vector<std::int64_t>{1}).fold.finish() == fold.finish());  // ids of another type are nobody's
    CHECK(to_text(erase(fold, Texts{"c2", "x"}), Language::korean).starts_with("고객 1명을 지웠습니다.\n- 방문 "));
    CHECK(to_text(erase(fold, Texts{"x"}), Language::english) == "0 customers erased.\n1 id was not found.");
}

TEST_CASE("ids that are numbers, a fold of one customer, and a fold of nothing") {
    const std::vector<std::int64_t> who{7, 9, 7};
    const Texts at{"2024-01-02", "2024-01-03", "2024-02-01"};
    const std::vector<double> paid{1, 2, 3};
    FeatureFold fold(schema, plan, Permission::not_recorded(Purpose::profiling));
    CHECK(erase(fold, std::vector<std::int64_t>{7}).customers == 0);
    fold.fold({{"who", who}, {"at", at}, {"paid", paid}});
    const FoldErasure one = erase(fold, std::vector<std::int64_t>{9, 8});
    CHECK(std::get<std::vector<std::int64_t>>(one.fold.finish().customers()) == std::vector<std::int64_t>{7});
    CHECK(std::get<std::vector<std::int64_t>>(one.not_found) == std::vector<std::int64_t>{8});
    CHECK(erase(one.fold, std::vector<std::int64_t>{7}).fold.customer_count() == 0);
}
