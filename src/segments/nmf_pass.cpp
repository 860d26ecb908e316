#include "segments/nmf_pass.hpp"

#include "core/math.hpp"
#include "core/parallel.hpp"
#include "core/simd.hpp"

#include <algorithm>
#include <functional>
#include <cmath>
#include <limits>

namespace dangol::inline v0 {
namespace {

constexpr std::size_t tile_rows = 8;      // side by side
constexpr std::size_t pass_rows_per_block = 512;
constexpr double smallest_product = std::numeric_limits<float>::epsilon();  // as scikit-learn: keeps quotients finite

/// products[t][row] = Σ_j points(row, j) · archetypes(t, j) for eight rows: four archetypes at a time, eight virtual lanes along the
/// columns. Meanwhile the eight rows behind them are fetched.
struct RowProducts {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const double* points, std::size_t stride, std::size_t width, const Matrix& archetypes, double* products) noexcept {
        constexpr std::size_t lanes = simd::width<Lanes>, parts = simd::virtual_lanes / lanes, at_once = 4;
        constexpr std::size_t rows_at_once = parts == 1 ? 4 : 1;  // as many sums as there are registers for
        const std::size_t padded = archetypes.columns(), count = archetypes.rows();
        for (std::size_t t = 0; t < count; t += at_once) {
            const double* rows[at_once];
            for (std::size_t a = 0; a < at_once; ++a) rows[a] = archetypes.data() + std::min(t + a, count - 1) * padded;
            for (std::size_t r = 0; r < tile_rows; r += rows_at_once) {
                Lanes sums[rows_at_once][at_once][parts] = {};
                for (std::size_t j = 0; j < width; j += simd::virtual_lanes) {
                    if (t == 0)
                        for (std::size_t i = 0; i < rows_at_once; ++i) __builtin_prefetch(points + (tile_rows + r + i) * stride + j, 0, 3);
                    for (std::size_t p = 0; p < parts; ++p) {
                        Lanes x[rows_at_once];
                        for (std::size_t i = 0; i < rows_at_once; ++i) simd::load(x[i], points + (r + i) * stride + j + p * lanes);
                        for (std::size_t a = 0; a < at_once; ++a) {
                            Lanes h;
                            simd::load(h, rows[a] + j + p * lanes);
                            for (std::size_t i = 0; i < rows_at_once; ++i) sums[i][a][p] += x[i] * h;
                        }
                    }
                }
                for (std::size_t i = 0; i < rows_at_once; ++i)
                    for (std::size_t a = 0; a < at_once && t + a < count; ++a) {
                        double each[simd::virtual_lanes];
                        for (std::size_t p = 0; p < parts; ++p) simd::store(each + p * lanes, sums[i][a][p]);
                        products[(t + a) * tile_rows + r + i] = simd::sum_of_eight(each);
                    }
            }
        }
    }
};

/// One sweep of coordinate descent for eight columns of unknowns: w[t][·] ← max(0, w[t] − gradient / squares[t][t]), t in turn.
struct Descend {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const double* products, std::size_t product_stride, const Matrix& squares, double* unknowns,
                                                  std::size_t stride, double* left_to_do) noexcept {
        constexpr std::size_t lanes = simd::width<Lanes>;
        const std::size_t count = squares.rows();
        for (std::size_t first = 0; first < tile_rows; first += lanes) {
            Lanes left = {};
            for (std::size_t t = 0; t < count; ++t) {
                const double square = squares(t, t);
                if (square == 0) continue;
                Lanes gradient, here;
                simd::load(gradient, products + t * product_stride + first);
                gradient = -gradient;
                for (std::size_t s = 0; s < count; ++s) {
                    Lanes other;
                    simd::load(other, unknowns + s * stride + first);
                    gradient += other * squares(t, s);
                }
                simd::load(here, unknowns + t * stride + first);
                const Lanes zero = {}, downhill = gradient < 0.0 ? gradient : zero, projected = here == 0.0 ? downhill : gradient;
                left += projected < 0.0 ? -projected : projected;
                here -= gradient / square;
                here = here > 0.0 ? here : zero;
                simd::store(unknowns + t * stride + first, here);
            }
            simd::store(left_to_do + first, left);
        }
    }
};

