// An export of two records: a meeting is made, and its chair comes.
#pragma once

#include <google/protobuf/util/json_util.h>

#include <string>

#include "server/meeting/import/read_import.h"

namespace flipover {

inline const Catalogue& built_in() {
  static const Catalogue catalogue = Catalogue::load_embedded().value();
  return catalogue;
}

inline pb::Export small_export() {
  pb::Export exported;
  exported.set_format("flipover-export/1");
  pb::Record& first = *exported.add_records();
  first.set_number(1);
  first.set_time_ms(1'000);
  pb::CreateMeeting& create = *first.mutable_operation()->mutable_create_meeting();
  create.set_title("Overleg");
  *create.mutable_method() = *built_in().method("vrij");
  *create.mutable_vocabulary() = built_in().vocabulary();
  pb::Record& second = *exported.add_records();
  second.set_number(2);
  second.set_time_ms(2'000);
  pb::Participant& chair = *second.mutable_operation()->mutable_add_participant()->mutable_participant();
  chair.set_id("ines");
  chair.set_name("Ines");
  chair.set_role("procesregisseur");
  return exported;
}

inline Translated<ImportFile> read_back(const pb::Export& exported) {
  std::string json;
  if (!google::protobuf::util::MessageToJsonString(exported, &json).ok()) {
    return ImportError{"test", "heeft geen JSON", "has no JSON form"};
  }
  return read_import(json, built_in());
}

}  // namespace flipover
