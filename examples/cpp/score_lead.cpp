// A backend that scores one lead of whom little is known. usage: example_score_lead shop.dangol (kept by example_study_shop)

#include <dangol/dangol.hpp>

#include <chrono>
#include <iostream>

int main(int argc, char** argv) try {
    using namespace dangol;
    using namespace std::chrono;
    const auto study = load<Study>(argc > 1 ? argv[1] : "shop.dangol");
    if (!study.scorer) {
        std::cerr << "The study holds no scorer: it had no leads with outcomes.\n";
        return 1;
    }
    const LeadScorer& scorer = *study.scorer;

    // Names are resolved once, at start-up; each thread then keeps a lead of its own.
    const ColumnIndex children = scorer.column("children");
    const ColumnIndex spend = scorer.column("spend_per_visit");
    Lead lead = scorer.blank_lead(sys_days(2024y / 6 / 1));
    lead.set(children, 2.0);
    lead.set(spend, 55.0);

    const LeadScore score = scorer.score(lead);       // allocates nothing
    const ScoreLedger ledger = scorer.explain(lead);  // its parts, named; they sum to score.log_odds
    std::cout << to_text(score, scorer, Language::english) << "\n\n" << to_text(ledger, scorer, lead, Language::english) << '\n';
    return ledger.log_odds() == score.log_odds ? 0 : 1;
} catch (const std::exception& error) {
    std::cerr << error.what() << '\n';
    return 1;
}
