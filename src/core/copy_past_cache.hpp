#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace dangol::inline v0 {

/// Copies to memory that is not read again soon. Where the processor can, past its cache: what lay there is not fetched first, and nothing
/// that is needed gives way.
inline void copy_past_cache(void* to, const void* from, std::size_t bytes) noexcept {
    if (bytes == 0) return;
#if defined(__SSE2__)
    constexpr std::size_t line = 16;
    auto* target = static_cast<std::byte*>(to);
    const auto* source = static_cast<const std::byte*>(from);
    if (reinterpret_cast<std::size_t>(target) % line == 0) {
        for (; bytes >= line; bytes -= line, target += line, source += line) {
            _mm_stream_si128(reinterpret_cast<__m128i*>(target), _mm_loadu_si128(reinterpret_cast<const __m128i*>(source)));
        }
        _mm_sfence();  // for threads that read it next
    }
    std::memcpy(target, source, bytes);
#else
    std::memcpy(to, from, bytes);
#endif
}

/// Zeros, likewise; `to` on a boundary of 16 bytes.
inline void wipe_past_cache(void* to, std::size_t bytes) noexcept {
    constexpr std::byte zeros[4'096] = {};
    for (std::size_t done = 0; done < bytes; done += sizeof zeros) {
        copy_past_cache(static_cast<std::byte*>(to) + done, zeros, std::min(sizeof zeros, bytes - done));
    }
}

}  // namespace dangol::inline v0
