// A registry on a disk of memory, with a clock that is set by hand.
#pragma once

#include <gtest/gtest.h>

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/io_context.hpp>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "server/access/registry.h"
#include "storage/memory_key_store.h"
#include "storage/memory_op_log.h"

namespace flipover {

class SetClock final : public Clock {
 public:
  WallTime now() const override { return WallTime{std::chrono::milliseconds(ms)}; }
  std::int64_t ms = 1'000'000;
};

class RegistryTest : public testing::Test {
 protected:
  RegistryTest() { open(); }

  template <class T>
  T run(net::awaitable<T> work) {
    std::optional<T> result;
    net::co_spawn(io_, std::move(work), [&result](std::exception_ptr error, T value) {
      if (error) std::rethrow_exception(error);
      result = std::move(value);
    });
    io_.restart();
    io_.run();
    return std::move(*result);
  }

  void open() {
    registry_.reset();
    log_ = std::make_unique<MemoryOpLog>(disk_, MemoryOpLogOptions{{}, [this](std::uint64_t) { return next_fault_; }});
    Registry::Opened opened = run(Registry::open(*log_, keys_, clock_, limits_));
    ASSERT_TRUE(opened.registry) << opened.message;
    registry_ = std::move(opened.registry);
  }

  MadeInvitation invite(const std::string& meeting, const std::string& participant, std::int64_t expires_ms = 0) {
    NewInvitation wanted;
    wanted.meeting = meeting;
    wanted.participant.set_id(participant);
    wanted.participant.set_name("Karim");
    wanted.participant.set_role("partner");
    wanted.expires_ms = expires_ms;
    std::vector<NewInvitation> all;
    all.push_back(wanted);
    auto made = run(registry_->invite(all));
    EXPECT_EQ(made.size(), 1U);
    return made.empty() ? MadeInvitation{} : made.front();
  }

  net::io_context io_;
  SetClock clock_;
  SessionLimits limits_;
  MemoryKeyStore keys_;
  std::optional<AppendFault> next_fault_;
  std::shared_ptr<MemoryDisk> disk_ = std::make_shared<MemoryDisk>();
  std::unique_ptr<MemoryOpLog> log_;
  std::unique_ptr<Registry> registry_;
};

}  // namespace flipover
