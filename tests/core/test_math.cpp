#include <catch2/catch_test_macros.hpp>
#include <cmath>
#include <cstdint>
#include <dangol/core/random.hpp>
#include <limits>
#include <vector>

#include "core/math.hpp"
#include "core/simd.hpp"

// Against long double (64 bits of mantissa) on random arguments, against mpmath (40 digits) on chosen ones.
using namespace dangol;

namespace {

constexpr double ulp = 0x1p-52;
constexpr double infinity = std::numeric_limits<double>::infinity();

template <class Ours, class Exact>
double worst_relative_error(Ours ours, Exact exact, double low, double high) {
    Random random(11);
    long double worst = 0;
    for (int i = 0; i < 100'000; ++i) {
        const double x = random.uniform(low, high);
        const long double expected = exact(static_cast<long double>(x));
        worst = std::fmax(worst, std::fabs((static_cast<long double>(ours(x)) - expected) / expected));
    }
    return static_cast<double>(worst);
}

double relative_error(double value, double expected) { return std::fabs(value - expected) / std::fabs(expected); }

struct Known {
    double x, value;
};

}  // namespace

TEST_CASE("exp and log are right to one unit in the last place") {
    const auto exp = [](long double x) { return std::exp(x); };
    const auto log = [](long double x) { return std::log(x); };
    CHECK(worst_relative_error(math::exp, exp, -1, 1) < ulp);
    CHECK(worst_relative_error(math::exp, exp, -708, 709) < ulp);
    CHECK(worst_relative_error(math::log, log, 0.5, 2) < ulp);
    CHECK(worst_relative_error(math::log, log, 0.999, 1.001) < ulp);
    CHECK(worst_relative_error(math::log, log, 2, 1000) < ulp);
    CHECK(worst_relative_error(math::log, log, 1e-300, 1e300) < ulp);
}

TEST_CASE("exp and log at the edges") {
    CHECK(math::exp(0) == 1);
    CHECK(math::exp(-infinity) == 0);
    CHECK(math::exp(infinity) == infinity);
    CHECK(math::exp(710) == infinity);
    CHECK(math::exp(709.78) < infinity);
    CHECK(math::exp(-745) == std::numeric_limits<double>::denorm_min());
    CHECK(math::exp(-746) == 0);
    CHECK(std::isnan(math::exp(NAN)));
    CHECK(math::log(1) == 0);
    CHECK(math::log(0) == -infinity);
    CHECK(math::log(infinity) == infinity);
    CHECK(std::isnan(math::log(-1)));
    CHECK(std::isnan(math::log(NAN)));
    CHECK(relative_error(math::log(std::numeric_limits<double>::denorm_min()), -744.44007192138126231) < ulp);
}

TEST_CASE("arrays give the same bits as single numbers, whatever their length and the instruction set") {
    Random random(5);
    for (const std::size_t count : {0U, 1U, 7U, 8U, 9U, 64U, 1003U}) {
        std::vector<double> values(count);
        for (double& value : values) value = random.uniform(-750, 750);
        if (count > 8) values[2] = infinity, values[3] = -infinity, values[4] = NAN, values[5] = 0, values[6] = 5e-324;
        for (const simd::InstructionSet set : simd::all_instruction_sets) {
            if (!simd::is_supported(set)) continue;
            const simd::Forced forced(set);
            REQUIRE(simd::in_use() == set);
            std::vector<double> exps = values, logs = values;
            math::exp_in_place(exps.data(), count);
            math::log_in_place(logs.data(), count);
            for (std::size_t i = 0; i < count; ++i) {
                const double e = math::exp(values[i]), l = math::log(values[i]);
                REQUIRE((exps[i] == e || (std::isnan(exps[i]) && std::isnan(e))));
                REQUIRE((logs[i] == l || (std::isnan(logs[i]) && std::isnan(l))));
            }
        }
    }
}

