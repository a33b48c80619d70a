#include "tests/kill/damages.h"

#include <google/protobuf/util/json_util.h>

#include <algorithm>
#include <iostream>
#include <memory>
#include <stdexcept>
#include <utility>

#include "clients/cli/http_client.h"
#include "server/meeting/close_reason.h"
#include "storage/op_log.h"
#include "storage/salvage.h"
#include "storage/verify.h"
#include "tests/kill/gathering.h"
#include "tests/storage/damaged_file.h"

namespace flipover {
namespace {

namespace fs = std::filesystem;
using std::chrono::milliseconds;

// With the start on the damaged directory there are four tables then, and RocksDB puts them together.
constexpr int kLives = 4;
constexpr std::size_t kEndOfTableBytes = 3'000;

void expect(bool holds, const std::string& what) {
  if (!holds) throw std::runtime_error("not as expected: " + what);
}

bool says(const std::string& text, std::string_view words) { return text.find(words) != std::string::npos; }

template <class Message>
Message read(const std::string& json) {
  Message message;
  google::protobuf::util::JsonParseOptions lenient;
  lenient.ignore_unknown_fields = true;
  expect(google::protobuf::util::JsonStringToMessage(json, &message, lenient).ok(), "an answer that can be read");
  return message;
}

// A page of a meeting; or what is answered instead.
HttpAnswer ask(const ServerProcess& server, const std::string& meeting, const Seat& seat, const std::string& page) {
  const std::string target = "/api/v1/meetings/" + meeting + "/" + page;
  auto answer = HttpClient::wait_for(HttpClient(server.address(), seat.token).get(target));
  if (!answer) throw std::runtime_error(target + ": " + answer.error().message());
  return std::move(*answer);
}

// All records, each as its bytes; or the answer instead.
std::optional<HttpAnswer> ask_records(const ServerProcess& server, const std::string& meeting, const Seat& seat,
                                      std::vector<std::string>& records) {
  for (std::uint64_t from = 1;;) {
    HttpAnswer answer = ask(server, meeting, seat, "records?from=" + std::to_string(from));
    if (!answer.good()) return answer;
    const auto page = read<pb::RecordPage>(answer.body);
    for (const pb::Record& record : page.records()) records.push_back(record.SerializeAsString());
    if (page.last()) return std::nullopt;
    from = page.upto();
  }
}

bool begins_with(const std::vector<std::string>& all, const std::vector<std::string>& first) {
  return first.size() <= all.size() && std::equal(first.begin(), first.end(), all.begin());
}

// In their order, some left out.
bool are_among(const std::vector<std::string>& all, const std::vector<std::string>& some) {
  auto at = all.begin();
  return std::all_of(some.begin(), some.end(), [&](const std::string& one) {
    at = std::find(at, all.end(), one);
    return at != all.end() && (++at, true);
  });
}

// Every card that is served has the words that it had, or none.
bool same_words(const std::string& now, const std::string& before) {
  std::map<std::string, std::string> words;
  const auto then_seen = read<pb::StateView>(before);
  const auto now_seen = read<pb::StateView>(now);
  for (const pb::Item& item : then_seen.state().items()) words[item.id()] = item.text();
  for (const pb::Item& item : now_seen.state().items()) {
    const auto then = words.find(item.id());
    if (then == words.end() || (!item.text().empty() && item.text() != then->second)) return false;
  }
  return true;
}

}  // namespace

Damages::Damages(ServerOptions server, fs::path work, std::uint64_t seed, std::size_t meetings, std::size_t people)
    : options_(std::move(server)), work_(std::move(work)), random_(seed) {
  live(meetings, people);
}

ServerOptions Damages::options_for_data(const fs::path& data) const {
  ServerOptions options = options_;
  options.data = data;
  return options;
}

void Damages::live(std::size_t meetings, std::size_t people) {
  ServerProcess server(options_for_data(work_ / "whole"));
  server.start();
  {
    Gathering gathering(server, work_ / "copy", random_(), meetings, people);
    for (int life = 1;; ++life) {
      gathering.write(true);
      gathering.wait_until_all_are_in();
      gathering.run_for(milliseconds(300));
      if (life == kLives) break;
      expect(server.stop() == 0, "it stops in good order");
      gathering.run_for(milliseconds(20));
      server.start();
    }
    for (const Room& room : gathering.rooms()) told_[room.meeting] = {room.chair(), room.visitor, {}, {}};
    gathering.finish();
  }
  whole_.emplace(work_ / "whole");

  fs::copy(whole_->data(), work_ / "read", fs::copy_options::recursive);
  ServerProcess reading(options_for_data(work_ / "read"));
  reading.start();
  for (auto& [meeting, told] : told_) {
    told.state = ask(reading, meeting, told.chair, "state").body;
    expect(!ask_records(reading, meeting, told.chair, told.records), "records can be read");
  }
  reading.stop();
}

void Damages::play(Damage damage) {
  const Hit hit = choose(damage);
  const std::string where = hit.file.string() + (damage == Damage::kBit ? " bit " + std::to_string(hit.bit) + " of byte "
                                                                        : " cut off at byte ") +
                            std::to_string(hit.byte) + " (" + std::string(hit.spot.row->spot) +
                            (hit.spot.meeting.empty() ? "" : " " + hit.spot.meeting) + ")";
  try {
    fs::remove_all(work_ / "hurt");
    fs::copy(whole_->data(), work_ / "hurt", fs::copy_options::recursive);
    hurt(hit);
    expect_verify(hit);
    const std::unique_ptr<ServerProcess> server = std::make_unique<ServerProcess>(options_for_data(work_ / "hurt"));
    const std::size_t printed_before = server->printed().size();
    const std::optional<int> ended = server->try_to_start();
    const bool must_stop = hit.spot.row->stops == Stops::kAll;
    const bool may_stop = must_stop || hit.spot.row->stops == Stops::kAllOrNobody;
    if (must_stop || (may_stop && ended)) {
      expect(ended == 1, ended ? "it ends with 1, not " + std::to_string(*ended) : "it does not start");
    } else {
      expect(!ended, "it starts:\n" + server->printed().substr(printed_before));
      expect_served(hit, *server);
      server->stop();
    }
    const std::string printed = server->printed().substr(printed_before);
    expect(says(printed, hit.spot.row->words), "the log says '" + std::string(hit.spot.row->words) + "':\n" + printed);
    if (hit.spot.row->words.empty() && hit.spot.row->stops == Stops::kNobody && hit.spot.row->verify == Verify::kHolds) {
      expect(!says(printed, "damaged"), "the log says nothing of damage:\n" + printed);
    }
    if (may_stop && ended) expect_salvage(hit);
  } catch (const std::runtime_error& error) {
    throw std::runtime_error(where + ": " + error.what());
  }
  std::cout << "  " << where << ": as written" << std::endl;
}

Damages::Hit Damages::choose(Damage damage) {
  const auto& kinds = whole_->files();
  std::vector<std::size_t> turns;
  for (std::size_t kind = 0; kind < kinds.size(); ++kind) {
    // What holds the meetings comes oftener.
    const auto extension = kinds[kind].front().extension();
    turns.insert(turns.end(), extension == ".sst" ? 4 : extension == ".keys" || extension == ".log" ? 2 : 1, kind);
  }
  const auto& files = kinds[turns[turn_++ % turns.size()]];
  Hit hit{damage, files[random_() % files.size()], 0, static_cast<unsigned>(random_() % 8), {}};
  const std::size_t size = fs::file_size(whole_->data() / hit.file);
  hit.byte = size == 0 ? 0 : random_() % size;
  // The short end of a table, on which all of it hangs, gets as many hits as the rest.
  if (damage == Damage::kBit && hit.file.extension() == ".sst" && random_() % 2 == 0) {
    hit.byte = size - 1 - random_() % std::min(size, kEndOfTableBytes);
  }
  hit.spot = damage == Damage::kBit ? whole_->at(hit.file, hit.byte) : whole_->from(hit.file, hit.byte);
  return hit;
}

void Damages::hurt(const Hit& hit) const {
  const fs::path path = work_ / "hurt" / hit.file;
  std::string bytes = bytes_of_file(path);
  if (bytes.empty()) {
    fs::remove(path);  // nothing else can happen to an empty file
  } else if (hit.damage == Damage::kBit) {
    bytes[hit.byte] = static_cast<char>(bytes[hit.byte] ^ (1 << hit.bit));
    write_bytes(path, bytes);
  } else {
    fs::resize_file(path, hit.byte);
  }
}

// `flipover verify` names the same as stops.
void Damages::expect_verify(const Hit& hit) const {
  const VerifyReport report = verify(verify_paths(work_ / "hurt"));
  const DamageRow& row = *hit.spot.row;
  if (row.verify == Verify::kHolds) expect(report.holds(), "verify finds nothing:\n" + report.text());
  if (row.verify == Verify::kNames) expect(!report.holds(), "verify finds something");
  if (row.stops == Stops::kAll || row.stops == Stops::kAllOrNobody) return;
  for (const MeetingReport& one : report.meetings) {
    const bool concerned = one.meeting.value == hit.spot.meeting;
    expect(one.holds() != concerned, "verify names " + hit.spot.meeting + " alone:\n" + report.text());
  }
}

Damages::Found Damages::look(ServerProcess& server, const std::string& meeting) {
  const Told& told = told_.at(meeting);
  std::vector<std::string> records;
  const auto no_records = ask_records(server, meeting, told.chair, records);
  if (no_records) {
    expect(no_records->status == 500 && says(no_records->body, "meeting_damaged"),
           meeting + ": 500 meeting_damaged, not " + std::to_string(no_records->status) + " " + no_records->body);
  }
  const HttpAnswer state = ask(server, meeting, told.chair, "state");

  net::io_context context;
  Newcomer newcomer(context, server.address(), meeting, told.visitor);
  newcomer.greet_when_open();
  const auto run_until = [&](const std::function<bool()>& holds) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    while (!holds() && std::chrono::steady_clock::now() < deadline) context.run_one_for(milliseconds(50));
    expect(holds(), meeting + ": a newcomer hears something");
  };
  run_until([&] { return newcomer.welcomed() || newcomer.lost(); });
  if (!newcomer.welcomed()) {
    expect(newcomer.goodbye() && newcomer.goodbye()->code() == static_cast<std::uint32_t>(CloseReason::kMeetingDamaged),
           meeting + ": who comes is told 4008");
    expect(newcomer.goodbye()->come_back() == pb::Goodbye::LATER, meeting + ": who comes may come later");
    expect(!state.good() && no_records, meeting + ": of a damaged meeting nothing is read back");
    return Found::kDamaged;
  }
  newcomer.add("en verder");
  run_until([&] { return newcomer.confirmed() == 1 || newcomer.lost(); });
  expect(newcomer.confirmed() == 1, meeting + ": goes on");
  if (no_records) {
    expect(!state.good() || state.body == told.state, meeting + ": the state is as before, or damaged");
    return Found::kPastDamaged;
  }
  expect(state.good(), meeting + ": the state is served");
  if (state.body == told.state && records == told.records) return Found::kWhole;
  expect(are_among(told.records, records) && same_words(state.body, told.state), meeting + ": what is served was so before");
  return Found::kInPart;
}

