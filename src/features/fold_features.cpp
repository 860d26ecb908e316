#include "features/fold_features.hpp"

#include <dangol/core/error.hpp>

#include "core/on_record.hpp"
#include "features/company.hpp"
#include "features/discounts.hpp"
#include "features/fold_calendar_parts.hpp"
#include "features/fold_event_parts.hpp"
#include "features/fold_number_parts.hpp"
#include "features/last_days.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <limits>
#include <memory>
#include <span>
#include <utility>
#include <variant>

namespace dangol::inline v0 {
namespace {

[[noreturn]] void refuse(const std::string& feature, const std::string& because, const char* instead = "leave it out, or use collect() and build_features(), which hold all records") {
    throw InvalidArgument("FeaturePlan::features", feature, "left out of a fold, " + because, instead);
}

template <class Measure>
FoldedFeature from_clock(Measure measure) {
    return {.measure = measured<FoldClock>([measure](const FoldClock&, const FoldedMoment& customer, RowCells cells) { measure(clock_of(customer.record), customer, cells[0]); })};
}

FoldedFeature share(FoldNeeds needs) {
    return {share_part(std::move(needs), answer_in), measured<KeptShare>([](const KeptShare& kept, const FoldedMoment&, RowCells cells) { kept.measure(cells[0]); })};
}

FoldedFeature mean(FoldNeeds needs) {
    return {std::make_unique<MeanPart>(std::move(needs)), measured<KeptMean>([](const KeptMean& kept, const FoldedMoment&, RowCells cells) { kept.measure(cells[0]); })};
}

/// Whether the word of a row is this one.
FoldQuestion is_word(std::vector<std::uint32_t> InteractionRows::*column, TextCodes InteractionWords::*words, std::string word) {
    return [=](const InteractionTable& table) {
        return [&codes = table.rows().*column, wanted = (table.words().*words).find(word)](std::uint32_t row) {
            return codes[row] == unobserved_code ? not_known : codes[row] == wanted ? 1 : 0;
        };
    };
}

/// Which part of a settled composition the word of a row belongs to.
FoldQuestion part_of_word(std::vector<std::uint32_t> InteractionRows::*column, TextCodes InteractionWords::*words, FeatureColumn settled) {
    return [=](const InteractionTable& table) {
        const TextCodes& dictionary = table.words().*words;
        std::vector<std::string> names;
        for (std::uint32_t code = 0; code < dictionary.size(); ++code) names.emplace_back(dictionary.text(code));
        return [&codes = table.rows().*column, part_of = settled_vocabulary(names, settled).part_of](std::uint32_t row) {
            const std::uint32_t part = codes[row] == unobserved_code ? Vocabulary::no_part : part_of[codes[row]];
            return part == Vocabulary::no_part ? not_known : static_cast<int>(part);
        };
    };
}

/// Per set of a column of lists, whether one of its words is meant.
template <class IsMeant>
std::vector<char> sets_with(const CodeSets& sets, const IsMeant& is_meant) {
    std::vector<char> with(sets.set_count());
    for (std::uint32_t set = 0; set < with.size(); ++set) {
        with[set] = std::ranges::any_of(sets.words_of(set), [&](std::uint32_t word) { return is_meant(sets.text(word)); }) ? 1 : 0;
    }
    return with;
}

FoldQuestion is_observed(std::string code) {
    return [code = std::move(code)](const InteractionTable& table) {
        return [&sets = table.rows().observations, with = sets_with(table.words().observations, [&](std::string_view word) { return word == code; })](std::uint32_t row) {
            return sets.empty() || sets[row] == unobserved_code ? not_known : int{with[sets[row]]};
        };
    };
}

FoldQuestion company(const CompanyMix& mix) {
    return [words = FamilyWords(mix)](const InteractionTable& table) {
        const CodeSets& all = table.words().companions;
        const auto anybody = [](std::string_view) { return true; };
        return [&rows = table.rows(), family = sets_with(all, [&](std::string_view word) { return words.hold(word); }), others = sets_with(all, anybody)](std::uint32_t row) {
            const bool recorded = !rows.companions.empty() && rows.companions[row] != unobserved_code;
            const double party = rows.party_size.empty() ? std::numeric_limits<double>::quiet_NaN() : rows.party_size[row];
            const Company who = company_of(recorded, recorded && family[rows.companions[row]] != 0, recorded && others[rows.companions[row]] != 0, party);
            return who == company_not_known ? not_known : int{who};
        };
    };
}

FoldQuestion planned() {
    return [](const InteractionTable& table) { return [&answers = table.rows().planned](std::uint32_t row) { return int{answers[row]}; }; };
}

struct Folding {
    const FoldSource& source;

