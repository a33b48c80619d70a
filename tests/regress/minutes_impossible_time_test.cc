// The report of an imported meeting that ended at an impossible time showed a date out of nowhere.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <limits>
#include <string>

#include "server/meeting/minutes.h"
#include "server/model/apply.h"
#include "server/model/projection.h"
#include "tests/regress/small_export.h"

namespace flipover {
namespace {

TEST(ReportOfAMeeting, TimeBeyondTheCalendarIsShownAsItsEnd) {
  MeetingState state;
  const pb::Export exported = small_export();
  for (const pb::Record& record : exported.records()) apply(state, record);
  state.course.set_begun(true);
  state.course.set_begun_ms(std::numeric_limits<std::int64_t>::max());
  const pb::Checkpoint shown = project(state, viewer_of(state, "ines"));
  const std::string report = minutes_markdown(shown, "Ines", std::numeric_limits<std::int64_t>::max(), "nl");
  EXPECT_THAT(report, ::testing::HasSubstr("10000"));  // the last moment of 9999 is in Amsterdam the first of 10000
}

}  // namespace
}  // namespace flipover
