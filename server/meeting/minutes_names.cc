#include "server/meeting/minutes_names.h"

#include <algorithm>
#include <array>
#include <chrono>

namespace flipover {
namespace {

template <class List>
auto find(const List& list, std::string_view id) -> decltype(&*list.begin()) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.id() == id; });
  return found == list.end() ? nullptr : &*found;
}

// What lies outside of the years 1 to 9999 is no time of a meeting; an import may bring it all the same.
constexpr std::int64_t kTimeLeast = -62'135'596'800'000;
constexpr std::int64_t kTimeMost = 253'402'300'799'999;

// Summer time runs from the last Sunday of March to that of October, both at 01:00 UTC.
std::chrono::sys_time<std::chrono::milliseconds> dutch_time(std::int64_t ms) {
  using namespace std::chrono;
  const sys_time<milliseconds> utc{milliseconds{std::clamp(ms, kTimeLeast, kTimeMost)}};
  const year in = year_month_day{floor<days>(utc)}.year();
  const auto begins = sys_days{in / March / Sunday[last]} + hours{1};
  const auto ends = sys_days{in / October / Sunday[last]} + hours{1};
  return utc + (utc >= begins && utc < ends ? hours{2} : hours{1});
}

std::string two_digits(std::int64_t number) {
  std::string text = std::to_string(number);
  return text.size() < 2 ? "0" + text : text;
}

}  // namespace

const pb::FieldValue& field_of(const pb::Item& item, std::string_view field) {
  const auto& fields = item.fields();
  const auto found = std::find_if(fields.begin(), fields.end(), [&](const auto& one) { return one.field() == field; });
  return found == fields.end() ? pb::FieldValue::default_instance() : *found;
}

MinutesNames::MinutesNames(const pb::Checkpoint& state, std::string_view language)
    : state_(state), english_(language == "en") {}

std::string MinutesNames::label(const pb::Label& label) const {
  return english_ && !label.en().empty() ? label.en() : label.nl();
}

std::string MinutesNames::person(std::string_view participant) const {
  if (participant.empty()) return pick("onbekend", "unknown");
  for (const auto& attendee : state_.attendees()) {
    if (attendee.participant().id() == participant) return attendee.participant().name();
  }
  return std::string(participant);
}

std::string MinutesNames::role(std::string_view role) const {
  const pb::Role* known = find(state_.info().created().vocabulary().roles(), role);
  return known == nullptr ? std::string(role) : label(known->name());
}

const pb::Kind* MinutesNames::find_kind(std::string_view kind) const {
  return find(state_.info().created().vocabulary().kinds(), kind);
}

std::string MinutesNames::kind(std::string_view kind) const {
  const pb::Kind* known = find_kind(kind);
  return known == nullptr ? std::string(kind) : label(known->name());
}

std::string MinutesNames::term(std::string_view set, std::string_view term) const {
  const pb::TermSet* terms = find(state_.info().created().vocabulary().sets(), set);
  const pb::Term* known = terms == nullptr ? nullptr : find(terms->terms(), term);
  return known == nullptr ? std::string(term) : label(known->name());
}

std::string MinutesNames::phase(std::string_view phase) const {
  const pb::Phase* known = find(state_.info().created().method().phases(), phase);
  return known == nullptr ? std::string(phase) : label(known->name());
}

std::string MinutesNames::field_name(const pb::Item& item, std::string_view field) const {
  const pb::Kind* of = find_kind(item.kind());
  const pb::Field* known = of == nullptr ? nullptr : find(of->fields(), field);
  return known == nullptr ? std::string(field) : label(known->name());
}

std::string MinutesNames::field(const pb::Item& item, std::string_view field) const {
  const pb::Kind* of = find_kind(item.kind());
  const pb::Field* known = of == nullptr ? nullptr : find(of->fields(), field);
  std::string joined;
  for (const auto& value : field_of(item, field).values()) {
    if (!joined.empty()) joined += ", ";
    switch (known == nullptr ? pb::Field::TEXT : known->type()) {
      case pb::Field::PARTICIPANT:
        joined += person(value);
        break;
      case pb::Field::TERM:
        joined += term(known->set(), value);
        break;
      case pb::Field::DATE:
        joined += calendar_date(value);
        break;
      case pb::Field::YES_NO:
        joined += value == "ja" ? pick("ja", "yes") : pick("nee", "no");
        break;
      default:
        joined += value;
    }
  }
  return joined;
}

std::string MinutesNames::location(pb::Arrive::Location location) const {
  switch (location) {
    case pb::Arrive::ROOM:
      return pick("in de zaal", "in the room");
    case pb::Arrive::REMOTE:
      return pick("op afstand", "remote");
    case pb::Arrive::NO_DEVICE:
      return pick("in de zaal, zonder eigen apparaat", "in the room, without a device");
    default:
      return {};
  }
}

std::string MinutesNames::month(unsigned month) const {
  static constexpr std::array<std::string_view, 12> kNl = {"januari",   "februari", "maart",    "april",
                                                           "mei",       "juni",     "juli",     "augustus",
                                                           "september", "oktober",  "november", "december"};
  static constexpr std::array<std::string_view, 12> kEn = {"January",   "February", "March",    "April",
                                                           "May",       "June",     "July",     "August",
                                                           "September", "October",  "November", "December"};
  return std::string((english_ ? kEn : kNl)[(month - 1) % 12]);
}

std::string MinutesNames::date(std::int64_t ms) const {
  const std::chrono::year_month_day day{std::chrono::floor<std::chrono::days>(dutch_time(ms))};
  return std::to_string(static_cast<unsigned>(day.day())) + " " + month(static_cast<unsigned>(day.month())) + " " +
         std::to_string(static_cast<int>(day.year()));
}

std::string MinutesNames::clock(std::int64_t ms) {
  const auto local = dutch_time(ms);
  const auto minutes = std::chrono::floor<std::chrono::minutes>(local - std::chrono::floor<std::chrono::days>(local));
  return two_digits(minutes.count() / 60) + ":" + two_digits(minutes.count() % 60);
}

std::string MinutesNames::calendar_date(std::string_view iso) const {
  const auto digits = [&](std::size_t from, std::size_t count) {
    return std::all_of(iso.begin() + static_cast<std::ptrdiff_t>(from),
                       iso.begin() + static_cast<std::ptrdiff_t>(from + count),
                       [](char c) { return c >= '0' && c <= '9'; });
  };
  if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-' || !digits(0, 4) || !digits(5, 2) || !digits(8, 2)) {
    return std::string(iso);
  }
  const auto number = [&](std::size_t from) {
    return static_cast<unsigned>((iso[from] - '0') * 10 + iso[from + 1] - '0');
  };
  if (number(5) < 1 || number(5) > 12) return std::string(iso);
  return std::to_string(number(8)) + " " + month(number(5)) + " " + std::string(iso.substr(0, 4));
}

}  // namespace flipover
