#include "clients/cli/context.h"

#include <array>
#include <cerrno>
#include <cstring>
#include <iostream>

#include <fcntl.h>
#include <google/protobuf/util/json_util.h>
#include <sys/stat.h>
#include <unistd.h>

#include "meeting/v1/api.pb.h"
#include "server/base/proto.h"

namespace flipover {
namespace {

Failure bad_file(const std::string& path, int error) {
  const std::string why = std::strerror(error);
  return {Exit::kUsage, {"Bestand " + path + ": " + why, "File " + path + ": " + why}};
}

class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) ::close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

bool write_all(int descriptor, std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t written = ::write(descriptor, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return false;
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return true;
}

Words words_of(const pb::Goodbye& goodbye) {
  const std::string behind = " (" + std::to_string(goodbye.code()) + ")";
  return {goodbye.words().nl() + behind, goodbye.words().en() + behind};
}

}  // namespace

HttpClient Context::as_participant() const {
  if (token.empty()) {
    throw Failure(Exit::kUsage, {"Dit kan alleen met een uitnodiging: --token-file BESTAND of FLIPOVER_TOKEN.",
                                 "This needs an invitation: --token-file FILE or FLIPOVER_TOKEN."});
  }
  return HttpClient(server, token);
}

HttpClient Context::as_administrator() const {
  if (admin_secret.empty()) {
    throw Failure(Exit::kUsage, {"Dit kan alleen de beheerder: --admin-secret-file BESTAND.",
                                 "This is for the administrator: --admin-secret-file FILE."});
  }
  return HttpClient(server, admin_secret);
}

HttpClient Context::as_either() const { return token.empty() ? as_administrator() : as_participant(); }

LinkOptions Context::link(const std::string& meeting) const {
  as_participant();  // says so when there is no invitation
  LinkOptions options;
  options.server = server;
  options.meeting = meeting;
  options.token = token;
  options.client = new_client_id();
  options.json = json;
  return options;
}

std::string body_of(const Result<HttpAnswer>& answer) {
  if (!answer) {
    const std::string why = answer.error().message();
    throw Failure(Exit::kUnreachable, {"De server is niet bereikbaar: " + why, "The server cannot be reached: " + why});
  }
  if (answer->good()) return answer->body;
  const Exit code = answer->status == 401 || answer->status == 403 ? Exit::kUnreachable : Exit::kRefused;
  pb::ErrorView error;
  google::protobuf::util::JsonParseOptions lenient;
  lenient.ignore_unknown_fields = true;
  const bool ours = google::protobuf::util::JsonStringToMessage(answer->body, &error, lenient).ok();
  if (!ours || error.words().nl().empty()) {
    const std::string status = std::to_string(answer->status);
    throw Failure(code,
                  {"De server antwoordde met HTTP " + status + ".", "The server answered with HTTP " + status + "."});
  }
  const std::string behind = error.code().empty() ? "" : " (" + error.code() + ")";
  const std::string& en = error.words().en().empty() ? error.words().nl() : error.words().en();
  throw Failure(code, {error.words().nl() + behind, en + behind});
}

void read_answer(const Result<HttpAnswer>& answer, google::protobuf::Message& into) {
  const std::string body = body_of(answer);
  google::protobuf::util::JsonParseOptions lenient;
  lenient.ignore_unknown_fields = true;
  if (!google::protobuf::util::JsonStringToMessage(body, &into, lenient).ok()) {
    throw Failure(Exit::kUnreachable,
                  {"Dit antwoord is niet van een flipover-server.", "This answer is not that of a flipover server."});
  }
}

Failure failure_of(const LinkEnd& end) {
  if (end.goodbye.code() != 0) return {Exit::kUnreachable, words_of(end.goodbye)};
  switch (end.why) {
    case LinkEnd::Why::kDeclined:
      return {Exit::kUnreachable,
              {"De server laat deze verbinding niet toe: " + end.detail,
               "The server does not take this connection: " + end.detail}};
    case LinkEnd::Why::kFaulty:
      return {Exit::kUnreachable,
              {"De server is niet te verstaan. Werk dit programma bij.",
               "The server is not understood. Update this program."}};
    default:
      return {Exit::kUnreachable,
              {"De server is niet bereikbaar: " + end.detail, "The server cannot be reached: " + end.detail}};
  }
}

void WaitingAloud::waits(const Interruption& interruption) {
  const Words words = interruption.goodbye.code() != 0
                          ? words_of(interruption.goodbye)
                          : Words{"De verbinding is weg en wordt opnieuw gemaakt.", "The connection is gone and is made again."};
  const std::string& line = context_.say(words);
  if (told_.insert(line).second) std::cerr << "flipover: " + line + "\n" << std::flush;
}

std::string json_line(const google::protobuf::Message& message) {
  std::string json;
  const auto status = google::protobuf::util::MessageToJsonString(message, &json);
  if (!status.ok()) {
    throw Failure(Exit::kRefused, {"Dit is niet in JSON te schrijven.", "This cannot be written as JSON."});
  }
  return json + "\n";
}

void print(const std::string& text) {
  if (!write_all(STDOUT_FILENO, text)) {
    throw Failure(Exit::kUsage, {"De uitvoer kan niet worden geschreven.", "The output cannot be written."});
  }
}

std::string read_file(const std::string& path) {
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  if (file.number() < 0) throw bad_file(path, errno);
  std::string content;
  std::array<char, 65'536> block{};
  for (;;) {
    const ssize_t got = ::read(file.number(), block.data(), block.size());
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) throw bad_file(path, errno);
    if (got == 0) return content;
    content.append(block.data(), static_cast<std::size_t>(got));
  }
}

std::string read_secret(const std::string& path) {
  std::string content = read_file(path);
  const std::size_t begin = content.find_first_not_of(" \t\r\n");
  if (begin == std::string::npos) {
    throw Failure(Exit::kUsage, {"Bestand " + path + " is leeg.", "File " + path + " is empty."});
  }
  return content.substr(begin, content.find_last_not_of(" \t\r\n") - begin + 1);
}

void write_private_file(const std::string& path, const std::string& bytes) {
  const Descriptor file(::open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600));
  // The mode of a file that was there already counts too.
  if (file.number() < 0 || ::fchmod(file.number(), 0600) != 0 || !write_all(file.number(), bytes)) {
    throw bad_file(path, errno);
  }
}

}  // namespace flipover
