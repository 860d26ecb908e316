#pragma once

#include "core/parallel.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

namespace dangol::inline v0 {

/// Sorts items by key_of(item), of which no two are equal: so there is one order, whatever the number of threads. A sample says between which
/// keys the buckets lie; items go to their buckets block by block, and each bucket is sorted by itself.
template <class Item, class KeyOf>
void sort_by_distinct_keys(std::vector<Item>& items, const Execution& execution, const KeyOf& key_of) {
    using Key = decltype(key_of(items.front()));
    constexpr std::size_t per_bucket = 512, buckets_at_most = 2'048, samples_per_bucket = 8, rows_per_block = 32'768;
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
    const auto bucket_of = [&](const Key& key) {
        std::size_t bucket = 0;
        for (std::size_t step = buckets / 2; step > 0; step /= 2) bucket += ends[bucket + step - 1] <= key ? step : 0;
        return static_cast<std::uint16_t>(bucket);
    };

    const std::size_t blocks = block_count(items.size(), rows_per_block);
    std::vector<std::uint16_t> bucket_of_item(items.size());
    std::vector<std::vector<std::size_t>> next(blocks, std::vector<std::size_t>(buckets));  // per block and bucket: first a count, then where to put
    for_each_block(blocks, execution, [&](std::size_t block) {
        const BlockRange range = block_range(block, items.size(), rows_per_block);
        for (std::size_t i = range.begin; i < range.end; ++i) ++next[block][bucket_of_item[i] = bucket_of(key_of(items[i]))];
    });
    std::vector<std::size_t> first{0};
    for (std::size_t bucket = 0, end = 0; bucket < buckets; ++bucket) {
        for (std::vector<std::size_t>& of_block : next) end += std::exchange(of_block[bucket], end);
        first.push_back(end);
    }
    std::vector<Item> sorted(items.size());
    for_each_block(blocks, execution, [&](std::size_t block) {
        const BlockRange range = block_range(block, items.size(), rows_per_block);
        for (std::size_t i = range.begin; i < range.end; ++i) sorted[next[block][bucket_of_item[i]]++] = items[i];
    });
    constexpr std::size_t buckets_per_block = 16;
    for_each_block(block_count(buckets, buckets_per_block), execution, [&](std::size_t block) {
        const BlockRange range = block_range(block, buckets, buckets_per_block);
        for (std::size_t bucket = range.begin; bucket < range.end; ++bucket) {
            std::sort(sorted.begin() + static_cast<std::ptrdiff_t>(first[bucket]), sorted.begin() + static_cast<std::ptrdiff_t>(first[bucket + 1]), earlier);
        }
    });
    items = std::move(sorted);
}

}  // namespace dangol::inline v0
