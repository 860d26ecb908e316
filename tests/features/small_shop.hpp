#pragma once

#include <dangol/core/time.hpp>
#include <dangol/customers/customer_base.hpp>
#include <dangol/features/feature_table.hpp>

#include <limits>
#include <string>
#include <string_view>
#include <vector>

/// A shop written down row by row, to compute features of it by hand. Times are ISO text on the shop's own clock; NaN and
/// empty text are not known.
namespace dangol::tests {

inline constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

struct CustomerRow {
    std::string id = {}, joined = {};
    double children = unknown;
    std::string age_band = {}, member = {};
};
struct VisitLine {
    std::string customer = {}, at = {}, basket = {}, offering = {}, channel = {};
    double paid = unknown, coupon = unknown, card = unknown, party = unknown, satisfaction = unknown;
    std::string planned = {};
    std::string kind = {}, staff = {}, companions = {}, observations = {};
    double minutes = unknown, pieces = unknown;
};
struct LeadRow {
    std::string customer = {}, contacted = {}, converted = {}, converted_at = {}, closes = {}, type = {}, by = {}, clerk = {};
    double worth = unknown;
};

struct SmallShop {
    std::vector<CustomerRow> customers = {};
    std::vector<VisitLine> lines = {};
    std::vector<LeadRow> leads = {};
    std::string time_zone = "Asia/Seoul";
    bool with_joined = true, leads_say_how = false;
    std::vector<DisplayName> display_names = {};

    Schema schema() const;
    CustomerBase collected() const;
    PermittedBase base() const { return collected().permitting(Purpose::profiling); }
};

/// The instant of a text on the clock of a zone.
Instant moment(std::string_view text, std::string_view zone = "Asia/Seoul");

/// What the cell of a customer (first row of this key) holds; `missing` where it was not observed.
inline constexpr double missing = -1e300;
double value(const FeatureTable& table, std::string_view column, std::string_view customer);
double exposure(const FeatureTable& table, std::string_view column, std::string_view customer);
double part(const FeatureTable& table, std::string_view column, std::string_view level, std::string_view customer);

}  // namespace dangol::tests
