#pragma once

/// Generated shops with planted truth, for tests, demo and benchmarks. Nothing in here knows the library, and nothing is drawn
/// from the distributions the library fits: README.md beside this file says what each column comes from.
///
///     const auto world = dangol::worlds::generate({.trade = dangol::worlds::Trade::hanbok, .customers = 600, .seed = 1});
///     world.interactions.amount_krw   // columns of plain values, one entry per row
///     world.truth.kind_of_customer    // what a segmentation should find again
///
/// The same options give the same world. Columns are clean; mistakes of the kind shops make are added to text (dirt.hpp).

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace dangol::worlds {

enum class Trade : std::uint8_t {
    hanbok,            ///< tradition keepers, modern adopters, and people who only ask what a rental costs
    alteration,        ///< practical, sentimental, families at weekends, and people who are never content
    null_independent,  ///< one population; every habit varies from person to person on its own
    null_factor,       ///< one population; one continuous factor moves every habit (correlation .4 between any two)
    null_skewed,       ///< one population; habits vary on their own, with long right tails
    candle,            ///< those who love scents, those who seek solace, and people who only ask how candles are made
    leather,           ///< touch or durability; nobody here is not worth a contact
    repair,            ///< owners who keep things going, people in a hurry, and people who only want an estimate
    online_class       ///< evening learners, strugglers with questions, drop-outs before payment, and free previews only
};

struct WorldOptions {
    Trade trade = Trade::hanbok;
    std::size_t customers = 600;  ///< ≥ 1
    std::uint64_t seed = 1;
};

/// An instant that never came: `converted_at` of a lead that did not convert.
inline constexpr std::chrono::sys_seconds never = std::chrono::sys_seconds::max();

/// Korea's clocks: nine hours ahead of UTC, without summer time in the years generated.
inline constexpr std::chrono::seconds korean_offset = std::chrono::hours{9};

/// One row per customer. A missing text is empty, a missing number NaN.
struct Customers {
    std::vector<std::string> customer_id = {};
    std::vector<std::chrono::sys_days> joined_on = {};
    std::vector<std::string> age_band = {};  ///< ordered: see age_bands()
    std::vector<std::string> gender = {};    ///< protected: "여" or "남"
    std::vector<double> children = {};
    std::vector<double> distance_km = {};    ///< > 0
    std::size_t size() const noexcept { return customer_id.size(); }
};

/// One row per visit, call or message, in order of time.
struct Interactions {
    std::vector<std::string> visit_id = {};
    std::vector<std::string> customer_id = {};
    std::vector<std::chrono::sys_seconds> visited_at = {};  ///< instants; the shop's clock is `korean_offset` ahead
    std::vector<std::string> kind = {};                     ///< "주문", "결제" … where something was paid; else "문의", "불만", "반품", "노쇼" …
    std::vector<std::string> channel = {};
    std::vector<std::string> offering = {};
    std::vector<double> amount_krw = {};                    ///< paid, after discount; 0 when nothing was ordered
    std::vector<double> discount_krw = {};
    std::vector<std::int32_t> party_size = {};              ///< 1: alone; more: with family
    std::vector<std::int32_t> planned = {};                 ///< 1: by appointment; 0: sudden
    std::vector<double> satisfaction = {};                  ///< 1 to 5, often missing
    std::vector<std::string> staff = {};                    ///< empty where nobody met the customer: a page viewed, a video watched
    std::vector<std::string> note = {};                     ///< what the staff saw and heard; often empty
    std::size_t size() const noexcept { return visit_id.size(); }
};

/// One row per contact of a campaign, in order of time.
struct Leads {
    std::vector<std::string> lead_id = {};
    std::vector<std::string> customer_id = {};
    std::vector<std::chrono::sys_seconds> contacted_at = {};
    std::vector<std::string> campaign_type = {};
    std::vector<std::int32_t> converted = {};                  ///< as known at World::until
    std::vector<std::chrono::sys_seconds> converted_at = {};   ///< `never` where not converted
    std::vector<std::chrono::sys_seconds> window_closes = {};  ///< after World::until: still open
    std::size_t size() const noexcept { return lead_id.size(); }
};

/// One row per decision; a later one about the same purpose replaces an earlier one (a withdrawal).
struct Consents {
    std::vector<std::string> customer_id = {};
    std::vector<std::string> purpose = {};  ///< analysis, profiling, marketing, quoting, training
    std::vector<std::int32_t> granted = {};
    std::vector<std::chrono::sys_seconds> decided_at = {};
    std::size_t size() const noexcept { return customer_id.size(); }
};

/// Why nobody should spend effort on a kind; the two grounds of a negative persona.
enum class NegativeGround : std::uint8_t { none, needs_do_not_fit, holds_negative_view };

/// What was planted about one kind, and what came of it.
struct KindTruth {
    std::string id = {};      ///< "tradition_keeper"
    std::string korean = {};  ///< "전통 보존형"
    double share = 0;         ///< asked for; the counts are the nearest whole numbers
    double conversion_rate = 0;  ///< planted: the mean probability over the kind's contacts
    NegativeGround negative = NegativeGround::none;
    std::size_t customers = 0;
    std::size_t contacts = 0;          ///< with a window closed by World::until
    std::size_t conversions = 0;       ///< among these
    bool operator==(const KindTruth&) const = default;
};

struct Truth {
    std::vector<KindTruth> kinds = {};                  ///< one entry in a null world
    std::vector<std::uint32_t> kind_of_customer = {};   ///< index into kinds, one per row of customers
    std::vector<double> conversion_probability = {};    ///< one per row of leads, as if its window had closed
    double contact_cost_krw = 0;                        ///< with these two a contact pays from cost / margin on
    double conversion_margin_krw = 0;
    double break_even_rate() const noexcept { return contact_cost_krw / conversion_margin_krw; }
};

struct World {
    WorldOptions options = {};
    std::chrono::sys_seconds from = {};   ///< first instant recorded
    std::chrono::sys_seconds until = {};  ///< two years later, not included
    Customers customers = {};
    Interactions interactions = {};
    Leads leads = {};
    Consents consent = {};
    Truth truth = {};
};

/// @throws std::invalid_argument when there are no customers or the trade is none of the enumerators.
[[nodiscard]] World generate(const WorldOptions& options);

/// "hanbok", "null-factor", …; the inverse throws std::invalid_argument and names what there is.
[[nodiscard]] std::string_view name_of(Trade trade);
[[nodiscard]] Trade trade_named(std::string_view name);

/// Lowest first: "20대 이하" … "60대 이상".
[[nodiscard]] const std::vector<std::string>& age_bands();

}  // namespace dangol::worlds
