#include "clients/cli/client_file.h"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <sstream>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "clients/cli/failure.h"
#include "clients/cli/meeting_link.h"
#include "server/base/sha256.h"

namespace flipover {
namespace {

constexpr std::size_t kDigestHexDigits = 16;

Failure unusable(const std::string& path, const std::string& nl, const std::string& en) {
  return {Exit::kUsage, {"Bestand " + path + ": " + nl, "File " + path + ": " + en}};
}

bool is_client_id(std::string_view text) {
  return text.size() >= 16 && text.size() <= 64 && std::all_of(text.begin(), text.end(), [](char c) {
           return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
         });
}

}  // namespace

ClientFile::ClientFile(const std::string& path, std::string meeting) : path_(path), meeting_(std::move(meeting)) {
  file_ = ::open(path.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
  if (file_ < 0) {
    const std::string why = std::strerror(errno);
    throw unusable(path_, "kan niet worden geopend (" + why + ").", "cannot be opened (" + why + ").");
  }
  if (::flock(file_, LOCK_EX | LOCK_NB) != 0) {
    throw unusable(path_, "is in gebruik door een andere flipover send.", "is in use by another flipover send.");
  }
  std::string content;
  std::array<char, 65'536> block{};
  for (;;) {
    const ssize_t got = ::read(file_, block.data(), block.size());
    if (got < 0) throw unusable(path_, "kan niet worden gelezen.", "cannot be read.");
    if (got == 0) break;
    content.append(block.data(), static_cast<std::size_t>(got));
  }
  if (content.empty()) {
    make();
  } else {
    read(content);
  }
}

ClientFile::~ClientFile() { ::close(file_); }

void ClientFile::make() {
  if (::fchmod(file_, 0600) != 0) throw unusable(path_, "kan niet worden afgeschermd.", "cannot be made private.");
  client_ = new_client_id();
  write(client_ + "\n");
  // An id that operations were sent under must not be lost with the power.
  ::fsync(file_);
}

void ClientFile::read(const std::string& content) {
  std::istringstream lines(content);
  std::string line;
  std::getline(lines, line);
  if (line.ends_with('\r')) line.pop_back();
  if (!is_client_id(line)) {
    throw unusable(path_, "begint niet met een kenmerk van 16 tot 64 letters, cijfers, _ of -.",
                   "does not begin with an id of 16 to 64 letters, digits, _ or -.");
  }
  client_ = line;
  while (std::getline(lines, line)) {
    std::istringstream words(line);
    std::string meeting;
    std::uint64_t counter = 0;
    Sent sent;
    // A line cut off by a crash is not missed: the server knows the latest ones.
    if (!(words >> meeting >> counter >> sent.number >> sent.digest)) continue;
    if (meeting == meeting_ && sent.digest.size() == kDigestHexDigits) sent_[counter] = sent;
  }
  if (!content.ends_with('\n')) write("\n");
}

const ClientFile::Sent* ClientFile::find(std::uint64_t counter) const {
  const auto found = sent_.find(counter);
  return found == sent_.end() ? nullptr : &found->second;
}

void ClientFile::note(std::uint64_t counter, std::uint64_t number, const std::string& digest) {
  if (sent_.contains(counter)) return;
  sent_[counter] = Sent{number, digest};
  write(meeting_ + " " + std::to_string(counter) + " " + std::to_string(number) + " " + digest + "\n");
}

void ClientFile::write(const std::string& text) {
  std::string_view rest = text;
  while (!rest.empty()) {
    const ssize_t written = ::write(file_, rest.data(), rest.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) throw unusable(path_, "kan niet worden geschreven.", "cannot be written.");
    rest.remove_prefix(static_cast<std::size_t>(written));
  }
}

std::string ClientFile::digest(std::string_view bytes) { return to_hex(sha256(bytes)).substr(0, kDigestHexDigits); }

}  // namespace flipover
