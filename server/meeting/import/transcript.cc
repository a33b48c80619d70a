#include "server/meeting/import/transcript.h"

#include <algorithm>
#include <map>
#include <optional>
#include <utility>
#include <vector>

#include "server/base/sha256.h"
#include "server/base/text_rule.h"
#include "server/meeting/import/json_reader.h"
#include "server/meeting/import/plan_writer.h"
#include "server/model/limits.h"
#include "server/model/utf16.h"

namespace flipover {
namespace {

constexpr std::string_view kMethod = "vrij";
constexpr std::string_view kRegion = "bord";
constexpr std::string_view kKind = "uitspraak";
constexpr std::string_view kUnknownRole = "partner";
constexpr std::int64_t kTimeMax = 7LL * 24 * 3600 * 1000;
constexpr std::int64_t kCountMax = 1'000'000;

struct Header {
  std::string where, name, licence;
  std::int64_t utterances = -1;  // -1: not said
  std::int64_t participants = -1;
  std::int64_t duration_ms = 0;
};

struct Utterance {
  std::string where, participant, role, text;
  std::int64_t t_ms = 0;
  std::int64_t end_ms = 0;
};

struct Line {
  std::size_t number = 0;
  std::string_view text;
};

std::vector<Line> lines_of(std::string_view bytes) {
  std::vector<Line> lines;
  std::size_t number = 0;
  while (!bytes.empty()) {
    const std::size_t end = std::min(bytes.find_first_of("\r\n"), bytes.size());
    const std::string_view text = bytes.substr(0, end);
    const bool pair = bytes.substr(end).starts_with("\r\n");
    bytes.remove_prefix(std::min(end + (pair ? 2 : 1), bytes.size()));
    ++number;
    if (text.find_first_not_of(" \t") != std::string_view::npos) {
      lines.push_back(Line{number, text});
    }
  }
  return lines;
}

Header read_header(JsonObject& in) {
  Header header;
  header.name = cleaned(in.text_or_empty("name"), TextUse::kName);
  header.licence = cleaned(in.text_or_empty("licence"), TextUse::kName);
  if (in.has("utterances")) header.utterances = in.integer("utterances", 0, kCountMax);
  if (in.has("participants")) header.participants = in.integer("participants", 0, kCountMax);
  if (in.has("duration_ms")) header.duration_ms = in.integer("duration_ms", 0, kTimeMax);
  in.pass_over({"format", "times", "utterances", "participants", "duration_ms"});
  in.end();
  return header;
}

Utterance read_utterance(JsonObject& in, const ImportLimits& limits) {
  Utterance one;
  one.where = in.where();
  one.t_ms = in.integer("t_ms", 0, kTimeMax);
  one.end_ms = in.has("end_ms") ? in.integer("end_ms", one.t_ms, kTimeMax) : one.t_ms;
  one.participant = cleaned(in.text("participant"), TextUse::kName);
  one.role = cleaned(in.text_or_empty("role"), TextUse::kName);
  one.text = in.text("text");
  if (utf16_length(one.text).value_or(0) > limits.text_units_max) {
    const std::string most = std::to_string(limits.text_units_max);
    in.complain("text", "is langer dan " + most + " tekens", "is longer than " + most + " code units");
  }
  in.pass_over({"end_ms"});
  in.end();
  return one;
}

// As much of the text as fits in so many code units, no character cut.
std::string first_units(std::string_view text, std::size_t units_max) {
  std::u16string units = utf16_from_utf8(text).value_or(std::u16string());
  if (units.size() > units_max) {
    std::size_t end = units_max;
    if (cuts_pair(units, end)) --end;
    units.resize(end);
  }
  return utf8_from_utf16(units);
}

// The speaker's own name where it can be an id; else one computed from it.
std::string id_of(const std::string& participant) {
  return is_participant_id(participant) ? participant : "p-" + to_hex(sha256(participant)).substr(0, 16);
}

const pb::Role* known_role(const pb::Vocabulary& vocabulary, const std::string& role) {
  const auto found = std::find_if(vocabulary.roles().begin(), vocabulary.roles().end(), [&](const pb::Role& one) {
    return one.writes() && (one.id() == role || one.name().nl() == role || one.name().en() == role);
  });
  return found == vocabulary.roles().end() ? nullptr : &*found;
}

class Translation {
 public:
  Translation(ImportPlan& plan, std::string_view bytes, const Catalogue& catalogue)
      : plan_(plan), writer_(plan, bytes), vocabulary_(catalogue.vocabulary()), method_(*catalogue.method(kMethod)) {}

  void run(const Header& header, const std::vector<Utterance>& utterances) {
    create(header);
    for (const Utterance& one : utterances) add_speaker(one);
    writer_.add(0, "", begin(), header.where);
    for (const std::string& id : speakers_) {
      pb::Operation operation;
      operation.mutable_arrive()->set_participant(id);
      operation.mutable_arrive()->set_location(pb::Arrive::ROOM);
      writer_.add(0, "", std::move(operation), "participants." + id);
    }
    if (client_speaks_) {  // all of it was said in his presence
      pb::Operation operation;
      operation.mutable_set_client_view()->set_on(true);
      writer_.add(0, "", std::move(operation), header.where);
    }
    std::int64_t end_ms = header.duration_ms;
    for (const Utterance& one : utterances) {
      say(one);
      end_ms = std::max({end_ms, one.t_ms, one.end_ms});
    }
    pb::Operation end;
    end.mutable_end_meeting();
    writer_.add(end_ms, "", std::move(end), header.where);
    plan_.create.set_planned_seconds(static_cast<std::uint32_t>(end_ms / 1000));
    writer_.finish();
  }