TEST_CASE("expm1, log1p and their relatives keep their digits near zero") {
    CHECK(worst_relative_error(math::expm1, [](long double x) { return std::expm1(x); }, -2, 2) < 1e-15);
    CHECK(worst_relative_error(math::expm1, [](long double x) { return std::expm1(x); }, -1e-9, 1e-9) < 1e-15);
    CHECK(worst_relative_error(math::log1p, [](long double x) { return std::log1p(x); }, -0.99, 2) < 1e-15);
    CHECK(worst_relative_error(math::log1p, [](long double x) { return std::log1p(x); }, -1e-9, 1e-9) < 1e-15);
    CHECK(worst_relative_error(math::logistic, [](long double x) { return 1 / (1 + std::exp(-x)); }, -700, 40) < 1e-15);
    CHECK(worst_relative_error(math::log1p_exp, [](long double x) { return std::log1p(std::exp(x)); }, -700, 700) < 1e-15);
    CHECK(math::expm1(1e-20) == 1e-20);
    CHECK(math::expm1(infinity) == infinity);
    CHECK(math::expm1(-infinity) == -1);
    CHECK(math::log1p(infinity) == infinity);
    CHECK(math::log1p(-1) == -infinity);
    CHECK(math::log1p_exp(-infinity) == 0);
    CHECK(math::logistic(-infinity) == 0);
    CHECK(math::logistic(infinity) == 1);
    CHECK(std::fabs(math::logit(math::logistic(-3.25)) + 3.25) < 1e-15);
}

TEST_CASE("pow is right to 3e-15 where the result is a number at all") {
    for (const double y : {0.5, 2.0, -1.0, 37.7, -200.3, 1e-3}) {
        INFO(y);
        CHECK(worst_relative_error([y](double x) { return math::pow(x, y); },
                                   [y](long double x) { return std::pow(x, static_cast<long double>(y)); }, 0.1, 30) < 3e-15);
    }
    CHECK(math::pow(0, 0) == 1);
    CHECK(math::pow(NAN, 0) == 1);
    CHECK(math::pow(1, NAN) == 1);
    CHECK(math::pow(0, 2) == 0);
    CHECK(math::pow(0, -2) == infinity);
    CHECK(math::pow(-2, 3) == -8);
    CHECK(math::pow(-2, 4) == 16);
    CHECK(std::isnan(math::pow(-2, 0.5)));
    CHECK(math::pow(2, 1024) == infinity);
    CHECK(math::pow(2, -1100) == 0);
    CHECK(math::pow(2, -1074) == std::numeric_limits<double>::denorm_min());
    CHECK(math::pow(0.5, infinity) == 0);
    CHECK(math::pow(0.5, -infinity) == infinity);
    CHECK(math::pow(-1, infinity) == 1);
    CHECK(math::pow(infinity, -1) == 0);
}

TEST_CASE("sine, cosine and the angle back") {
    CHECK(worst_relative_error(math::sin, [](long double x) { return std::sin(x); }, 0.01, 3) < 1e-15);
    CHECK(worst_relative_error(math::cos, [](long double x) { return std::cos(x); }, -1.5, 1.5) < 1e-15);
    Random random(3);
    for (int i = 0; i < 100'000; ++i) {
        const double x = random.uniform(-1e6, 1e6);
        REQUIRE(std::fabs(math::sin(x) - static_cast<double>(std::sin(static_cast<long double>(x)))) < 2.3e-16);
        REQUIRE(std::fabs(math::cos(x) - static_cast<double>(std::cos(static_cast<long double>(x)))) < 2.3e-16);
        const double angle = random.uniform(-math::pi, math::pi);
        REQUIRE(std::fabs(math::atan2(math::sin(angle), math::cos(angle)) - angle) < 1e-15);
    }
    CHECK(math::atan2(0, 0) == 0);
    CHECK(math::atan2(0, -1) == math::pi);
    CHECK(math::atan2(1, 0) == math::pi / 2);
    CHECK(math::atan2(-1, 0) == -math::pi / 2);
    CHECK(math::atan2(1, 1) == math::pi / 4);
}

