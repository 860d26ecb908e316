#pragma once

#include <dangol/core/error.hpp>
#include <dangol/customers/column_kind.hpp>

#include "core/parallel_sort.hpp"
#include "customers/code_table.hpp"
#include "customers/codes.hpp"
#include "customers/customer_ids.hpp"
#include "customers/id_ranges.hpp"
#include "customers/partitioned_rows.hpp"
#include "customers/text_key.hpp"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

namespace dangol::inline v0 {

/// Ids go to partitions by their order (by their hash, where texts are too alike to be cut into ranges), each of which is encoded by itself, with
/// codes of its own, while it lies in the cache. Which codes they are among all is settled when all partitions are done.
template <class Id>
class IdEncoder {
public:
    IdEncoder(CustomerIds& known, std::span<const Id> ids, std::span<const std::size_t> nobody, RowsByCode* by_code)
        : known_(known), ids_(ids), nobody_(nobody), by_code_(by_code), rows_(ids.size(), Rows::partitions_for(std::max(ids.size(), known.size()))),
          known_rows_(known.size(), rows_.partitions()), partitions_(rows_.partitions()), codes_(ids.size()) {}

    EncodedRows encode(const Execution& execution) {
        cut_ranges();
        take_in(execution);
        find_first_rows();
        for_each_block(rows_.partitions(), execution, [&](std::size_t partition) { encode_partition(partition); });
        number_new_ids();
        add_new_ids(execution);
        use_codes_of_all(execution);
        return {std::move(codes_), std::move(rows_).take_numbers()};
    }

private:
    using Rows = PartitionedRows<std::uint64_t>;
    static constexpr bool text = std::is_same_v<Id, std::string_view>;
    static constexpr std::size_t look_ahead = 8, pieces_ahead = 4;
    using SortKey = std::conditional_t<text, TextKey, std::int64_t>;

    /// Codes of its own: first those of ids that were known, then the others in the order of ids.
    struct Partition {
        std::size_t first_row = 0;                      ///< among the rows by code
        std::vector<std::uint32_t> known_codes = {};
        std::vector<Id> new_ids = {};
        std::vector<std::uint32_t> in_order = {};       ///< all its codes, by id
        std::vector<std::uint32_t> count = {};          ///< rows of a code
        std::size_t first_new = 0;                      ///< among all codes
        std::uint32_t code(std::size_t own) const noexcept {
            return own < known_codes.size() ? known_codes[own] : static_cast<std::uint32_t>(first_new + (own - known_codes.size()));
        }
    };

    Id known_id(std::size_t code) const noexcept {
        if constexpr (text) return known_.text(static_cast<std::uint32_t>(code));
        else return known_.number(static_cast<std::uint32_t>(code));
    }
    std::uint64_t order_key_of(const Id& id) const noexcept {
        if constexpr (text) return text_keys_(id);
        else return order_key(id);
    }
    std::size_t partition_of(const Id& id, std::uint64_t hash) const noexcept { return ranges_.of(by_hash_ ? hash : order_key_of(id)); }

    /// By a sample from what is known and from the rows.
    void cut_ranges() {
        constexpr std::size_t per_range = 16;
        const std::size_t all = known_.size() + ids_.size(), samples = std::min(all, per_range * rows_.partitions());
        std::vector<Id> sample;
        for (std::size_t i = 0; i < samples; ++i) {
            const std::size_t at = i * all / samples;
            if (at < known_.size()) sample.push_back(known_id(at));
            else if (!std::ranges::binary_search(nobody_, at - known_.size())) sample.push_back(ids_[at - known_.size()]);
        }
        if constexpr (text) text_keys_ = TextOrderKeys(sample);
        const auto ranges_by = [&](const auto& key_of) {
            std::vector<std::uint64_t> keys;
            for (const Id& id : sample) keys.push_back(key_of(id));
            return IdRanges(std::move(keys), rows_.partitions());
        };
        ranges_ = ranges_by([&](const Id& id) { return order_key_of(id); });
        by_hash_ = text && !ranges_.tell_apart();
        if (by_hash_) ranges_ = ranges_by([](const Id& id) { return hash_of(id); });
    }

