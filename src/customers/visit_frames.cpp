#include <dangol/core/error.hpp>
#include <dangol/customers/frames.hpp>

#include "core/missing_value.hpp"
#include "customers/frame_columns.hpp"

#include <numeric>

/// Visits, events and notes as frames that collect() reads again.
namespace dangol::inline v0 {
namespace {

/// The lines of visits or events, and what is known of the whole visit on each of them, or on its first.
class LineCells {
public:
    explicit LineCells(const VisitColumns& visits) : visits_(visits) {
        for (std::size_t visit = 0; visit < visits.size(); ++visit) {
            for (std::uint64_t line = visits.line_begin(visit); line < visits.line_end(visit); ++line) visit_of_.push_back(visit);
        }
    }
    std::span<const std::size_t> visits() const noexcept { return visit_of_; }

    std::vector<std::uint32_t> customers() const {
        std::vector<std::uint32_t> customer_of_visit(visits_.size()), customers;
        for (std::size_t customer = 0; customer + 1 < visits_.first_of_customer.size(); ++customer) {
            const auto begin = static_cast<std::ptrdiff_t>(visits_.first_of_customer[customer]), end = static_cast<std::ptrdiff_t>(visits_.first_of_customer[customer + 1]);
            std::fill(customer_of_visit.begin() + begin, customer_of_visit.begin() + end, static_cast<std::uint32_t>(customer));
        }
        for (const std::size_t visit : visit_of_) customers.push_back(customer_of_visit[visit]);
        return customers;
    }
    /// Lines that came after others have a time of their own.
    std::vector<Instant> times() const {
        std::vector<Instant> times = on_each(visits_.at, Instant::max());
        if (visits_.unfinished == nullptr) return times;
        const UnfinishedVisits& before = *visits_.unfinished;
        for (std::size_t i = 0; i < before.visit.size(); ++i) {
            const std::uint64_t lines_then = before.as_they_stood.line_end(i) - before.as_they_stood.line_begin(i);
            for (std::uint64_t line = visits_.line_begin(before.visit[i]) + lines_then; line < visits_.line_end(before.visit[i]); ++line) times[line] = before.next_line_at[i];
        }
        return times;
    }
    /// `missing` for a column that the table did not have.
    template <class T>
    std::vector<T> on_each(const std::vector<T>& of_visits, T missing) const {
        std::vector<T> cells;
        cells.reserve(visit_of_.size());
        for (const std::size_t visit : visit_of_) cells.push_back(of_visits.empty() ? missing : of_visits[visit]);
        return cells;
    }
    /// Of sums and means: collecting the lines again gives the same.
    std::vector<double> on_the_first(const std::vector<double>& of_visits) const {
        std::vector<double> cells(visit_of_.size(), missing_value);
        for (std::size_t visit = 0; visit < of_visits.size(); ++visit) cells[visits_.line_begin(visit)] = of_visits[visit];
        return cells;
    }
    template <class T>
    std::vector<T> of_lines(const std::vector<T>& cells, T missing) const { return cells_or(cells, visit_of_.size(), missing); }

