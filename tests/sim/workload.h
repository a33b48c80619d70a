// Workload: what people at a table do, by chance: each from his own board and in his own role.
#pragma once

#include <string>
#include <vector>

#include "meeting/v1/method.pb.h"
#include "meeting/v1/operation.pb.h"
#include "tests/sim/canary.h"
#include "tests/sim/chance.h"
#include "tests/sim/sim_client.h"

namespace flipover::sim {

struct Seat {
  std::string participant;
  std::string role;
  std::string organisation;
};

class Workload {
 public:
  Workload(Chance chance, std::vector<Seat> seats, CanaryBook& canaries)
      : chance_(chance), seats_(std::move(seats)), canaries_(canaries) {}

  // One act of a client that is live: an operation, an edit of a text, or a sign of presence.
  void act(SimClient& client);

  // What brings a meeting to its end in good order, for whoever holds the chair.
  void wind_up(SimClient& chair);

 private:
  using Op = pb::Operation;

  void write(SimClient& client, const Seat& seat);
  void lead(SimClient& client);
  void edit_text(SimClient& client);

  Op add_item(const SimClient& client, const Seat& seat);
  Op on_item(const SimClient& client, const Seat& seat, const std::string& item);
  Op said_of_item(const SimClient& client, const Seat& seat, const std::string& asked);
  Op round_or_phase(const SimClient& client);
  pb::Visibility visibility();
  std::string words(const SimClient& client);
  std::string some_item(const SimClient& client);
  std::string some_sheet(const SimClient& client);
  std::string someone() { return chance_.pick(seats_).participant; }

  Chance chance_;
  std::vector<Seat> seats_;
  CanaryBook& canaries_;
};

// The people of a run: always someone who leads, partners and a client, and others by chance.
std::vector<Seat> seats(Chance& chance);

// The method as the server has it, without words for people: they only cost time here.
pb::CreateMeeting meeting_of(const pb::Method& method, const pb::Vocabulary& vocabulary);

}  // namespace flipover::sim
