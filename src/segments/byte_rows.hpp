#pragma once

#include "segments/centred_rows.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace dangol::inline v0 {

inline constexpr std::size_t rows_per_kmeans_block = 4096;

/// The rows once more, each coordinate rounded to a byte: an eighth of what doubles take, a quarter of floats. Most rows are so clearly nearer to one
/// centre than to the others that this tells which; only what it leaves open is read from the rows themselves (byte_tile.hpp).
///
/// A coordinate stands as middle + step · q, q from −127 to 127, both from a sample of the rows. What lies outside is cut off; with each
/// row stands how far it is from what was rounded, and so how much that can decide.
///
/// Holds the first rows, as many blocks as fit into `bytes_at_most`.
struct ByteRows {
    static constexpr std::size_t bytes_at_most = std::size_t{48} << 20;

    std::size_t rows = 0;              ///< that are held
    std::size_t quads = 0;             ///< numbers of four coordinates that a row takes
    std::vector<float> middles = {};   ///< 4 · quads each, 0 behind the last coordinate
    std::vector<float> steps = {};
    std::vector<float> inverses = {};  ///< 1 / step
    std::unique_ptr<std::uint32_t[]> codes = {};  ///< tiles × quads × rows of the tile: four coordinates in a number
    std::unique_ptr<float[]> errors = {};         ///< of each row, at least the distance between it and what is held of it
    bool written = false;                         ///< false: the next pass over the rows writes them
    bool by_products = false;                     ///< centres too as bytes, where the processor multiplies those

    ByteRows() = default;
    template <class T>
    explicit ByteRows(const CentredRows<T>&);

    /// Whether bytes can pay: rows are read again and again, and not anyway for their sums.
    template <class T>
    static bool worthwhile(const CentredRows<T>&, std::size_t passes) noexcept;
};

}  // namespace dangol::inline v0
