#include "personas/groups.hpp"

#include <algorithm>
#include <limits>
#include <string>

namespace dangol::inline v0 {

FeatureTable with_roles_of(const Mixture& mixture, FeatureTable table) {
    const std::vector<std::string> shared = mixture.shared_columns();
    const auto made_segments = [&](const FeatureColumn& column) {
        return std::any_of(mixture.columns().begin(), mixture.columns().end(), [&](const FeatureColumn& c) { return c.name == column.name; }) &&
               std::find(shared.begin(), shared.end(), column.name) == shared.end();
    };
    for (std::size_t j = 0; j < table.columns().size(); ++j) {
        const FeatureColumn column = table.columns()[j];
        if (made_segments(column) && column.role != Role::basis) table = table.with_role(column.name, Role::basis);
        if (!made_segments(column) && column.role == Role::basis) table = table.with_role(column.name, Role::descriptor);
    }
    return table;
}

std::vector<char> compared_segments(std::vector<char> shown) {
    if (std::count(shown.begin(), shown.end(), 1) < 2) std::fill(shown.begin(), shown.end(), 1);
    return shown;
}

GroupWeights group_weights(MatrixView<const double> membership, std::span<const double> weights, std::size_t segment, std::span<const char> compared) {
    GroupWeights group{std::vector<double>(membership.rows(), 0), std::vector<double>(membership.rows(), 0)};
    for (std::size_t i = 0; i < membership.rows(); ++i) {
        group.here[i] = weights[i] * membership(i, segment);
        for (std::size_t l = 0; l < membership.columns(); ++l)
            if (l != segment && compared[l] != 0) group.elsewhere[i] += weights[i] * membership(i, l);
    }
    return group;
}

GroupMembers members_of(std::span<const std::uint32_t> group, std::size_t segment, std::span<const char> compared) {
    GroupMembers members{std::vector<char>(group.size(), 0), std::vector<char>(group.size(), 0)};
    for (std::size_t i = 0; i < group.size(); ++i) {
        if (group[i] == segment) members.here[i] = 1;
        else members.elsewhere[i] = compared[group[i]];
    }
    return members;
}

std::vector<std::size_t> group_sizes(std::span<const std::uint32_t> group, std::size_t groups) {
    std::vector<std::size_t> sizes(groups, 0);
    for (const std::uint32_t g : group) ++sizes[g];
    return sizes;
}

std::vector<double> money_spent(const FeatureTable& table) {
    const auto columns = table.columns();
    const auto with = [&](Construct construct, ColumnKind kind) {
        return std::find_if(columns.begin(), columns.end(), [&](const FeatureColumn& c) { return c.construct == construct && c.kind == kind; });
    };
    const auto visits = with(Construct::frequency, ColumnKind::count), spend = with(Construct::monetary_value, ColumnKind::positive);
    if (visits == columns.end() || spend == columns.end()) return {};
    const auto visits_at = id_at<ColumnIndex>(static_cast<std::size_t>(visits - columns.begin()));
    const auto spend_at = id_at<ColumnIndex>(static_cast<std::size_t>(spend - columns.begin()));
    std::vector<double> money(table.customer_count(), 0);
    for (std::size_t i = 0; i < money.size(); ++i)
        if (table.observed(visits_at)[i] && table.observed(spend_at)[i]) money[i] = table.numbers(visits_at)[i] * table.numbers(spend_at)[i];
    return money;
}

GroupShares group_shares(const GroupWeights& group, std::span<const double> money) {
    double here = 0, all = 0, money_here = 0, money_all = 0;
    for (std::size_t i = 0; i < group.here.size(); ++i) {
        here += group.here[i];
        all += group.here[i] + group.elsewhere[i];
        if (money.empty()) continue;
        money_here += group.here[i] * money[i];
        money_all += (group.here[i] + group.elsewhere[i]) * money[i];
    }
    return {all > 0 ? here / all : 0, money_all > 0 ? money_here / money_all : std::numeric_limits<double>::quiet_NaN()};
}

}  // namespace dangol::inline v0
