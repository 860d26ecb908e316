/// worlds WORLD [--customers N] [--seed N] [--dirt RATE] [--encoding utf8|cp949] --out DIR

#include "csv.hpp"
#include "dirt.hpp"
#include "truth_text.hpp"

#include <charconv>
#include <exception>
#include <iostream>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <system_error>

namespace {

using namespace dangol::worlds;

constexpr std::string_view usage =
    "usage: worlds WORLD [--customers N] [--seed N] [--dirt RATE] [--encoding utf8|cp949] --out DIR\n"
    "  WORLD         hanbok, alteration, candle, leather, repair, online-class; null-independent, null-factor or null-skewed\n"
    "  --customers   how many (600)\n"
    "  --seed        the same seed gives the same files (1)\n"
    "  --dirt        share of rows spoiled per defect; 0 gives clean files (0.004; null worlds 0)\n"
    "  --encoding    of the four tables a shop would hand over; what is planted is always UTF-8 (utf8)\n"
    "  --out         folder, made when it is not there\n"
    "writes customers.csv, interactions.csv, leads.csv, consent.csv; and what the library must not see: truth.csv,\n"
    "truth_leads.csv, dirt.csv, truth.json\n";

struct Wish {
    WorldOptions world = {};
    DirtOptions dirt = {};
    Encoding encoding = Encoding::utf8;
    std::filesystem::path out = {};
};

template <typename Number>
Number number_in(std::string_view option, std::string_view text) {
    Number value = {};
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (problem != std::errc{} || end != text.data() + text.size()) {
        throw std::invalid_argument(std::string(option) + " needs a number, not \"" + std::string(text) + "\"");
    }
    return value;
}

Encoding encoding_named(std::string_view name) {
    if (name == "utf8") return Encoding::utf8;
    if (name == "cp949") return Encoding::cp949;
    throw std::invalid_argument("--encoding is utf8 or cp949, not \"" + std::string(name) + "\"");
}

Wish wish_from(std::span<char* const> arguments) {
    Wish wish;
    wish.world.trade = trade_named(arguments[0]);
    const bool is_null = name_of(wish.world.trade).starts_with("null-");
    if (is_null) wish.dirt.rate = 0;
    for (std::size_t i = 1; i < arguments.size(); i += 2) {
        const std::string_view option = arguments[i];
        if (i + 1 == arguments.size()) throw std::invalid_argument(std::string(option) + " needs a value");
        const std::string_view value = arguments[i + 1];
        if (option == "--customers") wish.world.customers = number_in<std::size_t>(option, value);
        else if (option == "--seed") wish.world.seed = number_in<std::uint64_t>(option, value);
        else if (option == "--dirt") wish.dirt.rate = number_in<double>(option, value);
        else if (option == "--encoding") wish.encoding = encoding_named(value);
        else if (option == "--out") wish.out = value;
        else throw std::invalid_argument("unknown option \"" + std::string(option) + "\"");
    }
    if (wish.out.empty()) throw std::invalid_argument("--out is missing: where shall the files go?");
    return wish;
}

void write_world(const Wish& wish) {
    const World world = generate(wish.world);
    TextTables tables = text_tables(world);
    const std::vector<DirtMark> dirt = add_dirt(tables, wish.world, wish.dirt);
    std::filesystem::create_directories(wish.out);
    for (const TextTable* table : tables.all()) {
        write_file(wish.out / (table->name + ".csv"), encoded(csv_text(*table), wish.encoding));
    }
    for (const TextTable& table : {customer_truth(world), lead_truth(world), dirt_table(dirt)}) {
        write_file(wish.out / (table.name + ".csv"), csv_text(table));
    }
    write_file(wish.out / "truth.json", truth_json(world, dirt));
    std::cout << name_of(wish.world.trade) << ": " << world.customers.size() << " customers, " << world.interactions.size()
              << " interactions, " << world.leads.size() << " leads in " << wish.out.string() << '\n';
}

}  // namespace

int main(int count, char** values) {
    const std::span<char* const> arguments(values + 1, values + count);
    if (arguments.empty() || std::string_view(arguments[0]) == "--help") {
        std::cout << usage;
        return arguments.empty() ? 2 : 0;
    }
    try {
        write_world(wish_from(arguments));
    } catch (const std::exception& problem) {
        std::cerr << "worlds: " << problem.what() << '\n';
        return 2;
    }
    return 0;
}
