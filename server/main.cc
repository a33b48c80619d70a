// flipover-server: reads its options, puts the parts together, and waits for SIGTERM.
#include <fcntl.h>
#include <google/protobuf/stubs/logging.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <boost/asio/signal_set.hpp>
#include <boost/asio/use_future.hpp>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iostream>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include "server/access/registry.h"
#include "server/access/secret.h"
#include "server/base/log_value.h"
#include "server/edge/hosts.h"
#include "server/edge/http_routes.h"
#include "server/edge/listener.h"
#include "server/edge/process_figures.h"
#include "server/edge/web_site.h"
#include "server/shard/reading_threads.h"
#include "server/shard/shard_map.h"
#include "server/vocabulary/catalogue.h"
#include "storage/file_key_store.h"
#include "storage/rocksdb_op_log.h"
#include "storage/verify.h"

namespace flipover {
namespace {

constexpr std::chrono::seconds kRequestsEndWithin{3};
constexpr std::chrono::seconds kSocketsEndWithin{2};  // what was said is with the system's buffers by then
constexpr int kLogUnusable = 70;  // exit code: the log could not be opened again after a failed write

struct Options {
  std::filesystem::path data;
  std::filesystem::path key_file;
  std::filesystem::path port_file;
  std::filesystem::path admin_secret_file;
  std::filesystem::path methods;
  std::filesystem::path web;
  bool new_admin_secret = false;
  std::size_t shards = 1;
  std::size_t readers = 1;
  std::string public_url;
  std::vector<std::string> raised;
  std::string log_level = "info";
  ListenerOptions listener;
};

struct Limits {
  MeetingLimits meeting;
  EdgeLimits edge;
  SessionLimits sessions;
  ThrottleLimits guesses;
};

// The limits that --raise knows, by name.
std::map<std::string, std::function<void(double)>> adjustable(Limits& limits) {
  std::map<std::string, std::function<void(double)>> table;
  const auto number = [&table](const std::string& name, auto& limit) {
    table[name] = [&limit](double value) { limit = static_cast<std::remove_reference_t<decltype(limit)>>(value); };
  };
  const auto time = [&table](const std::string& name, std::chrono::milliseconds& limit) {
    table[name] = [&limit](double value) { limit = std::chrono::milliseconds(static_cast<std::int64_t>(value)); };
  };
  number("text_units", limits.meeting.model.text_units_max);
  number("items", limits.meeting.model.items_max);
  number("content_bytes", limits.meeting.model.content_bytes_max);
  number("share_parts", limits.meeting.model.share_parts);
  number("client_share_parts", limits.meeting.model.client_share_parts);
  number("edits_behind", limits.meeting.model.edits_behind_max);
  number("frame_bytes", limits.meeting.frame_bytes_max);
  number("operations_in_frame", limits.meeting.operations_in_frame_max);
  number("unanswered", limits.meeting.unanswered_max);
  number("connections", limits.meeting.connections_max);
  number("connections_of_participant", limits.meeting.connections_of_participant_max);
  number("outbox_bytes", limits.meeting.outbox_bytes_max);
  number("operations_per_second", limits.meeting.operations_per_second);
  number("operations_burst", limits.meeting.operations_burst);
  number("presence_per_second", limits.meeting.presence_per_second);
  number("inbox_messages", limits.meeting.inbox_messages_max);
  number("checkpoint_after_records", limits.meeting.checkpoint_after_records);
  number("recent_records", limits.meeting.recent_records_max);
  number("history_edits", limits.meeting.history_edits_max);
  number("looks_of_one", limits.meeting.looks_of_one_max);
  number("looks_waiting", limits.meeting.looks_waiting_max);
  number("looks_bytes", limits.meeting.looks_bytes_max);
  number("sockets", limits.edge.sockets_max);
  number("sockets_of_place", limits.edge.sockets_of_place_max);
  number("descriptors", limits.edge.descriptors_max);
  number("message_pieces", limits.edge.message_pieces_max);
  number("http_connections", limits.edge.http_connections_max);
  number("import_bytes", limits.edge.import_bytes_max);
  time("hello_ms", limits.edge.hello_within);
  time("welcome_ms", limits.edge.welcome_within);
  time("ping_ms", limits.edge.ping_every);
  time("silent_ms", limits.edge.silent_after);
  time("message_ms", limits.edge.message_within);
  time("board_check_ms", limits.edge.board_check_every);
  time("header_ms", limits.edge.header_within);
  time("session_idle_ms", limits.sessions.idle);
  time("session_ms", limits.sessions.absolute);
  number("guesses", limits.guesses.tries);
  number("guesses_per_minute", limits.guesses.tries_per_minute);
  return table;
}

// What connections may take of the descriptors of this process: a meeting must not stop because too many came.
std::size_t descriptors_for_connections() {
  constexpr rlim_t kForFiles = 768;
  rlimit files{};
  if (getrlimit(RLIMIT_NOFILE, &files) != 0) return EdgeLimits{}.descriptors_max;
  files.rlim_cur = files.rlim_max;
  setrlimit(RLIMIT_NOFILE, &files);
  const rlim_t left = files.rlim_cur > 2 * kForFiles ? files.rlim_cur - kForFiles : files.rlim_cur / 2;
  return std::min<rlim_t>(left, EdgeLimits{}.descriptors_max);
}

Limits limits_of(const Options& options) {
  Limits limits;
  limits.meeting.looks_at_once = options.readers;
  limits.edge.descriptors_max = descriptors_for_connections();
  const auto table = adjustable(limits);
  for (const std::string& raised : options.raised) {
    const std::size_t equals = raised.find('=');
    const auto found = table.find(raised.substr(0, equals));
    char* end = nullptr;
    const std::string value = equals == std::string::npos ? "" : raised.substr(equals + 1);
    const double number = std::strtod(value.c_str(), &end);
    if (found == table.end() || value.empty() || *end != '\0' || !(number >= 1) || number > 1e12) {
      std::string names;
      for (const auto& [name, set] : table) names += " " + name;
      throw std::runtime_error("--raise NAME=VALUE, not '" + raised + "'; the names are:" + names);
    }
    found->second(number);
    std::cout << "limit raised: " << raised << std::endl;
  }
  if (limits.meeting.frame_bytes_max > limits.meeting.outbox_bytes_max) {
    throw std::runtime_error("outbox_bytes must be at least frame_bytes: a frame must fit an empty outbox");
  }
  return limits;
}

Options read_options(int argc, char** argv) {
  Options options;
  CLI::App app{
      "flipover-server holds meetings: it serves participants over WebSocket, keeps every contribution on disk before "
      "anybody sees it, and answers a JSON API. It speaks plain HTTP on loopback; put a proxy with TLS before it."};
  app.name("flipover-server");
  app.set_version_flag("--version", FLIPOVER_VERSION);
  app.add_option("--data", options.data, "directory of meetings and keys; made when it is not there")->required();
  app.add_option("--key-file", options.key_file,
                 "the server's key, which opens all other keys; made at first start (default: server.key in --data)");
  app.add_option("--address", options.listener.address, "address to listen on; other than loopback only behind a proxy")
      ->capture_default_str();
  app.add_option("--port", options.listener.port, "port to listen on; 0 takes a free one and prints it")
      ->default_val(8080);
  app.add_option("--port-file", options.port_file, "write the port there once the server is ready");
  app.add_option("--origin", options.listener.origins,
                 "an address that people type, as https://flipover.example.org; pages from there may connect, and the "
                 "server answers to that name. May be given more than once; its own address always counts. Other "
                 "programs than browsers send such an Origin header themselves.");
  app.add_option("--public-url", options.public_url,
                 "what links begin with, as https://flipover.example.org; counts as an --origin too (default: as the "
                 "server was asked)");
  app.add_option("--admin-secret-file", options.admin_secret_file,
                 "write the administrator's secret there (mode 0600) when it is made, at first start");
  app.add_flag("--new-admin-secret", options.new_admin_secret,
               "make another secret for the administrator; the old one ends");
  app.add_option("--shards", options.shards, "threads that hold meetings")->check(CLI::Range(1, 64))->capture_default_str();
  app.add_option("--readers", options.readers, "threads that read back what there was, beside the meetings")
      ->check(CLI::Range(1, 16))
      ->capture_default_str();
  app.add_option("--methods", options.methods,
                 "directory with methods/ and vocabulary/, laid over the built-in methods and words");
  app.add_option("--web", options.web,
                 "directory of the built web client (clients/web/dist); without it: share/flipover/web beside the "
                 "program's own directory, if that is there");
  app.add_option("--raise", options.raised, "NAME=VALUE: set a limit; a wrong name prints all names");
  app.add_flag("--test-echo", options.listener.test_echo,
               "for conformance suites only: /echo says every WebSocket message back");
  app.add_option("--log-level", options.log_level, "how much is logged on standard error")
      ->check(CLI::IsMember({"debug", "info", "warning", "error", "off"}))
      ->capture_default_str();
  app.footer("SIGTERM or SIGINT stops it: what is at work is finished, participants are told to come back.\n"
             "Exit codes: 0 stopped; 1 could not start; 70 the disk failed and the log could not be opened again.");
  try {
    app.parse(argc, argv);
  } catch (const CLI::ParseError& error) {
    std::exit(app.exit(error));
  }
  while (options.public_url.ends_with('/')) options.public_url.pop_back();
  if (!options.public_url.empty()) options.listener.origins.push_back(options.public_url);
  if (options.key_file.empty()) options.key_file = verify_paths(options.data).server_key;
  return options;
}

// Nothing this process writes is for others, and its memory holds what was said in confidence.
void keep_to_ourselves() {
  umask(S_IRWXG | S_IRWXO);
  const rlimit no_core{0, 0};
  setrlimit(RLIMIT_CORE, &no_core);
}

void start_log(const std::string& level) {
  // Field names and who, what, how long; never content, names or secrets (S54).
  auto logger = std::make_shared<spdlog::logger>("flipover", std::make_shared<spdlog::sinks::stderr_sink_mt>());
  logger->set_pattern("time=%Y-%m-%dT%H:%M:%S.%eZ level=%l %v", spdlog::pattern_time_type::utc);
  logger->set_level(spdlog::level::from_str(level));
  logger->flush_on(spdlog::level::info);
  spdlog::set_default_logger(std::move(logger));
  // Protobuf would print what it cannot parse.
  google::protobuf::SetLogHandler(nullptr);
}

// Whole or not at all, readable by its owner only.
void write_file(const std::filesystem::path& path, const std::string& content) {
  std::filesystem::path temporary = path;
  temporary += ".new";
  const int file = ::open(temporary.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, S_IRUSR | S_IWUSR);
  const bool written = file >= 0 && ::write(file, content.data(), content.size()) == static_cast<ssize_t>(content.size()) &&
                       ::fsync(file) == 0;
  if (file >= 0) ::close(file);
  if (!written || ::rename(temporary.c_str(), path.c_str()) != 0) {
    throw std::runtime_error("cannot write " + path.string());
  }
}

Catalogue load_catalogue(const std::filesystem::path& directory) {
  auto loaded = directory.empty() ? Catalogue::load_embedded() : Catalogue::load_dir(directory);
  if (!loaded) throw std::runtime_error(loaded.error().where + ": " + loaded.error().what);
  return std::move(*loaded);
}

// Read before anything else starts: a web client that is not there is a mistake of who starts the server.
WebSite load_site(std::filesystem::path directory) {
  if (directory.empty()) {
    std::error_code ignored;
    const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    directory = program.parent_path().parent_path() / "share/flipover/web";
    if (!std::filesystem::exists(directory, ignored)) return {};
  }
  return WebSite::load(directory);
}

// What the log says to its operator.
void tell_of_log(Severity severity, const std::string& line) {
  switch (severity) {
    case Severity::kDetail: return spdlog::debug("{}", line);
    case Severity::kNote: return spdlog::info("{}", line);
    case Severity::kTrouble: return spdlog::error("{}", line);
  }
}

// Without room nobody new can come in and nothing can be written: visitors are better sent elsewhere. A damaged meeting
// is its own trouble.
Readiness readiness_of(const LogHealth& log, std::uint64_t damaged) {
  Readiness readiness;
  constexpr std::chrono::seconds kWriteHangsAfter{5};
  const auto writing_for = std::chrono::duration_cast<std::chrono::seconds>(log.writing_for);
  readiness.ready = log.has_room && writing_for < kWriteHangsAfter;
  if (writing_for >= kWriteHangsAfter) {
    readiness.amiss += "a write to the disk has hung for " + std::to_string(writing_for.count()) + " s\n";
  }
  if (!log.has_room) readiness.amiss += "the log takes nothing, meetings can only be read: " + log.why + "\n";
  if (!log.compacting) readiness.amiss += "a file of the log is damaged: see the log of the server\n";
  if (damaged > 0) {
    readiness.amiss += std::to_string(damaged) + " times a meeting was found damaged: see the log of the server\n";
  }
  return readiness;
}

std::vector<Figure> log_figures(const LogCounters& counters, const LogHealth& health) {
  const auto count = [](std::uint64_t value) { return static_cast<double>(value); };
  return {
      {"flipover_log_appends_total", "Batches written to the log.", count(counters.appends), true},
      {"flipover_log_records_total", "Records written to the log.", count(counters.records), true},
      {"flipover_log_bytes_total", "Bytes of batches written to the log.", count(counters.bytes), true},
      {"flipover_log_syncs_total", "Synced writes, each for all that had gathered.", count(counters.syncs), true},
      {"flipover_log_failed_syncs_total", "Synced writes that failed.", count(counters.failed_syncs), true},
      {"flipover_log_sync_seconds_total", "Time spent in synced writes.",
       std::chrono::duration<double>(counters.sync_time).count(), true},
      {"flipover_log_has_room", "1: the log can be written. 0: the disk is full or takes nothing.",
       health.has_room ? 1.0 : 0.0, false},
      {"flipover_log_damaged", "1: putting files of the log together met damage. See the log of the server.",
       health.compacting ? 0.0 : 1.0, false},
  };
}

net::awaitable<bool> make_administrator(Registry& registry, std::string secret) {
  co_return co_await registry.set_administrator(std::move(secret));
}

// First no new visitors, then the meetings write what they have decided and say goodbye, then the sockets end.
net::awaitable<void> stop_everything(Listener& listener, HttpRoutes& routes, Hosts& hosts) {
  routes.stop_soon();
  co_await listener.stop(kRequestsEndWithin);
  for (std::size_t i = 0; i < hosts.size(); ++i) co_await on_shard(hosts.at(i).shard, hosts.at(i).host.stop());
  for (std::size_t i = 0; i < hosts.size(); ++i) {
    co_await on_shard(hosts.at(i).shard, hosts.at(i).sockets.stop(kSocketsEndWithin));
  }
}

net::awaitable<void> close_registry(std::unique_ptr<Registry>& registry) {
  registry.reset();
  co_return;
}

class Server {
 public:
  Server(const Options& options, const Limits& limits)
      : limits_(limits),
        catalogue_(load_catalogue(options.methods)),
        site_(load_site(options.web)),
        public_url_(options.public_url),
        shards_(options.shards),
        readers_(options.readers) {
    const VerifyPaths paths = verify_paths(options.data);
    std::filesystem::create_directories(options.data);
    keys_ = std::make_unique<FileKeyStore>(paths.keys, open_server_key(options.key_file, paths.keys));
    RocksDbOpLogOptions log;
    log.directory = paths.log;
    log.fatal = [](const std::string& why) {
      spdlog::critical("event=log_unusable why={}", as_value(why));
      std::_Exit(kLogUnusable);
    };
    log.tell = tell_of_log;
    log_ = std::make_unique<RocksDbOpLog>(std::move(log));
    std::vector<std::unique_ptr<MeetingHost>> hosts;
    for (std::size_t i = 0; i < shards_.size(); ++i) {
      metrics_.push_back(std::make_unique<MeetingMetrics>());
      Shard& shard = shards_.at(i);
      hosts.push_back(std::make_unique<MeetingHost>(MeetingWorld{
          *log_, *keys_, clock_,
          [&shard](std::chrono::milliseconds delay, std::function<void()> function) {
            shard.after(delay, std::move(function));
          },
          limits_.meeting, *metrics_.back(), {}, readers_.executor(),
          [](const std::string& line) { spdlog::error("{}", line); }}));
    }
    hosts_ = std::make_unique<Hosts>(shards_, std::move(hosts), clock_, limits_.edge);
    for (std::size_t i = 0; i < shards_.size(); ++i) shards_.at(i).start();
    try {
      open_registry();
      routes_ = std::make_unique<HttpRoutes>(
          ApiWorld{*hosts_, *registry_, clock_, catalogue_, catalogue_.methods(), catalogue_.vocabulary(), limits_.meeting,
                   limits_.guesses, site_, public_url_},
          limits_.edge, [this] {
            std::vector<Figure> figures = process_figures();
            for (Figure& figure : log_figures(log_->counters(), log_->health())) figures.push_back(std::move(figure));
            return figures;
          },
          [this] {
            std::uint64_t damaged = 0;
            for (const auto& metrics : metrics_) damaged += metrics->meetings_damaged.value();
            return readiness_of(log_->health(), damaged);
          });
      listener_ = std::make_unique<Listener>(
          options.listener, SessionWorld{*hosts_, *registry_, limits_.meeting, limits_.edge}, *routes_);
      name_administrator(options);
    } catch (...) {
      end();
      throw;
    }
  }

