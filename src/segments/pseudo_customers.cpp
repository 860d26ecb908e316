#include "segments/pseudo_customers.hpp"

#include <dangol/core/error.hpp>
#include <dangol/core/statistics.hpp>

#include "core/math.hpp"
#include "core/missing_value.hpp"
#include "features/feature_table_state.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <string>
#include <utility>

namespace dangol::inline v0 {
namespace {

[[noreturn]] void refuse(const Expectation& expectation, const char* constraint) {
    throw InvalidArgument("expectation of \"" + expectation.column + "\"", expectation.value, constraint, "say what is typical of the kind");
}

/// What one pseudo-customer says.
struct Said {
    std::size_t column = 0, kind = 0;
    double weight = 0, number = missing_value, exposure = 0;
    std::uint32_t code = unobserved_code;
};

/// Rows that together mean what was declared.
class Speaker {
public:
    Speaker(const FeatureTable& everyone, std::vector<Said>& said) : everyone_(everyone), said_(said) {}

    void say(const Expectation& expectation, std::size_t kind, double customers) {
        const ColumnIndex index = everyone_.column(expectation.column);
        const FeatureColumn& column = everyone_.columns()[index.value];
        if (column.role != Role::basis) refuse(expectation, "of a column of the basis");
        if (!std::isfinite(expectation.value)) refuse(expectation, "finite");
        if (expectation.spread && !(*expectation.spread > 0)) refuse(expectation, "with a spread above 0");
        at_ = {.column = index.value, .kind = kind, .exposure = 1};
        switch (column.kind) {
            case ColumnKind::numeric: return spread_around(expectation.value, deviation_of(expectation), customers, false);
            case ColumnKind::positive: return say_amount(expectation, index, customers);
            case ColumnKind::count:
                if (!(expectation.value >= 0)) refuse(expectation, "a rate of at least 0");
                return say_whole(expectation.value, std::max(typical_exposure(index), 1e-9), customers);
            case ColumnKind::share:
                check_probability(expectation);
                return say_whole(expectation.value, std::max(1.0, std::round(typical_exposure(index))), customers);
            case ColumnKind::flag:
                check_probability(expectation);
                say_code(1, customers * expectation.value);
                return say_code(0, customers * (1 - expectation.value));
            case ColumnKind::category:
            case ColumnKind::ordered_category: return say_level(expectation, column, customers);
            case ColumnKind::cyclic:
            case ColumnKind::composition:
            case ColumnKind::date:
            case ColumnKind::text: break;
        }
        refuse(expectation, "of a number, an amount, a count, a share, a flag or a category");
    }

private:
    static void check_probability(const Expectation& expectation) {
        if (!(expectation.value >= 0 && expectation.value <= 1)) refuse(expectation, "a probability from 0 to 1");
    }

    double deviation_of(const Expectation& expectation) const { return expectation.spread.value_or(compared(everyone_, expectation).deviation); }

    double typical_exposure(ColumnIndex index) const {
        std::vector<double> seen;
        for (std::size_t i = 0; i < everyone_.customer_count(); ++i) {
            if (everyone_.observed(index)[i]) seen.push_back(everyone_.exposures(index)[i]);
        }
        return seen.empty() ? 1 : median(seen);
    }

    void add(double weight) {
        if (!(weight > 0)) return;
        at_.weight = weight;
        said_.push_back(at_);
    }

    /// Two halves that lie a standard deviation to either side: mean and variance are what was said.
    void spread_around(double center, double deviation, double weight, bool logs) {
        for (const double side : {-1.0, 1.0}) {
            const double value = center + side * deviation;
            at_.number = logs ? math::exp(value) : value;
            add(weight / 2);
        }
    }

    void say_amount(const Expectation& expectation, ColumnIndex index, double customers) {
        if (!(expectation.value > 0)) refuse(expectation, "an amount above 0");
        double zeros = 0, seen = 0;
        for (std::size_t i = 0; i < everyone_.customer_count(); ++i) {
            if (!everyone_.observed(index)[i]) continue;
            seen += everyone_.weights()[i];
            if (!(everyone_.numbers(index)[i] > 0)) zeros += everyone_.weights()[i];
        }
        const double of_zeros = seen > 0 ? zeros / seen : 0;
        at_.number = 0;
        add(customers * of_zeros);
        spread_around(math::log(expectation.value), deviation_of(expectation), customers * (1 - of_zeros), true);
    }

    /// Whole numbers on either side whose mean is that of the rate.
    void say_whole(double rate, double exposure, double customers) {
        const double mean = rate * exposure, below = std::floor(mean), above = mean - below;
        at_.exposure = exposure;
        at_.number = below;
        add(customers * (1 - above));
        at_.number = below + 1;
        add(customers * above);
    }