TEST_CASE("log gamma is right to 2e-15 relative, also beside its zeros at 1 and 2") {
    const auto exact = [](long double x) { return lgammal(x); };
    for (const auto& [low, high] : {std::pair{1e-9, 0.5}, {0.5, 1.5}, {1.5, 2.5}, {2.5, 8.0}, {8.0, 1e3}, {1e3, 1e12}}) {
        INFO(low << " to " << high);
        CHECK(worst_relative_error(math::lgamma, exact, low, high) < 2e-15);
    }
    CHECK(math::lgamma(1) == 0);
    CHECK(math::lgamma(2) == 0);
    CHECK(math::lgamma(0) == infinity);
    CHECK(math::lgamma(infinity) == infinity);
    CHECK(std::isnan(math::lgamma(-1.5)));
    CHECK(relative_error(math::lgamma(1e-300), 690.77552789821370521) < ulp);
    CHECK(relative_error(math::lgamma(1e20), 4.5051701859880913680e21) < ulp);
}

TEST_CASE("digamma and trigamma") {
    // mpmath.psi(0, x), psi(1, x) with 40 digits
    const std::vector<Known> digamma = {
    {0x1.0624dd2f1a9fcp-10, -1000.5755719318102797},
    {0x1.0000000000000p-2, -4.2274535333762654081},
    {0x1.0000000000000p-1, -1.9635100260214234794},
    {1.0, -0.57721566490153286061},
    {0x1.4000000000000p+0, -0.22745353337626540809},
    {2.0, 0.42278433509846713939},
    {0x1.e000000000000p+1, 1.1825373886117962286},
    {0x1.3000000000000p+3, 2.1977378764029495332},
    {10.0, 2.2517525890667211076},
    {0x1.9200000000000p+6, 4.6051743525818452119},
    {1000000.0, 13.815510057964190771}};
    const std::vector<Known> trigamma = {
    {0x1.0624dd2f1a9fcp-10, 1000001.6425331958273},
    {0x1.0000000000000p-2, 17.197329154507110739},
    {0x1.0000000000000p-1, 4.9348022005446793094},
    {1.0, 1.6449340668482264365},
    {0x1.4000000000000p+0, 1.1973291545071107393},
    {2.0, 0.64493406684822643647},
    {0x1.e000000000000p+1, 0.30533985269025307549},
    {0x1.3000000000000p+3, 0.11099728846909903237},
    {10.0, 0.10516633568168574612},
    {0x1.9200000000000p+6, 0.0099999166695831027116},
    {1000000.0, 1.0000005000001666667e-6}};
    for (const auto& [x, value] : digamma) {
        INFO(x);
        CHECK(relative_error(math::digamma(x), value) < 1e-14);
    }
    for (const auto& [x, value] : trigamma) {
        INFO(x);
        CHECK(relative_error(math::trigamma(x), value) < 1e-14);
    }
    CHECK(std::fabs(math::digamma(1.4616321449683623413)) < 1e-15);
    CHECK(math::digamma(0) == -infinity);
    CHECK(math::trigamma(0) == infinity);
    CHECK(math::trigamma(infinity) == 0);
    CHECK(std::isnan(math::digamma(-1)));
}

