#include "dirt.hpp"

#include "people.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <span>
#include <stdexcept>
#include <utility>

namespace dangol::worlds {
namespace {

using Row = std::vector<std::string>;
using Forms = std::span<const std::string_view>;

constexpr std::array<std::string_view, 4> impossible_dates{"2024-02-30 14:00:00", "2023-13-05 10:30:00", "0000-00-00 00:00:00", "어제"};
constexpr std::array<std::string_view, 4> unreadable_amounts{"만 2천원", "무료", "5만쯤", "???"};
constexpr std::array<std::string_view, 3> negative_amounts{"-12000", "-35000", "-1"};
constexpr std::array<std::string_view, 1> nothing{""};
constexpr std::array<std::string_view, 5> blank_forms{"NaN", "NA", "-", "없음", " "};

/// A row to be added, and what is wrong with it. An empty column means the row as a whole.
struct SpoiledRow {
    std::size_t after = 0;  ///< clean rows that stand before it, the copied one among them
    Row cells = {};
    std::string column = {};
    Defect defect = Defect::duplicate_row;
};

class Spoiler {
public:
    Spoiler(TextTable& table, double rate, Randomness& random) : table_(table), random_(random) {
        if (table.rows.empty()) return;
        per_defect_ = std::max<std::size_t>(1, static_cast<std::size_t>(std::llround(rate * static_cast<double>(table.rows.size()))));
    }

    void duplicate() {
        for (std::size_t i = 0; i < per_defect_; ++i) add_copy("", Defect::duplicate_row);
    }

    /// Copies of random rows, with ids of their own where the table has them and one cell replaced.
    void replace(std::string_view column, Forms values, Defect defect) {
        const std::size_t at = table_.column(column);
        for (std::size_t i = 0; i < per_defect_; ++i) {
            SpoiledRow& spoiled = add_copy(column, defect);
            spoiled.cells[at] = values[random_.below(values.size())];
            give_own_id(spoiled.cells);
        }
    }

    /// The same id again, and another level than before.
    void conflict(std::string_view column, std::span<const std::string> levels) {
        const std::size_t at = table_.column(column);
        for (std::size_t i = 0; i < per_defect_; ++i) {
            std::string& cell = add_copy(column, Defect::conflicting_row).cells[at];
            const auto now = static_cast<std::size_t>(std::find(levels.begin(), levels.end(), cell) - levels.begin());
            cell = levels[(now + 1) % levels.size()];
        }
    }

    /// Puts each spoiled row somewhere behind the row it copies, and marks where it went.
    void insert(std::vector<DirtMark>& marks) {
        std::stable_sort(spoiled_.begin(), spoiled_.end(), [](const SpoiledRow& a, const SpoiledRow& b) { return a.after < b.after; });
        std::vector<Row> rows;
        std::size_t next = 0;
        for (std::size_t clean = 0; clean <= table_.rows.size(); ++clean) {
            for (; next < spoiled_.size() && spoiled_[next].after == clean; ++next) {
                SpoiledRow& spoiled = spoiled_[next];
                const std::string value = spoiled.column.empty() ? "" : spoiled.cells[table_.column(spoiled.column)];
                rows.push_back(std::move(spoiled.cells));
                marks.push_back({table_.name, rows.size(), spoiled.column, value, spoiled.defect});
            }
            if (clean < table_.rows.size()) rows.push_back(std::move(table_.rows[clean]));
        }
        table_.rows = std::move(rows);
    }

private:
    SpoiledRow& add_copy(std::string_view column, Defect defect) {
        const std::size_t source = random_.below(table_.rows.size());
        const std::size_t after = source + 1 + random_.below(table_.rows.size() - source);
        return spoiled_.emplace_back(SpoiledRow{after, table_.rows[source], std::string(column), defect});
    }