/// sums[t][·] += Σ_r weights[t][r] · points(r, ·)
struct AddProducts {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const double* points, std::size_t stride, std::size_t width, const double* weights, Matrix& sums) noexcept {
        constexpr std::size_t lanes = simd::width<Lanes>, rows_at_once = 8;
        const std::size_t count = sums.rows(), padded = sums.columns();
        double* const into = sums.data();
        for (std::size_t r = 0; r < tile_rows; r += rows_at_once)
            for (std::size_t j = 0; j < width; j += lanes) {
                Lanes x[rows_at_once];
                for (std::size_t i = 0; i < rows_at_once; ++i) simd::load(x[i], points + (r + i) * stride + j);
                for (std::size_t t = 0; t < count; ++t) {
                    Lanes sum;
                    double* to = into + t * padded + j;
                    simd::load(sum, to);
                    for (std::size_t i = 0; i < rows_at_once; ++i) sum += x[i] * weights[t * tile_rows + r + i];
                    simd::store(to, sum);
                }
            }
    }
};

/// ratio(r, ·) = points(r, ·) / max(Σ_t weights[t][r] · archetypes(t, ·), ε)
struct Ratios {
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(const double* points, std::size_t stride, const Matrix& archetypes, const double* weights, double* ratios) noexcept {
        constexpr std::size_t lanes = simd::width<Lanes>;
        for (std::size_t r = 0; r < tile_rows; ++r)
            for (std::size_t j = 0; j < archetypes.columns(); j += lanes) {
                Lanes fitted = {}, x;
                for (std::size_t t = 0; t < archetypes.rows(); ++t) {
                    Lanes h;
                    simd::load(h, archetypes.data() + t * archetypes.columns() + j);
                    fitted += h * weights[t * tile_rows + r];
                }
                simd::load(x, points + r * stride + j);
                fitted = fitted < smallest_product ? Lanes{} + smallest_product : fitted;
                simd::store(ratios + r * archetypes.columns() + j, x / fitted);
            }
    }
};

void add_squares(const double* weights, Matrix& squares, std::vector<double>& total) noexcept {
    for (std::size_t t = 0; t < squares.rows(); ++t) {
        total[t] += simd::sum_of_eight(weights + t * tile_rows);
        for (std::size_t s = 0; s <= t; ++s) {
            double products[tile_rows];
            for (std::size_t r = 0; r < tile_rows; ++r) products[r] = weights[t * tile_rows + r] * weights[s * tile_rows + r];
            squares(t, s) += simd::sum_of_eight(products);
        }
    }
}

void mirror(Matrix& squares) noexcept {
    for (std::size_t t = 0; t < squares.rows(); ++t)
        for (std::size_t s = 0; s < t; ++s) squares(s, t) = squares(t, s);
}

Matrix products_of_rows(const Matrix& archetypes) {
    Matrix squares(archetypes.rows(), archetypes.rows());
    for (std::size_t t = 0; t < archetypes.rows(); ++t)
        for (std::size_t s = 0; s <= t; ++s) {
            double lanes[simd::virtual_lanes] = {};
            for (std::size_t j = 0; j < archetypes.columns(); ++j) lanes[j % simd::virtual_lanes] += archetypes(t, j) * archetypes(s, j);
            squares(t, s) = simd::sum_of_eight(lanes);
        }
    mirror(squares);
    return squares;
}

/// Eight rows, or as many as there are and zeros, with padded width; weights turned on their side and back.
class RowTile {
public:
    RowTile(MatrixView<const double> points, std::size_t archetypes)
        : points_(points), padded_(nmf_padded(points.columns())), copy_(tile_rows * padded_, 0), weights(archetypes * tile_rows, 0) {}

