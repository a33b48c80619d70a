// How the report of a meeting calls things: people, kinds, terms and moments, in its language.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "meeting/v1/checkpoint.pb.h"
#include "server/base/proto.h"

namespace flipover {

// Names are those that the meeting brought with it; an id without a name is shown itself. All is plain text: the
// writer of the report makes it safe. `state` outlives this.
class MinutesNames {
 public:
  MinutesNames(const pb::Checkpoint& state, std::string_view language);

  bool english() const { return english_; }
  // One of two words of the report itself.
  std::string pick(std::string_view nl, std::string_view en) const { return std::string(english_ ? en : nl); }
  std::string label(const pb::Label& label) const;

  std::string person(std::string_view participant) const;  // Karim; empty id: unknown
  std::string role(std::string_view role) const;
  std::string kind(std::string_view kind) const;
  std::string term(std::string_view set, std::string_view term) const;
  std::string phase(std::string_view phase) const;
  // A field's name, and its values as people read them, joined.
  std::string field(const pb::Item& item, std::string_view field) const;
  std::string field_name(const pb::Item& item, std::string_view field) const;
  std::string location(pb::Arrive::Location location) const;

  // In the time of the Netherlands, where these meetings are held: 16 maart 2027; 09:05.
  std::string date(std::int64_t ms) const;
  static std::string clock(std::int64_t ms);
  // 2027-03-25 as 25 maart 2027; anything else as it is.
  std::string calendar_date(std::string_view iso) const;

 private:
  const pb::Kind* find_kind(std::string_view kind) const;
  std::string month(unsigned month) const;

  const pb::Checkpoint& state_;
  bool english_;
};

// Its value, or an empty one.
const pb::FieldValue& field_of(const pb::Item& item, std::string_view field);

}  // namespace flipover