  std::uint16_t port() const { return listener_->port(); }

  void serve() {
    net::co_spawn(hosts_->front().context(), listener_->run(), [](const std::exception_ptr&) {});
  }

  void stop() {
    on_front(stop_everything(*listener_, *routes_, *hosts_));
    end();
  }

 private:
  template <class T>
  T on_front(net::awaitable<T> work) {
    return net::co_spawn(hosts_->front().context(), std::move(work), net::use_future).get();
  }

  void open_registry() {
    Registry::Opened opened = on_front(Registry::open(*log_, *keys_, clock_, limits_.sessions));
    if (!opened.registry) throw std::runtime_error(opened.message + "; `flipover verify DIR` tells what holds in it");
    registry_ = std::move(opened.registry);
  }

  // Once nothing else can keep the server from starting. A secret that goes to a file stands nowhere else (S54).
  void name_administrator(const Options& options) {
    if (registry_->state().has_administrator() && !options.new_admin_secret) return;
    // Told before it counts: one that was told and not kept is made anew by the next start.
    const std::string secret = new_secret();
    const bool to_file = !options.admin_secret_file.empty();
    if (to_file) write_file(options.admin_secret_file, secret + "\n");
    if (!on_front(make_administrator(*registry_, secret))) {
      throw std::runtime_error("the administrator's secret could not be kept");
    }
    std::cout << (to_file ? "administrator's secret: in " + options.admin_secret_file.string()
                          : "administrator's secret (shown this once): " + secret)
              << std::endl;
  }

