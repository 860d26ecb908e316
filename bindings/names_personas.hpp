#pragma once

#include "names_features.hpp"

#include <dangol/personas/trait.hpp>

namespace dangol::python {

template <>
struct NamesOf<Aspect> {
    static constexpr const char* type = "Aspect";
    static constexpr Enumerator<Aspect> all[] = {{"who", Aspect::who}, {"relationship", Aspect::relationship}, {"routine", Aspect::routine},
                                                 {"company", Aspect::company}, {"offering", Aspect::offering}, {"money", Aspect::money},
                                                 {"discount", Aspect::discount}, {"channel", Aspect::channel}, {"mood", Aspect::mood},
                                                 {"response", Aspect::response}};
};

template <>
struct NamesOf<EffectMeasure> {
    static constexpr const char* type = "EffectMeasure";
    static constexpr Enumerator<EffectMeasure> all[] = {{"standardised_difference", EffectMeasure::standardised_difference},
                                                        {"rate_ratio", EffectMeasure::rate_ratio},
                                                        {"risk_difference", EffectMeasure::risk_difference}};
};

template <>
struct NamesOf<Ground> {
    static constexpr const char* type = "Ground";
    static constexpr Enumerator<Ground> all[] = {{"by_construction", Ground::by_construction}, {"tested", Ground::tested}, {"untested", Ground::untested}};
};

}  // namespace dangol::python