void Damages::expect_served(const Hit& hit, ServerProcess& server) {
  const auto readiness = HttpClient::wait_for(HttpClient(server.address(), {}).get("/readyz"));
  expect(readiness && readiness->good(), "readyz says 200");
  for (const auto& [meeting, told] : told_) {
    const Found found = look(server, meeting);
    if (meeting != hit.spot.meeting || hit.spot.row->stops == Stops::kNobody || hit.spot.row->stops == Stops::kAllOrNobody) {
      expect(found == Found::kWhole, meeting + ": goes on as before");
    } else if (hit.spot.row->stops == Stops::kItem) {
      expect(found == Found::kInPart, meeting + ": is damaged in part");
    } else {
      expect(found == Found::kDamaged || found == Found::kPastDamaged, meeting + ": says that it is damaged");
    }
  }
  if (hit.spot.row->stops != Stops::kMeeting) return;
  const auto after = HttpClient::wait_for(HttpClient(server.address(), {}).get("/readyz"));
  expect(after && after->good() && says(after->body, "degraded"), "readyz says 200 and degraded");
}

// What does not start is salvaged, and what is called whole is served as it was, or, where that is said, without its end.
void Damages::expect_salvage(const Hit& hit) {
  fs::remove_all(work_ / "salvaged");
  const SalvageReport report = salvage(verify_paths(work_ / "hurt"), work_ / "salvaged");
  expect(!report.all_whole(), "salvage says that not all is whole:\n" + report.text());
  ServerProcess server(options_for_data(work_ / "salvaged"));
  fs::copy_file(work_ / "hurt" / "admin-secret", work_ / "salvaged" / "admin-secret");
  const std::optional<int> ended = server.try_to_start();
  bool keys_lost = hit.file.extension() == ".key";
  for (const MeetingReport& one : report.meetings) {
    keys_lost = keys_lost || (one.meeting.value == kRegistryLog && !one.holds());
  }
  expect(ended.has_value() == keys_lost, "the new directory starts, unless its keys or the registry are lost:\n" + report.text());
  if (ended) return;
  for (const MeetingReport& one : report.meetings) {
    if (one.meeting.value == kRegistryLog) continue;
    const Told& told = told_.at(one.meeting.value);
    std::vector<std::string> records;
    const auto instead = ask_records(server, one.meeting.value, told.chair, records);
    expect(instead.has_value() != one.dense, one.meeting.value + ": is served if it was called whole");
    expect(begins_with(told.records, records), one.meeting.value + ": what is served was so before");
    if (report.trouble.empty() && one.dense) {
      expect(records == told.records, one.meeting.value + ": is all there");
    }
  }
  server.stop();
}

}  // namespace flipover
