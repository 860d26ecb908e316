#pragma once

#include "segments/family_operations.hpp"

#include <cstddef>
#include <span>
#include <vector>

/// Counts of parts whose shares vary between customers by a Dirichlet law (Minka, Estimating a Dirichlet distribution,
/// 2000), shared by dirichlet_multinomial and, with two parts, beta_binomial. Parameters are the concentrations α, A their sum:
///
///     log p(c) = Σⱼ log Γ(αⱼ + cⱼ)/Γ(αⱼ) − log Γ(A + n)/Γ(A) + log n!/Πcⱼ!,   n = Σ cⱼ
///
/// It is a sum over parts of functions of one count: a slot per part and distinct count above 0, and one per distinct total.
namespace dangol::inline v0::polya {

/// Collects the counts of all rows and makes slots of them.
class Rows {
public:
    Rows(std::size_t parts, std::size_t rows);
    void add(std::size_t row, std::span<const double> counts, double weight);  ///< rows in order; a row may be left out
    void finish(const ColumnCells& cells, PreparedColumn& column, ColumnDraft& draft);

private:
    std::size_t parts_ = 0;
    std::vector<double> counts_ = {};      ///< rows × (parts + 1), the total last; 0 where not observed
    std::vector<double> part_weight_ = {};  ///< weighted counts of each part
};

void initialise(const PreparedColumn& column, const Statistics&, std::span<double> parameters);
void update(const PreparedColumn& column, const Statistics&, std::span<double> parameters);
void express(const PreparedColumn& column, std::span<const double> parameters, std::span<double>, std::span<double> entries);
void settle(const Statistics& everyone, PreparedColumn& column, ColumnDraft&);

/// Of a composition: part · effective count, rounded.
double count_of(float part, double exposure) noexcept;
double log_multinomial_coefficient(const Cell& composition) noexcept;
double log_multinomial_coefficient(std::span<const double> counts) noexcept;
bool sound(std::span<const double> parameters) noexcept;

}  // namespace dangol::inline v0::polya