    FoldScope answers() const noexcept { return source.has_events() ? FoldScope::with_events : FoldScope::visits; }
    /// The same of events as well, where the plan's window must say where they begin.
    FoldNeeds of_all(FoldNeeds needs) const {
        needs.scope = answers();
        needs.counts_events = source.has_events();
        needs.what += " of all";
        return needs;
    }

    /// The last days of a plan whose end is given.
    FoldDays last_days(std::size_t days, const char* feature) const {
        if (!source.plan.window.until.given()) {
            refuse(std::string(feature) + " with last_days", "which does not know yet where the window ends", "give FeaturePlan::window.until");
        }
        constexpr std::size_t thousand_years = 365'250;  // prepare() has more to say of more
        const Instant end = source.zone.instant(source.plan.window.until.local_time()).instant;
        const Instant since = FeatureSource::before(end, std::chrono::days{static_cast<std::int64_t>(std::min(days, thousand_years))}, source.zone);
        return {since.time_since_epoch().count(), start_of_day(since, source.zone).time_since_epoch().count()};
    }

    FoldedFeature operator()(const Recency&) const {
        return from_clock([](const FoldClock& clock, const FoldedMoment& customer, FeatureCell cell) {
            if (clock.visits() > 0) cell.number(days_between(Instant{std::chrono::microseconds{clock.last_visit}}, customer.as_of));
        });
    }
    FoldedFeature operator()(const Frequency& frequency) const {
        if (frequency.last_days) {
            const FoldDays days = last_days(*frequency.last_days, "Frequency");
            return {std::make_unique<CountPart>(FoldNeeds{.what = "visits of " + std::to_string(*frequency.last_days) + " days", .days = days}),
                    measured<KeptCount>([days](const KeptCount& kept, const FoldedMoment& customer, RowCells cells) {
                        if (customer.observed_since == Instant::max()) return;
                        const double days_observed = days_between(std::max(customer.observed_since, Instant{std::chrono::microseconds{days.since}}), customer.as_of);
                        const bool one_less = customer.visit_started && days.hold(clock_of(customer.record).first_visit);
                        if (days_observed > 0) cells[0].number(static_cast<double>(kept.visits - (one_less ? 1 : 0)), days_observed);
                    })};
        }
        return from_clock([](const FoldClock&, const FoldedMoment& customer, FeatureCell cell) {
            if (customer.observed_since == Instant::max()) return;
            const double days_observed = days_between(customer.observed_since, customer.as_of);
            if (days_observed > 0) cell.number(static_cast<double>(customer.visits_counted), days_observed);
        });
    }
    FoldedFeature operator()(const Tenure&) const {
        return from_clock([](const FoldClock&, const FoldedMoment& customer, FeatureCell cell) {
            if (customer.known_since != Instant::max()) cell.number(days_between(customer.known_since, customer.as_of));
        });
    }
    FoldedFeature operator()(const MonetaryValue& monetary_value) const {
        FoldNeeds needs{.what = "amounts", .inputs = 1, .amount = true};
        if (monetary_value.last_days) {
            needs.what += " of " + std::to_string(*monetary_value.last_days) + " days";
            needs.days = last_days(*monetary_value.last_days, "MonetaryValue");
        }
        return mean(std::move(needs));
    }
    FoldedFeature operator()(const Satisfaction&) const { return mean(of_all(reading("answers", &InteractionRows::satisfaction))); }
    FoldedFeature operator()(const LastSatisfaction&) const {
        return {std::make_unique<LastPart>(of_all(reading("last answer", &InteractionRows::satisfaction))),
                measured<KeptLast>([](const KeptLast& last, const FoldedMoment&, RowCells cells) {
                    if (last.at.any()) cells[0].number(last.value);
                })};
    }
    FoldedFeature operator()(const VisitDuration&) const { return mean(reading("minutes", &InteractionRows::duration_minutes)); }
    FoldedFeature operator()(const UnitsPerVisit&) const { return mean(reading("units", &InteractionRows::quantity)); }

