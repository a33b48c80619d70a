// Typist: one client of a meeting that types, as an editor does: of each text one change is in flight, what is typed
// meanwhile gathers in a buffer and leaves as one operation.
//
// A keystroke is one character put in or taken out. Its latencies run from the moment it was due, so that a generator
// that lags cannot make the server look quick.
#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <random>
#include <string>
#include <string_view>
#include <vector>

#include "server/model/text_replica.h"
#include "tests/bench/figures.h"
#include "tests/bench/meeting_maker.h"
#include "tests/bench/wire_client.h"

namespace flipover {

// What all typists of a load count together.
struct Tally {
  // Keystrokes that were due in this time are measured.
  SteadyTime from = SteadyTime::max();
  SteadyTime to = SteadyTime::max();

  Latencies confirmed;  // due -> its author knows that it is saved
  Latencies seen;       // due -> on another's screen
  std::uint64_t typed = 0;
  std::uint64_t saved = 0;       // keystrokes confirmed, ever
  std::uint64_t operations = 0;  // committed, ever
  std::uint64_t shown = 0;       // operations of others that came in, ever
  std::string fault;             // what must not happen, happened
};

struct Table;

class Typist final : public WireListener {
 public:
  Typist(net::io_context& context, Table& table, std::size_t seat, Tally& tally, std::uint64_t seed);

  void connect(const ServerAddress& server);
  void leave() { wire_.close(); }
  void add_text();  // a new item on the sheet, for all

  void type(SteadyTime due);

  bool joined() const { return joined_; }
  std::size_t texts() const { return texts_.size(); }
  bool settled() const;
  // The texts by item, in UTF-16.
  std::map<std::string, std::u16string> content() const;

  void opened() override;
  void heard(const pb::ServerFrame& frame) override;
  void lost(const std::string& why) override;

 private:
  struct Text {
    std::string item;
    TextReplica replica;
    bool awaits = false;
    std::vector<SteadyTime> buffered;  // when the keystrokes in the buffer were due
  };
  // An operation of ours until all have seen it.
  struct Sent {
    std::vector<SteadyTime> due;  // of its keystrokes
    std::size_t seen_by = 0;
  };

  Text* find(std::string_view item);
  void put(const pb::Item& item);
  void send_from(Text& text);
  void submit(pb::Operation operation, std::vector<SteadyTime> due);
  void take(const pb::Outcome& outcome);
  void take(const pb::Record& record);
  void note_seen(const std::string& author);
  void was_seen(std::uint64_t operation);
  void forget_seen();
  void fault(const std::string& what);

  Table& table_;
  std::size_t seat_;
  Tally& tally_;
  std::mt19937_64 random_;
  WireClient wire_;
  std::string client_;
  bool joined_ = false;
  std::deque<Text> texts_;
  std::uint64_t counter_ = 0;
  std::uint64_t answered_ = 0;             // this counter and all before it
  std::deque<std::uint64_t> own_numbers_;  // told, and their records not yet here
  std::deque<Sent> sent_;                  // by counter; the first is forgotten_ + 1
  std::uint64_t forgotten_ = 0;
  std::map<std::string, std::uint64_t, std::less<>> seen_of_;  // participant -> how many of his operations came
};

// A meeting with its typists.
struct Table {
  MadeMeeting made;
  std::deque<Typist> typists;
};

}  // namespace flipover