    void take_in(const Execution& execution) {
        known_rows_.fill(
            [&](std::size_t) {
                return [&](std::size_t code, std::uint64_t& hash, std::size_t& partition) {
                    const Id id = known_id(code);
                    hash = hash_of(id);
                    partition = partition_of(id, hash);
                    return true;
                };
            },
            execution);
        rows_.fill(
            [&](std::size_t first_row) {
                return [this, next = std::ranges::lower_bound(nobody_, first_row)](std::size_t row, std::uint64_t& hash, std::size_t& partition) mutable {
                    if (next != nobody_.end() && *next == row) {
                        ++next;
                        return false;
                    }
                    hash = hash_of(ids_[row]);
                    partition = partition_of(ids_[row], hash);
                    return true;
                };
            },
            execution);
    }

    void find_first_rows() {
        std::size_t rows = 0;
        for (std::size_t partition = 0; partition < partitions_.size(); ++partition) {
            partitions_[partition].first_row = rows;
            rows += rows_.size(partition);
        }
        if (by_code_ != nullptr) by_code_->rows = LargeNumbers<std::uint32_t>(rows);
    }

    void encode_partition(std::size_t number) {
        Partition& own = partitions_[number];
        const std::size_t known = known_rows_.size(number), at_first = 1'024;
        CodeTable table(std::max(known, std::min(at_first, rows_.size(number))));
        own.known_codes.reserve(known);
        for (std::size_t block = 0; block < known_rows_.blocks(); ++block) {
            const Rows::Piece piece = known_rows_.piece(block, number);
            for (std::size_t i = 0; i < piece.values.size(); ++i) {
                table.find_or_put(piece.values[i], own.known_codes.size(), [](std::uint64_t) { return false; });
                own.known_codes.push_back(static_cast<std::uint32_t>(piece.row(i)));
            }
        }
        own.count.assign(known, 0);
        for (std::size_t block = 0; block < rows_.blocks(); ++block) {
            if (block + pieces_ahead < rows_.blocks()) rows_.ask_for(block + pieces_ahead, number);
            const Rows::Piece piece = rows_.piece(block, number);
            for (std::size_t i = 0; i < piece.values.size(); ++i) {
                ask_for_rows_after(i, piece, table);
                const auto same = [&](std::uint64_t code) {
                    if constexpr (!text) return true;  // the hash of a number is no other's
                    else return ids_[piece.row(i)] == (code < known ? known_.text(own.known_codes[code]) : own.new_ids[code - known]);
                };
                const std::uint64_t fresh = own.count.size();
                const std::uint64_t code = table.find_or_put(piece.values[i], fresh, same);
                if (code == fresh) {
                    own.count.push_back(0);
                    if constexpr (text) own.new_ids.push_back(ids_[piece.row(i)]);
                    else own.new_ids.push_back(number_of_hash(piece.values[i]));
                }
                ++own.count[code];
                codes_[piece.first + i] = static_cast<std::uint32_t>(code);
            }
        }
        order_rows(number, order_codes(own));
    }

    /// Where the next rows stand in the table; and their texts, which lie wherever the user has them: first the view, later what it shows.
    void ask_for_rows_after(std::size_t i, const Rows::Piece& piece, const CodeTable& table) const noexcept {
        const std::size_t rows = piece.values.size();
        if (i + look_ahead < rows) table.ask_for(piece.values[i + look_ahead]);
        if constexpr (text) {
            if (i + 2 * look_ahead < rows) __builtin_prefetch(&ids_[piece.row(i + 2 * look_ahead)]);
            if (i + look_ahead < rows) __builtin_prefetch(ids_[piece.row(i + look_ahead)].data());
        }
    }

    /// New codes, so far as they were met, come in the order of their ids. What each code has become.
    std::vector<std::uint32_t> order_codes(Partition& own) const {
        const std::size_t known = own.known_codes.size();
        std::vector<std::pair<SortKey, std::uint32_t>> sorted;
        sorted.reserve(own.count.size());
        for (std::uint32_t code = 0; code < own.count.size(); ++code) sorted.emplace_back(SortKey(code < known ? known_id(own.known_codes[code]) : own.new_ids[code - known]), code);
        if constexpr (text) {
            std::ranges::sort(sorted, [](const auto& a, const auto& b) { return a.first < b.first; });
        } else {
            std::vector<std::pair<SortKey, std::uint32_t>> spare;
            sorting::sort_numbers(std::span(sorted), [](const auto& item) { return item.first; }, spare);
        }
        std::vector<std::uint32_t> became(sorted.size());
        std::vector<std::uint32_t> count(sorted.size());
        std::uint32_t next_new = static_cast<std::uint32_t>(known);
        for (const auto& [id, code] : sorted) {
            const std::uint32_t now = code < known ? code : next_new++;
            became[code] = now;
            count[now] = own.count[code];
            own.in_order.push_back(now);
            if (code < known) continue;
            if constexpr (text) own.new_ids[now - known] = id.text;
            else own.new_ids[now - known] = id;
        }
        own.count = std::move(count);
        return became;
    }