    FoldedFeature operator()(const Repeat& repeat) const { return folded(repeat); }
    FoldedFeature operator()(const VisitIntervals& intervals) const { return folded(intervals); }
    FoldedFeature operator()(const VisitVariability& variability) const { return folded(variability); }
    FoldedFeature operator()(const Overdue& overdue) const { return folded(overdue); }
    FoldedFeature operator()(const VisitRhythm& rhythm) const { return folded(rhythm, source.plan, source.wide_counters); }
    FoldedFeature operator()(const RhythmShare& part) const { return folded(part, source.plan); }

    FoldedFeature operator()(const DiscountShare& discount) const {
        return share(asking("discount " + discount.discount, [chosen = discounts_named(discount.discount, source.schema.interaction.discounts)](const InteractionTable& table) {
            return [&](std::uint32_t row) {
                const double here = saved_on(table.rows(), chosen, row);
                return std::isnan(here) ? not_known : here > 0 ? 1 : 0;
            };
        }));
    }
    FoldedFeature operator()(const DiscountDepth& depth) const {
        const auto take = [chosen = discounts_named(depth.discount, source.schema.interaction.discounts)](const InteractionTable& table, const FoldInput& to) {
            to.write([&](std::uint32_t row) { return std::bit_cast<FoldWord>(saved_on(table.rows(), chosen, row)); });
            to.next().write(table.rows().amount);
        };
        return {std::make_unique<DepthPart>(FoldNeeds{.what = "depth " + depth.discount, .inputs = 2, .take = take}),
                measured<KeptDepth>([](const KeptDepth& kept, const FoldedMoment&, RowCells cells) {
                    const double gross = kept.gross.sum().value();
                    if (gross > 0) cells[0].number(kept.saved.sum().value() / gross, static_cast<double>(kept.visits));
                })};
    }
    FoldedFeature operator()(const Companionship&) const {
        return share(asking("company", [](const InteractionTable& table) {
            return [&party = table.rows().party_size](std::uint32_t row) { return std::isnan(party[row]) ? not_known : party[row] > 1 ? 1 : 0; };
        }));
    }
    FoldedFeature operator()(const CompanyMix& mix) const { return mix_feature(asking("with whom", company(mix)), companies.size(), answer_in); }
    FoldedFeature operator()(const Planning&) const { return share(asking("planned", planned())); }
    FoldedFeature operator()(const SuddenVisits&) const {
        return {share_part(asking("planned", planned()), answer_in), measured<KeptShare>([](const KeptShare& kept, const FoldedMoment&, RowCells cells) {
                    KeptShare{kept.trials - kept.successes, kept.trials}.measure(cells[0]);
                })};
    }
    FoldedFeature operator()(const OfferingShare& offering) const {
        return share(asking("offering " + offering.offering, is_word(&InteractionRows::offering, &InteractionWords::offerings, offering.offering)));
    }
    FoldedFeature operator()(const ObservationShare& observation) const {
        return share(of_all(asking("observation " + observation.code, is_observed(observation.code))));
    }
    FoldedFeature operator()(const OfferingMix&) const {
        const FeatureColumn& column = settled("OfferingMix", "offering_mix");
        return mix_feature(asking("offerings", part_of_word(&InteractionRows::offering, &InteractionWords::offerings, column)), column.levels.size(), answer_in);
    }
    FoldedFeature operator()(const ChannelMix& mix) const {
        const bool all = mix.counted == CountedInteractions::all;
        const FeatureColumn& column = settled("ChannelMix", all ? "channel_mix_of_all" : "channel_mix");
        FoldNeeds needs = asking("channels", part_of_word(&InteractionRows::channel, &InteractionWords::channels, column));
        return mix_feature(all ? of_all(std::move(needs)) : std::move(needs), column.levels.size(), answer_in);
    }

