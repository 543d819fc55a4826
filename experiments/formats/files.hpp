/// Files that are either whole or absent: written to a temporary beside them, synced, renamed. Links are followed; what
/// is no regular file (a device, a pipe, an open descriptor like /dev/stdout) is written to and stays what it is.
#pragma once

#include <filesystem>
#include <optional>
#include <stdexcept>
#include <string>

namespace diffrates {

/// A file or folder that cannot be read or written; the message names it and says why.
struct FileError : std::runtime_error {
  using std::runtime_error::runtime_error;
};

/// Replaces the file at once, or writes to what is no regular file. Throws FileError.
void write_file(const std::filesystem::path& file, const std::string& text);

/// The whole file; nothing if there is none. Throws FileError when it is there but cannot be read.
std::optional<std::string> read_file(const std::filesystem::path& file);

/// SHA-256 in hexadecimal, as `sha256sum` prints it for a file of these bytes.
std::string digest(const std::string& bytes);
/// The same in base 64, as pages name a script that they allow.
std::string digest_base64(const std::string& bytes);

/// Makes the folder and its parents and proves that a file can be made in it. Throws FileError.
void prepare_folder(const std::filesystem::path& folder);

}  // namespace diffrates
