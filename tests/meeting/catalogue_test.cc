// The data that meetings are made with: complete, in two languages, and refused as a whole when it is not sound.
#include "server/vocabulary/catalogue.h"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <set>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "server/vocabulary/embedded_files.h"

namespace flipover {
namespace {

using ::testing::Contains;
using ::testing::ElementsAre;
using ::testing::HasSubstr;

const Catalogue& ours() {
  static const Catalogue catalogue = Catalogue::load_embedded().value();
  return catalogue;
}

template <class List>
auto find(const List& list, const std::string& id) {
  const auto found = std::find_if(list.begin(), list.end(), [&](const auto& one) { return one.id() == id; });
  EXPECT_NE(found, list.end()) << "there is no '" << id << "'";
  return found == list.end() ? typename List::value_type() : *found;
}

template <class List>
std::set<std::string> ids_of(const List& list) {
  std::set<std::string> ids;
  for (const auto& one : list) ids.insert(one.id());
  return ids;
}

// Every label anywhere in the message, with its place.
void for_each_label(const google::protobuf::Message& message, const std::string& where,
                    const std::function<void(const std::string&, const pb::Label&)>& visit) {
  if (const auto* label = dynamic_cast<const pb::Label*>(&message)) return visit(where, *label);
  std::vector<const google::protobuf::FieldDescriptor*> fields;
  message.GetReflection()->ListFields(message, &fields);
  for (const auto* field : fields) {
    if (field->cpp_type() != google::protobuf::FieldDescriptor::CPPTYPE_MESSAGE) continue;
    const std::string place = where + "." + field->name();
    if (!field->is_repeated()) {
      for_each_label(message.GetReflection()->GetMessage(message, field), place, visit);
      continue;
    }
    for (int i = 0; i < message.GetReflection()->FieldSize(message, field); ++i) {
      const auto& child = message.GetReflection()->GetRepeatedMessage(message, field, i);
      for_each_label(child, place + "[" + std::to_string(i) + "]", visit);
    }
  }
}

bool has_rule(const pb::Phase& phase, pb::Rule::Kind kind) {
  return std::any_of(phase.rules().begin(), phase.rules().end(), [&](const auto& rule) { return rule.kind() == kind; });
}

TEST(Catalogue, EveryWordForPeopleIsThereInDutchAndEnglish) {
  const auto both = [](const std::string& where, const pb::Label& label) {
    EXPECT_FALSE(label.nl().empty()) << where;
    EXPECT_FALSE(label.en().empty()) << where;
  };
  for_each_label(ours().vocabulary(), "vocabulary", both);
  for (const auto& method : ours().methods()) for_each_label(method, method.id(), both);
}

TEST(Catalogue, HoldsTheFourMethods) {
  std::set<std::string> ids;
  for (const auto& method : ours().methods()) ids.insert(method.id());
  EXPECT_THAT(ids, ElementsAre("casus_plus", "casus_plus_vervolg", "gaat_goed", "vrij"));
  EXPECT_EQ(ours().method("incident"), nullptr);
}

TEST(Catalogue, HoldsEveryKindOfTheField) {  // domain.md 3.1
  const auto ids = ids_of(ours().vocabulary().kinds());
  for (const char* id : {"doel",
                         "commitment",
                         "persoon",
                         "feit",
                         "citaat_client",
                         "correctie",
                         "onbekend",
                         "vraag",
                         "probleem",
                         "probleemdefinitie",
                         "hypothese",
                         "zorg",
                         "kracht",
                         "beschermend",
                         "risico",
                         "duwtje",
                         "wens",
                         "keuze",
                         "idee",
                         "optie",
                         "argument",
                         "tegenargument",
                         "criterium",
                         "interventie",
                         "actie",
                         "besluit",
                         "minderheidsstandpunt",
                         "terugvalafspraak",
                         "afspraak",
                         "compliment",
                         "inzicht",
                         "reflectie",
                         "systeemknelpunt",
                         "procesnoot",
                         "samenvatting",
                         "evaluatievraag",
                         "schaalscore",
                         "frame",
                         "begrip",
                         "interpretatie",
                         "bezwaar",
                         "incident",
                         "gevoel",
                         "associatie",
                         "standpunt",
                         "advies",
                         "besluit_inbrenger",
                         "leerdoel",
                         "bron",
                         "conclusie",
                         "aanbod",
                         "ondergrens",
                         "hulpvraag",
                         "beslisvraag",
                         "schade",
                         "gevaar",
                         "complicerend",
                         "bestaande_veiligheid",
                         "veiligheidsdoel",
                         "plandoel"}) {
    EXPECT_THAT(ids, Contains(id));
  }
}

TEST(Catalogue, HoldsEveryRoleOfTheFieldAndTheRoomScreen) {  // domain.md 3.12, HY-01
  const auto ids = ids_of(ours().vocabulary().roles());
  for (const char* id : {"procesregisseur", "casusregisseur", "inbrenger", "partner", "client", "steunpersoon",
                         "notulist", "observer", "onderzoeker", "advocaat_van_de_duivel", "coordinator", "trainer",
                         "teamleider", "manager", "fg", "beheerder", "zaalscherm"}) {
    EXPECT_THAT(ids, Contains(id));
  }
}

TEST(Catalogue, WhatEachRoleMayFollowsTheField) {
  const auto& roles = ours().vocabulary().roles();
  EXPECT_TRUE(find(roles, "client").client_side());
  EXPECT_THAT(find(roles, "client").always_kinds(), ElementsAre("citaat_client", "correctie", "vraag"));
  EXPECT_THAT(find(roles, "observer").only_kinds(), ElementsAre("procesnoot"));
  EXPECT_TRUE(find(roles, "observer").direction());
  EXPECT_TRUE(find(roles, "onderzoeker").reads_only());
  EXPECT_FALSE(find(roles, "onderzoeker").professional());
  EXPECT_TRUE(find(roles, "notulist").on_behalf());
  EXPECT_FALSE(find(roles, "notulist").sees_sources());
  EXPECT_THAT(find(roles, "casusregisseur").speaks_for(), ElementsAre("client", "steunpersoon"));
  for (const char* id : {"beheerder", "fg", "manager", "teamleider"}) {
    pb::Role nothing = find(roles, id);
    nothing.clear_name();
    nothing.clear_id();
    EXPECT_EQ(nothing.ByteSizeLong(), 0U) << id << " has no right to content";
  }
}

TEST(Catalogue, PhasesOfCasusPlusHoldTheRulesOfTheMethod) {  // domain.md 2.1
  const pb::Method& method = *ours().method("casus_plus");
  EXPECT_THAT(ids_of(method.phases()).size(), 9U);
  for (const char* id : {"over_wie", "probleem", "factoren", "pauze", "duwtje", "wenselijk"}) {
    EXPECT_TRUE(has_rule(find(method.phases(), id), pb::Rule::PARK_SOLUTIONS)) << id;  // CP-05
  }
  for (const char* id : {"plan", "afronding"}) {
    EXPECT_FALSE(has_rule(find(method.phases(), id), pb::Rule::PARK_SOLUTIONS)) << id;
  }
  for (const auto& phase : method.phases()) {
    EXPECT_EQ(has_rule(phase, pb::Rule::NO_OBJECTIONS), phase.id() == "wenselijk") << phase.id();  // CP-09
    EXPECT_EQ(has_rule(phase, pb::Rule::BLIND), phase.id() == "factoren") << phase.id();           // VB-04
    EXPECT_EQ(has_rule(phase, pb::Rule::REQUIRE_REASON), phase.id() == "plan") << phase.id();      // VB-02
    const std::set<std::string> with_client = {"pauze", "duwtje", "wenselijk", "plan", "afronding"};
    EXPECT_EQ(has_rule(phase, pb::Rule::CLIENT_VIEW), with_client.contains(phase.id())) << phase.id();  // CP-11
  }
}

TEST(Catalogue, ASolutionOfferedTooEarlyAlwaysHasAPlaceToLie) {
  for (const auto& method : ours().methods()) {
    for (const auto& phase : method.phases()) {
      if (!has_rule(phase, pb::Rule::PARK_SOLUTIONS)) continue;
      const auto parking = find(phase.regions(), "ideeenparkeerplaats");
      EXPECT_TRUE(parking.parking()) << method.id() << " " << phase.id();
      for (const auto& kind : ours().vocabulary().kinds()) {
        if (!kind.solution()) continue;
        EXPECT_THAT(parking.kinds(), Contains(kind.id())) << method.id() << " " << phase.id();
      }
    }
  }
}

TEST(Catalogue, EveryKindIsAtHomeOnTheFreeBoard) {
  const auto board = find(ours().method("vrij")->phases(0).regions(), "bord");
  for (const auto& kind : ours().vocabulary().kinds()) EXPECT_THAT(board.kinds(), Contains(kind.id()));
}

// Made files: ours, with one thing changed.
class MadeFiles : public ::testing::Test {
 protected:
  MadeFiles() {
    for (const auto& file : embedded_files()) files_.emplace(file.path, file.content);
  }

