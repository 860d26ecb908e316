#include "report/picture.hpp"

#include <catch2/catch_test_macros.hpp>

#include <cmath>
#include <string>
#include <string_view>
#include <vector>

using namespace dangol;
using reporting::PointMark;

namespace {

struct Drawn {
    double from, to, y;  ///< words, roughly: half an em a letter
};

/// Each element of this name, from its first attribute to what stands before the next element.
std::vector<std::string> elements(std::string_view svg, std::string_view name) {
    std::vector<std::string> found;
    const std::string begins = "<" + std::string(name) + " ";
    for (std::size_t at = svg.find(begins); at != std::string_view::npos; at = svg.find(begins, at + 1)) found.emplace_back(svg.substr(at, svg.find('<', at + 1) - at));
    return found;
}

std::string attribute(std::string_view element, std::string_view name) {
    const std::string begins = " " + std::string(name) + "=\"";
    const std::size_t at = element.find(begins);
    if (at == std::string_view::npos) return {};
    const std::size_t from = at + begins.size();
    return std::string(element.substr(from, element.find('"', from) - from));
}

double number(std::string_view element, std::string_view name) { return std::stod(attribute(element, name)); }

}  // namespace

TEST_CASE("no mark on the scale of points runs through the words of another, wherever both stand") {
    const std::vector<int> leads{-40, -10, 0, 10, 20, 30, 60, 90, 120};
    for (int pays = -30; pays <= 110; pays += 7) {
        for (int usual = -30; usual <= 110; usual += 7) {
            if (std::abs(pays - usual) < 2) continue;
            const std::vector<PointMark> marks{{usual, "earlier leads: " + std::to_string(usual)}, {pays, "a contact pays from about " + std::to_string(pays)}};
            const std::string svg = reporting::point_scale(leads, marks, "points");
            std::vector<Drawn> texts;
            for (const std::string& text : elements(svg, "text")) {
                if (attribute(text, "font-size") != "11" || attribute(text, "text-anchor").empty() || attribute(text, "text-anchor") == "middle") continue;
                const double x = number(text, "x"), wide = 0.5 * 11 * static_cast<double>(text.size() - text.find('>') - 1);
                texts.push_back(attribute(text, "text-anchor") == "end" ? Drawn{x - wide, x, number(text, "y")} : Drawn{x, x + wide, number(text, "y")});
            }
            REQUIRE(texts.size() == 2);
            std::size_t lines = 0;
            for (const std::string& line : elements(svg, "line")) {
                if (attribute(line, "x1") != attribute(line, "x2")) continue;
                ++lines;
                const double x = number(line, "x1"), top = number(line, "y1");
                CAPTURE(pays, usual, x);
                for (const Drawn& text : texts) CHECK_FALSE((x > text.from && x < text.to && top < text.y));
            }
            CHECK(lines == 2);
        }
    }
}
