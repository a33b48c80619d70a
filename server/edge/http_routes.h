// HttpRoutes: which address is answered by whom.
#pragma once

#include <boost/asio/awaitable.hpp>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "server/edge/api.h"
#include "server/edge/http_message.h"
#include "server/edge/web_site.h"

namespace flipover {

// A figure of somebody else's for /metrics: the log's, the process's.
struct Figure {
  std::string name;  // flipover_log_appends_total
  std::string what;
  double value = 0;
  bool counts_up = true;  // false: it goes up and down
};
using Figures = std::function<std::vector<Figure>()>;

// Whether visitors should be sent here, and what is amiss: a line each, for /readyz.
struct Readiness {
  bool ready = true;
  std::string amiss;
};
using AskReadiness = std::function<Readiness()>;

// What can be known of a request before its body is read.
struct Admission {
  std::size_t body_bytes_max = 0;
  bool import = false;                // takes its time
  std::optional<HttpAnswer> refused;  // the body is not read
};

// Threads: the front shard.
class HttpRoutes {
 public:
  HttpRoutes(ApiWorld world, const EdgeLimits& limits, Figures figures, AskReadiness readiness = {});

  Admission admit(const HttpRequest& head) const;
  net::awaitable<HttpAnswer> answer(HttpRequest request);
  // For an address that cannot be one of ours.
  HttpAnswer nothing_here(const HttpRequest& request) const;

  // From here until the end /readyz says no: visitors go elsewhere.
  void stop_soon() { stopping_ = true; }

 private:
  HttpAnswer plain_page(const std::string& name) const;

  Hosts& hosts_;
  const WebSite& site_;
  Api api_;
  const EdgeLimits& limits_;
  Figures figures_;
  AskReadiness readiness_;
  bool stopping_ = false;
};

// The page of figures in Prometheus' text format.
std::string metrics_page(Hosts& hosts, const std::vector<Figure>& more);

}  // namespace flipover
