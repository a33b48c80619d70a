// After importing an export in which a record "made appear" a whole meeting, numbers jumped and the meeting stopped.
#include <gtest/gtest.h>

#include "server/model/apply.h"
#include "tests/regress/small_export.h"

namespace flipover {
namespace {

TEST(ExportOfElsewhere, OnlyThingsOnTheBoardMayAppear) {
  pb::Export exported = small_export();
  exported.mutable_records(1)->mutable_seen()->mutable_appeared()->add_items()->set_id("zorg-1");
  EXPECT_TRUE(read_back(exported).has_value());
  exported.mutable_records(1)->mutable_seen()->mutable_appeared()->set_number(500);
  const auto read = read_back(exported);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().where, "records[1].seen.appeared");
}

TEST(ExportOfElsewhere, RecordCountsAsOneWhateverItMadeAppear) {
  MeetingState state;
  const pb::Export exported = small_export();
  for (pb::Record record : exported.records()) {
    record.mutable_seen()->mutable_appeared()->set_number(500);
    apply(state, record);
  }
  EXPECT_EQ(state.number, 2U);
}

}  // namespace
}  // namespace flipover
