#include "formats/files.hpp"

#include <fcntl.h>
#include <fmt/format.h>
#include <openssl/evp.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <sstream>

namespace diffrates {
namespace fs = std::filesystem;
namespace {

[[noreturn]] void fail(const fs::path& file, std::string_view what) {
  throw FileError(fmt::format("{}: cannot {}: {}", file.string(), what, std::strerror(errno)));
}

int opened(const fs::path& file, int flags) { return ::open(file.c_str(), flags | O_CLOEXEC, 0666); }

class Descriptor {
 public:
  /// Takes over one that has just been opened.
  Descriptor(fs::path file, int descriptor) : file_(std::move(file)), descriptor_(descriptor) {
    if (descriptor_ < 0) fail(file_, "open");
  }
  ~Descriptor() { ::close(descriptor_); }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;

  void write(std::string_view text) const {
    while (!text.empty()) {
      const ssize_t written = ::write(descriptor_, text.data(), text.size());
      if (written < 0 && errno == EINTR) continue;
      if (written < 0) fail(file_, "write");
      text.remove_prefix(static_cast<std::size_t>(written));
    }
  }
  void sync() const {
    if (::fsync(descriptor_) != 0 && errno != EINVAL) fail(file_, "write");
  }

 private:
  fs::path file_;
  int descriptor_;
};

fs::path temporary_for(const fs::path& file) {
  return file.parent_path() / fmt::format(".{}.{}.tmp", file.filename().string(), ::getpid());
}

/// Where a chain of links ends, which need not exist; and the descriptor of this process that it is on the way, as
/// /dev/stdout is: opening that anew would begin a file again that others are writing.
struct End {
  fs::path file;
  std::optional<int> descriptor = {};
};

End end_of_links(fs::path file) {
  constexpr int most_links = 40;
  const std::string own = fmt::format("/proc/{}/fd", ::getpid());
  for (int i = 0; i < most_links; ++i) {
    std::error_code error;
    const fs::path folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
    const std::string number = file.filename().string();
    if (fs::canonical(folder, error) == own && number.find_first_not_of("0123456789") == std::string::npos)
      return {file, std::stoi(number.substr(0, 9))};
    const fs::path target = fs::read_symlink(file, error);
    if (error) return {file};
    file = folder / target;
  }
  errno = ELOOP;
  fail(file, "open");
}

void replace_file(const fs::path& file, const std::string& text) {
  const fs::path temporary = temporary_for(file);
  try {
    {
      const Descriptor descriptor(file, opened(temporary, O_WRONLY | O_CREAT | O_TRUNC));
      descriptor.write(text);
      descriptor.sync();
    }
    if (::rename(temporary.c_str(), file.c_str()) != 0) fail(file, "write");
  } catch (const FileError&) {
    ::unlink(temporary.c_str());
    throw;
  }
  const fs::path folder = file.parent_path().empty() ? fs::path(".") : file.parent_path();
  Descriptor(folder, opened(folder, O_RDONLY | O_DIRECTORY)).sync();
}

std::array<unsigned char, 32> sha256(const std::string& bytes) {
  std::array<unsigned char, 32> hash{};
  if (EVP_Digest(bytes.data(), bytes.size(), hash.data(), nullptr, EVP_sha256(), nullptr) != 1)
    throw std::runtime_error("libcrypto has no SHA-256");
  return hash;
}

}  // namespace

void write_file(const fs::path& file, const std::string& text) {
  const End end = end_of_links(file);
  if (end.descriptor) {
    std::fflush(stdout);  // what was printed before comes before
    Descriptor(file, ::dup(*end.descriptor)).write(text);
    return;
  }
  std::error_code error;
  const fs::file_type type = fs::status(end.file, error).type();
  if (type == fs::file_type::directory) throw FileError(file.string() + ": is a folder, not a file");
  if (fs::exists(fs::status(end.file, error)) && type != fs::file_type::regular)
    Descriptor(file, opened(end.file, O_WRONLY | O_NOCTTY)).write(text);
  else
    replace_file(end.file, text);
}

std::optional<std::string> read_file(const fs::path& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  if (status.type() == fs::file_type::not_found) return {};
  if (status.type() == fs::file_type::directory) throw FileError(file.string() + ": is a folder, not a file");
  std::ifstream in(file, std::ios::binary);
  std::ostringstream text;
  if (in && in.peek() != std::ifstream::traits_type::eof()) text << in.rdbuf();
  if (!in.is_open() || in.bad()) throw FileError(file.string() + ": cannot be read");
  return text.str();
}

void prepare_folder(const fs::path& folder) {
  std::error_code error;
  fs::create_directories(folder, error);
  if (!fs::is_directory(folder))
    throw FileError(
        fmt::format("{}: cannot be made a folder{}{}", folder.string(), error ? ": " : "", error.message()));
  const fs::path probe = folder / fmt::format(".probe.{}.tmp", ::getpid());
  {
    const Descriptor descriptor(probe, opened(probe, O_WRONLY | O_CREAT | O_TRUNC));
  }
  ::unlink(probe.c_str());
}

std::string digest(const std::string& bytes) {
  std::string text;
  for (const unsigned char byte : sha256(bytes)) text += fmt::format("{:02x}", byte);
  return text;
}

std::string digest_base64(const std::string& bytes) {
  const std::array<unsigned char, 32> hash = sha256(bytes);
  std::array<unsigned char, 45> text{};  // 44 letters and an end
  EVP_EncodeBlock(text.data(), hash.data(), static_cast<int>(hash.size()));
  return {text.begin(), text.end() - 1};
}

}  // namespace diffrates
