#include "customers/customer_ids.hpp"

#include <dangol/core/error.hpp>
#include <dangol/customers/column_kind.hpp>

#include "core/masked_text.hpp"
#include "customers/codes.hpp"
#include "customers/partitioned_rows.hpp"

#include <algorithm>
#include <type_traits>

namespace dangol::inline v0 {
namespace {

/// From hashes to codes: open addressing with linear probing, at most half full. Small enough for the cache.
class CodeTable {
public:
    explicit CodeTable(std::size_t expected) : slots_(std::bit_ceil(std::max<std::size_t>(64, 2 * expected))) {}
    void ask_for(std::uint64_t hash) const noexcept { __builtin_prefetch(&slots_[hash & (slots_.size() - 1)]); }

    /// The code found, or `fresh` where there was none. `same(code)`: whether that is the value looked for, if only the hash were equal.
    template <class Same>
    std::uint64_t find_or_put(std::uint64_t hash, std::uint64_t fresh, const Same& same) {
        if (2 * (used_ + 1) > slots_.size()) grow();
        for (std::size_t at = hash & (slots_.size() - 1);; at = (at + 1) & (slots_.size() - 1)) {
            Slot& slot = slots_[at];
            if (slot.code == vacant) {
                slot = {hash, fresh};
                ++used_;
                return fresh;
            }
            if (slot.hash == hash && same(slot.code)) return slot.code;
        }
    }

private:
    static constexpr std::uint64_t vacant = ~std::uint64_t{0};
    struct Slot {
        std::uint64_t hash = 0, code = vacant;
    };
    void grow() {
        std::vector<Slot> old(2 * slots_.size());
        old.swap(slots_);
        for (const Slot& slot : old) {
            if (slot.code == vacant) continue;
            std::size_t at = slot.hash & (slots_.size() - 1);
            while (slots_[at].code != vacant) at = (at + 1) & (slots_.size() - 1);
            slots_[at] = slot;
        }
    }
    std::vector<Slot> slots_;
    std::size_t used_ = 0;
};

}  // namespace

/// Ids of equal hash are equal or of one partition: so partitions are encoded each by itself, with codes of its own, those that are known
/// first. Which codes they are among all is settled when all partitions are done.
template <class Id>
class IdEncoder {
public:
    IdEncoder(CustomerIds& known, std::span<const Id> ids, std::span<const std::size_t> nobody, RowsByCode* by_code)
        : known_(known), ids_(ids), nobody_(nobody), by_code_(by_code), rows_(ids.size(), Rows::partitions_for(std::max(ids.size(), known.size()))),
          known_rows_(known.size(), rows_.partitions()), partitions_(rows_.partitions()) {}

    std::vector<std::uint32_t> encode(const Execution& execution) {
        take_in(execution);
        make_room(execution);
        for_each_block(rows_.partitions(), execution, [&](std::size_t partition) { encode_partition(partition); });
        number_new_ids();
        add_new_ids(execution);
        return codes_of_rows(execution);
    }

private:
    using Rows = PartitionedRows<std::uint64_t>;
    static constexpr bool text = std::is_same_v<Id, std::string_view>;
    static constexpr std::size_t look_ahead = 8;

    struct Partition {
        std::size_t first_row = 0;                      ///< among the rows by code
        std::vector<std::uint32_t> known_codes = {};    ///< of its first codes
        std::vector<std::size_t> new_rows = {};         ///< where the ids of the others stand first
        std::vector<std::uint32_t> count = {};          ///< rows of its codes
        std::size_t first_new = 0;                      ///< among all codes
        std::uint32_t code(std::size_t own) const noexcept {
            return own < known_codes.size() ? known_codes[own] : static_cast<std::uint32_t>(first_new + (own - known_codes.size()));
        }
    };

    Id known_id(std::size_t code) const noexcept {
        if constexpr (text) return known_.text(static_cast<std::uint32_t>(code));
        else return known_.number(static_cast<std::uint32_t>(code));
    }

    void take_in(const Execution& execution) {
        // The last bits of a hash say where it stands in the table of its partition, the first bits in which partition.
        const int shift = 64 - static_cast<int>(std::bit_width(rows_.partitions() - 1));
        const auto partition_of = [shift](std::uint64_t hash) { return shift == 64 ? 0 : hash >> shift; };
        known_rows_.fill(
            [&](std::size_t) {
                return [&](std::size_t code, std::uint64_t& hash) {
                    hash = hash_of(known_id(code));
                    return true;
                };
            },
            partition_of, execution);
        rows_.fill(
            [&](std::size_t first_row) {
                return [this, next = std::ranges::lower_bound(nobody_, first_row)](std::size_t row, std::uint64_t& hash) mutable {
                    if (next != nobody_.end() && *next == row) {
                        ++next;
                        return false;
                    }
                    hash = hash_of(ids_[row]);
                    return true;
                };
            },
            partition_of, execution);
    }

    void make_room(const Execution& execution) {
        std::size_t rows = 0;
        for (std::size_t partition = 0; partition < partitions_.size(); ++partition) {
            partitions_[partition].first_row = rows;
            rows += rows_.size(partition);
        }
        if (by_code_ != nullptr) resize_large(by_code_->rows, rows, execution);
    }

