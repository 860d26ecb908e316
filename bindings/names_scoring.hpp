#pragma once

#include "enumerators.hpp"

#include <dangol/scoring/lead_scorer.hpp>

namespace dangol::python {

template <>
struct NamesOf<Disposition> {
    static constexpr const char* type = "Disposition";
    static constexpr Enumerator<Disposition> all[] = {{"pursue", Disposition::pursue}, {"nurture", Disposition::nurture},
                                                      {"set_aside", Disposition::set_aside}, {"explore", Disposition::explore}};
};

}  // namespace dangol::python