    void begin(std::size_t first, std::size_t end, const Matrix& all_weights) {
        first_ = first;
        count_ = std::min(tile_rows, end - first);
        if (count_ == tile_rows && padded_ == points_.columns()) {
            values = points_.row(first).data();
            stride = points_.row_stride();
        } else {
            for (std::size_t r = 0; r < tile_rows; ++r) {
                double* to = copy_.data() + r * padded_;
                if (r < count_) std::ranges::copy(points_.row(first + r), to);
                else std::fill_n(to, padded_, 0.0);
            }
            values = copy_.data();
            stride = padded_;
        }
        for (std::size_t t = 0; t < all_weights.columns(); ++t)
            for (std::size_t r = 0; r < tile_rows; ++r) weights[t * tile_rows + r] = r < count_ ? all_weights(first + r, t) : 0;
    }
    void end(Matrix& all_weights) {
        for (std::size_t r = 0; r < count_; ++r)
            for (std::size_t t = 0; t < all_weights.columns(); ++t) all_weights(first_ + r, t) = weights[t * tile_rows + r];
        for (std::size_t t = 0; t < all_weights.columns(); ++t)
            for (std::size_t r = count_; r < tile_rows; ++r) weights[t * tile_rows + r] = 0;
    }
    std::size_t padded() const noexcept { return padded_; }

private:
    MatrixView<const double> points_;
    std::size_t padded_, first_ = 0, count_ = 0;
    std::vector<double> copy_;

public:
    const double* values = nullptr;  ///< eight rows
    std::size_t stride = 0;
    std::vector<double> weights;     ///< archetypes × eight rows
};

template <class Loss>
struct BlockPass {
    MatrixView<const double> points;
    const Matrix* archetypes;
    const Matrix* squares;       ///< H Hᵀ
    const double* totals;        ///< Σ of each archetype
    Matrix* weights;
    BlockRange range;
    RowTile* tile;
    NmfSums* out;
    double* scratch;             ///< archetypes × 8, and 8 × padded columns
    template <class Lanes>
    [[gnu::always_inline]] static inline void run(BlockPass* self) noexcept {
        for (std::size_t first = self->range.begin; first < self->range.end; first += tile_rows) {
            self->tile->begin(first, self->range.end, *self->weights);
            Loss::template step<Lanes>(*self);
            add_squares(self->tile->weights.data(), self->out->squares, self->out->total);
        }
    }
};

struct Frobenius {
    template <class Lanes>
    [[gnu::always_inline]] static inline void step(BlockPass<Frobenius>& pass) noexcept {
        RowTile& tile = *pass.tile;
        double left[tile_rows];
        RowProducts::run<Lanes>(tile.values, tile.stride, tile.padded(), *pass.archetypes, pass.scratch);
        Descend::run<Lanes>(pass.scratch, tile_rows, *pass.squares, tile.weights.data(), tile_rows, left);
        pass.out->left_to_do += simd::sum_of_eight(left);
        tile.end(*pass.weights);
        AddProducts::run<Lanes>(tile.values, tile.stride, tile.padded(), tile.weights.data(), pass.out->products);
    }
};

struct KullbackLeibler {
    template <class Lanes>
    [[gnu::always_inline]] static inline void step(BlockPass<KullbackLeibler>& pass) noexcept {
        RowTile& tile = *pass.tile;
        double* ratios = pass.scratch + pass.archetypes->rows() * tile_rows;
        Ratios::run<Lanes>(tile.values, tile.stride, *pass.archetypes, tile.weights.data(), ratios);
        RowProducts::run<Lanes>(ratios, tile.padded(), tile.padded(), *pass.archetypes, pass.scratch);
        for (std::size_t t = 0; t < pass.archetypes->rows(); ++t)
            for (std::size_t r = 0; r < tile_rows; ++r) {
                const double total = pass.totals[t] == 0 ? smallest_product : pass.totals[t];
                tile.weights[t * tile_rows + r] *= pass.scratch[t * tile_rows + r] / total;
            }
        tile.end(*pass.weights);
        Ratios::run<Lanes>(tile.values, tile.stride, *pass.archetypes, tile.weights.data(), ratios);
        AddProducts::run<Lanes>(ratios, tile.padded(), tile.padded(), tile.weights.data(), pass.out->products);
    }
};

