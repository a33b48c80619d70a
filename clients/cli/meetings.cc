#include "clients/cli/meetings.h"

#include <cerrno>
#include <cstring>

#include <sys/stat.h>

#include "clients/cli/time_forms.h"
#include "meeting/v1/api.pb.h"
#include "server/base/clock.h"
#include "server/base/proto.h"

namespace flipover {
namespace {

std::string path_of(const std::string& meeting, const std::string& what) {
  return "/api/v1/meetings/" + url_escaped(meeting) + what;
}

std::int64_t now_ms() { return SystemClock().now().time_since_epoch().count(); }

// A moment as the server reads it, or a Failure that names the forms.
std::string moment_of(const std::string& text) {
  const auto ms = parse_moment(text, now_ms());
  if (!ms) {
    throw Failure(Exit::kUsage,
                  {"'" + text + "' is geen tijdstip: 2027-03-16T09:00:00+01:00, 2027-03-16, now of now-2h.",
                   "'" + text + "' is no moment: 2027-03-16T09:00:00+01:00, 2027-03-16, now or now-2h."});
  }
  return iso_moment(*ms);
}

std::string json_of(const google::protobuf::Message& message) {
  std::string json = json_line(message);
  json.pop_back();
  return json;
}

Result<HttpAnswer> post(const HttpClient& client, const std::string& target, std::string body) {
  return HttpClient::wait_for(client.post(target, std::move(body)));
}
Result<HttpAnswer> get(const HttpClient& client, const std::string& target) {
  return HttpClient::wait_for(client.get(target));
}

// What one hands out to come in by. The secret stands behind the #, which browsers send to nobody.
std::string link_with(const HttpClient& client, const std::string& secret) {
  pb::AboutView about;
  read_answer(get(client, "/api/v1/about"), about);
  return about.public_url() + "/j#" + secret;
}

}  // namespace

Exit create_case(const Context& context, const std::string& label) {
  pb::CreateCaseRequest request;
  request.set_label(label);
  pb::CaseView made;
  read_answer(post(context.as_administrator(), "/api/v1/cases", json_of(request)), made);
  print(json_line(made));
  return Exit::kDone;
}

Exit create_meeting(const Context& context, const MeetingOrder& order) {
  pb::CreateMeetingRequest request;
  request.set_case_id(order.case_id);
  request.set_title(order.title);
  request.set_method(order.method);
  request.set_language(order.language);
  request.set_planned_seconds(order.planned_seconds);
  request.set_practice(order.practice);
  pb::MeetingView made;
  read_answer(post(context.as_administrator(), "/api/v1/meetings", json_of(request)), made);
  print(json_line(made));
  return Exit::kDone;
}

Exit list_meetings(const Context& context) {
  pb::MeetingList list;
  read_answer(get(context.as_either(), "/api/v1/meetings"), list);
  for (const auto& meeting : list.meetings()) print(json_line(meeting));
  return Exit::kDone;
}

Exit show_meeting(const Context& context, const std::string& meeting) {
  pb::MeetingView view;
  read_answer(get(context.as_either(), path_of(meeting, "")), view);
  print(json_line(view));
  return Exit::kDone;
}

Exit invite(const Context& context, const InviteOrder& order) {
  pb::InviteRequest request;
  request.set_name(order.name);
  request.set_role(order.role);
  request.set_organisation(order.organisation);
  request.set_organisation_name(order.organisation_name);
  request.set_expires_in_seconds(order.expires_in_seconds);
  request.set_participant(order.participant);
  const HttpClient client = context.as_either();
  pb::InvitationView made;
  read_answer(post(client, path_of(order.meeting, "/invitations"), json_of(request)), made);
  const std::string shown = order.link ? link_with(client, made.secret()) : made.secret();
  if (order.secret_file.empty()) {
    print(shown + "\n");
  } else {
    write_private_file(order.secret_file, shown + "\n");
    made.clear_secret();
    print(json_line(made));
  }
  return Exit::kDone;
}

Exit revoke(const Context& context, const std::string& meeting, const std::string& invitation) {
  const HttpClient client = context.as_either();
  body_of(HttpClient::wait_for(client.remove(path_of(meeting, "/invitations/" + url_escaped(invitation)))));
  return Exit::kDone;
}

Exit create_person(const Context& context, const PersonOrder& order) {
  const HttpClient client = context.as_administrator();
  pb::NamePersonRequest request;
  request.set_name(order.name);
  request.set_organisation(order.organisation);
  request.set_organisation_name(order.organisation_name);
  pb::PersonView made;
  read_answer(post(client, "/api/v1/people", json_of(request)), made);
  const std::string link = link_with(client, made.secret());
  if (order.link_file.empty()) {
    print(link + "\n");
  } else {
    write_private_file(order.link_file, link + "\n");
    made.clear_secret();
    print(json_line(made));
  }
  return Exit::kDone;
}

Exit revoke_person(const Context& context, const std::string& person) {
  body_of(HttpClient::wait_for(context.as_administrator().remove("/api/v1/people/" + url_escaped(person))));
  return Exit::kDone;
}

Exit show_state(const Context& context, const std::string& meeting, const std::string& at, bool hash_only) {
  std::string query;
  if (parse_number(at)) {
    query = "?at=" + at;
  } else if (!at.empty()) {
    query = "?time=" + url_escaped(moment_of(at));
  }
  const auto answer = get(context.as_participant(), path_of(meeting, "/state" + query));
  pb::StateView view;
  read_answer(answer, view);
  print(hash_only ? view.hash() + "\n" : json_line(view));
  return Exit::kDone;
}

Exit export_meeting(const Context& context, const std::string& meeting, const std::string& format) {
  std::string query = "/export?format=" + format;
  if (!context.language.empty()) query += "&language=" + context.language;
  std::string content = body_of(get(context.as_participant(), path_of(meeting, query)));
  if (!content.ends_with('\n')) content += '\n';
  print(content);
  return Exit::kDone;
}

Exit import_file(const Context& context, const std::string& path, const std::string& start,
                 const std::string& tokens_dir) {
  const HttpClient client = context.as_administrator();
  const std::string query = start.empty() ? "" : "?start=" + url_escaped(moment_of(start));
  std::string content = read_file(path);
  // Made before anything is imported: secrets that cannot be kept are lost.
  if (!tokens_dir.empty() && ::mkdir(tokens_dir.c_str(), 0700) != 0 && errno != EEXIST) {
    const std::string why = std::strerror(errno);
    throw Failure(Exit::kUsage, {"Map " + tokens_dir + ": " + why, "Directory " + tokens_dir + ": " + why});
  }
  pb::ImportReport report;
  read_answer(post(client, "/api/v1/import" + query, std::move(content)), report);
  for (auto& invitation : *report.mutable_invitations()) {
    if (!tokens_dir.empty()) {
      write_private_file(tokens_dir + "/" + url_escaped(invitation.participant().id()), invitation.secret() + "\n");
    }
    invitation.clear_secret();
  }
  print(json_line(report));
  return Exit::kDone;
}

}  // namespace flipover
