#include "tests/kill/gathering.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <iostream>
#include <stdexcept>
#include <utility>

#include "clients/cli/http_client.h"
#include "server/base/sha256.h"
#include "server/model/state_hash.h"

namespace flipover {
namespace {

using std::chrono::milliseconds;

constexpr std::chrono::seconds kPatience{60};
constexpr milliseconds kGlance{5};

template <class Message>
Message read(const std::string& json) {
  Message message;
  google::protobuf::util::JsonParseOptions lenient;
  lenient.ignore_unknown_fields = true;
  if (!google::protobuf::util::JsonStringToMessage(json, &message, lenient).ok()) {
    throw std::runtime_error("not the answer that was expected: " + json.substr(0, 200));
  }
  return message;
}

}  // namespace

std::string read_page(const ServerProcess& server, const Room& room, const std::string& page) {
  const HttpClient http(server.address(), room.chair().token);
  const std::string target = "/api/v1/meetings/" + room.meeting + "/" + page;
  const auto answer = HttpClient::wait_for(http.get(target));
  if (!answer) throw std::runtime_error(target + ": " + answer.error().message());
  if (!answer->good()) throw std::runtime_error(target + ": " + std::to_string(answer->status) + " " + answer->body);
  return answer->body;
}

pb::StateView read_state(const ServerProcess& server, const Room& room, const std::string& query) {
  return read<pb::StateView>(read_page(server, room, "state" + query));
}

std::vector<pb::Record> read_records(const ServerProcess& server, const Room& room) {
  std::vector<pb::Record> records;
  for (std::uint64_t from = 1;;) {
    const auto page = read<pb::RecordPage>(read_page(server, room, "records?from=" + std::to_string(from)));
    records.insert(records.end(), page.records().begin(), page.records().end());
    if (page.last()) return records;
    from = page.upto();
  }
}

Gathering::Gathering(ServerProcess& server, std::filesystem::path scratch, std::uint64_t seed, std::size_t meetings,
                     std::size_t people)
    : server_(server), random_(seed), check_(std::move(scratch)) {
  MeetingMaker maker(server_);
  for (std::size_t i = 0; i < meetings; ++i) {
    MadeMeeting made = maker.make(people + 1);
    Room& room = rooms_.emplace_back();
    room.meeting = made.meeting;
    room.visitor = std::move(made.seats.back());
    made.seats.pop_back();
    for (const Seat& seat : made.seats) {
      room.clients.emplace_back(context_, server_.address(), made.meeting, seat, random_()).begin();
    }
  }
  wait_until_all_are_in();
}

void Gathering::write(bool goes_on) {
  for (Room& room : rooms_) {
    for (LoadClient& client : room.clients) client.write(goes_on);
  }
}

void Gathering::run_for(milliseconds time) {
  context_.restart();
  context_.run_for(time);
  for (const Room& room : rooms_) {
    for (const LoadClient& client : room.clients) {
      if (!client.fault().empty()) throw std::runtime_error("meeting " + room.meeting + ": " + client.fault());
    }
  }
}

void Gathering::run_until(const std::function<bool()>& holds, const std::string& what) {
  const auto deadline = std::chrono::steady_clock::now() + kPatience;
  while (!holds()) {
    if (std::chrono::steady_clock::now() > deadline) throw std::runtime_error("waited in vain for " + what + standing());
    run_for(kGlance);
  }
}

std::string Gathering::standing() const {
  std::string lines;
  for (const Room& room : rooms_) {
    for (const LoadClient& client : room.clients) lines += "\n  " + room.meeting + ": " + client.standing();
  }
  return lines;
}

bool Gathering::all(const std::function<bool(const LoadClient&)>& holds) const {
  return std::all_of(rooms_.begin(), rooms_.end(), [&](const Room& room) {
    return std::all_of(room.clients.begin(), room.clients.end(), holds);
  });
}

void Gathering::wait_until_all_are_in() {
  run_until([this] { return all([](const LoadClient& client) { return client.live(); }); }, "everybody to come in");
}

void Gathering::wait_until_all_are_heard() {
  std::map<const LoadClient*, std::size_t> before;
  for (const Room& room : rooms_) {
    for (const LoadClient& client : room.clients) before[&client] = client.confirmed().size();
  }
  run_until([&] { return all([&](const LoadClient& client) { return client.confirmed().size() > before[&client]; }); },
            "everybody to get something confirmed");
}

void Gathering::wait_until_all_are_silent() {
  write(false);
  run_until([this] { return all([](const LoadClient& client) { return client.quiet(); }); }, "everybody to fall silent");
}

void Gathering::wait_until_nobody_is_heard(std::chrono::milliseconds for_so_long) {
  std::size_t heard = 0;
  auto since = std::chrono::steady_clock::now();
  const auto holds = [&] {
    const bool all_wait = std::all_of(rooms_.begin(), rooms_.end(), [](const Room& room) {
      return std::any_of(room.clients.begin(), room.clients.end(), [](const LoadClient& one) { return one.waits(); });
    });
    std::size_t confirmed = 0;
    for (const Room& room : rooms_) {
      for (const LoadClient& client : room.clients) confirmed += client.confirmed().size();
    }
    const auto now = std::chrono::steady_clock::now();
    if (!all_wait || std::exchange(heard, confirmed) != confirmed) since = now;
    return now - since >= for_so_long;
  };
  run_until(holds, "every meeting to wait for the disk");
}

Newcomer& Gathering::newcomer(const Room& room) {
  return newcomers_.emplace_back(context_, server_.address(), room.meeting, room.visitor);
}

void Gathering::newcomers_leave() {
  for (Newcomer& newcomer : newcomers_) newcomer.leave();
}

void Gathering::check(const std::string& when) {
  check_.copy(server_.data());
  std::size_t records = 0;
  std::size_t confirmed = 0;
  for (const Room& room : rooms_) {
    std::vector<Promised> promised;
    for (const LoadClient& client : room.clients) {
      promised.push_back({client.client(), client.confirmed(), client.seen()});
      confirmed += client.confirmed().size();
    }
    records += check_.check(room.meeting, promised);
  }
  std::cout << when << ": " << confirmed << " confirmed, " << records << " records, all there" << std::endl;
}

std::map<std::string, pb::StateView> Gathering::check_served() {
  std::map<std::string, pb::StateView> states;
  for (const Room& room : rooms_) {
    std::map<std::uint64_t, std::string> authors;
    std::size_t known = 0;  // at the last check
    for (const pb::Record& served : read_records(server_, room)) {
      if (check_.was_so(room.meeting, served)) ++known;
      authors[served.number()] = served.by();
    }
    if (known < check_.records(room.meeting)) throw std::runtime_error("meeting " + room.meeting + ": fewer are served");
    for (const LoadClient& client : room.clients) {
      for (const auto& [counter, number] : client.confirmed()) {
        if (authors[number] == client.seat().participant) continue;
        throw std::runtime_error("meeting " + room.meeting + ": confirmed number " + std::to_string(number) +
                                 " is not served");
      }
    }
    states[room.meeting] = read_state(server_, room);
  }
  return states;
}

void Gathering::check_alike(const std::map<std::string, pb::StateView>& before) {
  for (const Room& room : rooms_) {
    const auto then = before.find(room.meeting);
    if (then == before.end()) continue;
    const pb::StateView now = read_state(server_, room, "?at=" + std::to_string(then->second.number()));
    if (now.hash() == then->second.hash() && now.number() == then->second.number()) continue;
    throw std::runtime_error("meeting " + room.meeting + ": at " + std::to_string(then->second.number()) +
                             " another state is served than before");
  }
}

void Gathering::finish() {
  wait_until_all_are_silent();
  for (const Room& room : rooms_) {
    for (const LoadClient& client : room.clients) hold_against_server(room, client);
  }
  for (Room& room : rooms_) {
    for (LoadClient& client : room.clients) client.stop();
  }
  run_until([this] { return all([](const LoadClient& client) { return client.ended(); }); }, "everybody to leave");
  server_.stop();
  check("after an orderly stop");
}

void Gathering::hold_against_server(const Room& room, const LoadClient& client) {
  const HttpClient http(server_.address(), client.seat().token);
  const auto answer = HttpClient::wait_for(http.get("/api/v1/meetings/" + room.meeting + "/state"));
  if (!answer || !answer->good()) throw std::runtime_error("the state could not be asked");
  const auto view = read<pb::StateView>(answer->body);
  run_until([&] { return client.replica().upto() >= view.number(); }, "the last records");
  const Sha256Digest hash = state_hash(client.replica().state());
  if (to_hex(hash) != view.hash()) throw std::runtime_error("a client holds another state than the server says");
}

}  // namespace flipover
