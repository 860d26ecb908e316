#pragma once

#include "enumerators.hpp"

#include <dangol/scoring/lead_scorer.hpp>

namespace dangol::python {

template <>
struct NamesOf<NegativeKind> {
    static constexpr const char* type = "NegativeKind";
    static constexpr Enumerator<NegativeKind> all[] = {{"cannot_tell", NegativeKind::cannot_tell}, {"cannot_become_customer", NegativeKind::cannot_become_customer},
                                                       {"holds_negative_view", NegativeKind::holds_negative_view}, {"both", NegativeKind::both}};
};

template <>
struct NamesOf<Disposition> {
    static constexpr const char* type = "Disposition";
    static constexpr Enumerator<Disposition> all[] = {{"pursue", Disposition::pursue}, {"nurture", Disposition::nurture},
                                                      {"set_aside", Disposition::set_aside}, {"explore", Disposition::explore}};
};

}  // namespace dangol::python
