#pragma once

#include "core/large_array.hpp"
#include "core/parallel.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <utility>
#include <vector>

namespace dangol::inline v0 {
namespace sorting {

/// How far above the smallest of some numbers one lies, cut to so many bits that about `slots` values are left: the order is kept.
class Scale {
public:
    Scale() = default;
    template <class Key>
    Scale(Key smallest, Key largest, std::size_t slots) : smallest_(static_cast<std::uint64_t>(smallest)) {
        const auto range = static_cast<std::uint64_t>(largest) - smallest_;
        const auto bits = static_cast<int>(std::bit_width(range)), kept = static_cast<int>(std::bit_width(slots - 1));
        shift_ = std::max(bits - kept, 0);
        slots_ = static_cast<std::size_t>(range >> shift_) + 1;
    }
    std::size_t slots() const noexcept { return slots_; }
    template <class Key>
    std::size_t operator()(Key key) const noexcept {
        return static_cast<std::size_t>((static_cast<std::uint64_t>(key) - smallest_) >> shift_);
    }

private:
    std::uint64_t smallest_ = 0;
    int shift_ = 0;
    std::size_t slots_ = 1;
};

/// Sorts items whose keys are numbers: each goes to the slot where it would lie if they were spread evenly, and the few of a slot are
/// put in order. `spare` is used as memory. Crowded slots are sorted as any others.
template <class Item, class KeyOf>
void sort_numbers(std::span<Item> items, const KeyOf& key_of, std::vector<Item>& spare) {
    constexpr std::size_t few = 24;
    const auto earlier = [&](const Item& a, const Item& b) { return key_of(a) < key_of(b); };
    if (items.size() <= few) return std::sort(items.begin(), items.end(), earlier);
    const auto [smallest, largest] = std::ranges::minmax(items, {}, key_of);
    const Scale scale(key_of(smallest), key_of(largest), items.size());
    std::vector<std::uint32_t> next(scale.slots() + 1, 0);
    for (const Item& item : items) ++next[scale(key_of(item)) + 1];
    for (std::size_t slot = 1; slot < next.size(); ++slot) next[slot] += next[slot - 1];
    spare.assign(items.begin(), items.end());
    for (const Item& item : spare) items[next[scale(key_of(item))]++] = item;
    for (std::size_t slot = 0, begin = 0; slot < scale.slots(); begin = next[slot++]) {  // now next[slot] is its end
        if (next[slot] - begin > few) std::sort(items.begin() + static_cast<std::ptrdiff_t>(begin), items.begin() + next[slot], earlier);
    }
    for (std::size_t i = 1; i < items.size(); ++i) {
        const Item item = items[i];
        std::size_t place = i;
        for (; place > 0 && earlier(item, items[place - 1]); --place) items[place] = items[place - 1];
        items[place] = item;
    }
}

/// Puts the items of bucket b behind those of bucket b − 1, and says where each begins.
template <class Items, class BucketOf>
std::vector<std::size_t> put_in_buckets(Items& items, std::size_t buckets, const Execution& execution, const BucketOf& bucket_of) {
    constexpr std::size_t rows_per_block = 32'768;
    const std::size_t blocks = block_count(items.size(), rows_per_block);
    LargeNumbers<std::uint16_t> bucket_of_item(items.size());
    std::vector<std::vector<std::size_t>> next(blocks, std::vector<std::size_t>(buckets));  // per block and bucket: first a count, then where to put
    for_each_block(blocks, execution, [&](std::size_t block) {
        const BlockRange range = block_range(block, items.size(), rows_per_block);
        for (std::size_t i = range.begin; i < range.end; ++i) ++next[block][bucket_of_item[i] = static_cast<std::uint16_t>(bucket_of(items[i]))];
    });
    std::vector<std::size_t> first{0};
    for (std::size_t bucket = 0, end = 0; bucket < buckets; ++bucket) {
        for (std::vector<std::size_t>& of_block : next) end += std::exchange(of_block[bucket], end);
        first.push_back(end);
    }
    Items ordered;
    resize_large(ordered, items.size(), execution);
    for_each_block(blocks, execution, [&](std::size_t block) {
        const BlockRange range = block_range(block, items.size(), rows_per_block);
        for (std::size_t i = range.begin; i < range.end; ++i) ordered[next[block][bucket_of_item[i]]++] = items[i];
    });
    items = std::move(ordered);
    return first;
}

}  // namespace sorting

/// Sorts a vector or LargeNumbers by key_of(item), of which no two are equal: so there is one order, whatever the number of threads. A sample says between which
/// keys the buckets lie; items go to their buckets block by block, and each bucket is sorted by itself.
template <class Items, class KeyOf>
void sort_by_distinct_keys(Items& items, const Execution& execution, const KeyOf& key_of) {
    using Item = typename Items::value_type;
    using Key = std::remove_cvref_t<decltype(key_of(items[0]))>;
    constexpr std::size_t per_bucket = std::is_integral_v<Key> ? 4'096 : 512, buckets_at_most = 2'048, samples_per_bucket = 8;
    const auto earlier = [&](const Item& a, const Item& b) { return key_of(a) < key_of(b); };
    const std::size_t buckets = std::min(buckets_at_most, std::bit_floor(items.size() / per_bucket + 1));
    if (buckets == 1) {
        check_stop(execution);
        std::sort(items.begin(), items.end(), earlier);
        return;
    }
    std::vector<Key> sample(buckets * samples_per_bucket);
    for (std::size_t i = 0; i < sample.size(); ++i) sample[i] = key_of(items[i * items.size() / sample.size()]);
    std::sort(sample.begin(), sample.end());
    std::vector<Key> ends;  // of the buckets but the last
    for (std::size_t i = samples_per_bucket; i < sample.size(); i += samples_per_bucket) ends.push_back(sample[i]);
    const auto bucket_of = [&](const Item& item) {
        const Key key = key_of(item);
        std::size_t bucket = 0;
        for (std::size_t step = buckets / 2; step > 0; step /= 2) bucket += ends[bucket + step - 1] <= key ? step : 0;
        return bucket;
    };
    const std::vector<std::size_t> first = sorting::put_in_buckets(items, buckets, execution, bucket_of);
    constexpr std::size_t buckets_per_block = 16;
    for_each_block(block_count(buckets, buckets_per_block), execution, [&](std::size_t block) {
        const BlockRange range = block_range(block, buckets, buckets_per_block);
        std::vector<Item> spare;
        for (std::size_t bucket = range.begin; bucket < range.end; ++bucket) {
            const auto own = std::span(items).subspan(first[bucket], first[bucket + 1] - first[bucket]);
            if constexpr (std::is_integral_v<Key>) sorting::sort_numbers(own, key_of, spare);
            else std::sort(own.begin(), own.end(), earlier);
        }
    });
}

}  // namespace dangol::inline v0
