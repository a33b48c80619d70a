// JournalRecord: a record as the journal knows it: its skeleton, which stays readable, and its content, which is
// sealed. Meetings and the registry both turn theirs into it.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "meeting/v1/record.pb.h"
#include "meeting/v1/registry.pb.h"
#include "server/base/ids.h"
#include "server/base/proto.h"
#include "storage/key_store.h"

namespace flipover {

struct JournalRecord {
  // The skeleton. It is not secret from whoever has the disk.
  SeqNo number{};
  std::int64_t time_ms = 0;
  std::int64_t logged_at_ms = 0;
  std::string by;
  std::uint32_t kind = 0;  // number of the operation in its oneof
  std::string item;        // what it is about; may be empty

  // Whose key seals the content: an item or a page; empty: the meeting's content key. For writing only.
  std::string owner;
  // Items and pages that come to be with this record and need a key from now on.
  std::vector<std::string> made;

  std::optional<std::string> content;   // none: its key was destroyed, or is missing
  std::optional<KeyIndex> missing_key;  // the one that is neither there nor destroyed
};

// Items and pages have keys of their own: what an operation says about one is sealed under it, so that redacting it
// leaves the rest. What is about no item in particular is sealed under the meeting's content key.
JournalRecord to_journal(const pb::Record& record);
JournalRecord to_journal(const pb::RegistryRecord& record);

// Whose key seals what `operation` says; empty: the meeting's.
std::string owner_of(const pb::Operation& operation);

// A record read back. `erased`: its key was destroyed, it has number, times and author, but no operation.
struct StoredRecord {
  pb::Record record;
  bool erased = false;
  std::uint32_t kind = 0;  // pb::Operation::KindCase, also if erased
  std::string item;        // likewise
};
// Nothing: the content is not a record (it was sealed by us, so this is damage).
std::optional<StoredRecord> to_stored(const JournalRecord& record);
std::optional<pb::RegistryRecord> to_registry(const JournalRecord& record);

}  // namespace flipover
