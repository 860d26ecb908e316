#include "customers/alike_ids.hpp"

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace dangol::inline v0 {
namespace {

constexpr std::string_view spaces[] = {" ", "\t", "\r", "\n", "\u00a0", "\u2007", "\u202f", "\u3000", "\u200b", "\ufeff"};

std::string_view without_spaces_around(std::string_view text) {
    const auto strip = [&](auto stands_there, auto take) {
        for (bool again = true; again;) {
            again = false;
            for (const std::string_view space : spaces) {
                if (!stands_there(space)) continue;
                take(space.size());
                again = true;
            }
        }
    };
    strip([&](std::string_view space) { return text.starts_with(space); }, [&](std::size_t bytes) { text.remove_prefix(bytes); });
    strip([&](std::string_view space) { return text.ends_with(space); }, [&](std::size_t bytes) { text.remove_suffix(bytes); });
    return text;
}

std::string plain(std::string_view id) {
    std::string text(without_spaces_around(id));
    for (char& c : text) {
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    }
    return text;
}

/// FNV-1a: only ids of one hash are compared.
std::uint64_t hash_of_text(std::string_view text) noexcept {
    std::uint64_t hash = 0xcbf2'9ce4'8422'2325ULL;
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 0x100'0000'01b3ULL;
    return hash;
}

}  // namespace

std::size_t alike_ids(const CustomerKeys& keys) {
    const auto* const ids = std::get_if<std::vector<std::string>>(&keys);
    if (ids == nullptr) return 0;
    std::vector<std::pair<std::uint64_t, std::uint32_t>> hashed;
    bool any_changed = false;
    for (std::uint32_t i = 0; i < ids->size(); ++i) {
        const std::string text = plain((*ids)[i]);
        any_changed = any_changed || text != (*ids)[i];
        hashed.emplace_back(hash_of_text(text), i);
    }
    if (!any_changed) return 0;
    std::sort(hashed.begin(), hashed.end());
    std::size_t alike = 0;
    for (std::size_t first = 0, end = 0; first < hashed.size(); first = end) {
        while (end < hashed.size() && hashed[end].first == hashed[first].first) ++end;
        if (end - first == 1) continue;
        std::vector<std::string> texts;  // mostly of one id, in different dress
        for (std::size_t at = first; at < end; ++at) texts.push_back(plain((*ids)[hashed[at].second]));
        std::ranges::sort(texts);
        for (auto run = texts.begin(); run != texts.end();) {
            const auto other = std::find_if(run, texts.end(), [&](const std::string& text) { return text != *run; });
            if (other - run > 1) alike += static_cast<std::size_t>(other - run);
            run = other;
        }
    }
    return alike;
}

}  // namespace dangol::inline v0
