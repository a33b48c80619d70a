// The `flipover` command line: reads what is asked, does it, and says in words when it could not.
#include <cstdlib>
#include <functional>
#include <iostream>
#include <string>

#include <CLI/CLI.hpp>

#include "clients/cli/context.h"
#include "clients/cli/meetings.h"
#include "clients/cli/records.h"
#include "clients/cli/send.h"
#include "clients/cli/time_forms.h"
#include "clients/cli/salvage_data.h"
#include "clients/cli/verify_data.h"

namespace flipover {
namespace {

constexpr const char* kFooter =
    "\nExit codes: 0 done; 1 the server refused, or something does not hold; 2 wrong use; 3 no connection, or kept out."
    "\nSecrets are never given on the command line: --token-file, or FLIPOVER_TOKEN in the environment.";

constexpr const char* kSendHelp =
    "Each line is a flipover.v1.Operation in protobuf JSON without its id:\n"
    "  {\"addItem\": {\"kind\": \"feit\", \"text\": \"Post ligt ongeopend\"}}\n"
    "  {\"linkItems\": {\"from\": \"@1\", \"to\": \"@7\", \"relation\": \"hangt_samen\"}}\n"
    "\"@7\" in a field that names a thing means what line 7 adds (item, comment, link, page, stroke), sent in this\n"
    "run or in an earlier one with the same --client file.\n"
    "Line n has counter n of the client whose id is kept in the --client file: after a crash the same input is sent\n"
    "again safely, and what was saved is answered with the number it has. For other input use another file.\n"
    "One JSON line per operation on standard output, in order; empty lines count and are passed over:\n"
    "  {\"line\":1,\"committed\":42,\"id\":\"what it added\"}\n"
    "  {\"line\":2,\"refused\":\"kind_not_here\",\"nl\":\"...\",\"en\":\"...\"}\n"
    "A line that is no operation is answered with code invalid_line, and nothing is sent for it; one that is\n"
    "not what was saved under its number, with line_changed.\n"
    "Exit code 0: all committed; 1: some were refused.\n";

struct CommandLine {
  Context context;
  std::string server = "http://127.0.0.1:8080";
  std::string token_file;
  std::string admin_secret_file;

  std::string label;
  std::string meeting;
  std::string invitation;
  MeetingOrder meeting_order;
  InviteOrder invite_order;
  PersonOrder person_order;
  std::string person;
  SendOrder send_order;
  TailOrder tail_order;
  ReplayOrder replay_order;
  std::string at;
  bool hash_only = false;
  std::string format = "json";
  std::string file;
  std::string start;
  std::string tokens_dir;
  std::string server_key;
  std::string into;

