#pragma once

/// CSV files as a shop's program would export them (RFC 4180), in UTF-8 or in CP949, which Korean spreadsheets still write.

#include "text_tables.hpp"

#include <filesystem>
#include <string>
#include <string_view>

namespace dangol::worlds {

enum class Encoding : std::uint8_t { utf8, cp949 };

[[nodiscard]] std::string csv_text(const TextTable& table);  ///< UTF-8

/// @throws std::runtime_error when a character has no place in the encoding.
[[nodiscard]] std::string encoded(std::string_view utf8, Encoding encoding);

/// Replaces the file. @throws std::runtime_error when it cannot be written.
void write_file(const std::filesystem::path& path, std::string_view content);

}  // namespace dangol::worlds
