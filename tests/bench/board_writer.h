// BoardWriter: one client that fills a board: items with a text each, then edits of these texts, as fast as answers come.
#pragma once

#include <cstdint>
#include <random>
#include <string>
#include <vector>

#include "tests/bench/meeting_maker.h"
#include "tests/bench/wire_client.h"

namespace flipover {

struct BoardSize {
  std::size_t items = 1;
  std::size_t item_units = 0;  // of the text that an item begins with
  std::size_t edits = 0;       // in all, of one item after another: a character put in, every eighth time one taken out
};

class BoardWriter final : public WireListener {
 public:
  BoardWriter(net::io_context& context, Seat seat, BoardSize size)
      : seat_(std::move(seat)), size_(size), random_(size.items + size.edits), wire_(context, *this) {}

  void connect(const ServerAddress& server, const std::string& meeting) { wire_.connect(server, meeting); }
  // More of them, once it is done.
  void edit_further(std::size_t edits);
  void leave() { wire_.close(); }

  bool done() const { return in_ && made_ == size_.items && edited_ == size_.edits && answered_ == counter_; }
  std::uint64_t number() const { return number_; }  // of the last record

  void opened() override;
  void heard(const pb::ServerFrame& frame) override;
  void lost(const std::string& why) override;

 private:
  struct Text {
    std::string item;
    std::size_t length = 0;
    std::size_t caret = 0;
    std::uint64_t edits = 0;
  };

  void go_on();
  void add_item();
  void edit(Text& text);
  pb::Operation& begin(pb::ClientFrame& frame);

  Seat seat_;
  BoardSize size_;
  std::mt19937_64 random_;
  WireClient wire_;
  std::vector<Text> texts_;
  bool in_ = false;
  std::uint64_t counter_ = 0;
  std::uint64_t answered_ = 0;
  std::uint64_t number_ = 0;
  std::size_t made_ = 0;
  std::size_t edited_ = 0;
};

}  // namespace flipover