    void say_code(std::uint32_t code, double weight) {
        at_.code = code;
        add(weight);
    }

    void say_level(const Expectation& expectation, const FeatureColumn& column, double customers) {
        check_probability(expectation);
        const auto level = std::ranges::find(column.levels, expectation.level);
        if (expectation.level.empty() && level == column.levels.end()) {
            throw InvalidArgument("level of the expectation of \"" + column.name + "\"", "left out", "one of its levels, such as \"" + column.levels.front() + "\"", "say of which level the probability is");
        }
        if (level == column.levels.end()) throw UnknownLevel(column.name, expectation.level, column.levels);
        const auto code = static_cast<std::uint32_t>(level - column.levels.begin());
        say_code(code, customers * expectation.value);
        const double others = static_cast<double>(column.levels.size()) - 1;
        for (std::uint32_t other = 0; other < column.levels.size(); ++other) {
            if (other != code) say_code(other, customers * (1 - expectation.value) / others);
        }
    }

    const FeatureTable& everyone_;
    std::vector<Said>& said_;
    Said at_ = {};
};

FeatureData cells_of_column(const FeatureTable& everyone, std::size_t c, const std::vector<Said>& said) {
    const FeatureColumn& column = everyone.columns()[c];
    FeatureData data{.meaning = column};
    for (const Said& row : said) {
        const bool speaks = row.column == c;
        if (holds_numbers(column.kind)) data.numbers.push_back(speaks ? row.number : missing_value);
        if (holds_codes(column.kind)) data.codes.push_back(speaks ? row.code : unobserved_code);
        if (column.kind == ColumnKind::composition) data.compositions.insert(data.compositions.end(), column.levels.size(), std::numeric_limits<float>::quiet_NaN());
        data.exposures.push_back(speaks ? row.exposure : 0);
    }
    return data;
}

}  // namespace

PseudoCustomers pseudo_customers(const FeatureTable& everyone, const std::vector<DeclaredKind>& kinds, const std::string& left_out) {
    std::vector<Said> said;
    Speaker speaker(everyone, said);
    for (std::size_t k = 0; k < kinds.size(); ++k) {
        for (const Expectation& expectation : kinds[k].expectations) {
            if (expectation.column != left_out) speaker.say(expectation, k, kinds[k].customers);
        }
    }
    PseudoCustomers out{.membership = Matrix(said.size(), kinds.size())};
    std::vector<std::int64_t> keys;
    std::vector<double> weights;
    for (std::size_t row = 0; row < said.size(); ++row) {
        keys.push_back(static_cast<std::int64_t>(row));
        weights.push_back(said[row].weight);
        out.membership(row, said[row].kind) = 1;
    }
    std::vector<FeatureData> columns;
    for (std::size_t c = 0; c < everyone.columns().size(); ++c) columns.push_back(cells_of_column(everyone, c, said));
    out.rows = FeatureTable(std::move(keys), std::move(columns), std::move(weights));
    return out;
}

Compared compared(const FeatureTable& everyone, const Expectation& expectation) {
    const ColumnIndex index = everyone.column(expectation.column);
    const FeatureColumn& column = everyone.columns()[index.value];
    const std::size_t rows = everyone.customer_count();
    Compared out{.values = std::vector<double>(rows, missing_value), .weights = std::vector<double>(everyone.weights().begin(), everyone.weights().end()),
                 .declared = expectation.value, .logs = column.kind == ColumnKind::positive};
    if (out.logs) out.declared = math::log(std::max(expectation.value, 1e-300));
    const auto level = std::ranges::find(column.levels, expectation.level) - column.levels.begin();
    std::vector<double> values, weights;
    for (std::size_t i = 0; i < rows; ++i) {
        if (!everyone.observed(index)[i]) continue;
        if (holds_codes(column.kind)) {
            const std::uint32_t code = everyone.codes(index)[i];
            out.values[i] = column.kind == ColumnKind::flag ? (code != 0 ? 1 : 0) : code == static_cast<std::uint32_t>(level) ? 1 : 0;
        } else if (column.kind == ColumnKind::count || column.kind == ColumnKind::share) {
            const double exposure = everyone.exposures(index)[i];
            out.values[i] = everyone.numbers(index)[i] / exposure;
            out.weights[i] *= exposure;
        } else if (!out.logs) {
            out.values[i] = everyone.numbers(index)[i];
        } else if (everyone.numbers(index)[i] > 0) {
            out.values[i] = math::log(everyone.numbers(index)[i]);
        }
        if (std::isnan(out.values[i])) continue;
        values.push_back(out.values[i]);
        weights.push_back(out.weights[i]);
    }
    const double variance = values.empty() ? 0 : dangol::variance(values, weights);
    out.deviation = variance > 0 ? std::sqrt(variance) : 1;
    return out;
}

}  // namespace dangol::inline v0
