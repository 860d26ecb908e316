#pragma once

#include <dangol/core/execution.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

/// Trials of what the library claims, on worlds whose truth is known. Each cell is a kind of world at one size; every world of it answers
/// the cell's questions with yes or no, and a rule says how often yes may or must be the answer.
namespace dangol_honesty {

struct Rule {
    enum class Bound : std::uint8_t { at_most, at_least, none };  ///< none: counted, and nothing is promised
    std::string question = {};
    Bound bound = Bound::at_most;
    double rate = 0;
};

/// What one world says to one rule. `not_asked`: the question does not arise there (no claim was made, so none can be false).
enum class Answer : std::uint8_t { no, yes, not_asked };
using Answers = std::vector<Answer>;
inline Answer answer(bool yes) { return yes ? Answer::yes : Answer::no; }

struct Cell {
    unsigned trial = 0;
    std::string world = {};
    std::size_t customers = 0;
    std::size_t worlds_in_full = 200;  ///< 50 of 30,000 customers and more
    std::vector<Rule> rules = {};
    std::function<Answers(std::uint64_t seed, const dangol::Execution&)> run = {};
};

/// Every cell, by number of trial and size.
std::vector<Cell> all_cells();
std::vector<Cell> cells_of_use();    ///< among them those of trials 5 and 8
std::vector<Cell> cells_of_leads();  ///< and of 6 and 7

/// How often a rule was answered, and how surprising that would be if its bound just held.
struct Tally {
    std::size_t yes = 0, asked = 0;
};
Tally tally(const std::vector<Answers>& worlds, std::size_t rule);

/// P(so many or a worse number of yes) were the rate exactly the bound's: one-sided, binomial. 1 where nothing was asked, or promised.
double p_value(const Tally&, const Rule&);

/// Not significantly beyond its bound.
bool is_met(const Tally&, const Rule&);

}  // namespace dangol_honesty
