#include "lead_world.hpp"

#include <dangol/scoring/lead_scorer.hpp>

#include <catch2/catch_test_macros.hpp>

#include <atomic>
#include <cstdlib>
#include <new>

// Counts every allocation of this program. g++ sees that our delete frees what our new allocated, and takes it for a mistake.
#pragma GCC diagnostic ignored "-Wmismatched-new-delete"
static std::atomic<std::size_t> allocations{0};

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    allocations.fetch_add(1, std::memory_order_relaxed);
    return std::malloc(size == 0 ? 1 : size);
}
void* operator new(std::size_t size) {
    if (void* memory = operator new(size, std::nothrow)) return memory;
    throw std::bad_alloc();
}
void* operator new(std::size_t size, std::align_val_t alignment) {
    allocations.fetch_add(1, std::memory_order_relaxed);
    const auto align = static_cast<std::size_t>(alignment);
    if (void* memory = std::aligned_alloc(align, (size + align - 1) / align * align)) return memory;
    throw std::bad_alloc();
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::align_val_t) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t, std::align_val_t) noexcept { std::free(memory); }

using namespace dangol;
using namespace lead_world;

TEST_CASE("score() allocates nothing, explain() does") {
    Random random(1);
    const PersonaSet personas = personas_of(random);
    const World past = make(random, personas, {.customers = 400});
    const LeadScorer scorer = fit_lead_scorer(personas, {}, past.leads, {.folds = 3});
    Lead lead = scorer.lead(past.leads, 0);
    const ColumnIndex visits = scorer.column("visits");
    double sum = 0;

    const std::size_t before = allocations.load();
    for (int i = 1; i < 200; ++i) {
        lead.set(visits, i, 100);
        sum += scorer.score(lead).log_odds;
    }
    const std::size_t after = allocations.load();

    CHECK(after == before);
    CHECK(std::isfinite(sum));
    CHECK_FALSE(scorer.explain(lead).entries.empty());
    CHECK(allocations.load() > after);  // the counter counts
}