    FoldedFeature operator()(const Complaints&) const { return aftermath(InteractionKind::complaint); }
    FoldedFeature operator()(const Returns&) const { return aftermath(InteractionKind::returned); }
    FoldedFeature operator()(const NoShows&) const {
        const bool says_planned = !source.schema.interaction.planned.empty();
        FoldNeeds needs = says_planned ? asking("appointments", planned()) : FoldNeeds{.what = "appointments"};
        return {share_part(of_all(std::move(needs)), [says_planned](const FoldWord* row, const FoldPart& part) {
                    const FoldOccasion occasion = occasion_of(row[FoldRowLayout::head + part.occasion]);
                    if (occasion.is_visit == 0) return occasion.kind == static_cast<std::uint8_t>(InteractionKind::no_show) ? 1 : not_known;
                    return !says_planned || answer_in(row, part) == 1 ? 0 : not_known;
                }), measured<KeptShare>([](const KeptShare& kept, const FoldedMoment&, RowCells cells) { kept.measure(cells[0]); })};
    }
    FoldedFeature operator()(const EventFrequency& events) const {
        const std::vector<std::string> kinds = names_of_kinds(source.schema);
        const auto position = static_cast<int>(std::ranges::find(kinds, events.kind) - kinds.begin());  // prepare() refuses one that is not there
        const int kind = events.kind.empty() ? EventCountPart::any_kind : position;
        const bool counts_all = source.plan.counted == CountedInteractions::all || source.plan.observed_from == ObservedFrom::joining;
        return {std::make_unique<EventCountPart>(FoldNeeds{.what = "events " + events.kind, .scope = FoldScope::everything, .counts_events = true}, kind),
                measured<KeptEvents>([kind, counts_all](const KeptEvents& kept, const FoldedMoment& customer, RowCells cells) {
                    if (customer.observed_since == Instant::max()) return;
                    const double days_observed = days_between(customer.observed_since, customer.as_of);
                    const bool one_less = customer.event_started && (kind == EventCountPart::any_kind || customer.kind_of_first_event == kind);
                    const std::uint64_t count = (counts_all ? kept.all() : kept.since_visit) - (one_less ? 1 : 0);
                    if (days_observed > 0) cells[0].number(static_cast<double>(count), days_observed);
                })};
    }

    FoldedFeature operator()(const OfferingBreadth&) const { refuse("OfferingBreadth", "which would have to keep every offering that somebody took"); }
    FoldedFeature operator()(const ChannelSwitching&) const { refuse("ChannelSwitching", neighbours); }
    FoldedFeature operator()(const StaffLoyalty&) const { refuse("StaffLoyalty", neighbours); }
    FoldedFeature operator()(const VisitTrend&) const { refuse("VisitTrend", "where it is known at the end only since when somebody is observed"); }
    FoldedFeature operator()(const Seasonality&) const { refuse("Seasonality", "where it is known at the end only since when somebody is observed"); }
    FoldedFeature operator()(const SpendTrend&) const { refuse("SpendTrend", slopes); }
    FoldedFeature operator()(const SatisfactionTrend&) const { refuse("SatisfactionTrend", slopes); }
    FoldedFeature operator()(const ContactHistory&) const { refuse("ContactHistory", "which has no table of leads"); }
    FoldedFeature operator()(const Attribute& attribute) const { refuse("Attribute " + attribute.name, "which has no customer table", "leave it out, and join it to the table by customer"); }

private:
    static constexpr const char* neighbours = "whose chunks may part visits of one moment, so that none of them is next to another";
    static constexpr const char* slopes = "since the squares about a line are added point by point";

    const FeatureColumn& settled(const char* feature, const char* column) const {
        const auto& columns = source.plan.settled_columns;
        const auto found = std::ranges::find(columns, column, &FeatureColumn::name);
        if (found == columns.end()) {
            refuse(feature, "which counts parts that it knows before the first row, unless the plan has them settled",
                   "take the plan of a table that build_features() made of some of the rows, FeatureTable::plan(), and give it the window; or use collect() and build_features(), which hold all records");
        }
        return *found;
    }

    FoldedFeature aftermath(InteractionKind kind) const {
        FoldNeeds needs{.what = "visits before " + std::string(name_of(kind)), .scope = FoldScope::with_events};
        return {std::make_unique<AftermathPart>(std::move(needs), kind), measured<KeptAftermath>([](const KeptAftermath& kept, const FoldedMoment& customer, RowCells cells) {
                    const std::uint64_t visits = clock_of(customer.record).visits();
                    if (visits > 0) cells[0].number(static_cast<double>(kept.all_followed()), static_cast<double>(visits));
                })};
    }
};

}  // namespace

FoldedFeature folded_feature(const Feature& feature, const FoldSource& source) { return std::visit(Folding{source}, feature); }

std::vector<std::string> names_of_kinds(const Schema& schema) {
    std::vector<std::string> names;
    for (std::size_t kind = 0; kind < built_in_kinds; ++kind) names.emplace_back(name_of(static_cast<InteractionKind>(kind)));
    for (const KindWord& word : schema.interaction.kinds) {
        if (!word.same_as) names.push_back(word.word);
    }
    return names;
}

}  // namespace dangol::inline v0
