// Makes the seed corpora of the fuzz targets from the demonstration case and a transcript.
//
//     make_fuzz_corpus FOLDER         writes FOLDER/operations/..., FOLDER/records/... and so on
#include <boost/json.hpp>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <map>
#include <string>

#include <google/protobuf/util/json_util.h>

#include "server/base/check.h"
#include "server/meeting/import/gunzip.h"
#include "server/meeting/import/read_import.h"
#include "server/model/apply.h"
#include "server/model/decide.h"
#include "server/model/projection.h"
#include "server/model/text_history.h"
#include "storage/checkpoint_format.h"
#include "storage/key_format.h"
#include "tests/fuzz/meetings_at_work.h"

namespace {

using namespace flipover;
namespace json = boost::json;

constexpr std::size_t kOfEachKind = 2;      // operations of one kind that are kept
constexpr std::size_t kContributions = 8;   // of the demonstration that are kept
constexpr std::size_t kLines = 8;           // of the transcript
constexpr int kExportRecords = 24;

std::filesystem::path g_folder;

void write(const std::string& name, const std::string& bytes) {
  const std::filesystem::path path = g_folder / name;
  std::filesystem::create_directories(path.parent_path());
  std::ofstream(path, std::ios::binary) << bytes;
}

std::string test_data(const std::string& name) {
  std::ifstream in(FLIPOVER_TEST_DATA "/" + name, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

class NoHistory final : public TextHistory {
 public:
  std::optional<std::span<const TextChange>> since(std::string_view, std::uint64_t) const override {
    return std::nullopt;
  }
};

// The records of the demonstration, as they were logged.
std::vector<pb::Record> demonstration() {
  const auto catalogue = Catalogue::load_embedded();
  const auto plan = std::get<ImportPlan>(read_import(test_data("demo-case.json"), *catalogue).value());
  MeetingState state;
  std::vector<pb::Record> records;
  const auto go = [&](const Author& by, const ImportStep& step) {
    pb::Record record;
    record.set_number(state.number + 1);
    record.set_time_ms(step.time_ms);
    record.set_by(by.participant);
    *record.mutable_operation() = decide(state, by, step.operation, NoHistory(), ModelLimits{}).value();
    apply(state, record);
    records.push_back(record);
  };
  ImportStep create;
  *create.operation.mutable_create_meeting() = plan.create;
  go(Author{{}, Authority::kServer}, create);
  for (const ImportStep& step : plan.steps) {
    go(Author{step.by, step.by.empty() ? Authority::kServer : Authority::kImporter}, step);
  }
  return records;
}

// Records of each kind, one alone and all in a row, for some of the meetings.
void write_operations(const std::vector<pb::Record>& records) {
  std::map<int, std::size_t> kept;
  pb::Update row;
  for (const pb::Record& record : records) {
    const int kind = record.operation().kind_case();
    if (record.operation().has_create_meeting() || kept[kind]++ >= kOfEachKind) continue;
    pb::Update alone;
    alone.set_upto(static_cast<std::uint64_t>(kind) + kept[kind]);
    *alone.add_records() = record;
    const std::string name = std::to_string(kind) + "-" + std::to_string(kept[kind]);
    write("records/" + name, alone.SerializeAsString());
    alone.mutable_records(0)->mutable_imported()->set_source("x");
    write("operations/" + name, alone.SerializeAsString());
    if (row.records_size() < 12) *row.add_records() = record;
  }
  write("operations/row", row.SerializeAsString());
  write("records/row", row.SerializeAsString());
  // What the demonstration does not do, empty.
  const auto* fields = pb::Operation::descriptor()->FindOneofByName("kind");
  for (int at = 0; at < fields->field_count(); ++at) {
    const auto* field = fields->field(at);
    if (field->name() == "create_meeting" || kept[field->number()] > 0) continue;
    pb::Update alone;
    alone.set_upto(static_cast<std::uint64_t>(at));
    pb::Record& record = *alone.add_records();
    record.set_by(meeting_at_work(alone.upto()).course.chair());
    pb::Operation& operation = *record.mutable_operation();
    operation.GetReflection()->MutableMessage(&operation, field);
    write("operations/" + field->name(), alone.SerializeAsString());
    write("records/" + field->name(), alone.SerializeAsString());
  }
}

void write_import(const std::vector<pb::Record>& records) {
  json::object demo = json::parse(test_data("demo-case.json")).as_object();
  demo["contributions"].as_array().resize(kContributions);
  write("import/demo.json", json::serialize(demo));
  const std::string packed = test_data("ES2002a.meeting.jsonl.gz");
  const std::string transcript = gunzip(packed, 1'000'000).value();
  std::size_t end = 0;
  for (std::size_t line = 0; line < kLines; ++line) end = transcript.find('\n', end) + 1;
  write("import/transcript.jsonl", transcript.substr(0, end));
  write("import/transcript.jsonl.gz", packed);

  pb::Export exported;
  exported.set_format("flipover-export/1");
  for (const pb::Record& record : records) {
    if (exported.records_size() == kExportRecords) break;
    *exported.add_records() = without_id(record);
  }
  std::string text;
  CHECK(google::protobuf::util::MessageToJsonString(exported, &text).ok(), "an export has a JSON form");
  write("import/export.json", text);
}

void write_journal(const std::vector<pb::Record>& records) {
  const auto with = [](char what, const std::string& bytes) { return std::string(1, what) + bytes; };
  for (std::size_t at = 1; at < records.size(); at += records.size() / 6) {
    write("journal/content-" + std::to_string(at), with(2, records[at].SerializeAsString()));
  }
  storage::v1::BatchBody body;
  body.set_epoch(1);
  body.set_first(1);
  body.set_count(2);
  for (int record = 0; record < 2; ++record) {
    storage::v1::Skeleton skeleton;
    skeleton.set_time_ms(1);
    skeleton.set_by("karim");
    skeleton.set_kind(16);
    skeleton.set_item("item");
    skeleton.set_key(static_cast<std::uint32_t>(2 * record));
    auto* assigned = skeleton.add_assigned();
    assigned->set_owner("item");
    assigned->set_key(1);
    auto* sealed = body.add_records();
    sealed->set_skeleton(skeleton.SerializeAsString());
    sealed->set_sealed(std::string(40, 's'));
  }
  write("journal/body", with(1, body.SerializeAsString()));
  storage::v1::StoredBatch batch;
  batch.set_body(body.SerializeAsString());
  batch.set_chain(std::string(32, 'c'));
  write("journal/batch", with(0, batch.SerializeAsString()));

  storage::v1::CheckpointBody checkpoint;
  checkpoint.set_position(9);
  checkpoint.set_chain(std::string(32, 'c'));
  checkpoint.set_nonce(std::string(16, 'n'));
  checkpoint.add_parts()->set_key(2);
  checkpoint.add_parts()->set_sealed(std::string(40, 's'));
  write("journal/checkpoint-body", with(4, checkpoint.SerializeAsString()));
  storage::v1::StoredCheckpoint stored;
  stored.set_body(checkpoint.SerializeAsString());
  stored.set_mac(std::string(32, 'm'));
  write("journal/checkpoint", with(3, stored.SerializeAsString()));
  pb::Checkpoint content = to_checkpoint(meeting_at_work(6));
  content.clear_info();
  write("journal/checkpoint-content", with(5, content.SerializeAsString()));
  pb::Checkpoint small = to_checkpoint(meeting_at_work(8));
  small.clear_info();
  write("journal/checkpoint-small", with(5, small.SerializeAsString()));
}

void write_keys() {
  const MeetingId meeting{"m-2027_03"};
  write("keys/epoch", encode(EpochKey{meeting, Epoch{3}}));
  write("keys/batch", encode(BatchKey{meeting, SeqNo{77}, Epoch{3}}));
  write("keys/checkpoint", encode(CheckpointKey{meeting, SeqNo{1'000}, 2}));
  write("keys/group", encode(GroupKey{}));
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::fprintf(stderr, "usage: make_fuzz_corpus FOLDER\n");
    return 2;
  }
  g_folder = argv[1];
  const std::vector<pb::Record> records = demonstration();
  write_operations(records);
  write_import(records);
  write_journal(records);
  write_keys();
  return 0;
}
