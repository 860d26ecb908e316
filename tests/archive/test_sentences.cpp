#include "kept_values.hpp"
#include "temporary_folder.hpp"

#include <dangol/core/error.hpp>

#include "archive/envelope.hpp"

#include <catch2/catch_test_macros.hpp>
#include <catch2/matchers/catch_matchers_string.hpp>

#include <fstream>
#include <string>

using namespace dangol;
using namespace dangol::tests;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;

namespace {

using Bytes = std::vector<std::byte>;

void write(const std::filesystem::path& path, std::span<const std::byte> bytes) {
    std::ofstream(path, std::ios::binary).write(reinterpret_cast<const char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
}

/// What loading a plan from these bytes says.
std::string sentence(std::span<const std::byte> bytes) {
    const TemporaryFolder folder;
    const auto path = folder.path() / "autumn.dangol";
    write(path, bytes);
    try {
        static_cast<void>(load<FeaturePlan>(path));
        return "loaded";
    } catch (const BadArchive& error) {
        const std::string text = error.what(), start = '"' + path.string() + "\" ";
        REQUIRE_THAT(text, Catch::Matchers::StartsWith(start));
        return text.substr(start.size());
    }
}

std::string sentence(std::string_view text) { return sentence(std::as_bytes(std::span(text))); }

}  // namespace

TEST_CASE("what was never an archive is told from what no longer is one") {
    CHECK(sentence("") == "is empty: save or copy it again.");
    CHECK(sentence("household,visits\n1,2\n") == "is no dangol archive: give a file that save() wrote.");
    CHECK(sentence("PAR1") == "is no dangol archive: give a file that save() wrote.");
    CHECK(sentence("dangol") == "is cut short within its header: copy it again, whole.");
    CHECK(sentence("dangol\n\nand then nothing that save() would write") == "is no dangol archive: give a file that save() wrote.");

    Bytes bytes = to_bytes(kept_plan());
    const std::string whole = std::to_string(bytes.size() - archiving::header_size);
    CHECK(sentence(bytes) == "loaded");
    CHECK(sentence(std::span(bytes).first(100)) == "is cut short, with 60 of " + whole + " bytes behind its header: copy it again, whole.");
    bytes[60] ^= std::byte{4};
    CHECK(sentence(bytes) == "is damaged, since its checksum does not fit what it holds: copy it again, or save it again.");
    bytes[60] ^= std::byte{4};
    bytes.push_back(std::byte{});
    CHECK(sentence(bytes) == "has 1 bytes too many behind its end: copy it again.");
}

TEST_CASE("another kind of value is named") {
    CHECK(sentence(to_bytes(kept_personas())) == "holds a PersonaSet, not a FeaturePlan: load it as what it is.");
    Bytes bytes = to_bytes(kept_plan());
    bytes[12] = std::byte{16};
    CHECK(sentence(bytes) == "holds Identities, not a FeaturePlan: load it as what it is.");
    bytes[12] = std::byte{77};
    CHECK(sentence(bytes) == "holds a kind of value that this version does not know, not a FeaturePlan: load it as what it is.");
}

TEST_CASE("a newer format is told with the version that wrote it") {
    Bytes bytes = to_bytes(kept_plan());
    bytes[8] = std::byte{2};
    bytes[18] = std::byte{9};
    CHECK_THAT(sentence(bytes), ContainsSubstring("was written by dangol 0.9.0 in format 2, but this dangol"));
    CHECK_THAT(sentence(bytes), EndsWith("reads formats up to 1: update dangol, or save it again with this version."));
}

TEST_CASE("a body that contradicts itself says how") {
    Bytes bytes = to_bytes(FeaturePlan{});
    bytes[archiving::header_size] = std::byte{2};  // whether the window has a beginning
    archiving::seal(bytes, archiving::Kind::feature_plan);
    CHECK(sentence(bytes) == "does not hold what save() writes (it has no such truth value): save it again");
}

TEST_CASE("what cannot be read or written says why") {
    const TemporaryFolder folder;
    CHECK_THROWS_WITH(load<FeaturePlan>(folder.path() / "spring.dangol"), EndsWith("spring.dangol\" cannot be read (there is no such file): check the path and its permissions."));
    CHECK_THROWS_WITH(load<FeaturePlan>(folder.path()), ContainsSubstring("it is no file"));
    CHECK_THROWS_AS(save(folder.path() / "nowhere" / "x.dangol", kept_plan()), InvalidArgument);
    CHECK_THROWS_WITH(save(folder.path() / "nowhere" / "x.dangol", kept_plan()), ContainsSubstring("No such file or directory"));
    std::filesystem::create_directory(folder.path() / "taken");
    std::filesystem::create_directory(folder.path() / "taken" / "inside");
    CHECK_THROWS_AS(save(folder.path() / "taken", kept_plan()), InvalidArgument);
    CHECK(folder.file_count() == 1);  // nothing half written is left beside it
}
