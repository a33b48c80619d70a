#include "tests/canary/seats.h"

#include <algorithm>
#include <set>

#include "server/vocabulary/catalogue.h"
#include "tests/model/labels.h"

namespace flipover::canary {

const pb::CreateMeeting& small_meeting() {
  static const pb::CreateMeeting made = [] {
    static const std::set<std::string> phases{"probleem", "factoren", "duwtje", "plan"};
    static const std::set<std::string> kinds{"feit",      "zorg",       "hypothese", "citaat_client",
                                             "correctie", "compliment", "duwtje",    "beschermend",
                                             "risico",    "idee",       "actie",     "interventie",
                                             "besluit",   "keuze",      "plandoel",  "minderheidsstandpunt",
                                             "vraag",     "onbekend",   "procesnoot"};
    static const std::set<std::string> sets{"visibility", "relation", "source"};
    const Catalogue catalogue = Catalogue::load_embedded().value();
    pb::CreateMeeting create;
    create.set_meeting("overleg");
    create.set_language("nl");
    *create.mutable_method() = *catalogue.method("casus_plus");
    *create.mutable_vocabulary() = catalogue.vocabulary();
    const auto keep = [](auto& list, auto wanted) {
      list.erase(std::remove_if(list.begin(), list.end(), [&](const auto& of) { return !wanted(of); }), list.end());
    };
    keep(*create.mutable_method()->mutable_phases(), [](const auto& of) { return phases.contains(of.id()); });
    keep(*create.mutable_vocabulary()->mutable_kinds(), [](const auto& of) { return kinds.contains(of.id()); });
    keep(*create.mutable_vocabulary()->mutable_sets(), [](const auto& of) { return sets.contains(of.id()); });
    for (auto& kind : *create.mutable_vocabulary()->mutable_kinds()) {
      keep(*kind.mutable_fields(), [](const auto& of) { return of.type() == pb::Field::TEXT; });
    }
    for (auto& phase : *create.mutable_method()->mutable_phases()) {
      phase.clear_questions();
      phase.clear_outputs();
    }
    strip_labels(create);
    return create;
  }();
  return made;
}

pb::Participant participant_of(const Seat& seat) {
  pb::Participant participant;
  participant.set_id(seat.id);
  participant.set_name(seat.id);
  participant.set_role(seat.role);
  participant.set_organisation(seat.organisation);
  participant.set_organisation_name(seat.organisation_name);
  return participant;
}

const Seat& seat_of(const std::string& id) {
  return *std::find_if(seats().begin(), seats().end(), [&](const Seat& seat) { return id == seat.id; });
}

std::string person_on(const std::string& seat) {
  const Seat& of = seat_of(seat);
  return of.device_of == nullptr ? seat : of.device_of;
}

const std::vector<Seat>& seats() {
  static const std::vector<Seat> all = {
      {"mirjam", "procesregisseur", "gemeente", "Gemeente", false},
      {"noor", "notulist", "gemeente", "Gemeente", false},
      {"cas", "casusregisseur", "wijkteam", "Wijkteam", false},
      {"karim", "partner", "wijkteam", "Wijkteam", false},
      {"pol", "partner", "politie", "Politie", false},
      {"inge", "inbrenger", "ggz", "GGZ", false},
      // Names that begin alike, under the one id that a shortened name gave them.
      {"dirk", "partner", "stichting-maatschappelijke-dienstverleni",
       "Stichting Maatschappelijke Dienstverlening Delft", false},
      {"roos", "partner", "stichting-maatschappelijke-dienstverleni",
       "Stichting Maatschappelijke Dienstverlening Rotterdam", false},
      {"kevin", "client", "", "", false},
      {"aad", "steunpersoon", "", "", false},
      {"obs", "observer", "gemeente", "Gemeente", false},
      {"onz", "onderzoeker", "hogeschool", "Hogeschool", false},
      {"duif", "advocaat_van_de_duivel", "reclassering", "Reclassering", false},
      {"coos", "coordinator", "eigenkracht", "Eigen Kracht", false},
      {"tom", "trainer", "academie", "Academie", false},
      {"zaal", "zaalscherm", "", "", false},
      {"teun", "teamleider", "wijkteam", "Wijkteam", false},
      {"mans", "manager", "gemeente", "Gemeente", false},
      {"fien", "fg", "gemeente", "Gemeente", false},
      {"ben", "beheerder", "gemeente", "Gemeente", false},
      {"laat", "partner", "wijkteam", "Wijkteam", true},
      // Whom not everybody who leads may bring in.
      {"petra", "procesregisseur", "gemeente", "Gemeente", true},
      {"nel", "notulist", "ggz", "GGZ", true},
      {"bram", "partner", "politie", "Politie", true},
      {"mirjams-telefoon", "procesregisseur", "gemeente", "Gemeente", true, "mirjam"},
      {"karims-tablet", "partner", "wijkteam", "Wijkteam", true, "karim"},
      {"kevins-telefoon", "client", "", "", true, "kevin"},
      {"noors-laptop", "notulist", "gemeente", "Gemeente", true, "noor"},  // she says that it is hers
  };
  return all;
}

}  // namespace flipover::canary
