// RandomMeeting: people of all roles who do whatever comes to mind, allowed or not. One seed, one meeting.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/model/sight_oracle.h"
#include "tests/model/table.h"

namespace flipover {

class RandomMeeting {
 public:
  explicit RandomMeeting(std::uint64_t seed);

  // One operation of somebody; what was found wrong is added to faults().
  void step();
  const std::vector<std::string>& faults() const { return faults_; }
  const Table& table() const { return table_; }
  std::size_t committed() const { return committed_; }

 private:
  std::size_t below(std::size_t bound) { return static_cast<std::size_t>(chance_() % bound); }
  bool one_in(std::size_t times) { return below(times) == 0; }
  template <class Values>
  auto one_of(const Values& values) {
    return *(values.begin() + static_cast<std::ptrdiff_t>(below(static_cast<std::size_t>(values.size()))));
  }

  std::string someone();
  std::string some_item();
  std::string some_thing();
  std::string some_sheet();
  std::string some_region();
  std::string words() { return oracle_.canary(); }
  pb::Visibility some_visibility();

  pb::Operation add_item();
  pb::Operation edit_text();
  pb::Operation set_field();
  pb::Operation anything_on_items();
  pb::Operation anything_of_course();
  bool operates_on(const pb::Device& device, const std::string& by, pb::Operation operation);
  void look_for_hidden_influence(const std::string& by, const pb::Operation& operation);
  void look_at_viewers();

  std::mt19937_64 chance_;
  Table table_;
  SightOracle oracle_{table_.state()};
  std::vector<std::string> faults_;
  std::size_t committed_ = 0;
  std::string acting_;  // whose step this is
  std::size_t late_ = 0;
  std::size_t devices_ = 0;
};

}  // namespace flipover
