#include "tests/model/slim_meeting.h"

#include <algorithm>

#include "server/vocabulary/catalogue.h"
#include "tests/model/labels.h"

namespace flipover {
namespace {

const std::vector<std::string> kPhases = {"probleem", "factoren", "duwtje", "plan"};
const std::vector<std::string> kKinds = {"feit",        "zorg",   "idee",          "beschermend", "risico",
                                         "interventie", "besluit", "citaat_client", "vraag",       "procesnoot"};
const std::vector<std::string> kRoles = {"procesregisseur", "notulist", "partner", "casusregisseur", "client",
                                         "steunpersoon",    "observer", "onderzoeker", "zaalscherm", "inbrenger"};

template <class List, class Keep>
void keep_only(List& list, Keep keep) {
  list.erase(std::remove_if(list.begin(), list.end(), [&](const auto& of) { return !keep(of); }), list.end());
}

}  // namespace

const std::vector<std::string>& slim_phases() { return kPhases; }
const std::vector<std::string>& slim_kinds() { return kKinds; }

const pb::CreateMeeting& slim_meeting() {
  static const pb::CreateMeeting made = [] {
    const Catalogue catalogue = Catalogue::load_embedded().value();
    pb::CreateMeeting create;
    *create.mutable_method() = *catalogue.method("casus_plus");
    *create.mutable_vocabulary() = catalogue.vocabulary();
    const auto among = [](const std::vector<std::string>& ids) {
      return [&ids](const auto& of) { return std::find(ids.begin(), ids.end(), of.id()) != ids.end(); };
    };
    keep_only(*create.mutable_method()->mutable_phases(), among(kPhases));
    keep_only(*create.mutable_vocabulary()->mutable_kinds(), among(kKinds));
    static const std::vector<std::string> sets = {"visibility", "relation", "source"};
    keep_only(*create.mutable_vocabulary()->mutable_sets(), among(sets));
    static const std::vector<std::string> fields = {"uitvoerder", "reden", "mandaat"};
    for (auto& kind : *create.mutable_vocabulary()->mutable_kinds()) keep_only(*kind.mutable_fields(), among(fields));
    static const std::vector<std::string> terms = {"versterkt", "beantwoordt", "client"};
    for (auto& set : *create.mutable_vocabulary()->mutable_sets()) {
      if (set.id() != "visibility") keep_only(*set.mutable_terms(), among(terms));
    }
    keep_only(*create.mutable_vocabulary()->mutable_roles(), among(kRoles));
    for (auto& phase : *create.mutable_method()->mutable_phases()) {
      phase.clear_vote_roles();
      phase.clear_questions();
      phase.clear_outputs();
      for (auto& region : *phase.mutable_regions()) {
        keep_only(*region.mutable_kinds(), [](const std::string& kind) {
          return std::find(kKinds.begin(), kKinds.end(), kind) != kKinds.end();
        });
      }
    }
    strip_labels(create);
    return create;
  }();
  return made;
}

}  // namespace flipover