  std::function<Exit()> command;
};

std::string environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

bool speaks_english(const std::string& language) {
  if (!language.empty()) return language == "en";
  for (const char* name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const std::string value = environment(name);
    if (!value.empty()) return !value.starts_with("nl");
  }
  return true;
}

void complete(CommandLine& line) {
  Context& context = line.context;
  const auto server = parse_server_address(line.server);
  if (!server) {
    throw Failure(Exit::kUsage, {"--server is geen adres als http://127.0.0.1:8080: " + line.server,
                                 "--server is no address like http://127.0.0.1:8080: " + line.server});
  }
  context.server = *server;
  context.token = line.token_file.empty() ? environment("FLIPOVER_TOKEN") : read_secret(line.token_file);
  if (!line.admin_secret_file.empty()) context.admin_secret = read_secret(line.admin_secret_file);
}

void add_asking(CLI::App& app, CommandLine& line) {
  auto& of_case = *app.add_subcommand("case", "Cases")->require_subcommand(1);
  auto& create_case_command = *of_case.add_subcommand("create", "Make a case (administrator); prints it as JSON");
  create_case_command.add_option("LABEL", line.label, "What the case is called: a label, never a name")->required();
  create_case_command.callback([&] { line.command = [&] { return create_case(line.context, line.label); }; });

  auto& of_meeting = *app.add_subcommand("meeting", "Meetings")->require_subcommand(1);
  auto& create = *of_meeting.add_subcommand("create", "Make a meeting (administrator); prints it as JSON");
  create.add_option("--case", line.meeting_order.case_id, "The case it belongs to")->required();
  create.add_option("--title", line.meeting_order.title, "Its title")->required();
  create.add_option("--method", line.meeting_order.method, "casus_plus, casus_plus_vervolg, gaat_goed or vrij")
      ->capture_default_str();
  create.add_option("--meeting-language", line.meeting_order.language, "nl (unless said) or en");
  create.add_option("--planned", line.meeting_order.planned_seconds, "Planned length in seconds");
  create.add_flag("--practice", line.meeting_order.practice, "An exercise");
  create.callback([&] { line.command = [&] { return create_meeting(line.context, line.meeting_order); }; });
  of_meeting.add_subcommand("list", "The meetings one may see, a JSON line each")->callback([&] {
    line.command = [&] { return list_meetings(line.context); };
  });
  auto& show =
      *of_meeting.add_subcommand("show", "One meeting; to the administrator and the chair with its invitations");
  show.add_option("MEETING", line.meeting)->required();
  show.callback([&] { line.command = [&] { return show_meeting(line.context, line.meeting); }; });

  InviteOrder& order = line.invite_order;
  auto& invite_command =
      *app.add_subcommand("invite", "Invite someone (administrator or chair); prints the secret, this once");
  invite_command.add_option("MEETING", order.meeting)->required();
  auto* role = invite_command.add_option("--role", order.role, "procesregisseur, partner, client, notulist ...");
  auto* name = invite_command.add_option("--name", order.name, "As others will read it");
  invite_command.add_option("--organisation", order.organisation, "Id of the organisation");
  invite_command.add_option("--organisation-name", order.organisation_name, "Its name");
  auto* again = invite_command.add_option("--participant", order.participant,
                                          "Another device for a participant who is there already");
  invite_command.add_option("--expires", order.expires_in_seconds, "In so many seconds; thirty days unless said")
      ->check(CLI::PositiveNumber);
  invite_command.add_option("--token-file-out", order.secret_file,
                            "Write the secret to this file (mode 0600) and print the invitation without it");
  invite_command.add_flag("--link", order.link, "Not the bare secret but the link to hand out, for a browser");
  invite_command.callback([&line, role, name, again] {
    if (again->empty() && (role->empty() || name->empty())) throw CLI::RequiredError("--role and --name");
    line.command = [&] { return invite(line.context, line.invite_order); };
  });

  auto& revoke_command = *app.add_subcommand("revoke", "Withdraw an invitation (administrator or chair)");
  revoke_command.add_option("MEETING", line.meeting)->required();
  revoke_command.add_option("INVITATION", line.invitation)->required();
  revoke_command.callback([&] { line.command = [&] { return revoke(line.context, line.meeting, line.invitation); }; });
}

void add_people(CLI::App& app, CommandLine& line) {
  auto& of_person = *app.add_subcommand("person", "People who prepare meetings")->require_subcommand(1);
  PersonOrder& order = line.person_order;
  auto& create = *of_person.add_subcommand(
      "create", "Give somebody a link of his own (administrator), to his cases and meetings; prints it, this once");
  create.add_option("NAME", order.name, "As others will read it")->required();
  create.add_option("--organisation", order.organisation, "Id of the organisation");
  create.add_option("--organisation-name", order.organisation_name, "Its name");
  create.add_option("--link-file-out", order.link_file,
                    "Write the link to this file (mode 0600) and print the person without it");
  create.callback([&] { line.command = [&] { return create_person(line.context, line.person_order); }; });
  auto& revoke = *of_person.add_subcommand("revoke", "End somebody's link and the seats that came with it (administrator)");
  revoke.add_option("PERSON", line.person, "His id, as it was printed")->required();
  revoke.callback([&] { line.command = [&] { return revoke_person(line.context, line.person); }; });
}

void add_taking_part(CLI::App& app, CommandLine& line) {
  auto& send_command =
      *app.add_subcommand("send", "Send operations: JSON lines on standard input, answers on standard output");
  send_command.footer(std::string("\n") + kSendHelp + kFooter);
  send_command.add_option("MEETING", line.send_order.meeting)->required();
  send_command
      .add_option("--client", line.send_order.client_file,
                  "Who one is towards the meeting; made at first use (mode 0600)")
      ->required();
  send_command.add_option("--rate", line.send_order.per_second, "Operations a second; 0: as fast as they are answered")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  send_command.callback([&] { line.command = [&] { return send(line.context, line.send_order); }; });

  auto& tail_command = *app.add_subcommand("tail", "Records as JSON lines, as they come; ends on interrupt");
  tail_command.add_option("MEETING", line.tail_order.meeting)->required();
  tail_command.add_option("--from", line.tail_order.from, "First those that are there, from this number (1: all)")
      ->check(CLI::PositiveNumber);
  tail_command.add_option("--count", line.tail_order.count, "End after so many records")->check(CLI::PositiveNumber);
  tail_command.callback([&] { line.command = [&] { return tail(line.context, line.tail_order); }; });

  auto& replay_command = *app.add_subcommand("replay", "Records as JSON lines, at the pace at which they were made");
  replay_command.add_option("MEETING", line.replay_order.meeting)->required();
  replay_command.add_option("--speed", line.replay_order.speed, "So many times as fast; 0: at once")
      ->check(CLI::NonNegativeNumber)
      ->capture_default_str();
  replay_command.add_option("--from", line.replay_order.from, "From this number")->check(CLI::PositiveNumber);
  replay_command.add_option("--to", line.replay_order.to, "Up to and with this number")->check(CLI::PositiveNumber);
  replay_command.callback([&] { line.command = [&] { return replay(line.context, line.replay_order); }; });
}

void add_looking_back(CLI::App& app, CommandLine& line) {
  auto& state = *app.add_subcommand("state", "The meeting as one may see it, as JSON");
  state.add_option("MEETING", line.meeting)->required();
  state.add_option("--at", line.at, "A record's number, or a time: 2027-03-16T09:30:00+01:00, now-2h");
  state.add_flag("--hash", line.hash_only, "Only the state hash");
  state.callback(
      [&] { line.command = [&] { return show_state(line.context, line.meeting, line.at, line.hash_only); }; });

  auto& export_command = *app.add_subcommand("export", "All that one may see of a meeting, to standard output");
  export_command.add_option("MEETING", line.meeting)->required();
  export_command.add_option("--format", line.format, "json, which import takes back; md, the report")
      ->check(CLI::IsMember({"json", "md"}))
      ->capture_default_str();
  export_command.callback(
      [&] { line.command = [&] { return export_meeting(line.context, line.meeting, line.format); }; });

  auto& import_command = *app.add_subcommand(
      "import",
      "Make a meeting of a file (administrator): a demo case, a transcript or an export; prints what it held");
  import_command.add_option("FILE", line.file)->required()->check(CLI::ExistingFile);
  import_command.add_option("--start", line.start, "Shift it to begin then: 2027-03-16T09:00:00+01:00, now-2h, now-8w");
  import_command.add_option("--tokens-out", line.tokens_dir,
                            "Write the participants' secrets here, a file each (mode 0600); else nobody learns them");
  import_command.callback(
      [&] { line.command = [&] { return import_file(line.context, line.file, line.start, line.tokens_dir); }; });

  auto& verify =
      *app.add_subcommand("verify", "Tell what of a data directory holds; run it on a stopped server or a copy");
  verify.add_option("DIR", line.file)->required();
  verify.add_option("--server-key", line.server_key, "The server's key file, if it lives elsewhere");
  verify.callback([&] { line.command = [&] { return verify_data(line.file, line.server_key); }; });

  auto& salvage = *app.add_subcommand(
      "salvage", "Copy every meeting that is whole of a damaged data directory into a new one; run it on a stopped server");
  salvage.add_option("DIR", line.file)->required();
  salvage.add_option("NEW", line.into, "A directory that is empty or not there yet")->required();
  salvage.add_option("--server-key", line.server_key, "The server's key file, if it lives elsewhere");
  salvage.callback([&] { line.command = [&] { return salvage_data({line.file, line.into, line.server_key}); }; });
}

int run(int count, char** words) {
  CommandLine line;
  CLI::App app{"flipover: a meeting's board from the command line"};
  app.footer(kFooter);
  app.set_version_flag("--version", "flipover " FLIPOVER_VERSION);
  app.require_subcommand(1);
  app.fallthrough();
  app.add_option("--server", line.server, "Where the server is")->envname("FLIPOVER_SERVER")->capture_default_str();
  app.add_option("--token-file", line.token_file, "File with the secret of an invitation (else FLIPOVER_TOKEN)");
  app.add_option("--admin-secret-file", line.admin_secret_file, "File with the administrator's secret");
  app.add_flag("--json", line.context.json, "Speak flipover.v1.json over the socket, not the binary form");
  app.add_option("--language", line.context.language,
                 "nl or en, for messages and reports (else LANG, and the meeting's)")
      ->check(CLI::IsMember({"nl", "en"}));
  add_asking(app, line);
  add_people(app, line);
  add_taking_part(app, line);
  add_looking_back(app, line);
  try {
    app.parse(count, words);
  } catch (const CLI::ParseError& error) {
    return app.exit(error) == 0 ? static_cast<int>(Exit::kDone) : static_cast<int>(Exit::kUsage);
  }
  line.context.english = speaks_english(line.context.language);
  try {
    complete(line);
    return static_cast<int>(line.command());
  } catch (const Failure& failure) {
    std::cerr << "flipover: " << line.context.say(failure.words()) << "\n";
    return static_cast<int>(failure.code());
  }
}

}  // namespace
}  // namespace flipover

int main(int count, char** words) {
  try {
    return flipover::run(count, words);
  } catch (const std::exception& error) {
    std::cerr << "flipover: " << error.what() << "\n";
    return static_cast<int>(flipover::Exit::kRefused);
  }
}
