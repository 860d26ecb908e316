#pragma once

#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace dangol::inline v0::archiving {

/// A path as sentences name it: "autumn.dangol", in quotes.
std::string shown(const std::filesystem::path& path);

/// A file read from its beginning on. @throws BadArchive when it cannot be
class InputFile {
public:
    explicit InputFile(const std::filesystem::path& path);
    std::uint64_t size() const noexcept { return size_; }
    std::vector<std::byte> read(std::uint64_t size);  ///< the next bytes; `size` is within what is left

private:
    struct Close {
        void operator()(std::FILE* file) const noexcept { std::fclose(file); }
    };
    std::unique_ptr<std::FILE, Close> file_;
    std::uint64_t size_ = 0;
    std::string name_;
};

/// Puts `bytes` where `path` is, whole or not at all. @throws InvalidArgument
void replace_file(const std::filesystem::path& path, std::span<const std::byte> bytes);

}  // namespace dangol::inline v0::archiving
