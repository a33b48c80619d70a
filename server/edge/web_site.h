// WebSite: the web client, as its build made it, handed out from memory.
//
// Invariants: what is not among the files read at start is not there, so no address leads anywhere else on disk (S21);
//   links in the directory are not followed. A page carries a nonce of its own and is kept by nobody; a file under
//   assets/ carries a hash in its name and is kept for good.
// Threads: unchanging after the start; any.
// Limits: 2,000 files, 32 MiB together (G6).
// Errors: load throws std::runtime_error, with a message for the operator.
#pragma once

#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "server/edge/http_message.h"

namespace flipover {

class WebSite {
 public:
  // No web client: only the page that says that nothing is here.
  WebSite() = default;

  // Requires: `directory` holds index.html and what it needs, as `npm run build` leaves it in clients/web/dist.
  static WebSite load(const std::filesystem::path& directory);

  // Which build this is; changes when any file does. Empty: there is none.
  const std::string& version() const { return version_; }

  // Nothing: there is no such page or file. `request.method` is GET or HEAD.
  std::optional<HttpAnswer> answer(const HttpRequest& request) const;

  // A small page for people, with status 404.
  static HttpAnswer nothing_here();

 private:
  struct File {
    std::string content_type;
    std::string tag;      // for ETag and If-None-Match
    std::string caching;  // Cache-Control
    std::shared_ptr<const std::string> plain;
    std::shared_ptr<const std::string> gzip;  // null: not worth it
  };

  HttpAnswer page(const HttpRequest& request) const;
  static HttpAnswer file(const File& file, const HttpRequest& request);

  std::string index_;  // index.html, with the place of the nonce still open
  std::string version_;
  std::map<std::string, File, std::less<>> files_;  // by path: assets/index-Ab12.js
};

}  // namespace flipover
