#include "tests/fuzz/onlookers.h"

#include <algorithm>
#include <map>
#include <string>
#include <utility>

#include "server/base/check.h"
#include "server/model/apply.h"
#include "server/model/state_hash.h"
#include "tests/fuzz/meetings_at_work.h"

namespace flipover {
namespace {

constexpr std::uint64_t kOnlookers = 2;

// Made once: every input begins here.
const MeetingState& shown_at_first(std::uint64_t which, const std::string& participant) {
  static std::map<std::pair<std::uint64_t, std::string>, MeetingState> made;
  const auto [place, is_new] = made.try_emplace({which % kMeetingsAtWork, participant});
  if (is_new) {
    const MeetingState& state = meeting_at_work(which);
    place->second = from_checkpoint(project(state, viewer_of(state, participant)));
  }
  return place->second;
}

// The two forms from where they part.
std::string difference(const std::string& sent, const std::string& shown) {
  const auto part = std::mismatch(sent.begin(), sent.end(), shown.begin(), shown.end());
  const auto at = static_cast<std::size_t>(part.first - sent.begin());
  const std::size_t from = at < 80 ? 0 : at - 80;
  return "\nsent:  " + sent.substr(from, 300) + "\nshown: " + shown.substr(from, 300);
}

}  // namespace

Onlookers::Onlookers(std::uint64_t which) {
  const MeetingState& state = meeting_at_work(which);
  const std::uint64_t count = state.attendees.size();
  for (std::uint64_t at = 0; at < std::min(count, kOnlookers); ++at) {
    const auto chosen = static_cast<std::size_t>((which / kMeetingsAtWork + at) % count);
    const std::string& participant = state.attendees[chosen].participant().id();
    onlookers_.push_back({viewer_of(state, participant), {}, shown_at_first(which, participant)});
  }
}

void Onlookers::before_apply(const MeetingState& state, const pb::Record& record) {
  before_ = before(state, record);
  for (Onlooker& onlooker : onlookers_) onlooker.sight = look(state, before_.scope, onlooker.viewer);
}

void Onlookers::after_apply(const MeetingState& state, const pb::Record& record) {
  for (Onlooker& onlooker : onlookers_) {
    onlooker.viewer = viewer_of(state, onlooker.viewer.participant);
    const Sighting sighting = see(before_, onlooker.sight, state, record, onlooker.viewer);
    if (sighting.form == Sighting::Form::kWhole) apply(onlooker.seen, without_id(record));
    if (sighting.form == Sighting::Form::kSpecial) apply(onlooker.seen, sighting.record);
  }
  // Who takes part no longer is sent away.
  std::erase_if(onlookers_, [](const Onlooker& onlooker) { return onlooker.viewer.role.id().empty(); });
}

void Onlookers::expect_same_as_shown_at_once(const MeetingState& state) const {
  for (const Onlooker& onlooker : onlookers_) {
    const std::string sent = canonical_form(onlooker.seen);
    const std::string shown = canonical_form(from_checkpoint(project(state, onlooker.viewer)));
    CHECK(sent == shown, onlooker.viewer.participant + " was sent something else than he is shown" +
                             difference(sent, shown));
  }
}

}  // namespace flipover
