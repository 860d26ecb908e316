#pragma once

#include "core/parallel.hpp"

#include <functional>
#include <string_view>

namespace dangol::inline v0 {

namespace detail {
void run_watched(std::size_t count, const Execution& execution, std::string_view stage, const std::function<void(std::size_t)>& work);
}

/// for_each_block() for blocks that take long, such as whole fits: where somebody is told of progress, the calling thread does nothing but
/// tell, every 50 ms at least, and others work. Where nobody is, it is for_each_block().
template <class Work>
void for_each_long_block(std::size_t count, const Execution& execution, Work&& work, std::string_view stage = {}) {
    detail::run_watched(count, execution, stage, [&work](std::size_t block) { work(block); });
}

}  // namespace dangol::inline v0
