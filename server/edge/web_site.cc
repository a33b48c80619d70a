#include "server/edge/web_site.h"

#include <zlib.h>

#include <algorithm>
#include <array>
#include <fstream>
#include <stdexcept>
#include <string_view>
#include <utility>

#include "server/access/secret.h"
#include "server/base/sha256.h"

namespace flipover {
namespace {

constexpr std::size_t kFilesMax = 2'000;
constexpr std::size_t kBytesMax = 32 * 1024 * 1024;
constexpr std::string_view kNonceMark = "__CSP_NONCE__";
constexpr std::string_view kVersionMark = "__WEB_VERSION__";
constexpr std::size_t kVersionCharacters = 16;
constexpr const char* kHtml = "text/html; charset=utf-8";

struct Kind {
  std::string_view ending;
  const char* content_type;
  bool shrinks;  // text: gzip is worth it
};
constexpr std::array<Kind, 13> kKinds{{
    {".js", "text/javascript; charset=utf-8", true},
    {".mjs", "text/javascript; charset=utf-8", true},
    {".css", "text/css; charset=utf-8", true},
    {".svg", "image/svg+xml", true},
    {".json", "application/json", true},
    {".webmanifest", "application/manifest+json", true},
    {".txt", "text/plain; charset=utf-8", true},
    {".wasm", "application/wasm", true},
    {".woff2", "font/woff2", false},
    {".woff", "font/woff", false},
    {".png", "image/png", false},
    {".ico", "image/x-icon", false},
    {".webp", "image/webp", false},
}};

std::string read_whole(const std::filesystem::path& path) {
  std::ifstream in(path, std::ios::binary);
  std::string content((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  if (!in.good() && !in.eof()) throw std::runtime_error("cannot read " + path.string());
  return content;
}

std::string gzipped(const std::string& plain) {
  constexpr int kGzipFormat = 15 + 16;  // the largest window, with gzip's own header
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipFormat, 9, Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib does not start");
  }
  std::string out(deflateBound(&stream, static_cast<uLong>(plain.size())), '\0');
  std::string in = plain;  // zlib asks for bytes it may change
  stream.next_in = reinterpret_cast<Bytef*>(in.data());
  stream.avail_in = static_cast<uInt>(in.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int ended = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (ended != Z_STREAM_END) throw std::runtime_error("zlib does not compress");
  return out;
}

void replace_all(std::string& text, std::string_view mark, std::string_view with) {
  for (std::size_t at = text.find(mark); at != std::string::npos; at = text.find(mark, at + with.size())) {
    text.replace(at, mark.size(), with);
  }
}

std::string joined(const std::vector<std::string>& path) {
  std::string whole;
  for (const std::string& segment : path) whole += (whole.empty() ? "" : "/") + segment;
  return whole;
}

// The addresses that are screens: / and /j, /r, /m/ID, /m/ID/replay, /m/ID/report.
bool is_screen(const std::vector<std::string>& path) {
  if (path.empty()) return true;
  if (path.size() == 1) return path[0] == "j" || path[0] == "r";
  if (path[0] != "m" || path[1].find('.') != std::string::npos) return false;
  return path.size() == 2 || (path.size() == 3 && (path[2] == "replay" || path[2] == "report"));
}

// What a page of ours may load, and from where (S23, S24): this server and nothing else; styles that the editor makes
// carry the page's nonce. Older browsers do not count a WebSocket to the own host as 'self'.
std::string policy(const HttpRequest& request, const std::string& nonce) {
  const std::string socket = request.host.empty() ? "" : (request.secure ? " wss://" : " ws://") + request.host;
  return "default-src 'none'; script-src 'self'; style-src 'self' 'nonce-" + nonce +
         "'; font-src 'self'; img-src 'self' data: blob:; connect-src 'self'" + socket +
         "; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
}

// Whether a list of tags holds this one, or any (RFC 9110, 13.1.2: weak comparison).
bool names_tag(std::string_view list, std::string_view tag) {
  return list == "*" || list.find(tag) != std::string_view::npos;
}

}  // namespace

WebSite WebSite::load(const std::filesystem::path& directory) {
  namespace fs = std::filesystem;
  if (!fs::is_regular_file(directory / "index.html")) {
    throw std::runtime_error("no web client in " + directory.string() + ": no index.html (npm run build makes it)");
  }
  WebSite site;
  std::map<std::string, std::string> contents;
  std::size_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_symlink() || !entry.is_regular_file()) continue;
    bytes += entry.file_size();
    if (contents.size() == kFilesMax || bytes > kBytesMax) {
      throw std::runtime_error(directory.string() + " holds more than a web client: over 2,000 files or 32 MiB");
    }
    contents.emplace(entry.path().lexically_relative(directory).generic_string(), read_whole(entry.path()));
  }
  Sha256 all;
  for (const auto& [path, content] : contents) {
    all.update(path + '\0' + std::to_string(content.size()) + '\0' + content);
    const auto kind = std::find_if(kKinds.begin(), kKinds.end(),
                                   [&path](const Kind& one) { return path.ends_with(one.ending); });
    if (kind == kKinds.end()) continue;  // index.html, and what no page of ours asks for
    File file;
    file.content_type = kind->content_type;
    file.tag = to_hex(sha256(content)).substr(0, kVersionCharacters);
    file.caching = path.starts_with("assets/") ? "public, max-age=31536000, immutable" : "no-cache";
    file.plain = std::make_shared<const std::string>(content);
    if (kind->shrinks) {
      std::string small = gzipped(content);
      if (small.size() < content.size()) file.gzip = std::make_shared<const std::string>(std::move(small));
    }
    site.files_.emplace(path, std::move(file));
  }
  site.version_ = to_hex(all.finish()).substr(0, kVersionCharacters);
  site.index_ = std::move(contents.at("index.html"));
  if (site.index_.find(kNonceMark) == std::string::npos) {
    throw std::runtime_error(directory.string() + "/index.html has no place for a nonce; it is not this web client");
  }
  replace_all(site.index_, kVersionMark, site.version_);
  return site;
}

std::optional<HttpAnswer> WebSite::answer(const HttpRequest& request) const {
  if (index_.empty()) return std::nullopt;
  if (is_screen(request.path)) return page(request);
  const auto found = files_.find(joined(request.path));
  if (found == files_.end()) return std::nullopt;
  return file(found->second, request);
}

HttpAnswer WebSite::page(const HttpRequest& request) const {
  const std::string nonce = new_secret();
  HttpAnswer answer;
  answer.content_type = kHtml;
  answer.body = index_;
  replace_all(answer.body, kNonceMark, nonce);
  answer.headers.emplace_back("Content-Security-Policy", policy(request, nonce));
  return answer;
}

HttpAnswer WebSite::file(const File& file, const HttpRequest& request) {
  const bool small = file.gzip && request.takes_gzip;
  const std::string tag = '"' + file.tag + (small ? "-gz\"" : "\"");
  HttpAnswer answer;
  answer.content_type = file.content_type;
  answer.headers.emplace_back("Cache-Control", file.caching);
  answer.headers.emplace_back("ETag", tag);
  if (file.gzip) answer.headers.emplace_back("Vary", "Accept-Encoding");
  if (names_tag(request.if_none_match, tag)) {
    answer.status = 304;
    return answer;
  }
  if (small) answer.headers.emplace_back("Content-Encoding", "gzip");
  answer.shared_body = small ? file.gzip : file.plain;
  return answer;
}

HttpAnswer WebSite::nothing_here() {
  HttpAnswer answer;
  answer.status = 404;
  answer.content_type = kHtml;
  answer.body =
      "<!doctype html>\n<html lang=\"nl\">\n<head><meta charset=\"utf-8\">"
      "<meta name=\"viewport\" content=\"width=device-width\"><title>Deze pagina is er niet</title></head>\n<body>\n"
      "<h1>Deze pagina is er niet</h1>\n"
      "<p>Het adres klopt niet of niet meer. Open de link die u kreeg nog eens, of ga naar "
      "<a href=\"/\">het begin</a>.</p>\n"
      "<p lang=\"en\">This page does not exist. Open the link you were given again, or go to "
      "<a href=\"/\">the start</a>.</p>\n"
      "</body>\n</html>\n";
  return answer;
}

}  // namespace flipover
