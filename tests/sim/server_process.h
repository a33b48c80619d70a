// ServerProcess: one life of the simulated server, from its start until it dies or stops: the real meetings, journal
// and memory log over a disk that outlives it.
#pragma once

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "server/meeting/meeting_host.h"
#include "storage/memory_key_store.h"
#include "storage/memory_op_log.h"
#include "tests/sim/chance.h"
#include "tests/sim/connection.h"
#include "tests/sim/event_queue.h"
#include "tests/sim/sim_session.h"
#include "tests/sim/watch.h"

namespace flipover::sim {

// What outlives a process.
struct Machine {
  std::shared_ptr<MemoryDisk> disk = std::make_shared<MemoryDisk>();
  MemoryKeyStore keys;
};

// How unkind the disk is at the moment.
struct DiskTemper {
  bool fails = false;
  std::uint64_t failed_appends = 0;  // so far, over all lives
};

class ServerProcess {
 public:
  ServerProcess(Owner owner, EventQueue& queue, const Clock& clock, Machine& machine, DiskTemper& temper,
                const MeetingLimits& limits, Chance chance, Watch& watch);
  ~ServerProcess();
  ServerProcess(const ServerProcess&) = delete;
  ServerProcess& operator=(const ServerProcess&) = delete;

  // One handler that is ready, if there is one.
  bool step() { return io_->poll_one() > 0; }

  MeetingHost& host() { return *host_; }
  net::io_context& io() { return *io_; }
  const MeetingMetrics& metrics() const { return metrics_; }
  bool dead() const { return dead_; }

  // A client's connection is accepted.
  void accept(std::shared_ptr<Connection> connection, std::string participant, Connection::ClientEnd client);

  // kill -9 and a power cut: nothing of this process happens any more, unsynced writes are lost but for a prefix.
  void die();

  // SIGTERM: an orderly stop. `stopped` is called when all is written.
  void stop(std::function<void()> stopped);

 private:
  void let_go();

  Owner owner_;
  EventQueue& queue_;
  Chance chance_;
  Watch& watch_;
  MeetingLimits limits_;
  MeetingMetrics metrics_;
  std::unique_ptr<MemoryOpLog> log_;
  std::unique_ptr<net::io_context> io_;
  net::executor_work_guard<net::io_context::executor_type> work_;
  std::unique_ptr<MeetingHost> host_;
  std::vector<std::weak_ptr<SimSession>> sessions_;
  std::shared_ptr<void> alive_ = std::make_shared<char>();
  bool dead_ = false;
};

}  // namespace flipover::sim
