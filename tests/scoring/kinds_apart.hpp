#pragma once

#include "lead_world.hpp"

#include <dangol/scoring/negative_persona.hpp>

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

/// Kinds that nobody takes for one another, and contacts with them.
namespace kinds_apart {

using namespace dangol;
using lead_world::day;

/// K kinds that one numeric column tells apart without error; contacts at times 0 … 99, responses by kind.
struct Kinds {
    PersonaSet personas = {};
    explicit Kinds(std::size_t kinds) {
        std::vector<std::int64_t> keys;
        FeatureData column;
        column.meaning = {.name = "kind"};
        Matrix membership(kinds * 50, kinds);
        Random random(1);
        for (std::size_t i = 0; i < kinds * 50; ++i) {
            keys.push_back(static_cast<std::int64_t>(i));
            column.numbers.push_back(100.0 * static_cast<double>(i % kinds) + random.normal());
            membership(i, i % kinds) = 1;
        }
        personas.segmentation.mixture = describe_groups(FeatureTable(keys, {column}), membership, {.segment_count = kinds});
        for (std::uint32_t k = 0; k < kinds; ++k) {
            personas.segmentation.ids.push_back({k});
            personas.personas.push_back({.id = {k}, .segment = {k}, .alias = "P" + std::to_string(k), .customers = 50});
        }
        personas.currency = "USD";
    }

    /// `contacts` with each kind; a customer brings `per_customer` contacts that all end the same way.
    LeadTable contact(Random& random, const std::vector<double>& rates, std::size_t contacts, std::size_t per_customer = 1) const {
        std::vector<std::int64_t> keys;
        std::vector<Instant> times;
        std::vector<LeadOutcome> outcomes;
        FeatureData column;
        column.meaning = {.name = "kind"};
        std::int64_t customer = 0;
        for (std::size_t k = 0; k < rates.size(); ++k) {
            bool together = false;
            for (std::size_t i = 0; i < contacts; ++i) {
                if (i % per_customer == 0) {
                    ++customer;
                    together = random.chance(rates[k]);
                }
                keys.push_back(customer);
                column.numbers.push_back(100.0 * static_cast<double>(k));
                times.push_back(day(static_cast<int>(random.below(100))));
                outcomes.push_back(together ? LeadOutcome::converted : LeadOutcome::not_converted);
            }
        }
        return {FeatureTable(keys, {column}), times, outcomes};
    }
};

}  // namespace kinds_apart
