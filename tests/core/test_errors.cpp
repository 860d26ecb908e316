#include <dangol/core/error.hpp>

#include <catch2/catch_test_macros.hpp>
#include <string>
#include <vector>

using namespace dangol;

namespace {

/// What a caller sees who knows only std, and one who knows only dangol.
template <class Thrown, class Std>
void require_text(const Thrown& error, const std::string& expected) {
    CHECK(std::string(error.text()) == expected);
    try {
        throw error;
    } catch (const std::exception& caught) {
        CHECK(std::string(caught.what()) == expected);
        CHECK(dynamic_cast<const Std*>(&caught) != nullptr);
    }
    try {
        throw error;
    } catch (const Error& caught) {
        CHECK(std::string(caught.text()) == expected);
    }
}

const std::vector<std::string> columns = {"recency_days", "visits_per_month", "weekday"};

}  // namespace

TEST_CASE("every error is a std exception and a dangol::Error and says what to do") {
    require_text<InvalidArgument, std::invalid_argument>(
        InvalidArgument("segment_count", 0, "at least 1", "leave it out to have it chosen"),
        "segment_count is 0, but must be at least 1: leave it out to have it chosen.");
    require_text<UnknownColumn, std::out_of_range>(
        UnknownColumn("recency_day", columns, "the feature table"),
        "There is no column \"recency_day\" in the feature table: did you mean \"recency_days\"?");
    require_text<UnknownLevel, std::out_of_range>(
        UnknownLevel("weekday", "holiday", std::vector<std::string>{"Mo", "Tu"}),
        "There is no level \"holiday\" in the column \"weekday\": it has \"Mo\", \"Tu\".");
    require_text<ColumnKindMismatch, std::invalid_argument>(
        ColumnKindMismatch("weekday", "a category", "numeric, positive, count or cyclic", "read it with codes()"),
        "The column \"weekday\" is a category, but must be numeric, positive, count or cyclic: read it with codes().");
    require_text<ProtectedAttribute, std::invalid_argument>(
        ProtectedAttribute("age", "a lead score", "leave it out"),
        "The column \"age\" is a protected attribute and may not be used for a lead score: leave it out.");
    require_text<FutureLeak, std::invalid_argument>(
        FutureLeak("redeemed", "it is an outcome", "leave it out"),
        "The column \"redeemed\" knows the future, because it is an outcome: leave it out.");
    require_text<InsufficientData, std::runtime_error>(
        InsufficientData("customers", 3, 20, "lower smallest_group"),
        "The number of customers is 3, but must be at least 20: lower smallest_group.");
    require_text<BadArchive, std::runtime_error>(BadArchive("This is no archive."), "This is no archive.");
    require_text<BadInput, std::runtime_error>(BadInput("The table has no rows."), "The table has no rows.");
    require_text<Cancelled, std::runtime_error>(
        Cancelled(), "The call was stopped before its end, as was asked; there is no result.");
}

TEST_CASE("values are shown as the user wrote them") {
    CHECK(std::string(InvalidArgument("tolerance", 0.1, "x", "y").what()) == "tolerance is 0.1, but must be x: y.");
    CHECK(std::string(InvalidArgument("id", "a b", "x", "y").what()) == "id is \"a b\", but must be x: y.");
    CHECK(std::string(InvalidArgument("flag", true, "x", "y").what()) == "flag is true, but must be x: y.");
    CHECK(std::string(InvalidArgument("zone", "a", "x", "did you mean b?").what()) ==
          "zone is \"a\", but must be x: did you mean b?");
}

TEST_CASE("the closest name is found through case, swaps and missing letters, and none is invented") {
    CHECK(closest_name("Recency_Days", columns) == "recency_days");
    CHECK(closest_name("weekdya", columns) == "weekday");
    CHECK(closest_name("visits_month", columns) == "visits_per_month");
    CHECK(closest_name("visited", std::vector<std::string>{"visit_id", "visited_at"}) == "visited_at");
    CHECK(closest_name("amount", std::vector<std::string>{"mount", "paid_amount"}) == "mount");  // one letter is as near as one word
    CHECK(closest_name("postcode", columns).empty());
    CHECK(closest_name("", columns).empty());
    CHECK(closest_name("a", std::vector<std::string>{"b"}).empty());
    CHECK(std::string(UnknownColumn("x", std::vector<std::string>{}).what()) ==
          "There is no column \"x\" in the table: it has none.");
    CHECK(std::string(UnknownColumn("postcode", std::vector<std::string>(9, "c")).what()).ends_with("\"c\", \"c\", …."));
}