template <class Loss>
NmfSums pass_over(MatrixView<const double> points, const Matrix& archetypes, Matrix& weights, const Execution& execution) {
    const std::size_t n = points.rows(), count = archetypes.rows(), padded = archetypes.columns();
    const Matrix squares = products_of_rows(archetypes);
    std::vector<double> totals(count, 0);
    for (std::size_t t = 0; t < count; ++t)
        for (const double h : archetypes.row(t)) totals[t] += h;
    NmfSums sums = reduce_blocks(
        block_count(n, pass_rows_per_block), execution,
        [&](std::size_t block) {
            NmfSums part{.products = Matrix(count, padded), .squares = Matrix(count, count), .total = std::vector<double>(count, 0)};
            RowTile tile(points, count);
            std::vector<double> scratch(tile_rows * (count + padded));
            BlockPass<Loss> pass{points, &archetypes, &squares, totals.data(), &weights, block_range(block, n, pass_rows_per_block), &tile, &part, scratch.data()};
            simd::dispatch<BlockPass<Loss>>(&pass);
            return part;
        },
        [](NmfSums& into, NmfSums&& from) { into.merge(std::move(from)); });
    mirror(sums.squares);
    return sums;
}

}  // namespace

void NmfSums::merge(NmfSums&& from) {
    for (std::size_t i = 0; i < products.values().size(); ++i) products.values()[i] += from.products.values()[i];
    for (std::size_t i = 0; i < squares.values().size(); ++i) squares.values()[i] += from.squares.values()[i];
    for (std::size_t t = 0; t < total.size(); ++t) total[t] += from.total[t];
    left_to_do += from.left_to_do;
}

NmfSums descend_weights(MatrixView<const double> points, const Matrix& archetypes, Matrix& weights, const Execution& execution) {
    return pass_over<Frobenius>(points, archetypes, weights, execution);
}

double descend_archetypes(const NmfSums& sums, Matrix& archetypes) noexcept {
    double left = 0, lanes[tile_rows];
    for (std::size_t j = 0; j < archetypes.columns(); j += tile_rows) {
        simd::dispatch<Descend>(static_cast<const double*>(sums.products.data() + j), sums.products.columns(), std::cref(sums.squares),
                                archetypes.data() + j, archetypes.columns(), static_cast<double*>(lanes));
        left += simd::sum_of_eight(lanes);
    }
    return left;
}

NmfSums multiply_weights(MatrixView<const double> points, const Matrix& archetypes, Matrix& weights, const Execution& execution) {
    return pass_over<KullbackLeibler>(points, archetypes, weights, execution);
}

void multiply_archetypes(const NmfSums& sums, Matrix& archetypes) noexcept {
    for (std::size_t t = 0; t < archetypes.rows(); ++t) {
        const double total = sums.total[t] == 0 ? smallest_product : sums.total[t];
        for (std::size_t j = 0; j < archetypes.columns(); ++j) archetypes(t, j) *= sums.products(t, j) / total;
    }
}

double nmf_loss(MatrixView<const double> points, const Matrix& weights, const Matrix& archetypes, NmfLoss loss, const Execution& execution) {
    return reduce_blocks(
        block_count(points.rows(), pass_rows_per_block), execution,
        [&](std::size_t block) {
            double sum = 0;
            std::vector<double> fitted(archetypes.columns());
            const BlockRange range = block_range(block, points.rows(), pass_rows_per_block);
            for (std::size_t i = range.begin; i < range.end; ++i) {
                std::ranges::fill(fitted, 0.0);
                for (std::size_t t = 0; t < archetypes.rows(); ++t)
                    for (std::size_t j = 0; j < fitted.size(); ++j) fitted[j] += weights(i, t) * archetypes(t, j);
                for (std::size_t j = 0; j < points.columns(); ++j) {
                    const double x = points(i, j), f = fitted[j];
                    if (loss == NmfLoss::frobenius) sum += (x - f) * (x - f) / 2;
                    else sum += (x > 0 ? x * math::log(x / std::max(f, smallest_product)) : 0.0) - x + f;
                }
            }
            return sum;
        },
        [](double& into, double&& from) { into += from; });
}

}  // namespace dangol::inline v0