TEST_CASE("the normal distribution keeps its digits in the tails") {
    CHECK(worst_relative_error(math::erf, [](long double x) { return std::erf(x); }, -5, 5) < 1e-14);
    CHECK(worst_relative_error(math::erfc, [](long double x) { return std::erfc(x); }, -5, 1) < 1e-14);
    CHECK(worst_relative_error(math::erfc, [](long double x) { return std::erfc(x); }, 1, 26) < 1e-14);
    CHECK(worst_relative_error(math::normal_cdf, [](long double x) { return std::erfc(-x / std::sqrt(2.0L)) / 2; }, -37, 9) < 1e-14);
    // mpmath: quantile by findroot on ncdf
    const std::vector<Known> quantiles = {
    {0x1.56e1fc2f8f359p-997, -37.047096299361199237},
    {0x1.79ca10c924223p-67, -9.2623400897984075796},
    {0x1.0c6f7a0b5ed8dp-20, -4.7534243088228989573},
    {0x1.0624dd2f1a9fcp-10, -3.0902323061678135354},
    {0x1.999999999999ap-6, -1.9599639845400542118},
    {0x1.1eb851eb851ecp-4, -1.4757910281791706856},
    {0x1.3333333333333p-4, -1.4395314709384559349},
    {0x1.0000000000000p-2, -0.6744897501960817432},
    {0x1.3333333333333p-1, 0.25334710313579974132},
    {0x1.f333333333333p-1, 1.9599639845400538556},
    {0x1.ffffde7210be9p-1, 4.7534243088170877657}};
    for (const auto& [p, value] : quantiles) {
        INFO(p);
        CHECK(relative_error(math::normal_quantile(p), value) < 1e-14);
    }
    CHECK(math::normal_quantile(0.5) == 0);
    CHECK(math::normal_quantile(0) == -infinity);
    CHECK(math::normal_quantile(1) == infinity);
    CHECK(std::isnan(math::normal_quantile(1.5)));
    CHECK(math::normal_cdf(-infinity) == 0);
    CHECK(math::normal_cdf(infinity) == 1);
    CHECK(std::isnan(math::normal_cdf(NAN)));
}

TEST_CASE("incomplete beta and gamma functions are right to 1e-12") {
    struct Row {
        double x, a, b, value;
    };
    const std::vector<Row> beta = {  // x, a, b: hypergeometric series with 40 digits in mpmath
        {0.3, 2, 5, 0.57982499999999997601},
        {0.001, 0.05, 3, 0.76185410458410588167},
        {0.99, 0.5, 0.5, 0.93623143914148012367},
        {0.2, 30, 150, 0.88213167438064224355},
        {0.9999, 20000, 2.5, 0.54936555838182856699},
        {0.5, 3000, 2900, 0.096456101098355982153},
        {1e-10, 0.3, 0.3, 0.00055466590069708220164}};
    for (const auto& [x, a, b, value] : beta) {
        INFO(x << " " << a << " " << b);
        CHECK(relative_error(math::beta_cdf(x, a, b), value) < 1e-12);
        CHECK(relative_error(math::beta_quantile(value, a, b), x) < 1e-10);
    }
    const std::vector<Known> chi_like = {};
    const std::vector<Row> gamma = {  // shape, x: mpmath.gammainc with 40 digits
        {0.5, 0.1, 0, 0.65472084601857702044},
        {0.5, 20, 0, 2.5396285894708649707e-10},
        {7, 3, 0, 0.96649146469115879309},
        {7, 30, 0, 1.1731942002346960948e-7},
        {0.01, 1e-5, 0, 0.10366320173280279903},
        {3, 4, 0, 0.23810330555354434382},
        {1500, 1550, 0, 0.0993077979796944586}};
    for (const auto& [shape, x, unused, value] : gamma) {
        INFO(shape << " " << x << " " << unused);
        CHECK(relative_error(math::gamma_tail(shape, x), value) < 1e-12);
    }
    CHECK(math::beta_cdf(0, 2, 3) == 0);
    CHECK(math::beta_cdf(1, 2, 3) == 1);
    CHECK(math::beta_quantile(0, 2, 3) == 0);
    CHECK(math::beta_quantile(1, 2, 3) == 1);
    CHECK(std::isnan(math::beta_cdf(0.5, 0, 1)));
    CHECK(std::isnan(math::beta_quantile(1.5, 1, 1)));
    CHECK(math::gamma_tail(2, 0) == 1);
    CHECK(math::gamma_tail(2, infinity) == 0);
    CHECK(std::isnan(math::gamma_tail(-1, 1)));
}
