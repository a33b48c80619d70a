#include "server/edge/http_routes.h"

#include <algorithm>
#include <array>
#include <utility>

namespace flipover {
namespace {

constexpr std::array<std::string_view, 3> kMethods{"GET", "POST", "DELETE"};
constexpr std::array<std::string_view, 3> kPlainPages{"healthz", "readyz", "metrics"};

bool is_plain_page(const HttpRequest& request) {
  return request.path.size() == 1 &&
         std::find(kPlainPages.begin(), kPlainPages.end(), request.path[0]) != kPlainPages.end();
}

bool is_api(const HttpRequest& request) {
  return request.path.size() >= 3 && request.path[0] == "api" && request.path[1] == "v1";
}

}  // namespace

HttpRoutes::HttpRoutes(ApiWorld world, const EdgeLimits& limits, Figures figures)
    : hosts_(world.hosts), api_(std::move(world)), limits_(limits), figures_(std::move(figures)) {}

Admission HttpRoutes::admit(const HttpRequest& head) const {
  Admission admission;
  if (std::find(kMethods.begin(), kMethods.end(), head.method) == kMethods.end()) {
    admission.refused = error_answer(ApiError::kMethod);
    admission.refused->headers.emplace_back("Allow", "GET, POST, DELETE");
    return admission;
  }
  if (!is_api(head)) return admission;
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
  if (!is_plain_page(request)) co_return error_answer(ApiError::kNotFound);
  if (request.method != "GET") {
    HttpAnswer answer = error_answer(ApiError::kMethod);
    answer.headers.emplace_back("Allow", "GET");
    co_return answer;
  }
  co_return plain_page(request.path[0]);
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
  } else {
    answer.body = "ok\n";
  }
  return answer;
}

}  // namespace flipover
