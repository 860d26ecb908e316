// What dangol computes with Eigen inside: a shop of two kinds of customer, whose correlated attributes need a covariance.
#include <dangol/dangol.hpp>

#include <chrono>
#include <string>
#include <vector>

dangol::Segmentation kinds_of_a_small_shop() {
    using namespace std::chrono_literals;
    const std::chrono::sys_seconds opening = std::chrono::sys_days{2024y / 1 / 1};

    std::vector<std::string> ids;
    std::vector<double> distance_km, age_years;
    std::vector<std::chrono::sys_seconds> visited_at;
    for (int i = 0; i < 120; ++i) {
        // Multiples of 1/64, which no compiler flag rounds.
        const double kind = i % 2, spread = (i * 37 % 64 - 32) / 64.0, other = (i * 53 % 61 - 30) / 64.0;
        ids.push_back("c" + std::to_string(i));
        distance_km.push_back(2 + 20 * kind + spread);
        age_years.push_back(30 + 25 * kind + 3 * spread + other);
        visited_at.push_back(opening + std::chrono::days{i});
    }
    const dangol::Schema schema{.customer = {.id = "id", .attributes = {{.name = "distance_km"}, {.name = "age_years"}}},
                                .interaction = {.customer = "id", .time = "at"}};
    const dangol::Records records{.customers = {{"id", ids}, {"distance_km", distance_km}, {"age_years", age_years}},
                                  .interactions = {{"id", ids}, {"at", visited_at}}};
    const dangol::CustomerBase base = dangol::collect(records, schema);
    const dangol::FeaturePlan plan{.features = {dangol::Attribute{"distance_km", dangol::Role::basis},
                                                dangol::Attribute{"age_years", dangol::Role::basis}}};
    const dangol::FeatureTable features = dangol::build_features(base.permitting(dangol::Purpose::profiling), plan);

    const dangol::SegmentCountOptions options{.most = 3, .covariance = dangol::CovarianceShape::shared_block};
    return dangol::judge_segments(dangol::find_segments(features, options), features, options,
                                  {.null_worlds = 19, .bootstrap_samples = 5});
}