  void replaces(const std::string& path, const std::string& from, const std::string& to) {
    std::string& content = files_.at(path);
    const auto at = content.find(from);
    ASSERT_NE(at, std::string::npos) << from;
    content.replace(at, from.size(), to);
  }

  std::string refusal() {
    const auto loaded = Catalogue::load(files_);
    return loaded ? "it was accepted" : loaded.error().where + " | " + loaded.error().what;
  }

  Catalogue::Files files_;
};

TEST_F(MadeFiles, AnUnknownFieldIsRefusedWithItsFileAndName) {
  replaces("methods/vrij.json", "\"minutes\"", "\"minuten\"");
  EXPECT_THAT(refusal(), HasSubstr("methods/vrij.json"));
  EXPECT_THAT(refusal(), HasSubstr("minuten"));
}

TEST_F(MadeFiles, AKindThatDoesNotExistIsRefusedWithItsPlace) {
  replaces("methods/casus_plus.json", "\"commitment\"", "\"comitment\"");
  EXPECT_THAT(refusal(), HasSubstr("methods/casus_plus.json: phases[0].regions[0].kinds[1] | no kind 'comitment'"));
}

TEST_F(MadeFiles, ASetThatDoesNotExistIsRefusedWithItsPlace) {
  replaces("vocabulary/kinds.json", "\"set\": \"nudge_entrance\"", "\"set\": \"ingangen\"");
  EXPECT_THAT(refusal(), HasSubstr("vocabulary/kinds.json: kinds["));
  EXPECT_THAT(refusal(), HasSubstr("no set 'ingangen'"));
}

TEST_F(MadeFiles, AnIdThatStandsTwiceIsRefusedAndBothPlacesAreNamed) {
  files_.emplace("vocabulary/zz.json", R"({"version":1,"kinds":[{"id":"doel","name":{"nl":"Doel"}}]})");
  EXPECT_THAT(refusal(), HasSubstr("vocabulary/zz.json: kinds[0].id | 'doel' is also at vocabulary/kinds.json: "));
}

TEST_F(MadeFiles, AWordWithoutDutchIsRefused) {
  files_.emplace("vocabulary/zz.json", R"({"version":1,"kinds":[{"id":"extra","name":{"en":"Extra"}}]})");
  EXPECT_THAT(refusal(), HasSubstr("vocabulary/zz.json: kinds[0].name.nl | is empty"));
}

TEST_F(MadeFiles, ARuleThatParksNeedsAPlaceToPark) {
  replaces("methods/casus_plus.json", "\"parking\": true", "\"parking\": false");
  EXPECT_THAT(refusal(), HasSubstr("phases[0].rules[0] | needs a region with parking"));
}

TEST_F(MadeFiles, AReasonIsAskedOnlyOfKindsThatCanHoldIt) {
  replaces("methods/casus_plus.json", R"("REQUIRE_REASON", "kinds": ["besluit"])",
           R"("REQUIRE_REASON", "kinds": ["wens"])");
  EXPECT_THAT(refusal(), HasSubstr("kind 'wens' has no field 'reden'"));
}

TEST_F(MadeFiles, ARoleThatReadsOnlyCannotWrite) {
  files_.emplace("vocabulary/zz.json",
                 R"({"version":1,"roles":[{"id":"gast","name":{"nl":"Gast"},"writes":true,"readsOnly":true}]})");
  EXPECT_THAT(refusal(), HasSubstr("vocabulary/zz.json: roles[0].readsOnly"));
}

TEST_F(MadeFiles, ALevelThatTheServerCannotHoldToIsRefused) {
  replaces("vocabulary/tags.json", "\"id\": \"regie\"", "\"id\": \"iedereen\"");
  EXPECT_THAT(refusal(), HasSubstr("the server knows no level 'iedereen'"));
}

TEST_F(MadeFiles, TextThatIsNoJsonIsRefusedWithItsFile) {
  files_["methods/vrij.json"] = "{ \"id\": ";
  EXPECT_THAT(refusal(), HasSubstr("methods/vrij.json"));
}

TEST(CatalogueFolder, FilesOfAFolderTakeThePlaceOfBuiltInOnesOrAreAdded) {
  std::string name = (std::filesystem::temp_directory_path() / "flipover_catalogue_XXXXXX").string();
  ASSERT_NE(::mkdtemp(name.data()), nullptr);
  const std::filesystem::path folder = name;
  std::filesystem::create_directories(folder / "methods");
  for (const auto& file : embedded_files()) {
    if (file.path != "methods/vrij.json") continue;
    std::string content{file.content};
    content.replace(content.find("\"vrij\""), 6, "\"kort\"");
    std::ofstream(folder / "methods" / "kort.json") << content;
  }
  const auto loaded = Catalogue::load_dir(folder);
  std::filesystem::remove_all(folder);
  ASSERT_TRUE(loaded) << loaded.error().where << ": " << loaded.error().what;
  EXPECT_NE(loaded->method("kort"), nullptr);
  EXPECT_NE(loaded->method("casus_plus"), nullptr);
}

TEST(CatalogueFolder, AFolderThatIsNotThereIsRefused) {
  EXPECT_EQ(Catalogue::load_dir("/nowhere/at/all").error().what, "is no directory");
}

}  // namespace
}  // namespace flipover
