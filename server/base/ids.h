// The numbers and names that everything else speaks of, each a type of its own.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string>
#include <utility>

namespace flipover {

// The place of a record in its meeting's log: dense, from 1. 0 means: nothing yet.
enum class SeqNo : std::uint64_t {};

constexpr std::uint64_t raw(SeqNo number) { return static_cast<std::uint64_t>(number); }
constexpr SeqNo next(SeqNo number) { return SeqNo{raw(number) + 1}; }

// Grows by one each time a server takes a meeting's log into its hands; an older owner is fenced by it.
enum class Epoch : std::uint64_t {};

constexpr std::uint64_t raw(Epoch epoch) { return static_cast<std::uint64_t>(epoch); }

// The name of a log: a meeting, or the registry. 1 to 64 of A-Z a-z 0-9 _ -.
// Not an aggregate: GCC 12 destroys an aggregate twice that is written inside a coroutine's co_await, as a meeting's id
// so often is.
struct MeetingId {
  MeetingId() = default;
  MeetingId(std::string id) : value(std::move(id)) {}

  std::string value;
  auto operator<=>(const MeetingId&) const = default;
};

}  // namespace flipover

template <>
struct std::hash<flipover::MeetingId> {
  std::size_t operator()(const flipover::MeetingId& id) const noexcept { return std::hash<std::string>{}(id.value); }
};