    /// The rows of a partition by code, in the order of ids, while they are in the cache.
    void order_rows(std::size_t number, const std::vector<std::uint32_t>& became) {
        const Partition& own = partitions_[number];
        std::vector<std::size_t> next(own.count.size());
        std::size_t end = own.first_row;
        for (const std::uint32_t code : own.in_order) {
            next[code] = end;
            end += own.count[code];
        }
        for (std::size_t block = 0; block < rows_.blocks(); ++block) {
            const Rows::Piece piece = rows_.piece(block, number);
            for (std::size_t row = piece.first; row < piece.first + piece.values.size(); ++row) {
                const std::uint32_t code = codes_[row] = became[codes_[row]];
                if (by_code_ != nullptr) by_code_->rows[next[code]++] = static_cast<std::uint32_t>(row);
            }
        }
    }

    void number_new_ids() {
        std::size_t codes = known_.size();
        for (Partition& partition : partitions_) {
            partition.first_new = codes;
            codes += partition.new_ids.size();
        }
        if (codes >= unobserved_code) throw BadInput("A column has more than 4,294,967,294 distinct values: split the table.");
        all_codes_ = codes;
    }

    void add_new_ids(const Execution& execution) {
        if constexpr (text) {
            known_.ends_.reserve(all_codes_);
            std::size_t end = known_.bytes_.size();
            for (const Partition& partition : partitions_) {
                check_stop(execution);
                for (const std::string_view id : partition.new_ids) known_.ends_.push_back(end += id.size());
            }
            known_.bytes_.resize(end);
        } else {
            resize_large(known_.numbers_, all_codes_);
        }
        if (by_code_ != nullptr) resize_large(by_code_->parts, all_codes_);
        for_each_block(partitions_.size(), execution, [&](std::size_t number) {
            const Partition& partition = partitions_[number];
            std::size_t code = partition.first_new;
            for (const Id& id : partition.new_ids) {
                if constexpr (text) id.copy(known_.bytes_.data() + (code == 0 ? 0 : known_.ends_[code - 1]), id.size());
                else known_.numbers_[code] = id;
                ++code;
            }
            if (by_code_ == nullptr) return;
            std::size_t begin = partition.first_row;
            for (const std::uint32_t own : partition.in_order) {
                by_code_->parts[partition.code(own)] = {static_cast<std::uint32_t>(begin), partition.count[own]};
                begin += partition.count[own];
            }
        });
    }

    void use_codes_of_all(const Execution& execution) {
        for_each_block(rows_.blocks(), execution, [&](std::size_t block) {
            for (std::size_t number = 0; number < partitions_.size(); ++number) {
                const Partition& partition = partitions_[number];
                const Rows::Piece piece = rows_.piece(block, number);
                for (std::size_t row = piece.first; row < piece.first + piece.values.size(); ++row) codes_[row] = partition.code(codes_[row]);
            }
            const BlockRange nobody = rows_.left_out(block);
            std::fill(codes_.begin() + nobody.begin, codes_.begin() + nobody.end, unobserved_code);
        });
    }

    CustomerIds& known_;
    std::span<const Id> ids_;
    std::span<const std::size_t> nobody_;
    RowsByCode* by_code_;
    Rows rows_, known_rows_;
    std::vector<Partition> partitions_;
    LargeNumbers<std::uint32_t> codes_;  // of rows in the order of their partitions: first of their own, then of all
    TextOrderKeys text_keys_ = {};
    IdRanges ranges_{{}, 1};
    bool by_hash_ = false;
    std::size_t all_codes_ = 0;
};

}  // namespace dangol::inline v0