    /// The first column of interactions and leads is the row's own id; of customers and consent it is the customer's.
    void give_own_id(Row& row) const {
        if (table_.columns.front() == "customer_id") return;
        row.front() = row.front().substr(0, 1) + std::to_string(900'000 + spoiled_.size());
    }

    TextTable& table_;
    Randomness& random_;
    std::size_t per_defect_ = 0;
    std::vector<SpoiledRow> spoiled_ = {};
};

/// Only columns whose blanks mean "not known"; the time of a conversion that never came is no missing value.
void write_blanks_otherwise(TextTable& table, std::span<const std::string_view> columns, double share, Randomness& random,
                            std::vector<DirtMark>& marks) {
    for (const std::string_view column : columns) {
        const std::size_t at = table.column(column);
        for (std::size_t row = 0; row < table.rows.size(); ++row) {
            std::string& cell = table.rows[row][at];
            if (!cell.empty() || !random.happens(share)) continue;
            cell = blank_forms[random.below(blank_forms.size())];
            marks.push_back({table.name, row + 1, std::string(column), cell, Defect::blank_form});
        }
    }
}

std::vector<std::string> strangers(const TextTable& customers) {
    const std::string prefix = customers.rows.front()[customers.column("customer_id")].substr(0, 1);
    std::vector<std::string> ids;
    for (int i = 1; i <= 9; ++i) ids.push_back(prefix + "X900" + std::to_string(i));
    return ids;
}

}  // namespace

std::string_view name_of(Defect defect) {
    switch (defect) {
        case Defect::duplicate_row: return "duplicate_row";
        case Defect::conflicting_row: return "conflicting_row";
        case Defect::missing_customer_id: return "missing_customer_id";
        case Defect::unknown_customer: return "unknown_customer";
        case Defect::impossible_date: return "impossible_date";
        case Defect::negative_amount: return "negative_amount";
        case Defect::unreadable_amount: return "unreadable_amount";
        case Defect::blank_form: return "blank_form";
    }
    throw std::invalid_argument("defect: not one of the enumerators of dangol::worlds::Defect");
}

std::vector<DirtMark> add_dirt(TextTables& tables, const WorldOptions& world, const DirtOptions& options) {
    if (!(options.rate >= 0 && options.rate <= 1)) throw std::invalid_argument("DirtOptions.rate must be between 0 and 1");
    if (!(options.blank_forms >= 0 && options.blank_forms <= 1)) throw std::invalid_argument("DirtOptions.blank_forms must be between 0 and 1");
    std::vector<DirtMark> marks;
    if (options.rate == 0) return marks;
    Randomness random = stream(world, Topic::dirt);
    const std::vector<std::string> unknown = strangers(tables.customers);
    const std::vector<std::string_view> unknown_forms(unknown.begin(), unknown.end());

    Spoiler customers(tables.customers, options.rate, random);
    customers.duplicate();
    customers.conflict("age_band", age_bands());
    customers.replace("customer_id", nothing, Defect::missing_customer_id);
    customers.insert(marks);

    Spoiler interactions(tables.interactions, options.rate, random);
    interactions.duplicate();
    interactions.replace("customer_id", nothing, Defect::missing_customer_id);
    interactions.replace("customer_id", unknown_forms, Defect::unknown_customer);
    interactions.replace("visited_at", impossible_dates, Defect::impossible_date);
    interactions.replace("amount_krw", negative_amounts, Defect::negative_amount);
    interactions.replace("amount_krw", unreadable_amounts, Defect::unreadable_amount);
    interactions.insert(marks);

    Spoiler leads(tables.leads, options.rate, random);
    leads.duplicate();
    leads.replace("customer_id", nothing, Defect::missing_customer_id);
    leads.replace("contacted_at", impossible_dates, Defect::impossible_date);
    leads.insert(marks);

    Spoiler consent(tables.consent, options.rate, random);
    consent.replace("customer_id", nothing, Defect::missing_customer_id);
    consent.insert(marks);

    constexpr std::array<std::string_view, 4> attributes{"age_band", "gender", "children", "distance_km"};
    constexpr std::array<std::string_view, 1> opinions{"satisfaction"};
    write_blanks_otherwise(tables.customers, attributes, options.blank_forms, random, marks);
    write_blanks_otherwise(tables.interactions, opinions, options.blank_forms, random, marks);
    return marks;
}

}  // namespace dangol::worlds
