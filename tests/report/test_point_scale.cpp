#include "report/picture.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <regex>
#include <string>
#include <vector>

using namespace dangol;
using reporting::PointMark;

namespace {

struct Drawn {
    double from, to, y;  ///< words, roughly: half an em a letter
};

}  // namespace

TEST_CASE("no mark on the scale of points runs through the words of another, wherever both stand") {
    const std::vector<int> leads{-40, -10, 0, 10, 20, 30, 60, 90, 120};
    for (int pays = -30; pays <= 110; pays += 7) {
        for (int usual = -30; usual <= 110; usual += 7) {
            if (std::abs(pays - usual) < 2) continue;
            const std::vector<PointMark> marks{{usual, "earlier leads: " + std::to_string(usual)}, {pays, "a contact pays from about " + std::to_string(pays)}};
            const std::string svg = reporting::point_scale(leads, marks, "points");
            const std::regex mark(R"re(<line [^>]*x1="([\d.-]+)" x2="\1" y1="([\d.-]+)"[^>]*/>)re"), words(R"re(<text fill="[^"]*" font-size="11" text-anchor="(start|end)" x="([\d.-]+)" y="([\d.-]+)">([^<]*)<)re");
            std::vector<Drawn> texts;
            for (auto found = std::sregex_iterator(svg.begin(), svg.end(), words); found != std::sregex_iterator(); ++found) {
                const double x = std::stod((*found)[2]), wide = 0.5 * 11 * static_cast<double>((*found)[4].length());
                texts.push_back((*found)[1] == "end" ? Drawn{x - wide, x, std::stod((*found)[3])} : Drawn{x, x + wide, std::stod((*found)[3])});
            }
            REQUIRE(texts.size() == 2);
            std::size_t lines = 0;
            for (auto found = std::sregex_iterator(svg.begin(), svg.end(), mark); found != std::sregex_iterator(); ++found, ++lines) {
                const double x = std::stod((*found)[1]), top = std::stod((*found)[2]);
                CAPTURE(pays, usual, x);
                for (const Drawn& text : texts) CHECK_FALSE((x > text.from && x < text.to && top < text.y));
            }
            CHECK(lines == 2);
        }
    }
}
