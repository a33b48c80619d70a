#include <prometheus/metric_family.h>
#include <prometheus/text_serializer.h>

#include <cstdint>
#include <string>
#include <vector>

#include "server/edge/http_routes.h"

namespace flipover {
namespace {

prometheus::MetricFamily family_of(const Figure& figure) {
  prometheus::ClientMetric metric;
  if (figure.counts_up) {
    metric.counter.value = figure.value;
  } else {
    metric.gauge.value = figure.value;
  }
  prometheus::MetricFamily family;
  family.name = figure.name;
  family.help = figure.what;
  family.type = figure.counts_up ? prometheus::MetricType::Counter : prometheus::MetricType::Gauge;
  family.metric.push_back(metric);
  return family;
}

struct MeetingFigure {
  const char* name;
  const char* what;
  Counter MeetingMetrics::*counter;
  bool counts_up;
};
constexpr MeetingFigure kMeetingFigures[] = {
    {"flipover_meetings_open", "Meetings at work.", &MeetingMetrics::meetings_open, false},
    {"flipover_meetings_opened_total", "Meetings opened from their logs.", &MeetingMetrics::meetings_opened, true},
    {"flipover_sessions_open", "Participants' connections that have joined a meeting.", &MeetingMetrics::sessions_open,
     false},
    {"flipover_operations_committed_total", "Operations made durable.", &MeetingMetrics::operations_committed, true},
    {"flipover_operations_refused_total", "Operations refused.", &MeetingMetrics::operations_refused, true},
    {"flipover_operations_repeated_total", "Operations answered again after a retry.",
     &MeetingMetrics::operations_repeated, true},
    {"flipover_batches_total", "Batches appended by meetings.", &MeetingMetrics::batches, true},
    {"flipover_frames_encoded_total", "Frames made, one for each class of viewers.", &MeetingMetrics::frames_encoded,
     true},
    {"flipover_frames_delivered_total", "Frames handed to sessions.", &MeetingMetrics::frames_delivered, true},
    {"flipover_append_microseconds_total", "Time of batches from decided to durable.",
     &MeetingMetrics::append_microseconds, true},
    {"flipover_checkpoints_total", "Checkpoints put.", &MeetingMetrics::checkpoints, true},
    {"flipover_meetings_stopped_total", "Meetings stopped after a failed append or a broken invariant.",
     &MeetingMetrics::meetings_stopped, true},
    {"flipover_invariants_broken_total", "Of the meetings stopped, those by a mistake in the server itself.",
     &MeetingMetrics::invariants_broken, true},
    {"flipover_meetings_damaged_total", "Meetings that could not be opened.", &MeetingMetrics::meetings_damaged, true},
};

struct EdgeFigure {
  const char* name;
  const char* what;
  Counter EdgeMetrics::*counter;
  bool counts_up;
};
constexpr EdgeFigure kEdgeFigures[] = {
    {"flipover_sockets_open", "WebSockets open.", &EdgeMetrics::sockets_open, false},
    {"flipover_sockets_accepted_total", "WebSockets opened.", &EdgeMetrics::sockets_accepted, true},
    {"flipover_frames_received_total", "Frames from clients.", &EdgeMetrics::frames_received, true},
    {"flipover_bytes_received_total", "Bytes of frames from clients.", &EdgeMetrics::bytes_received, true},
    {"flipover_sockets_closed_total", "WebSockets that the server said goodbye to.", &EdgeMetrics::closed_by_us, true},
    {"flipover_sockets_too_slow_total", "WebSockets closed because their outbox overflowed.",
     &EdgeMetrics::closed_too_slow, true},
    {"flipover_sockets_silent_total", "WebSockets closed because nothing was heard.", &EdgeMetrics::closed_silent, true},
    {"flipover_sockets_bad_frame_total", "WebSockets closed for a frame that cannot be.",
     &EdgeMetrics::closed_bad_frame, true},
    {"flipover_sockets_without_right_total", "WebSockets closed for want of a valid token.",
     &EdgeMetrics::closed_without_right, true},
    {"flipover_http_connections_total", "Connections accepted.", &EdgeMetrics::connections_accepted, true},
    {"flipover_http_connections_refused_total", "Connections refused because too many were open.",
     &EdgeMetrics::connections_refused, true},
    {"flipover_http_requests_total", "Requests.", &EdgeMetrics::requests, true},
    {"flipover_http_requests_refused_total", "Requests answered with 4xx.", &EdgeMetrics::requests_refused, true},
    {"flipover_http_requests_failed_total", "Requests answered with 5xx.", &EdgeMetrics::requests_failed, true},
    {"flipover_http_upgrades_refused_total", "Upgrades to a WebSocket that were refused.",
     &EdgeMetrics::upgrades_refused, true},
};

}  // namespace

std::string metrics_page(Hosts& hosts, const std::vector<Figure>& more) {
  std::vector<prometheus::MetricFamily> families;
  for (const MeetingFigure& one : kMeetingFigures) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < hosts.size(); ++i) sum += (hosts.at(i).host.metrics().*one.counter).value();
    families.push_back(family_of({one.name, one.what, static_cast<double>(sum), one.counts_up}));
  }
  for (const EdgeFigure& one : kEdgeFigures) {
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < hosts.size(); ++i) sum += (hosts.at(i).sockets.metrics().*one.counter).value();
    families.push_back(family_of({one.name, one.what, static_cast<double>(sum), one.counts_up}));
  }
  for (const Figure& figure : more) families.push_back(family_of(figure));
  return prometheus::TextSerializer().Serialize(families);
}

}  // namespace flipover
