#include "consent.hpp"

#include "visits.hpp"

#include <algorithm>
#include <array>

namespace dangol::worlds {
namespace {

using std::chrono::days;
using std::chrono::hours;

struct Attitude {
    std::string_view purpose = {};
    double refuses = 0;    ///< P(no, when first asked)
    double withdraws = 0;  ///< P(no later | yes at first)
};

constexpr std::array<Attitude, 5> attitudes{{{"analysis", .01, 0}, {"profiling", .03, .01}, {"marketing", .06, .02},
                                             {"quoting", .55, .01}, {"training", .35, 0}}};
constexpr double never_asked = .01;  // customers without any record

}  // namespace

Consents consents_of(const std::vector<Person>& people, const Customers& customers, const WorldOptions& options) {
    Consents columns;
    for (std::size_t i = 0; i < people.size(); ++i) {
        Randomness random = stream(options, Topic::consent, i);
        if (random.happens(never_asked)) continue;
        const auto decide = [&](std::string_view purpose, bool granted, std::chrono::local_seconds at) {
            columns.customer_id.push_back(customers.customer_id[i]);
            columns.purpose.emplace_back(purpose);
            columns.granted.push_back(granted ? 1 : 0);
            columns.decided_at.push_back(instant_of(at));
        };
        for (const Attitude& attitude : attitudes) {
            const bool granted = !random.happens(attitude.refuses);
            decide(attitude.purpose, granted, people[i].joined + hours{12});
            if (!granted || !random.happens(attitude.withdraws)) continue;
            const auto earliest = std::max(people[i].joined + days{1}, first_day);
            const auto span = static_cast<double>((last_day - earliest).count());
            decide(attitude.purpose, false, earliest + days{static_cast<int>(span * random.uniform())} + hours{15});
        }
    }
    return columns;
}

}  // namespace dangol::worlds
