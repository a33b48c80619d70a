#include "tests/model/meeting_fixture.h"

#include <algorithm>

#include "server/vocabulary/catalogue.h"

namespace flipover {
namespace {

const Catalogue& catalogue() {
  static const Catalogue loaded = Catalogue::load_embedded().value();
  return loaded;
}

}  // namespace

Outcome::operator std::string() const {
  switch (logged.kind_case()) {
    case pb::Operation::kAddItem: return logged.add_item().item();
    case pb::Operation::kSplitItem: return logged.split_item().new_item();
    case pb::Operation::kAddComment: return logged.add_comment().comment();
    case pb::Operation::kLinkItems: return logged.link_items().link();
    case pb::Operation::kAddPage: return logged.add_page().sheet();
    case pb::Operation::kDraw: return logged.draw().stroke();
    default: return {};
  }
}

void AtTheTable::TearDown() {
  if (!table_) return;
  for (const auto& fault : table_->faults()) ADD_FAILURE() << fault;
}

AtTheTable::Clause AtTheTable::method(const std::string& id) {
  return [=](AtTheTable& at) { at.method_ = id; };
}
AtTheTable::Clause AtTheTable::phase(const std::string& id) {
  return [=](AtTheTable& at) { at.phase_ = id; };
}
AtTheTable::Clause AtTheTable::participant(const std::string& id, const std::string& role,
                                           const std::string& organisation, pb::Arrive::Location location) {
  return [=](AtTheTable& at) { at.seats_.push_back({id, role, organisation, location}); };
}
AtTheTable::Clause AtTheTable::limits(ModelLimits limits) {
  return [=](AtTheTable& at) { at.limits_ = limits; };
}

void AtTheTable::open() {
  const pb::Method* held = catalogue().method(method_);
  ASSERT_NE(held, nullptr) << method_;
  table_ = std::make_unique<Table>(*held, catalogue().vocabulary(), limits_);
  table_->seat("mirjam", "procesregisseur", "gemeente");
  mirjam(spoken::arrives(pb::Arrive::ROOM));
  for (const auto& seat : seats_) {
    table_->seat(seat.id, seat.role, seat.organisation);
    if (seat.location == pb::Arrive::LOCATION_UNSPECIFIED) continue;
    mirjam(spoken::arrives(seat.location, seat.id));
  }
  mirjam(spoken::begins());
  if (!phase_.empty()) goes_on_to(phase_);
  EXPECT_COMMITTED();
}

void AtTheTable::goes_on_to(const std::string& phase) {
  bool ahead = false;
  for (const auto& step : state().charter->method.phases()) {
    if (course().phase() == phase) return;
    if (ahead) asks(course().chair(), spoken::goes_to(step.id()));
    if (step.id() == course().phase()) ahead = true;
  }
}

const Outcome& AtTheTable::asks(const std::string& id, const pb::Operation& operation) {
  outcome_ = {};
  const auto verdict = table_->ask(id, operation);
  outcome_.committed = verdict.has_value();
  if (verdict) {
    outcome_.logged = *verdict;
  } else {
    outcome_.code = std::string(code_of(verdict.error().reason));
  }
  return outcome_;
}

pb::Item AtTheTable::item(const std::string& id) const {
  const Item* found = find_item(state(), id);
  EXPECT_NE(found, nullptr) << "no item " << id;
  return found == nullptr ? pb::Item() : to_proto(*found);
}

std::vector<pb::Item> AtTheTable::board(const std::string& sheet, const std::string& region) const {
  std::vector<pb::Item> items;
  for (const auto& [id, item] : state().items) {
    if (item.data.sheet() != sheet || item.data.region() != region) continue;
    if (!item.data.removed() && !item.data.has_parked()) items.push_back(to_proto(item));
  }
  std::sort(items.begin(), items.end(), [](const pb::Item& a, const pb::Item& b) {
    return std::pair(a.order_key(), a.id()) < std::pair(b.order_key(), b.id());
  });
  return items;
}

std::vector<pb::Item> AtTheTable::parked() const {
  std::vector<pb::Item> items;
  for (const auto& [id, item] : state().items) {
    if (item.data.has_parked() && !item.data.removed()) items.push_back(to_proto(item));
  }
  std::sort(items.begin(), items.end(),
            [](const pb::Item& a, const pb::Item& b) { return a.made_at() < b.made_at(); });
  return items;
}

std::vector<pb::Item> AtTheTable::seen_by(const std::string& participant) const {
  std::vector<pb::Item> items;
  for (const auto& [id, item] : replica(participant).items) items.push_back(to_proto(item));
  return items;
}

}  // namespace flipover
