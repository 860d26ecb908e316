#include <catch2/catch_test_macros.hpp>

#include "features/fold_slots.hpp"

#include <cstdint>
#include <vector>

using namespace dangol;

namespace {

/// Slots that know which tag each code has, as a shard does.
struct Known {
    FoldSlots slots = {};
    std::vector<FoldSlots::Tag> tags = {};

    void add(FoldSlots::Tag tag) {
        if (!slots.has_room(tags.size() + 1)) {
            slots.clear(tags.size() + 1);
            for (std::uint32_t code = 0; code < tags.size(); ++code) slots.put(tags[code], code);
        }
        slots.put(tag, static_cast<std::uint32_t>(tags.size()));
        tags.push_back(tag);
    }
    std::uint32_t find(FoldSlots::Tag tag) const {
        return slots.find(tag, [&](std::uint32_t code) { return tags[code] == tag; });
    }
    void check() const {
        for (std::uint32_t code = 0; code < tags.size(); ++code) REQUIRE(find(tags[code]) == code);
    }
};

}  // namespace

TEST_CASE("each tag finds its code, however many share a place") {
    Known known;
    SECTION("all at one place, all with the same piece") {
        for (std::uint64_t tag = 0; tag < 250; ++tag) known.add(tag << 56);
    }
    SECTION("all at the last place, so that they go on at the first") {
        for (std::uint64_t tag = 0; tag < 250; ++tag) known.add(tag << 56 | 0xffff);
    }
    SECTION("pieces that look like a vacant slot") {
        for (std::uint64_t tag = 0; tag < 300; ++tag) known.add(~std::uint64_t{0} << 24 | tag);
    }
    SECTION("spread out") {
        for (std::uint64_t tag = 0; tag < 5'000; ++tag) known.add(tag * 0x9e37'79b9'7f4a'7c15ULL);
    }
    known.check();
    CHECK(known.find(0x0123'4567'89ab'cdefULL) == FoldSlots::nobody);
    CHECK(known.find(~std::uint64_t{0} << 24 | 0xabcd) == FoldSlots::nobody);
}

TEST_CASE("what is likely is mostly right, and never a code that nobody has") {
    Known known;
    for (std::uint64_t tag = 1; tag <= 4'000; ++tag) known.add(tag * 0x9e37'79b9'7f4a'7c15ULL);
    std::size_t right = 0;
    for (std::uint32_t code = 0; code < known.tags.size(); ++code) right += known.slots.likely(known.tags[code]) == code ? 1 : 0;
    CHECK(right > 3'600);
    for (std::uint64_t stranger = 0; stranger < 10'000; ++stranger) {
        const std::uint32_t code = known.slots.likely(~std::uint64_t{0} << 24 | stranger);
        CHECK((code == FoldSlots::nobody || code < known.tags.size()));
    }
}
