#pragma once

#include "segments/family_operations.hpp"

#include <cmath>
#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

/// Counts of parts whose shares vary between customers by a Dirichlet law (Minka, Estimating a Dirichlet distribution,
/// 2000), shared by dirichlet_multinomial and, with two parts, beta_binomial. Parameters are the concentrations α, A their sum:
///
///     log p(c) = Σⱼ log Γ(αⱼ + cⱼ)/Γ(αⱼ) − log Γ(A + n)/Γ(A) + log n!/Πcⱼ!,   n = Σ cⱼ
///
/// It is a sum over parts of functions of one count: a slot per part and distinct count above 0, and one per distinct total.
namespace dangol::inline v0::polya {

/// Collects the counts that there are and makes slots of them.
class Counts {
public:
    explicit Counts(std::size_t parts) : distinct_(parts + 1), part_weight_(parts) {}
    void add(std::span<const double> counts, double weight);  ///< of one row
    void finish(PreparedColumn& column) &&;

private:
    std::vector<DistinctNumbers> distinct_;  ///< of each part, and of the total; above 0
    std::vector<double> part_weight_;        ///< weighted counts of each part
};

/// Where all counts are small and whole. What is written for a count of 0 is written over by the next.
template <class Count>
std::uint32_t* find_whole_slots(const PreparedColumn& column, std::size_t parts, Count&& counts, std::uint32_t* to) noexcept {
    std::uint32_t total = 0;
    const auto note = [&](std::size_t part, std::uint32_t count) {
        *to = static_cast<std::uint32_t>(column.part_begin[part]) + column.index[part].at_whole(count);
        to += count > 0;
    };
    for (std::size_t part = 0; part < parts; ++part) {
        const auto count = static_cast<std::uint32_t>(static_cast<std::int32_t>(counts(part)));
        total += count;
        note(part, count);
    }
    if (total > 0) note(parts, total);
    return to;
}

/// The slots of a row, part by part; `counts(part)` of one after the other.
template <class Count>
std::uint32_t* find_slots(const PreparedColumn& column, std::size_t parts, Count&& counts, std::uint32_t* to) noexcept {
    if (column.counts_are_whole) return find_whole_slots(column, parts, counts, to);
    double total = 0;
    for (std::size_t part = 0; part <= parts; ++part) {
        const double count = part < parts ? counts(part) : total;
        total += count;
        if (!(count > 0)) continue;
        const std::size_t begin = column.part_begin[part];
        *to++ = static_cast<std::uint32_t>(begin) + column.index[part].at(std::span(column.values).subspan(begin, column.part_begin[part + 1] - begin), count);
    }
    return to;
}

void initialise(const PreparedColumn& column, const Statistics&, std::span<double> parameters);
void update(const PreparedColumn& column, const Statistics&, std::span<double> parameters);
void express(const PreparedColumn& column, std::span<const double> parameters, std::span<double>, std::span<double> entries);
void settle(const Statistics& everyone, PreparedColumn& column, ColumnDraft&);

/// Of a composition: part · effective count, rounded. (What is small is cut off by one instruction; a call of floor() would show.)
inline double count_of(float part, double exposure) noexcept {
    const double about = static_cast<double>(part) * exposure + 0.5;
    return about >= 0 && about < whole_below ? static_cast<double>(static_cast<std::int32_t>(about)) : std::floor(about);
}
double log_multinomial_coefficient(const Cell& composition) noexcept;
double log_multinomial_coefficient(std::span<const double> counts) noexcept;
bool sound(std::span<const double> parameters) noexcept;

}  // namespace dangol::inline v0::polya
