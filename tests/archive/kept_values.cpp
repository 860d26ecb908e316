#include "kept_values.hpp"

#include "scoring/lead_world.hpp"

#include <chrono>
#include <cmath>
#include <limits>

namespace dangol::tests {
namespace {

using namespace std::chrono_literals;
constexpr double nan = std::numeric_limits<double>::quiet_NaN();

Estimate between(double low, double value, double high) { return {.value = value, .interval = Interval{low, high}}; }

FeatureData column(std::string name, ColumnKind kind, std::vector<std::string> levels = {}) {
    FeatureData data;
    data.meaning = {.name = std::move(name), .kind = kind, .levels = std::move(levels)};
    return data;
}

}  // namespace

FeaturePlan kept_plan() {
    FeaturePlan plan{.window = {.from = 2017y / 1 / 1, .until = std::chrono::local_days(2017y / 10 / 1) + 9h},
                     .features = {Recency{Role::basis}, Frequency{}, MonetaryValue{}, Tenure{}, VisitIntervals{.intervals_at_least = 7, .role = Role::descriptor},
                                  VisitRhythm{}, RhythmShare{RhythmPart::weekday_morning, Role::basis}, OfferingMix{.parts_at_most = 9},
                                  OfferingShare{"저고리", {}}, ChannelMix{3, {}}, DiscountShare{"coupon", {}}, DiscountDepth{"", Role::outcome}, Companionship{},
                                  Planning{}, Satisfaction{}, ContactHistory{.open_windows = OpenWindows::answered}, Attribute{"age \"band\"", {}}, Repeat{},
                                  VisitVariability{.intervals_at_least = 4}, Overdue{.intervals_at_least = 1}, VisitTrend{.visits_at_least = 5}, SpendTrend{},
                                  Seasonality{}, OfferingBreadth{}, ChannelSwitching{Role::basis}, SuddenVisits{}, SatisfactionTrend{}, LastSatisfaction{},
                                  Frequency{.last_days = 90}, MonetaryValue{.last_days = 30}, VisitRhythm{.holidays = HolidayRule::own_part},
                                  RhythmShare{RhythmPart::holiday, {}, HolidayRule::as_weekend}, CompanyMix{.family_words = {"사촌"}}, Complaints{}, Returns{},
                                  NoShows{Role::outcome}, ObservationShare{"바쁨"}, StaffLoyalty{}, VisitDuration{}, UnitsPerVisit{},
                                  EventFrequency{"시착", Role::basis}, ChannelMix{.counted = CountedInteractions::all}, ChannelSwitching{.counted = CountedInteractions::all}},
                     .holidays = {2017y / 1 / 1, 2017y / 1 / 28},
                     .visits_at_least = 3,
                     .observed_from = ObservedFrom::first_visit,
                     .counted = CountedInteractions::all};
    plan.settled_columns = {{.name = "weekday_morning_visits", .kind = ColumnKind::share, .role = Role::basis, .construct = Construct::visit_rhythm,
                             .detail = "weekday_morning", .unit = "visits"},
                            {.name = "age \"band\"", .kind = ColumnKind::ordered_category, .levels = {"20대", "30대"}, .role = Role::descriptor,
                             .sensitivity = Sensitivity::quasi_identifier, .detail = "age \"band\"",
                             .known = KnownWhen::in_time,
                             .display_names = {{"20대", {"twenties", "20대"}}}}};
    return plan;
}

FeatureTable kept_table() {
    FeatureData number = column("degrees", ColumnKind::numeric), amount = column("spend_usd", ColumnKind::positive);
    FeatureData count = column("visits", ColumnKind::count), share = column("in_company", ColumnKind::share);
    FeatureData angle = column("hour", ColumnKind::cyclic), flag = column("member", ColumnKind::flag);
    FeatureData category = column("branch", ColumnKind::category, {"종로", "강남"});
    FeatureData ordered = column("age", ColumnKind::ordered_category, {"young", "old"});
    FeatureData parts = column("mix", ColumnKind::composition, {"a", "b", "c"});
    angle.meaning.period = 24;
    number.numbers = {-1.5, 0.1, nan};
    number.standard_errors = {0.25, std::numeric_limits<double>::infinity(), 0};
    amount.numbers = {0, 1e100, 5e-324};
    count.numbers = {3, nan, 0};
    count.exposures = {30, 0, 12.5};
    share.numbers = {1, 0, 2};
    share.exposures = {4, 0, 2};
    angle.numbers = {0, 23.5, nan};
    flag.codes = {1, 0, unobserved_code};
    category.codes = {unobserved_code, 1, 0};
    ordered.codes = {1, 1, 0};
    const float missing = std::numeric_limits<float>::quiet_NaN();
    parts.compositions = {0.25F, 0.25F, 0.5F, missing, missing, missing, 1.0F, 0.0F, 0.0F};
    parts.exposures = {8, 0, 1};
    return FeatureTable(std::vector<std::string>{"김서연", "", "o'hara"}, {number, amount, count, share, angle, flag, category, ordered, parts}, {1, 0.5, 2});
}

LeadTable kept_leads() {
    Random random(11);
    const PersonaSet personas = lead_world::personas_of(random);
    return lead_world::make(random, personas, {.customers = 12, .open_share = 0.2}).leads;
}

Mixture kept_mixture() {
    FeatureData number = column("degrees", ColumnKind::numeric), amount = column("spend_usd", ColumnKind::positive);
    FeatureData parts = column("mix", ColumnKind::composition, {"a", "b", "c"});
    std::vector<std::int64_t> keys;
    Matrix membership(40, 2);
    for (std::size_t i = 0; i < 40; ++i) {
        const double x = static_cast<double>(i % 7);
        keys.push_back(static_cast<std::int64_t>(i));
        membership(i, i % 2) = 1;
        number.numbers.push_back(i % 2 == 0 ? x : 20 - x);
        amount.numbers.push_back(i % 5 == 0 ? 0 : 3 + x);
        const auto first = static_cast<float>((1 + x) / 10);
        parts.compositions.insert(parts.compositions.end(), {first, (1 - first) / 2, (1 - first) / 2});
        parts.exposures.push_back(5 + x);
    }
    const FeatureTable table(keys, {number, amount, parts});
    return describe_groups(table, membership, {.segment_count = 2, .covariance = CovarianceShape::shared_block, .shared_columns = {"mix"}, .assignment = Assignment::hard,
                                               .prior_customers = 2.5});
}

Segmentation kept_segmentation() {
    return {.mixture = kept_mixture(),
            .ids = {SegmentId{4}, SegmentId{2}},
            .next_id = 6,
            .trials = {{.segment_count = 2, .covariance = CovarianceShape::shared_block, .bic = 812.5, .icl = nan, .parameter_count = 19, .log_likelihood = -370.25,
                        .confirmed = true, .smallest_group = 20, .shared_columns = {"mix"}}},
            .verdict = Verdict::reproducible,
            .valley_test = ValleyTest{.candidate_segments = 3, .separated_segments = 2, .weakest_ratio = 0.75, .separated_by_times_too = 3},
            .null_test = NullTest{.gain = 12.5, .null_gains = {-3, 14.25}, .p_value = 2.0 / 3},
            .cuts = {{.segment_count = 2, .jaccard = {0.9, 0.7}, .smallest_group = 18}},
            .stability = {0.9, 0.7},
            .cut_agreement = {0.95, 0.5},
            .warnings = {{.kind = WarningKind::too_few_for_natural, .value = 60}}};
}

MixtureStatistics kept_statistics() {
    FeatureData warm = column("degrees", ColumnKind::numeric), tall = column("height", ColumnKind::numeric), count = column("visits", ColumnKind::count);
    FeatureData branch = column("branch", ColumnKind::category, {"north", "south"}), parts = column("mix", ColumnKind::composition, {"a", "b"});
    warm.numbers = {1, 2, 3, 5, nan};
    tall.numbers = {2, 1, 4, 3, 7};
    count.numbers = {0, 1, 4, 4, nan};
    count.exposures = {10, 20, 20, 20, 0};
    branch.codes = {0, 1, 1, unobserved_code, 0};
    parts.compositions = {0.5F, 0.5F, 1, 0, 0, 1, 0.25F, 0.75F, 0.5F, 0.5F};
    parts.exposures = {2, 3, 1, 4, 2};
    const FeatureTable table(std::vector<std::int64_t>{1, 2, 3, 4, 5}, {warm, tall, count, branch, parts}, {1, 1, 2, 1, 1});
    Matrix membership(5, 2, 0.25);
    for (std::size_t i = 0; i < 5; ++i) membership(i, i % 2) = 0.75;
    return expected_statistics(describe_groups(table, membership, {.covariance = CovarianceShape::shared_block}), table);
}

RunningSegmentation kept_running() {
    const MixtureStatistics statistics = kept_statistics();
    return {.segmentation = {.mixture = statistics.mixture(), .ids = {SegmentId{4}, SegmentId{2}}, .verdict = Verdict::constructed},
            .statistics = statistics, .customers = 6, .updates = 3};
}

Lineage kept_lineage() {
    return {.segmentation = kept_segmentation(),
            .events = {{.fate = Fate::moved, .before = {SegmentId{4}}, .after = {SegmentId{4}}, .similarity = 0.75, .noise_floor = 0.875},
                       {.fate = Fate::split, .before = {SegmentId{2}}, .after = {SegmentId{2}, SegmentId{7}}, .similarity = 0.5, .noise_floor = 0.25}}};
}

SegmentCountTable kept_counts() {
    return {.rows = {{.segment_count = 1, .bic = 812.5, .icl = 812.5, .aic3 = 800, .held_out = -4.25, .held_out_error = 0.125},
                     {.segment_count = 2, .covariance = CovarianceShape::shared_block, .bic = 790, .icl = 801, .aic3 = 770, .held_out = -4,
                      .held_out_error = 0.25, .weakest_jaccard = 0.75, .gain = 22.5, .null_gain = 3.5, .shared_columns = {"mix"}}},
            .chosen = 2,
            .reason = CountReason::not_found_again};
}

PersonaSet kept_personas() {
    PersonaSet set{.segmentation = kept_segmentation()};
    const auto columns = set.segmentation.mixture.columns();
    set.columns.assign(columns.begin(), columns.end());
    Persona first{.id = {3}, .segment = {2}, .alias = "정미경", .title = "평일 아침의 단골", .customers = 22};
    first.share_of_customers = between(0.5, 0.55, 0.6);
    first.share_of_value = between(0.3, 0.4, nan);
    first.traits = {{.aspect = Aspect::money, .column = {1}, .here = between(2, 3, 4), .elsewhere = 1.5,
                     .cross_fitted = CrossFitted{.here = between(1.9, 2.5, 3.1), .elsewhere = 1.6}, .standardised = 0.8,
                     .measure = EffectMeasure::rate_ratio, .effect = between(1.4, 2, 2.9), .customers = 21, .ground = Ground::tested, .q_value = 0.01},
                    {.aspect = Aspect::offering, .column = {2}, .level = LevelIndex{1}, .rhythm = RhythmPart::evening, .ground = Ground::by_construction}};
    first.prevalence = {.all = 0.25, .most = 0.75};
    first.routine.known = true;
    for (std::size_t part = 0; part < 28; ++part) {
        first.routine.share_here[part] = static_cast<double>(part) / 378;
        first.routine.share_elsewhere[part] = 1.0 / 28;
    }
    first.routine.interval_days = between(38, 42, 47);
    first.routine.regularity = 3.5;
    first.routine.in_company = Estimate{.value = 0.2};
    first.to_find_out = {{.column = {0}, .known_of = 12}};
    first.notes = {"지난 치수를 먼저 꺼내 놓는다", "<b>no discounts</b>"};
    first.found_again = 0.7;
    first.spend_per_visit = between(30, 34.5, 39);
    first.sought = {{.column = {2}, .level = {1}, .share = 0.45}};
    set.personas = {first, {.id = {8}, .segment = {4}, .alias = "Bo", .customers = 18}};
    set.options = {.smallest_group = 10, .false_discovery_rate = 0.1, .traits_at_most = 5, .smallest_difference_sd = 0.3,
                   .smallest_ratio = 1.5, .smallest_risk_difference = 0.1, .alias_language = Language::korean};
    set.customers = 40;
    set.too_few = 1;
    set.claims_tested = 9;
    set.warnings = {{WarningKind::overlap_uncorrected}};
    set.window = kept_plan().window;
    set.currency = "KRW";
    return set;
}

NegativePersonaSet kept_negatives() {
    const SegmentResponse response{.segment = {4}, .customers = 130, .contacts = 400, .conversions = 2, .conversion_rate = between(0.001, 0.005, 0.012),
                                   .value_per_contact = between(-1.2, -1.1, -0.9), .probability_not_worth = 0.99};
    return {.personas = {{.id = {1}, .persona = {8}, .response = response,
                          .errors = {.would_convert = between(0, 0.01, 0.05), .converters_lost = Estimate{.value = 0.02}, .contacts = 30, .later_data = true},
                          .kind = NegativeKind::holds_negative_view}},
            .responses = {response},
            .earlier_contacts = 900,
            .later_contacts = 300,
            .overall_rate = between(0.05, 0.06, 0.07),
            .break_even_rate = 1.2 / 18,
            .options = {.contact_cost = 1.2, .conversion_margin = 18, .certainty = 0.9, .contacts_at_least = 50, .exploration_share = 0.1,
                        .errors_from = lead_world::day(90), .satisfaction_scale = Interval{1, 5}, .seed = 5},
            .currency = "KRW",
            .warnings = {{.kind = WarningKind::column_dominates, .column = "방문", .value = 0.7}}};
}

const LeadScorer& kept_scorer() {
    static const LeadScorer scorer = [] {
        Random random(1);
        const PersonaSet personas = lead_world::personas_of(random);
        const lead_world::World past = lead_world::make(random, personas, {.customers = 250});
        return fit_lead_scorer(personas, {}, past.leads, {.engagement_half_life_days = 14, .folds = 3});
    }();
    return scorer;
}

Study kept_study() {
    Study study{.plan = kept_plan(), .segmentation = kept_segmentation(), .personas = kept_personas(), .negatives = kept_negatives(), .scorer = kept_scorer()};
    study.account = {.tables = {{.table = TableKind::leads, .read = 11, .used = 5, .set_aside = 3, .folded = 1, .refused = 1, .outside = 1}},
                     .consent_recorded = true,
                     .customers = 40,
                     .customers_without_row = 2,
                     .stray_times = {{.table = TableKind::leads, .rows = 2, .row = 7, .date = "2204-05-01", .nearest = "2024-06-30", .after = true}},
                     .customers_alike = 4,
                     .customers_with_events_only = 3, .customers_with_leads_only = 4, .customers_without_decision = 6};
    study.quality = RankingQuality{.leads = 100, .conversions = 12, .customers = 60, .base_rate = 0.12, .auc = between(0.7, 0.8, 0.9), .calibration_slope = {.value = nan}};
    study.declared = DeclaredSegments{
        .segmentation = kept_segmentation(),
        .kinds = {{.name = "신부", .segment = SegmentId{4}, .customers = 12.5,
                   .expectations = {{.column = "spend_usd", .declared = 3, .found = between(2, 2.5, 3), .tolerance = 0.25, .standing = Standing::confirmed},
                                    {.column = "mix", .level = "a", .declared = 0.5, .more_needed = 40}}},
                  {.name = "단골", .segment = SegmentId{2}}},
        .customers = 40, .more_for_natural = 140};
    study.notes = {StudyNote::declared_kinds_taken, StudyNote::no_test_leads, StudyNote::consent_not_recorded};
    study.foreknowledge = {.warnings = {{.column = "통화 시간", .auc = between(0.8, 0.85, 0.9), .separates = true, .decides = DecidingValue{"over 600", 80, 79}, .jumps = true,
                                         .auc_of_previous = between(0.5, 0.52, 0.6), .lowest_rate = 0.01, .highest_rate = 0.7}},
                           .examined = {"통화 시간"}, .confirmed = {"age \"band\""}, .leads = 100, .conversions = 12, .periods = 2};
    study.next_period = NextPeriod{.days = 62.5, .customers = 40, .visits = CriterionValidity{.explained = 0.2, .explained_at_random = 0.01, .p_value = 0.005, .explained_by_baseline = 0.4,
                                                                                              .explained_beyond = 0.03, .beyond_at_random = 0.02, .p_value_beyond = 0.15}};
    study.strangers = StrangerReport{.leads = 300, .customers = 2000, .none_of_these = between(0.07, 0.09, 0.11), .p_value = 0.005, .auc = between(0.5, 0.55, 0.6), .alarm = true};
    study.hours = {.visits = 90, .only_dated = 31};
    study.leads = {.recorded = 21, .not_permitted = 1, .too_early = 2, .learned = 3, .open = 4, .kept_back = 5, .kept_back_open = 6};
    return study;
}

FeatureFold kept_fold() {
    const Schema schema{.interaction = {.customer = "customer", .time = "at", .amount = "paid", .satisfaction = "opinion"},
                        .consent = {.customer = "customer", .purpose = "purpose", .granted = "granted"},
                        .currency = "KRW",
                        .time_zone = "Asia/Seoul",
                        .window = {.from = 2017y / 1 / 1},
                        .date_order = DateOrder::day_first,
                        .decimal_mark = DecimalMark::comma};
    const std::vector<std::string> agreed{"mina", "june", "홍길동"}, purpose(3, "profiling"), granted{"yes", "yes", "no"};
    const Permission permission = Permission::of({{"customer", agreed}, {"purpose", purpose}, {"granted", granted}}, schema, Purpose::profiling);
    const FeaturePlan plan{.window = {.until = 2018y / 1 / 1},
                           .features = {Recency{}, Frequency{}, MonetaryValue{}, VisitIntervals{}, VisitRhythm{}, Satisfaction{Role::basis}}};
    FeatureFold fold(schema, plan, permission);
    const std::vector<std::string> customer{"mina", "june", "mina", "홍길동", "mina", "", "june"};
    const std::vector<std::string> at{"2017-03-01 10:00", "2017-03-02 19:00", "2017-03-09 12:00", "2017-03-10 12:00", "2017-03-09 12:00", "2017-04-01", "2016-01-01"};
    const std::vector<double> paid{12.5, 3, 7, 9, 8, 1, 2}, opinion{5, nan, 4, 1, 4, 4, 4};
    fold.fold({{"customer", customer}, {"at", at}, {"paid", paid}, {"opinion", opinion}});
    return fold;
}

Identities kept_identities() {
    const std::vector<std::string> phone{"010-1111-1111", "010-2222-2222", "02-555-0100", "02-555-0100", "02-555-0100", "12"};
    const std::vector<std::string> card{"9400-1", "9400-2", "9400-3", "9400-4", "9400-5", ""}, name{"Kim", "김미나", "", "", "Lee", "김미나"};
    const std::vector<std::string> mail{"a@x.kr", "b@x.kr", "c@x.kr", "d@x.kr", "e@x.kr", ""};
    const KeyedTable till{"till", {{"phone", phone}, {"card", card}, {"name", name}, {"mail", mail}},
                          {{"phone", KeyKind::phone}, {"card", KeyKind::card}, {"name", KeyKind::booking_name}, {"mail", KeyKind::email}}};
    const IdentityOptions options{.people_at_most = 2, .country_code = "82", .together = {{{KeyKind::email, "a@x.kr"}, {KeyKind::email, "c@x.kr"}}},
                                  .apart = {{{KeyKind::email, "d@x.kr"}, {KeyKind::card, "94004"}}}};
    const std::vector<std::string> id{"m7"}, of{"01011111111"};
    return link_identities(std::vector{till}, options)
        .with(std::vector{KeyedTable{"members", {{"id", id}, {"phone", of}}, {{"id", KeyKind::customer_id}, {"phone", KeyKind::phone}}}})
        .without({KeyKind::email, "b@x.kr"}, {KeyKind::card, "94002"});
}

}  // namespace dangol::tests
