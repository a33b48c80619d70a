// The words in which the tests of the model speak: what a participant asks for, as an operation.
#pragma once

#include <initializer_list>
#include <string>
#include <utility>

#include "meeting/v1/operation.pb.h"
#include "server/base/proto.h"

namespace flipover::spoken {

// A part of an AddItem: applied to it in turn.
template <class Change>
concept ItemPart = requires(Change change, pb::AddItem& op) { change(op); };

inline auto kind(std::string kind, std::string text) {
  return [=](pb::AddItem& op) {
    op.set_kind(kind);
    op.set_text(text);
  };
}
inline auto idee(std::string text) { return kind("idee", std::move(text)); }
inline auto feit(std::string text) { return kind("feit", std::move(text)); }
inline auto zorg(std::string text) { return kind("zorg", std::move(text)); }
inline auto vraag(std::string text) { return kind("vraag", std::move(text)); }
inline auto procesnoot(std::string text) { return kind("procesnoot", std::move(text)); }
inline auto to(std::string region) {
  return [=](pb::AddItem& op) { op.set_region(region); };
}
inline auto on(std::string sheet) {
  return [=](pb::AddItem& op) { op.set_sheet(sheet); };
}
inline auto said_by(std::string participant) {
  return [=](pb::AddItem& op) { op.set_said_by(participant); };
}
inline auto behind(std::string item) {
  return [=](pb::AddItem& op) { op.set_behind(item); };
}
inline auto seen_at(std::string level, std::initializer_list<std::string> members = {}) {
  return [level, members = std::vector<std::string>(members)](pb::AddItem& op) {
    op.mutable_visibility()->set_level(level);
    for (const auto& member : members) op.mutable_visibility()->add_members(member);
  };
}
inline auto with(std::string field, std::string value) {
  return [=](pb::AddItem& op) {
    auto& set = *op.add_fields();
    set.set_field(field);
    set.add_values(value);
  };
}

template <ItemPart... Parts>
pb::Operation adds(Parts... parts) {
  pb::Operation operation;
  (parts(*operation.mutable_add_item()), ...);
  return operation;
}

// Replaces `remove` units at `at` of revision `base`.
inline pb::Operation edits(const std::string& item, std::uint64_t base, std::uint32_t at, std::uint32_t remove,
                           const std::string& insert) {
  pb::Operation operation;
  auto& op = *operation.mutable_edit_text();
  op.set_item(item);
  op.set_base(base);
  auto& span = *op.add_spans();
  span.set_keep(at);
  span.set_remove(remove);
  span.set_insert(insert);
  return operation;
}
inline pb::Operation sets(const std::string& item, const std::string& field, const std::string& value) {
  pb::Operation operation;
  auto& op = *operation.mutable_set_field();
  op.set_item(item);
  op.mutable_value()->set_field(field);
  if (!value.empty()) op.mutable_value()->add_values(value);
  return operation;
}
inline pb::Operation moves(const std::string& item, const std::string& region) {
  pb::Operation operation;
  operation.mutable_move_item()->set_item(item);
  operation.mutable_move_item()->set_region(region);
  return operation;
}
inline pb::Operation moves_as(const std::string& kind, const std::string& item, const std::string& region) {
  pb::Operation operation = moves(item, region);
  operation.mutable_move_item()->set_kind(kind);
  return operation;
}
inline pb::Operation moves_behind(const std::string& item, const std::string& neighbour) {
  pb::Operation operation;
  operation.mutable_move_item()->set_item(item);
  operation.mutable_move_item()->set_behind(neighbour);
  return operation;
}
inline pb::Operation removes(const std::string& thing) {
  pb::Operation operation;
  operation.mutable_remove()->set_thing(thing);
  return operation;
}
inline pb::Operation restores(const std::string& thing) {
  pb::Operation operation;
  operation.mutable_restore()->set_thing(thing);
  return operation;
}
inline pb::Operation splits(const std::string& item, std::uint64_t base, std::uint32_t at) {
  pb::Operation operation;
  operation.mutable_split_item()->set_item(item);
  operation.mutable_split_item()->set_base(base);
  operation.mutable_split_item()->set_at(at);
  return operation;
}
inline pb::Operation stacks(const std::string& item, const std::string& onto) {
  pb::Operation operation;
  operation.mutable_stack_item()->set_item(item);
  operation.mutable_stack_item()->set_onto(onto);
  return operation;
}
inline pb::Operation unstacks(const std::string& item) {
  pb::Operation operation;
  operation.mutable_unstack_item()->set_item(item);
  return operation;
}
inline pb::Operation parks(const std::string& item, const std::string& reason = {}) {
  pb::Operation operation;
  operation.mutable_park_item()->set_item(item);
  operation.mutable_park_item()->set_reason(reason);
  return operation;
}
inline pb::Operation takes_back(const std::string& item, const std::string& region = {}) {
  pb::Operation operation;
  operation.mutable_take_back_item()->set_item(item);
  operation.mutable_take_back_item()->set_region(region);
  return operation;
}
inline pb::Operation links(const std::string& from, const std::string& end, const std::string& relation) {
  pb::Operation operation;
  operation.mutable_link_items()->set_from(from);
  operation.mutable_link_items()->set_to(end);
  operation.mutable_link_items()->set_relation(relation);
  return operation;
}
inline pb::Operation comments(const std::string& item, const std::string& text) {
  pb::Operation operation;
  operation.mutable_add_comment()->set_item(item);
  operation.mutable_add_comment()->set_text(text);
  return operation;
}
inline pb::Operation votes(const std::string& item, std::uint32_t points) {
  pb::Operation operation;
  operation.mutable_vote()->set_item(item);
  operation.mutable_vote()->set_points(points);
  return operation;
}
inline pb::Operation scores(const std::string& item, std::uint32_t value, const std::string& whose = {}) {
  pb::Operation operation;
  operation.mutable_score()->set_item(item);
  operation.mutable_score()->set_value(value);
  operation.mutable_score()->set_by(whose);
  return operation;
}
inline pb::Operation takes(pb::TakeStance::Stance stance, const std::string& item, const std::string& said = {},
                           const std::string& whose = {}) {
  pb::Operation operation;
  operation.mutable_take_stance()->set_item(item);
  operation.mutable_take_stance()->set_stance(stance);
  operation.mutable_take_stance()->set_words(said);
  operation.mutable_take_stance()->set_by(whose);
  return operation;
}
inline pb::Operation resolves(const std::string& item, const std::string& answer = {}) {
  pb::Operation operation;
  operation.mutable_resolve()->set_item(item);
  operation.mutable_resolve()->set_answered_by(answer);
  return operation;
}
inline pb::Operation reopens(const std::string& item) {
  pb::Operation operation;
  operation.mutable_reopen()->set_item(item);
  return operation;
}
inline pb::Operation adds_page(const std::string& title, const std::string& phase = {}) {
  pb::Operation operation;
  operation.mutable_add_page()->set_title(title);
  operation.mutable_add_page()->set_phase(phase);
  return operation;
}
inline pb::Operation draws(const std::string& sheet) {
  pb::Operation operation;
  auto& op = *operation.mutable_draw();
  op.set_sheet(sheet);
  for (const int number : {10, 20, 500, 30, 40, 500}) op.add_points(number);
  op.set_width(5);
  return operation;
}
inline pb::Operation shows(const std::string& item, const std::string& level,
                           std::initializer_list<std::string> members = {}) {
  pb::Operation operation;
  auto& op = *operation.mutable_set_visibility();
  op.set_item(item);
  op.mutable_visibility()->set_level(level);
  for (const auto& member : members) op.mutable_visibility()->add_members(member);
  return operation;
}
inline pb::Operation undoes() {
  pb::Operation operation;
  operation.mutable_undo();
  return operation;
}
inline pb::Operation goes_to(const std::string& phase) {
  pb::Operation operation;
  operation.mutable_go_to_phase()->set_phase(phase);
  return operation;
}
inline pb::Operation extends(std::int32_t seconds, const std::string& reason) {
  pb::Operation operation;
  operation.mutable_extend_phase()->set_seconds(seconds);
  operation.mutable_extend_phase()->set_reason(reason);
  return operation;
}
inline pb::Operation lifts(pb::Rule::Kind rule, const std::string& reason) {
  pb::Operation operation;
  operation.mutable_lift_rule()->set_rule(rule);
  operation.mutable_lift_rule()->set_reason(reason);
  return operation;
}
inline pb::Operation opens_round(pb::OpenRound::Kind round, std::uint32_t points = 0) {
  pb::Operation operation;
  operation.mutable_open_round()->set_kind(round);
  operation.mutable_open_round()->set_points(points);
  return operation;
}
inline pb::Operation closes_round() {
  pb::Operation operation;
  operation.mutable_close_round();
  return operation;
}
inline pb::Operation is_ready(bool ready = true) {
  pb::Operation operation;
  operation.mutable_set_ready()->set_ready(ready);
  return operation;
}
inline pb::Operation raises_hand(bool raised = true) {
  pb::Operation operation;
  operation.mutable_raise_hand()->set_raised(raised);
  return operation;
}
inline pb::Operation gives_turn(const std::string& participant) {
  pb::Operation operation;
  operation.mutable_give_turn()->set_participant(participant);
  return operation;
}
inline pb::Operation hands_chair_to(const std::string& participant) {
  pb::Operation operation;
  operation.mutable_hand_over_chair()->set_to(participant);
  return operation;
}
inline pb::Operation takes_over(const std::string& reason, std::int64_t chair_gone_ms,
                                std::initializer_list<std::string> here = {}) {
  pb::Operation operation;
  pb::TakeOverChair& op = *operation.mutable_take_over_chair();
  op.set_reason(reason);
  op.set_chair_gone_ms(chair_gone_ms);
  for (const auto& one : here) op.add_here(one);
  return operation;
}
inline pb::Operation withdraws(const std::string& item) {
  pb::Operation operation;
  operation.mutable_withdraw_item()->set_item(item);
  return operation;
}
inline pb::Operation calls_to(const std::string& item) {
  pb::Operation operation;
  operation.mutable_call_to_item()->set_item(item);
  return operation;
}
inline pb::Operation client_view(bool on, const std::string& reason = {}) {
  pb::Operation operation;
  operation.mutable_set_client_view()->set_on(on);
  operation.mutable_set_client_view()->set_reason(reason);
  return operation;
}
inline pb::Operation shuts_screens(bool shut) {
  pb::Operation op;
  op.mutable_shut_screens()->set_shut(shut);
  return op;
}
inline pb::Operation opens_sheet_to_client(const std::string& sheet) {
  pb::Operation operation;
  operation.mutable_open_to_client()->set_sheet(sheet);
  return operation;
}
inline pb::Operation opens_item_to_client(const std::string& item) {
  pb::Operation operation;
  operation.mutable_open_to_client()->set_item(item);
  return operation;
}
inline pb::Operation closes_sheet_to_client(const std::string& sheet) {
  pb::Operation operation;
  operation.mutable_close_to_client()->set_sheet(sheet);
  return operation;
}
inline pb::Operation closes_item_to_client(const std::string& item) {
  pb::Operation operation;
  operation.mutable_close_to_client()->set_item(item);
  return operation;
}
inline pb::Operation arrives(pb::Arrive::Location location, const std::string& participant = {}) {
  pb::Operation operation;
  operation.mutable_arrive()->set_location(location);
  operation.mutable_arrive()->set_participant(participant);
  return operation;
}
inline pb::Operation departs(const std::string& participant = {}) {
  pb::Operation operation;
  operation.mutable_depart()->set_participant(participant);
  return operation;
}
inline pb::Operation begins() {
  pb::Operation operation;
  operation.mutable_begin_meeting();
  return operation;
}
inline pb::Operation ends() {
  pb::Operation operation;
  operation.mutable_end_meeting();
  return operation;
}
inline pb::Operation settles() {
  pb::Operation operation;
  operation.mutable_settle_meeting();
  return operation;
}
inline pb::Operation adds_participant(const std::string& id, const std::string& role,
                                      const std::string& organisation = {}) {
  pb::Operation operation;
  auto& participant = *operation.mutable_add_participant()->mutable_participant();
  participant.set_id(id);
  participant.set_name(id);
  participant.set_role(role);
  participant.set_organisation(organisation);
  participant.set_organisation_name(organisation);
  return operation;
}
inline pb::Operation ends_participation(const std::string& participant) {
  pb::Operation operation;
  operation.mutable_end_participation()->set_participant(participant);
  return operation;
}

inline pb::Operation confirms(const std::string& device) {
  pb::Operation operation;
  operation.mutable_confirm_device()->set_device(device);
  return operation;
}

}  // namespace flipover::spoken