    bool is_return(std::size_t line) const noexcept {
        return !visits_.kind.empty() && visits_.kind[visit_of_[line]] == static_cast<std::uint8_t>(InteractionKind::returned);
    }

private:
    const VisitColumns& visits_;
    std::vector<std::size_t> visit_of_ = {};
};

/// What was paid in each line. Where no column says what a row was, a return is an amount below 0, as it came in.
std::vector<double> amounts(const VisitColumns& visits, const LineCells& lines, const InteractionColumns& names) {
    std::vector<double> paid = lines.of_lines(visits.line_amount.empty() ? visits.amount : visits.line_amount, missing_value);
    for (std::size_t line = 0; line < paid.size(); ++line) {
        if (names.kind.empty() && lines.is_return(line)) paid[line] = -paid[line];
    }
    return paid;
}

ArrowColumn ticked(const std::string& name, const CodeLists& observations, const LineCells& lines) {
    const auto found = std::ranges::find(observations.names, name);
    const auto code = static_cast<std::uint32_t>(found - observations.names.begin());
    std::vector<std::uint8_t> flags;
    for (const std::size_t visit : lines.visits()) {
        const bool looked = !observations.first.empty() && observations.recorded[visit] != 0;
        const bool is_ticked = looked && std::ranges::find(observations.of(visit), code) != observations.of(visit).end();
        flags.push_back(!looked ? std::uint8_t{255} : is_ticked ? std::uint8_t{1} : std::uint8_t{0});
    }
    return ArrowColumn::flags(name, flags);
}

ArrowColumns lines_frame(const PermittedBase& base, const VisitColumns& visits, const Execution& execution) {
    const Schema& schema = base.schema();
    const InteractionColumns& names = schema.interaction;
    const LineCells lines(visits);
    const std::size_t count = lines.visits().size();
    FrameColumns frame(execution);
    const auto add_numbers = [&](const std::string& name, const auto& cells) { frame.add(name, [&] { return ArrowColumn::numbers(name, cells()); }); };
    const auto add_words = [&](const std::string& name, const std::vector<std::uint32_t>& codes, const std::vector<std::string>& all) {
        frame.add(name, [&] { return words_column(name, lines.on_each(codes, unobserved_code), all); });
    };
    const auto add_lists = [&](const std::string& name, const CodeLists& all) { frame.add(name, [&] { return lists_column(name, all, lines.visits(), schema.list_separator); }); };

    frame.add(names.customer, [&] { return keys_column(names.customer, base.customers(), lines.customers()); });
    frame.add(names.time, [&] { return ArrowColumn::times(names.time, lines.times(), base.time_zone()); });
    frame.add(names.visit, [&] { return ArrowColumn::whole_numbers(names.visit, std::vector<std::int64_t>(lines.visits().begin(), lines.visits().end())); });
    frame.add(names.kind, [&] {
        const std::vector<std::uint8_t> kinds = lines.on_each(visits.kind, static_cast<std::uint8_t>(InteractionKind::visit));
        return words_column(names.kind, std::vector<std::uint32_t>(kinds.begin(), kinds.end()), visits.kinds);
    });
    frame.add(names.offering, [&] { return words_column(names.offering, lines.of_lines(visits.line_offering, unobserved_code), visits.offerings); });
    add_numbers(names.amount, [&] { return amounts(visits, lines, names); });
    frame.add(names.currency, [&] {
        return words_column(names.currency, std::vector<std::uint32_t>(count, schema.currency.empty() ? unobserved_code : 0), std::vector{schema.currency});
    });
    add_numbers(names.quantity, [&] { return lines.of_lines(visits.line_quantity, missing_value); });
    for (std::size_t i = 0; i < names.discounts.size(); ++i) {
        add_numbers(names.discounts[i], [&] { return lines.on_the_first(i < visits.discounts.size() ? visits.discounts[i] : std::vector<double>{}); });
    }
    add_words(names.channel, visits.channel, visits.channels);
    add_numbers(names.party_size, [&] { return lines.on_each(visits.party_size, missing_value); });
    add_lists(names.companions, visits.companions);
    frame.add(names.planned, [&] { return ArrowColumn::flags(names.planned, lines.on_each(visits.planned, std::uint8_t{255})); });
    add_numbers(names.duration_minutes, [&] { return lines.on_each(visits.duration_minutes, missing_value); });
    add_words(names.staff, visits.staff, visits.staff_members);
    add_numbers(names.satisfaction, [&] { return lines.on_the_first(visits.satisfaction); });
    add_lists(names.observations, visits.observations);
    for (const std::string& flag : names.observation_flags) frame.add(flag, [&] { return ticked(flag, visits.observations, lines); });
    frame.add(names.note, [&] {
        const std::vector<std::uint32_t> withheld(count, unobserved_code);
        return words_column(names.note, base.purpose() == Purpose::quoting ? lines.of_lines(visits.line_note, unobserved_code) : withheld, visits.notes);
    });
    std::vector<std::int64_t> numbers(count);
    std::iota(numbers.begin(), numbers.end(), std::int64_t{0});
    frame.number_rows("line", std::move(numbers));
    return std::move(frame).columns();
}

}  // namespace

ArrowColumns visits_frame(const PermittedBase& base, const Execution& execution) { return lines_frame(base, base.visits(), execution); }
ArrowColumns events_frame(const PermittedBase& base, const Execution& execution) { return lines_frame(base, base.events(), execution); }

ArrowColumns notes_frame(const PermittedBase& base, const Execution& execution) {
    if (base.purpose() != Purpose::quoting) {
        throw InvalidArgument("purpose of the permitted base", "another one", "quoting, where notes are to be read", "ask for base.permitting(Purpose::quoting)");
    }
    const InteractionColumns& names = base.schema().interaction;
    std::vector<std::uint32_t> customers, codes;
    std::vector<Instant> times;
    std::vector<std::string> notes;
    for (const VisitColumns* const visits : {&base.visits(), &base.events()}) {
        check_stop(execution);
        const LineCells lines(*visits);
        const std::vector<std::uint32_t> customer_of = lines.customers();
        const std::vector<Instant> time_of = lines.times();
        for (std::size_t line = 0; line < visits->line_note.size(); ++line) {
            const std::uint32_t note = visits->line_note[line];
            if (note == unobserved_code) continue;
            customers.push_back(customer_of[line]);
            times.push_back(time_of[line]);
            notes.push_back(visits->notes[note]);
        }
    }
    FrameColumns frame(execution);
    frame.add(names.customer, [&] { return keys_column(names.customer, base.customers(), customers); });
    frame.add(names.time, [&] { return ArrowColumn::times(names.time, times, base.time_zone()); });
    frame.add(names.note.empty() ? "note" : names.note, [&] { return ArrowColumn::text(names.note.empty() ? "note" : names.note, notes); });
    return std::move(frame).columns();
}

}  // namespace dangol::inline v0
