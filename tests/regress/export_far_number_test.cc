// An export with a record numbered in the billions was taken in for ever: the server filled its disk with the gap.
#include <gtest/gtest.h>

#include "tests/regress/small_export.h"

namespace flipover {
namespace {

TEST(ExportOfElsewhere, NumberBeyondEveryMeetingIsRefusedWithItsPlace) {
  pb::Export exported = small_export();
  exported.mutable_records(1)->set_number(4'000'000'000);
  const auto read = read_back(exported);
  ASSERT_FALSE(read.has_value());
  EXPECT_EQ(read.error().where, "records[1].number");
}

TEST(ExportOfElsewhere, GapOfHiddenRecordsIsTakenIn) {
  pb::Export exported = small_export();
  exported.mutable_records(1)->set_number(5'000);
  EXPECT_TRUE(read_back(exported).has_value());
}

}  // namespace
}  // namespace flipover