    /// Hashes of rows become codes of the partition.
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
            const Rows::Piece piece = rows_.piece(block, number);
            for (std::size_t i = 0; i < piece.values.size(); ++i) {
                if (i + look_ahead < piece.values.size()) table.ask_for(piece.values[i + look_ahead]);
                const auto same = [&](std::uint64_t code) {
                    if constexpr (!text) return true;  // the hash of a number is no other's
                    else return ids_[piece.row(i)] == (code < known ? known_.text(own.known_codes[code]) : ids_[own.new_rows[code - known]]);
                };
                const std::uint64_t fresh = own.count.size();
                const std::uint64_t code = table.find_or_put(piece.values[i], fresh, same);
                if (code == fresh) {
                    own.new_rows.push_back(piece.row(i));
                    own.count.push_back(0);
                }
                ++own.count[code];
                piece.values[i] = code;
            }
        }
        if (by_code_ != nullptr) order_rows(number);
    }

    /// The rows of a partition by code, while they are in the cache.
    void order_rows(std::size_t number) {
        std::vector<std::size_t> next;
        next.reserve(partitions_[number].count.size());
        std::size_t end = partitions_[number].first_row;
        for (const std::uint32_t count : partitions_[number].count) {
            next.push_back(end);
            end += count;
        }
        for (std::size_t block = 0; block < rows_.blocks(); ++block) {
            const Rows::Piece piece = rows_.piece(block, number);
            for (std::size_t i = 0; i < piece.values.size(); ++i) by_code_->rows[next[piece.values[i]]++] = static_cast<std::uint32_t>(piece.row(i));
        }
    }

    void number_new_ids() {
        std::size_t codes = known_.size();
        for (Partition& partition : partitions_) {
            partition.first_new = codes;
            codes += partition.new_rows.size();
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
                for (const std::size_t row : partition.new_rows) known_.ends_.push_back(end += ids_[row].size());
            }
            known_.bytes_.resize(end);
        } else {
            known_.numbers_.resize(all_codes_);
        }
        if (by_code_ != nullptr) by_code_->parts.resize(all_codes_);
        for_each_block(partitions_.size(), execution, [&](std::size_t number) {
            const Partition& partition = partitions_[number];
            std::size_t code = partition.first_new;
            for (const std::size_t row : partition.new_rows) {
                if constexpr (text) ids_[row].copy(known_.bytes_.data() + (code == 0 ? 0 : known_.ends_[code - 1]), ids_[row].size());
                else known_.numbers_[code] = ids_[row];
                ++code;
            }
            if (by_code_ == nullptr) return;
            std::size_t begin = partition.first_row;
            for (std::size_t own = 0; own < partition.count.size(); ++own) {
                by_code_->parts[partition.code(own)] = {static_cast<std::uint32_t>(begin), partition.count[own]};
                begin += partition.count[own];
            }
        });
    }

    std::vector<std::uint32_t> codes_of_rows(const Execution& execution) {
        std::vector<std::uint32_t> codes;
        resize_large(codes, ids_.size(), execution);
        for_each_block(rows_.blocks(), execution, [&](std::size_t block) {
            const BlockRange range = block_range(block, ids_.size(), Rows::rows_per_block);
            std::fill(codes.begin() + static_cast<std::ptrdiff_t>(range.begin), codes.begin() + static_cast<std::ptrdiff_t>(range.end), unobserved_code);
            for (std::size_t number = 0; number < partitions_.size(); ++number) {
                const Partition& partition = partitions_[number];
                const Rows::Piece piece = rows_.piece(block, number);
                for (std::size_t i = 0; i < piece.values.size(); ++i) codes[piece.row(i)] = partition.code(piece.values[i]);
            }
        });
        return codes;
    }

    CustomerIds& known_;
    std::span<const Id> ids_;
    std::span<const std::size_t> nobody_;
    RowsByCode* by_code_;
    Rows rows_, known_rows_;
    std::vector<Partition> partitions_;
    std::size_t all_codes_ = 0;
};

std::vector<std::uint32_t> CustomerIds::encode(std::span<const std::int64_t> ids, std::span<const std::size_t> nobody, RowsByCode* by_code, const Execution& execution) {
    return IdEncoder<std::int64_t>(*this, ids, nobody, by_code).encode(execution);
}

std::vector<std::uint32_t> CustomerIds::encode(std::span<const std::string_view> ids, std::span<const std::size_t> nobody, RowsByCode* by_code, const Execution& execution) {
    return IdEncoder<std::string_view>(*this, ids, nobody, by_code).encode(execution);
}

std::string CustomerIds::shown(std::uint32_t code) const { return masked(are_text() ? std::string(text(code)) : std::to_string(number(code))); }

CustomerIds CustomerIds::without(const std::vector<std::uint8_t>& gone) const {
    CustomerIds others;
    for (std::uint32_t code = 0; code < size(); ++code) {
        if (gone[code]) continue;
        if (!are_text()) {
            others.numbers_.push_back(number(code));
            continue;
        }
        others.bytes_ += text(code);
        others.ends_.push_back(others.bytes_.size());
    }
    return others;
}

}  // namespace dangol::inline v0
