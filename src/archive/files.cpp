#include "archive/files.hpp"

#include <dangol/core/error.hpp>

#include <cerrno>
#include <string>
#include <system_error>

#include <unistd.h>

namespace dangol::inline v0::archiving {
namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_reading(const std::string& name, const std::string& why) {
    throw BadArchive(name + " cannot be read (" + why + "): check the path and its permissions.");
}

[[noreturn]] void refuse_writing(const fs::path& path, int error) {
    throw InvalidArgument("path", path.string(), "a file that can be written (" + std::generic_category().message(error) + ")",
                          "check the folder, its permissions and the room that is left");
}

/// A new file beside `path`, under a name that nobody has.
std::FILE* create_beside(const fs::path& path, fs::path& created) {
    for (int attempt = 0; attempt < 1000; ++attempt) {
        created = path;
        created += ".part" + std::to_string(attempt);
        if (std::FILE* file = std::fopen(created.c_str(), "wbx")) return file;
        if (errno != EEXIST) break;
    }
    refuse_writing(path, errno);
}

}  // namespace

std::string shown(const fs::path& path) { return '"' + path.string() + '"'; }

InputFile::InputFile(const fs::path& path) : name_(shown(path)) {
    std::error_code error;
    const fs::file_status status = fs::status(path, error);
    if (!fs::exists(status)) refuse_reading(name_, "there is no such file");
    if (!fs::is_regular_file(status)) refuse_reading(name_, "it is no file");
    size_ = fs::file_size(path, error);
    if (error) refuse_reading(name_, error.message());
    file_.reset(std::fopen(path.c_str(), "rb"));
    if (!file_) refuse_reading(name_, std::generic_category().message(errno));
}

std::vector<std::byte> InputFile::read(std::uint64_t size) {
    std::vector<std::byte> bytes(static_cast<std::size_t>(size));
    if (std::fread(bytes.data(), 1, bytes.size(), file_.get()) != bytes.size()) refuse_reading(name_, "it changed while it was read");
    return bytes;
}

void replace_file(const fs::path& path, std::span<const std::byte> bytes) {
    fs::path part;
    std::FILE* file = create_beside(path, part);
    const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file) == bytes.size() && std::fflush(file) == 0 && ::fsync(::fileno(file)) == 0;
    int error = errno;
    const bool closed = std::fclose(file) == 0;
    if (written && !closed) error = errno;
    if (written && closed && std::rename(part.c_str(), path.c_str()) == 0) return;
    if (written && closed) error = errno;
    std::remove(part.c_str());
    refuse_writing(path, error);
}

}  // namespace dangol::inline v0::archiving
