#include "tests/fuzz/meetings_at_work.h"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <span>
#include <stdexcept>
#include <utility>

#include <google/protobuf/message.h>

#include "server/meeting/import/read_import.h"
#include "server/meeting/text_edits.h"
#include "server/model/apply.h"
#include "server/model/decide.h"
#include "server/model/entity_id.h"

namespace flipover {
namespace {

constexpr std::uint64_t kMoments = 6;
constexpr std::size_t kOneItemIn = 4;
constexpr std::size_t kItemsNamed = 24;
constexpr std::uint64_t kCountersNamed = 4;

class Course {
 public:
  // Whether it was accepted.
  bool ask(const Author& by, pb::Operation operation) {
    if (operation.id().client().empty()) operation.mutable_id()->set_client("course-of-the-meeting");
    if (operation.id().counter() == 0) operation.mutable_id()->set_counter(++counter_);
    auto decided = decide(state_, by, operation, edits_, ModelLimits{});
    if (!decided) return false;
    pb::Record record;
    record.set_number(state_.number + 1);
    record.set_time_ms(state_.time_ms + 1'000);
    record.set_by(by.participant);
    *record.mutable_operation() = std::move(*decided);
    apply(state_, record);
    if (auto edit = text_edit_of(record)) {
      edits_.add(edit->first, find_item(state_, edit->first)->data.revision(), std::move(edit->second));
    }
    return true;
  }

  void go(const Author& by, const pb::Operation& operation) {
    if (!ask(by, operation)) {
      throw std::runtime_error("the way to a fuzz target's meeting is refused: " + operation.ShortDebugString());
    }
  }

  const MeetingState& state() const { return state_; }
  Author chair() const { return {state_.course.chair(), Authority::kParticipant}; }

 private:
  MeetingState state_;
  TextEdits edits_{10'000};
  std::uint64_t counter_ = 0;
};

const Catalogue& catalogue() {
  static const Catalogue loaded = Catalogue::load_embedded().value();
  return loaded;
}

ImportPlan demonstration() {
  std::ifstream in(FLIPOVER_TEST_DATA "/demo-case.json", std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return std::get<ImportPlan>(read_import(bytes, catalogue()).value());
}

// Leaves out what people read: no rule looks at it, and copying it would be most of the work.
void forget_words(google::protobuf::Message& message) {
  const google::protobuf::Reflection& reflection = *message.GetReflection();
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  reflection.ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->message_type() == nullptr) continue;
    if (field->message_type() == pb::Label::descriptor()) {
      reflection.ClearField(&message, field);
    } else if (!field->is_repeated()) {
      forget_words(*reflection.MutableMessage(&message, field));
    } else {
      for (int at = 0; at < reflection.FieldSize(message, field); ++at) {
        forget_words(*reflection.MutableRepeatedMessage(&message, field, at));
      }
    }
  }
}

void create(Course& course, pb::CreateMeeting create) {
  pb::Operation operation;
  forget_words(create);
  *operation.mutable_create_meeting() = std::move(create);
  course.go(Author{{}, Authority::kServer}, operation);
}

// A part of the demonstration: with fewer items an input runs faster. What is said of those left out is refused.
void import_steps(Course& course, std::span<const ImportStep> steps) {
  std::size_t items = 0;
  for (const ImportStep& step : steps) {
    if (step.operation.has_add_item() && items++ % kOneItemIn != 0) continue;
    course.ask(Author{step.by, step.by.empty() ? Authority::kServer : Authority::kImporter}, step.operation);
  }
}

pb::Operation idea(const std::string& text) {
  pb::Operation operation;
  operation.mutable_add_item()->set_kind("zorg");
  operation.mutable_add_item()->set_text(text);
  return operation;
}

// The chair opens a round, and everybody who may says something in it.
void open_round(Course& course, pb::OpenRound::Kind kind) {
  pb::Operation open;
  open.mutable_open_round()->set_kind(kind);
  course.go(course.chair(), open);
  std::vector<std::string> participants;
  for (const auto& attendee : course.state().attendees) participants.push_back(attendee.participant().id());
  for (const std::string& participant : participants) {
    course.ask(Author{participant, Authority::kParticipant}, idea("in de ronde gezegd"));
  }
}

void close_round(Course& course) {
  pb::Operation close;
  close.mutable_close_round();
  course.go(course.chair(), close);
}

void open_curtain(Course& course) {
  pb::Operation open;
  open.mutable_set_client_view()->set_on(true);
  open.mutable_set_client_view()->set_reason("om mee te lezen");
  course.go(course.chair(), open);
}

Course free_board() {
  Course course;
  pb::CreateMeeting board;
  board.set_meeting("vrij");
  *board.mutable_method() = *catalogue().method("vrij");
  *board.mutable_vocabulary() = catalogue().vocabulary();
  create(course, std::move(board));
  for (const char* role : {"procesregisseur", "notulist", "partner", "client", "observer", "onderzoeker"}) {
    pb::Operation add;
    pb::Participant& participant = *add.mutable_add_participant()->mutable_participant();
    participant.set_id(std::string("p_") + role);
    participant.set_name(role);
    participant.set_role(role);
    participant.set_organisation(std::string("o_") + role);
    course.go(Author{{}, Authority::kServer}, add);
    pb::Operation arrive;
    arrive.mutable_arrive()->set_location(pb::Arrive::ROOM);
    course.go(Author{std::string("p_") + role, Authority::kParticipant}, arrive);
  }
  pb::Operation page;
  page.mutable_add_page()->set_title("schets");
  course.go(course.chair(), page);
  pb::Operation stroke;
  stroke.mutable_draw()->set_sheet(course.state().sheets.back().id());
  for (const std::int32_t number : {10, 10, 500, 90, 20, 1000}) stroke.mutable_draw()->add_points(number);
  stroke.mutable_draw()->set_width(4);
  course.go(course.chair(), stroke);
  course.go(Author{"p_partner", Authority::kParticipant}, idea("één 😀 zin"));
  return course;
}

std::vector<MeetingState> make_meetings() {
  const ImportPlan plan = demonstration();
  std::vector<MeetingState> meetings;
  Course course;
  create(course, plan.create);
  std::size_t done = 0;
  for (std::uint64_t moment = 1; moment <= kMoments; ++moment) {
    const std::size_t upto = plan.steps.size() * moment / kMoments;
    import_steps(course, std::span(plan.steps).subspan(done, upto - done));
    done = upto;
    meetings.push_back(course.state());
    if (moment != kMoments / 2) continue;
    // Half-way everybody is at the table.
    Course blind = course;
    if (blind.state().course.has_round()) close_round(blind);
    Course vote = blind;
    open_round(blind, pb::OpenRound::BLIND);
    meetings.push_back(blind.state());
    open_round(vote, pb::OpenRound::VOTE);
    open_curtain(vote);
    meetings.push_back(vote.state());
  }
  meetings.push_back(free_board().state());
  Course shown = free_board();
  open_curtain(shown);
  meetings.push_back(shown.state());
  return meetings;
}

const std::vector<MeetingState>& meetings() {
  static const std::vector<MeetingState> made = make_meetings();
  return made;
}

}  // namespace

const MeetingState& meeting_at_work(std::uint64_t which) {
  static_assert(kMeetingsAtWork == kMoments + 4);
  return meetings()[which % kMeetingsAtWork];
}

std::string client_of(const std::string& participant) { return "device-of-participant-" + participant; }

const std::vector<std::string>& words() {
  static const std::vector<std::string> made = [] {
    std::set<std::string> all = {"", "a", "x", "één", "😀", "\r", "a\nb", std::string(4'097, 'w'), "deelnemers",
                                 "professionals", "bron_en_regie", "regie", "prive", "besloten_groep", "kind",
                                 "said_by", "source", "epistemic", "domain", "world", "persons", "reden"};
    for (const MeetingState& state : meetings()) {
      for (const auto& attendee : state.attendees) {
        all.insert(attendee.participant().id());
        for (std::uint64_t counter = 0; counter < kCountersNamed; ++counter) {
          pb::OperationId id;
          id.set_client(client_of(attendee.participant().id()));
          id.set_counter(kFirstCounter + counter);
          all.insert(entity_id(id));
        }
      }
      for (const auto& sheet : state.sheets) all.insert(sheet.id());
      std::size_t named = 0;
      for (const auto& [id, item] : state.items) {
        if (++named > kItemsNamed) break;
        all.insert({id, item.data.order_key(), item.data.region()});
        for (const auto& comment : item.data.comments()) all.insert(comment.id());
      }
      for (const auto& [id, link] : state.links) all.insert({id, link.relation()});
      for (const auto& [id, stroke] : state.strokes) all.insert(id);
      const pb::CreateMeeting created = whole_created(state);
      for (const auto& phase : created.method().phases()) {
        all.insert(phase.id());
        for (const auto& region : phase.regions()) all.insert(region.id());
      }
      for (const auto& kind : created.vocabulary().kinds()) {
        all.insert(kind.id());
        for (const auto& field : kind.fields()) all.insert(field.id());
      }
      for (const auto& role : created.vocabulary().roles()) all.insert(role.id());
    }
    return std::vector<std::string>(all.begin(), all.end());
  }();
  return made;
}

}  // namespace flipover
