#pragma once

#include <dangol/customers/customer_base.hpp>

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <numeric>
#include <string>
#include <utility>
#include <vector>

namespace dangol::tests {

/// A small linear congruential sequence: tables of dirt without a distribution to depend on.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : state_(seed * 2 + 1) {}
    std::size_t below(std::size_t sides) {
        state_ = state_ * 6364136223846793005ULL + 1442695040888963407ULL;
        return static_cast<std::size_t>((state_ >> 33) % sides);
    }
    template <std::size_t N>
    std::string any(const char* const (&of)[N]) { return of[below(N)]; }

private:
    std::uint64_t state_;
};

struct Dirty {
    std::vector<std::string> id, age, joined;
    std::vector<std::string> visitor, time, receipt, kind, observed, paid, saved, offering, channel, party, planned, note;
    std::vector<std::string> lead, contacted, converted, source;
    std::vector<std::string> asked, purpose, granted, decided;

    Dirty(std::uint64_t seed, std::size_t rows) {
        Dice dice(seed);
        const auto somebody = [&] { return dice.below(20) == 0 ? std::string{} : std::to_string(dice.below(rows / 6 + 1)).insert(0, 1, 'c'); };
        const char* const times[] = {"2024-03-01 10:00", "2024-03-01 11:00", "2024-03-02", "2024-02-30", "", "2024-03-01T01:00:00Z", "2024-03-10 02:30"};
        for (std::size_t row = 0; row < rows; ++row) {
            id.push_back(somebody());
            age.push_back(dice.any({"20s", "30s", "", "elf"}));
            joined.push_back(dice.any({"2023-01-01", "", "yesterday"}));
            visitor.push_back(somebody());
            time.push_back(dice.any(times));
            receipt.push_back(dice.any({"r1", "r2", "", "r3"}));
            kind.push_back(dice.any({"visit", "purchase", "complaint", "", "no_show", "dance"}));
            observed.push_back(dice.any({"hurried", "calm;hurried", "", "calm"}));
            paid.push_back(dice.any({"1", "0.1", "0.2", "", "-1", "free", "0.3"}));
            saved.push_back(dice.any({"0", "0.1", ""}));
            offering.push_back(dice.any({"milk", "bread", "", "\xFF"}));
            channel.push_back(dice.any({"shop", "web", ""}));
            party.push_back(dice.any({"1", "2", "", "0"}));
            planned.push_back(dice.any({"yes", "no", "", "maybe"}));
            note.push_back(dice.any({"a", "b", ""}));
            lead.push_back(somebody());
            contacted.push_back(dice.any(times));
            converted.push_back(dice.any({"0", "1", "", "2"}));
            source.push_back(dice.any({"mail", "call", ""}));
            asked.push_back(somebody());
            purpose.push_back(dice.any({"analysis", "마케팅", "fun"}));
            granted.push_back(dice.any({"yes", "no", ""}));
            decided.push_back(dice.any(times));
        }
    }

    void shuffle(Dice& dice) {
        const auto order_of = [&] {
            std::vector<std::size_t> order(id.size());
            std::iota(order.begin(), order.end(), std::size_t{0});
            for (std::size_t i = order.size(); i > 1; --i) std::swap(order[i - 1], order[dice.below(i)]);
            return order;
        };
        const auto reorder = [&](std::initializer_list<std::vector<std::string>*> columns) {
            const std::vector<std::size_t> order = order_of();
            for (std::vector<std::string>* column : columns) {
                std::vector<std::string> moved;
                for (const std::size_t row : order) moved.push_back((*column)[row]);
                *column = std::move(moved);
            }
        };
        reorder({&id, &age, &joined});
        reorder({&visitor, &time, &receipt, &kind, &observed, &paid, &saved, &offering, &channel, &party, &planned, &note});
        reorder({&lead, &contacted, &converted, &source});
        reorder({&asked, &purpose, &granted, &decided});
    }

    /// Rows [begin, end) of every table.
    Dirty part(std::size_t begin, std::size_t end) const {
        Dirty some = *this;
        for (auto* column : some.columns()) *column = {column->begin() + static_cast<std::ptrdiff_t>(begin), column->begin() + static_cast<std::ptrdiff_t>(end)};
        return some;
    }

    /// Without the rows of those of whom `gone` is said.
    template <class Gone>
    Dirty without(const Gone& gone) const {
        Dirty left = *this;
        const auto drop = [&](std::vector<std::string>& ids, std::initializer_list<std::vector<std::string>*> columns) {
            std::vector<bool> goes;
            for (const std::string& name : ids) goes.push_back(gone(name));
            const auto drop_from = [&](std::vector<std::string>& column) {
                std::size_t kept = 0;
                for (std::size_t row = 0; row < goes.size(); ++row) {
                    if (!goes[row]) column[kept++] = column[row];
                }
                column.resize(kept);
            };
            for (std::vector<std::string>* column : columns) drop_from(*column);
            drop_from(ids);
        };
        drop(left.id, {&left.age, &left.joined});
        drop(left.visitor, {&left.time, &left.receipt, &left.kind, &left.observed, &left.paid, &left.saved, &left.offering, &left.channel, &left.party,
                            &left.planned, &left.note});
        drop(left.lead, {&left.contacted, &left.converted, &left.source});
        drop(left.asked, {&left.purpose, &left.granted, &left.decided});
        return left;
    }

    std::vector<std::vector<std::string>*> columns() {
        return {&id, &age, &joined, &visitor, &time, &receipt, &kind, &observed, &paid, &saved, &offering, &channel, &party, &planned, &note, &lead, &contacted,
                &converted, &source, &asked, &purpose, &granted, &decided};
    }

    Records records() const {
        return {.customers = {{"id", id}, {"age", age}, {"joined", joined}},
                .interactions = {{"id", visitor}, {"time", time}, {"receipt", receipt}, {"kind", kind}, {"observed", observed}, {"paid", paid}, {"saved", saved}, {"offering", offering},
                                 {"channel", channel}, {"party", party}, {"planned", planned}, {"note", note}},
                .leads = {{"id", lead}, {"time", contacted}, {"converted", converted}, {"source", source}},
                .consents = {{"id", asked}, {"purpose", purpose}, {"granted", granted}, {"time", decided}}};
    }
};

inline Schema schema_with(CustomerList list, std::string visit) {
    return {.customer = {.id = "id", .joined = "joined", .attributes = {{"age", ColumnKind::ordered_category, {"20s", "30s"}}}},
            .interaction = {.customer = "id", .time = "time", .visit = std::move(visit), .amount = "paid", .discounts = {"saved"},
                            .offering = "offering", .channel = "channel", .party_size = "party", .planned = "planned", .note = "note", .kind = "kind", .observations = "observed"},
            .lead = {.customer = "id", .contacted = "time", .converted = "converted", .attributes = {{"source", ColumnKind::category}}},
            .consent = {.customer = "id", .purpose = "purpose", .granted = "granted", .decided_at = "time"},
            .time_zone = "America/New_York", .customer_list = list};
}

}  // namespace dangol::tests