 private:
  void create(const Header& header) {
    plan_.source = "meeting/1";
    plan_.case_label = first_units(header.name, kTitleUnitsMax);
    pb::CreateMeeting& create = plan_.create;
    // The licence asks to be named beside the data.
    const std::string title = header.licence.empty() ? header.name : header.name + " (" + header.licence + ")";
    create.set_title(first_units(title, kTitleUnitsMax));
    create.set_case_label(plan_.case_label);
    *create.mutable_method() = method_;
    *create.mutable_vocabulary() = vocabulary_;
    create.set_language("nl");
    create.set_ordinal(1);
  }

  static pb::Operation begin() {
    pb::Operation operation;
    operation.mutable_begin_meeting();
    return operation;
  }

  void add_speaker(const Utterance& one) {
    const std::string id = id_of(one.participant);
    if (!names_.emplace(id, one.participant).second) return;
    speakers_.push_back(id);
    const pb::Role* role = known_role(vocabulary_, one.role);
    pb::Participant participant;
    participant.set_id(id);
    const bool keeps_role = role == nullptr && !one.role.empty();
    participant.set_name(
        first_units(keeps_role ? one.participant + " (" + one.role + ")" : one.participant, kNameUnitsMax));
    participant.set_role(role == nullptr ? std::string(kUnknownRole) : role->id());
    client_speaks_ = client_speaks_ || (role != nullptr && role->client_side());
    writer_.add(0, "", add_participant(std::move(participant)), "participants." + id);
    writer_.count("participants");
  }

  void say(const Utterance& one) {
    pb::Operation operation;
    pb::AddItem& add = *operation.mutable_add_item();
    add.set_sheet(method_.phases(0).id());
    add.set_region(std::string(kRegion));
    add.set_kind(std::string(kKind));
    add.set_text(one.text);
    const std::string by = id_of(one.participant);
    add.set_said_by(by);
    writer_.add(one.t_ms, by, std::move(operation), one.where);
    writer_.count("contributions");
  }

  ImportPlan& plan_;
  PlanWriter writer_;
  const pb::Vocabulary& vocabulary_;
  const pb::Method& method_;
  std::map<std::string, std::string> names_;  // id -> as in the file
  std::vector<std::string> speakers_;         // in order of their first words
  bool client_speaks_ = false;
};

// Takes the header in, and then one utterance after another.
class Reading {
 public:
  explicit Reading(const ImportLimits& limits) : limits_(limits) {}

  // `where` it stands, and what its fields are named behind. Nothing, or what is wrong with it.
  std::optional<ImportError> take(const std::string& where, const std::string& prefix, boost::json::value& value) {
    if (utterances_.size() >= limits_.items_max) {
      return ImportError{"utterances", "het zijn er te veel", "there are too many"};
    }
    texts_cleaned_ += clean_texts(value);
    JsonObject in(value, prefix, complaint_);
    if (!header_) {
      header_ = read_header(in);
      header_->where = where;
      count_named_at_ = in.where("utterances");
    } else {
      utterances_.push_back(read_utterance(in, limits_));
      utterances_.back().where = where;
      if (utterances_.back().participant.empty()) in.complain("participant", "is leeg", "is empty");
    }
    if (complaint_) return complaint_.error();
    return std::nullopt;
  }

  Translated<ImportPlan> plan(std::string_view bytes, const Catalogue& catalogue) {
    if (!header_) return ImportError{"line 1", "ontbreekt", "is missing"};
    const auto count = static_cast<std::int64_t>(utterances_.size());
    if (header_->utterances >= 0 && header_->utterances != count) {
      const std::string said = std::to_string(header_->utterances);
      const std::string found = std::to_string(count);
      return ImportError{count_named_at_, "noemt " + said + " uitingen, er staan er " + found,
                         "names " + said + " utterances, there are " + found};
    }
    std::stable_sort(utterances_.begin(), utterances_.end(),
                     [](const Utterance& a, const Utterance& b) { return a.t_ms < b.t_ms; });
    ImportPlan plan;
    Translation(plan, bytes, catalogue).run(*header_, utterances_);
    count_cleaned(plan, texts_cleaned_);
    return plan;
  }

 private:
  const ImportLimits& limits_;
  Complaint complaint_;
  std::optional<Header> header_;
  std::string count_named_at_;
  std::vector<Utterance> utterances_;
  std::uint64_t texts_cleaned_ = 0;
};

}  // namespace

Translated<ImportPlan> translate_transcript(std::string_view bytes, const Catalogue& catalogue,
                                            const ImportLimits& limits) {
  Reading reading(limits);
  for (const Line& line : lines_of(bytes)) {
    const std::string where = "line " + std::to_string(line.number);
    auto value = parse_json(line.text, where, line.number);
    if (!value) return value.error();
    if (auto wrong = reading.take(where, where + ": ", *value)) return *wrong;
  }
  return reading.plan(bytes, catalogue);
}

Translated<ImportPlan> translate_transcript(std::string_view bytes, boost::json::array list, const Catalogue& catalogue,
                                            const ImportLimits& limits) {
  Reading reading(limits);
  for (std::size_t i = 0; i < list.size(); ++i) {
    const std::string where = "[" + std::to_string(i) + "]";
    if (auto wrong = reading.take(where, where, list[i])) return *wrong;
  }
  return reading.plan(bytes, catalogue);
}

}  // namespace flipover
