#include "server/model/state_hash.h"

#include <algorithm>
#include <string_view>
#include <tuple>
#include <vector>

#include "server/model/utf16.h"

namespace flipover {
namespace {

// Writes values so that no two different rows of values give the same bytes: texts with their length in bytes before
// them, numbers closed by a semicolon, lists with their count.
class Canonical {
 public:
  Canonical& text(std::string_view value) {
    bytes_ += std::to_string(value.size());
    bytes_ += ':';
    bytes_ += value;
    return *this;
  }
  Canonical& number(std::int64_t value) {
    bytes_ += std::to_string(value);
    bytes_ += ';';
    return *this;
  }
  Canonical& flag(bool value) { return number(value ? 1 : 0); }
  Canonical& count(std::size_t value) {
    bytes_ += '#';
    return number(static_cast<std::int64_t>(value));
  }
  template <class Texts>
  Canonical& texts(const Texts& values) {
    count(static_cast<std::size_t>(values.size()));
    for (const auto& value : values) text(value);
    return *this;
  }
  std::string finish() && { return std::move(bytes_); }

 private:
  std::string bytes_;
};

template <class Range>
auto sorted_pointers(const Range& range, auto key) {
  std::vector<const typename Range::value_type*> pointers;
  for (const auto& value : range) pointers.push_back(&value);
  std::sort(pointers.begin(), pointers.end(), [&](const auto* a, const auto* b) { return key(*a) < key(*b); });
  return pointers;
}

void write_item(Canonical& out, const Item& item) {
  const pb::Item& data = item.data;
  out.text(data.id()).text(data.kind()).text(data.sheet()).text(data.region()).text(data.order_key());
  out.flag(data.has_place()).number(data.place().x()).number(data.place().y());
  out.text(utf8_from_utf16(item.text)).text(data.said_by()).text(data.typed_by());
  out.text(data.source()).text(data.epistemic()).text(data.domain()).text(data.world()).texts(data.persons());
  out.count(static_cast<std::size_t>(data.fields_size()));
  for (const auto& field : data.fields()) out.text(field.field()).texts(field.values());
  out.text(data.visibility().level()).texts(data.visibility().members());
  out.flag(data.has_parked()).text(data.parked().sheet()).text(data.parked().region()).text(data.parked().reason());
  out.number(data.parked().rule());
  out.flag(data.removed()).number(static_cast<std::int64_t>(data.covered_by())).text(data.stacked_on());
  out.flag(data.resolved()).text(data.answered_by()).text(data.made_in());
  out.flag(data.withdrawn()).flag(data.rested_on_withdrawn());
  out.count(static_cast<std::size_t>(data.comments_size()));
  for (const auto& comment : data.comments()) {
    out.text(comment.id()).text(comment.text()).text(comment.said_by()).text(comment.typed_by());
    out.flag(comment.removed()).number(static_cast<std::int64_t>(comment.covered_by()));
  }
  out.count(static_cast<std::size_t>(data.stances_size()));
  for (const auto& taken : data.stances()) {
    out.text(taken.participant()).number(taken.stance()).text(taken.words()).text(taken.typed_by());
    out.number(static_cast<std::int64_t>(taken.covered_by()));
  }
  out.count(static_cast<std::size_t>(data.scores_size()));
  for (const auto& given : data.scores()) {
    out.text(given.participant()).number(given.value()).text(given.words());
    out.number(static_cast<std::int64_t>(given.covered_by()));
  }
  out.count(static_cast<std::size_t>(data.tallies_size()));
  for (const auto& tally : data.tallies()) {
    out.number(static_cast<std::int64_t>(tally.round())).number(tally.points());
  }
}

void write_course(Canonical& out, const pb::Course& course) {
  out.text(course.phase()).text(course.chair()).flag(course.client_view()).flag(course.screens_shut());
  const auto lifted = sorted_pointers(
      course.lifted(), [](const pb::LiftedRule& rule) { return std::tuple(rule.phase(), int{rule.rule()}); });
  out.count(lifted.size());
  for (const auto* rule : lifted) out.text(rule->phase()).number(rule->rule());
  const pb::Round& round = course.round();
  out.flag(course.has_round()).number(static_cast<std::int64_t>(round.round())).number(round.kind());
  out.text(round.sheet()).texts(round.regions()).texts(round.kinds()).number(round.points()).number(round.minutes());
  out.texts(round.ready()).number(round.count().ready()).number(round.count().present());
  out.texts(course.hands()).text(course.turn()).texts(course.visited());
  out.flag(course.begun()).flag(course.ended()).flag(course.settled());
}

}  // namespace

std::string canonical_form(const MeetingState& state) {
  Canonical out;
  out.text("flipover-state/2");
  out.text(state.created.title()).text(state.created.case_label()).text(state.created.language());
  out.text(state.charter->method.id()).number(state.charter->method.version());
  const auto attendees = sorted_pointers(
      state.attendees, [](const pb::Attendee& attendee) { return std::string_view(attendee.participant().id()); });
  out.count(attendees.size());
  for (const auto* attendee : attendees) {
    const pb::Participant& who = attendee->participant();
    out.text(who.id()).text(who.name()).text(who.role()).text(who.organisation()).text(who.organisation_name());
    out.flag(who.ended()).flag(attendee->present()).number(attendee->location());
  }
  const auto sheets =
      sorted_pointers(state.sheets, [](const pb::Sheet& sheet) { return std::string_view(sheet.id()); });
  out.count(sheets.size());
  for (const auto* sheet : sheets) {
    out.text(sheet->id()).text(sheet->phase()).text(sheet->title()).text(sheet->by()).flag(sheet->removed());
  }
  out.count(state.items.size());
  for (const auto& [id, item] : state.items) write_item(out, item);
  out.count(state.links.size());
  for (const auto& [id, link] : state.links) {
    out.text(id).text(link.from()).text(link.to()).text(link.relation()).text(link.by()).flag(link.removed());
  }
  out.count(state.strokes.size());
  for (const auto& [id, stroke] : state.strokes) {
    out.text(id).text(stroke.sheet()).text(stroke.by()).number(stroke.colour()).number(stroke.width());
    out.flag(stroke.removed()).count(static_cast<std::size_t>(stroke.points_size()));
    for (const std::int32_t point : stroke.points()) out.number(point);
  }
  write_course(out, state.course);
  for (const auto& [round, ballots] : state.ballots) {
    for (const auto& [participant, points] : ballots) {
      for (const auto& [item, count] : points) {
        out.number(static_cast<std::int64_t>(round)).text(participant).text(item).number(count);
      }
    }
  }
  return std::move(out).finish();
}

Sha256Digest state_hash(const MeetingState& state) { return sha256(canonical_form(state)); }

}  // namespace flipover
