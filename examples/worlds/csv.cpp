#include "csv.hpp"

#include <iconv.h>

#include <fstream>
#include <memory>
#include <stdexcept>
#include <type_traits>

namespace dangol::worlds {
namespace {

void add_cell(std::string& text, std::string_view cell) {
    if (cell.find_first_of(",\"\r\n") == std::string_view::npos) {
        text += cell;
        return;
    }
    text += '"';
    for (const char letter : cell) {
        if (letter == '"') text += '"';
        text += letter;
    }
    text += '"';
}

void add_row(std::string& text, const std::vector<std::string>& cells) {
    for (std::size_t i = 0; i < cells.size(); ++i) {
        if (i > 0) text += ',';
        add_cell(text, cells[i]);
    }
    text += "\r\n";
}

struct CloseConversion {
    void operator()(iconv_t conversion) const { iconv_close(conversion); }
};
using Conversion = std::unique_ptr<std::remove_pointer_t<iconv_t>, CloseConversion>;

}  // namespace

std::string csv_text(const TextTable& table) {
    std::string text;
    add_row(text, table.columns);
    for (const auto& row : table.rows) add_row(text, row);
    return text;
}

std::string encoded(std::string_view utf8, Encoding encoding) {
    if (encoding == Encoding::utf8) return std::string(utf8);
    const iconv_t opened = iconv_open("CP949", "UTF-8");
    if (opened == reinterpret_cast<iconv_t>(-1)) throw std::runtime_error("this system cannot convert to CP949 (iconv)");
    const Conversion conversion(opened);
    std::string source(utf8);
    std::string result(source.size() + 1, '\0');  // a Hangul syllable is three bytes in UTF-8 and two in CP949
    char* from = source.data();
    char* to = result.data();
    std::size_t left = source.size();
    std::size_t room = result.size();
    if (iconv(conversion.get(), &from, &left, &to, &room) == static_cast<std::size_t>(-1)) {
        throw std::runtime_error("the character at byte " + std::to_string(source.size() - left) + " has no place in CP949");
    }
    result.resize(result.size() - room);
    return result;
}

void write_file(const std::filesystem::path& path, std::string_view content) {
    std::ofstream file(path, std::ios::binary | std::ios::trunc);
    file.write(content.data(), static_cast<std::streamsize>(content.size()));
    file.close();
    if (!file) throw std::runtime_error("cannot write " + path.string());
}

}  // namespace dangol::worlds
