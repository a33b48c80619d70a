#include "server/edge/http_routes.h"

#include <algorithm>
#include <array>
#include <utility>

namespace flipover {
namespace {

constexpr std::array<std::string_view, 3> kApiMethods{"GET", "POST", "DELETE"};
constexpr std::array<std::string_view, 2> kPageMethods{"GET", "HEAD"};
constexpr std::array<std::string_view, 3> kPlainPages{"healthz", "readyz", "metrics"};

bool is_plain_page(const HttpRequest& request) {
  return request.path.size() == 1 &&
         std::find(kPlainPages.begin(), kPlainPages.end(), request.path[0]) != kPlainPages.end();
}

bool is_api(const HttpRequest& request) {
  return request.path.size() >= 3 && request.path[0] == "api" && request.path[1] == "v1";
}

// For programs, which read JSON; all else is for people.
bool is_for_programs(const HttpRequest& request) {
  return !request.path.empty() && (request.path[0] == "api" || request.path[0] == "ws");
}

template <std::size_t kCount>
bool is_one_of(const std::string& method, const std::array<std::string_view, kCount>& methods) {
  return std::find(methods.begin(), methods.end(), method) != methods.end();
}

HttpAnswer method_refused(const std::string& allowed) {
  HttpAnswer answer = error_answer(ApiError::kMethod);
  answer.headers.emplace_back("Allow", allowed);
  return answer;
}

}  // namespace

HttpRoutes::HttpRoutes(ApiWorld world, const EdgeLimits& limits, Figures figures, AskReadiness readiness)
    : hosts_(world.hosts),
      site_(world.site),
      api_(std::move(world)),
      limits_(limits),
      figures_(std::move(figures)),
      readiness_(std::move(readiness)) {}

Admission HttpRoutes::admit(const HttpRequest& head) const {
  Admission admission;
  if (!is_api(head)) {
    if (!is_one_of(head.method, kPageMethods)) admission.refused = method_refused("GET, HEAD");
    return admission;
  }
  if (!is_one_of(head.method, kApiMethods)) {
    admission.refused = method_refused("GET, POST, DELETE");
    return admission;
  }
  switch (api_.body_kind(head)) {
    case Api::BodyKind::kSmall: admission.body_bytes_max = limits_.body_bytes_max; break;
    case Api::BodyKind::kImport:
      admission.body_bytes_max = limits_.import_bytes_max;
      admission.import = true;
      break;
    case Api::BodyKind::kRefused:
      admission.refused = error_answer(head.bearer.empty() ? ApiError::kNoSecret : ApiError::kAdministratorOnly);
      break;
  }
  return admission;
}

net::awaitable<HttpAnswer> HttpRoutes::answer(HttpRequest request) {
  if (is_api(request)) co_return co_await api_.answer(std::move(request));
  if (is_plain_page(request)) co_return plain_page(request.path[0]);
  if (auto found = site_.answer(request)) co_return std::move(*found);
  co_return nothing_here(request);
}

HttpAnswer HttpRoutes::nothing_here(const HttpRequest& request) const {
  return is_for_programs(request) ? error_answer(ApiError::kNotFound) : WebSite::nothing_here();
}

HttpAnswer HttpRoutes::plain_page(const std::string& name) const {
  HttpAnswer answer;
  answer.content_type = "text/plain; charset=utf-8";
  if (name == "metrics") {
    answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
    answer.body = metrics_page(hosts_, figures_ ? figures_() : std::vector<Figure>());
  } else if (name == "readyz" && stopping_) {
    answer.status = 503;
    answer.body = "stopping\n";
  } else if (name == "readyz" && readiness_) {
    const Readiness readiness = readiness_();
    answer.status = readiness.ready ? 200 : 503;
    answer.body = (readiness.ready ? readiness.amiss.empty() ? "ok\n" : "degraded\n" : "not ready\n") + readiness.amiss;
  } else {
    answer.body = "ok\n";
  }
  return answer;
}

}  // namespace flipover
