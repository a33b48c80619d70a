// The commands that ask the JSON API: making and inviting, looking back, taking out and bringing in.
#pragma once

#include <cstdint>
#include <string>

#include "clients/cli/context.h"

namespace flipover {

Exit create_case(const Context& context, const std::string& label);

struct MeetingOrder {
  std::string case_id;
  std::string title;
  std::string method;
  std::string language;
  std::uint32_t planned_seconds = 0;
  bool practice = false;
};
Exit create_meeting(const Context& context, const MeetingOrder& order);
Exit list_meetings(const Context& context);
Exit show_meeting(const Context& context,
                  const std::string& meeting);  // to the administrator and the chair: invitations

struct InviteOrder {
  std::string meeting;
  std::string role;
  std::string name;
  std::string organisation;
  std::string organisation_name;
  std::string participant;
  std::int64_t expires_in_seconds = 0;
  std::string secret_file;  // empty: to standard output
  bool link = false;        // the address to hand out, with the secret in it
};
// The secret is shown once, here.
Exit invite(const Context& context, const InviteOrder& order);
Exit revoke(const Context& context, const std::string& meeting, const std::string& invitation);

struct PersonOrder {
  std::string name;
  std::string organisation;
  std::string organisation_name;
  std::string link_file;  // empty: to standard output
};
// Somebody who prepares meetings. The link is shown once, here.
Exit create_person(const Context& context, const PersonOrder& order);
Exit revoke_person(const Context& context, const std::string& person);

// `at`: a number, a time, or empty for now. `hash_only`: the state hash alone, in hexadecimal.
Exit show_state(const Context& context, const std::string& meeting, const std::string& at, bool hash_only);
Exit export_meeting(const Context& context, const std::string& meeting, const std::string& format);

// `start`: a time, or empty for the file's own. `tokens_dir`: where each participant's secret is written, or empty.
Exit import_file(const Context& context, const std::string& path, const std::string& start,
                 const std::string& tokens_dir);

}  // namespace flipover