  // The parts end before the shards that they ran on, and the log before them too.
  void end() {
    on_front(close_registry(registry_));
    readers_.stop();
    for (std::size_t i = 0; i < shards_.size(); ++i) shards_.at(i).stop();
    for (std::size_t i = 0; i < shards_.size(); ++i) shards_.at(i).join();
    listener_.reset();
    routes_.reset();
    hosts_.reset();
    log_.reset();
    keys_.reset();
  }

  const Limits limits_;
  const Catalogue catalogue_;
  const WebSite site_;
  const std::string public_url_;
  const SystemClock clock_;
  ShardMap shards_;
  ReadingThreads readers_;
  std::vector<std::unique_ptr<MeetingMetrics>> metrics_;
  std::unique_ptr<KeyStore> keys_;
  std::unique_ptr<RocksDbOpLog> log_;
  std::unique_ptr<Hosts> hosts_;
  std::unique_ptr<Registry> registry_;
  std::unique_ptr<HttpRoutes> routes_;
  std::unique_ptr<Listener> listener_;
};

int run(const Options& options) {
  Server server(options, limits_of(options));
  net::io_context signals_context(1);
  net::signal_set signals(signals_context, SIGTERM, SIGINT);
  signals.async_wait([](const boost::system::error_code&, int) {});
  server.serve();
  const std::string address = options.listener.address + ":" + std::to_string(server.port());
  if (!options.port_file.empty()) write_file(options.port_file, std::to_string(server.port()) + "\n");
  std::cout << "flipover-server " << FLIPOVER_VERSION << " listens on http://" << address << std::endl;
  spdlog::info("event=started version={} address={} shards={}", FLIPOVER_VERSION, address, options.shards);
  signals_context.run();
  spdlog::info("event=stopping");
  server.stop();
  spdlog::info("event=stopped");
  return 0;
}

}  // namespace
}  // namespace flipover

int main(int argc, char** argv) {
  flipover::keep_to_ourselves();
  try {
    const flipover::Options options = flipover::read_options(argc, argv);
    flipover::start_log(options.log_level);
    return flipover::run(options);
  } catch (const std::exception& error) {
    std::cerr << "flipover-server: " << error.what() << std::endl;
    return 1;
  }
}
