// A meeting's journal on a memory log, with verbs for what a meeting does and ways to hurt what is stored.
#pragma once

#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "storage/journal.h"
#include "storage/memory_key_store.h"
#include "storage/memory_op_log.h"
#include "tests/storage/run_coroutine.h"

namespace flipover {

class JournalFixture : public testing::Test {
 protected:
  JournalFixture() { new_log(); }

  void new_log() {
    MemoryOpLogOptions options;
    options.fault = [this](std::uint64_t) {
      return failing_ > 0 && --failing_ == 0 ? std::optional(fault_) : std::nullopt;
    };
    log_ = std::make_unique<MemoryOpLog>(disk_, std::move(options));
  }
  template <class T>
  T wait(net::awaitable<T> coroutine) {
    return run(io_, std::move(coroutine));
  }

  OpenOutcome try_open() {
    journal_.reset();
    return wait(Journal::open(*log_, keys_, meeting_));
  }
  void open() {
    OpenOutcome outcome = try_open();
    if (outcome.status != OpenStatus::kOpen) throw std::runtime_error("it does not open: " + outcome.message);
    journal_ = std::move(outcome.journal);
  }

  static pb::Record adds(const std::string& item, const std::string& text) {
    pb::Record record;
    record.set_by("karim");
    auto* add = record.mutable_operation()->mutable_add_item();
    add->set_item(item);
    add->set_kind("factor");
    add->set_text(text);
    return record;
  }
  static pb::Record edits(const std::string& item, const std::string& insert) {
    pb::Record record;
    record.set_by("els");
    auto* edit = record.mutable_operation()->mutable_edit_text();
    edit->set_item(item);
    edit->add_spans()->set_insert(insert);
    return record;
  }
  static pb::Record raises_hand() {
    pb::Record record;
    record.set_by("noor");
    record.mutable_operation()->mutable_raise_hand()->set_raised(true);
    return record;
  }

  AppendOutcome try_append(std::vector<pb::Record> records) {
    std::uint64_t number = raw(journal_->head());
    for (pb::Record& record : records) {
      record.set_number(++number);
      record.set_time_ms(1'000 + static_cast<std::int64_t>(number));
      record.set_logged_at_ms(2'000 + static_cast<std::int64_t>(number));
    }
    return wait(journal_->append(std::span<const pb::Record>(records)));
  }
  void append(std::vector<pb::Record> records) {
    const AppendOutcome outcome = try_append(std::move(records));
    ASSERT_EQ(outcome.status, AppendStatus::kDurable) << outcome.message;
  }

  // Of every record its words; "(erased)" where they are gone; "hand" for a raised one.
  std::vector<std::string> words(SeqNo from = SeqNo{1}, std::size_t page_bytes = 1) {
    std::vector<std::string> words;
    for (;;) {
      const RecordPage page = wait(journal_->read(from, page_bytes));
      if (page.status != ReadStatus::kRead) return {page.message};
      for (const StoredRecord& stored : page.records) {
        EXPECT_EQ(stored.record.number(), raw(from));
        from = next(from);
        words.push_back(word_of(stored));
      }
      EXPECT_EQ(page.next, from);
      if (page.end) return words;
    }
  }
  static std::string word_of(const StoredRecord& stored) {
    if (stored.erased) return "(erased)";
    if (stored.record.operation().has_add_item()) return stored.record.operation().add_item().text();
    if (stored.record.operation().has_edit_text()) return stored.record.operation().edit_text().spans(0).insert();
    return "hand";
  }

  // Opening it now says that it is damaged, and says this.
  void expect_damage(const std::string& what) {
    const OpenOutcome outcome = try_open();
    EXPECT_EQ(outcome.status, OpenStatus::kDamaged);
    EXPECT_THAT(outcome.message, testing::HasSubstr(what));
    EXPECT_THAT(outcome.message, testing::HasSubstr("m1"));
  }
  void change_entries(const std::function<void(std::vector<LogEntry>&)>& change) {
    std::vector<LogEntry> entries = disk_->entries(meeting_);
    change(entries);
    disk_->set_entries(meeting_, std::move(entries));
  }

  net::io_context io_;
  MeetingId meeting_{"m1"};
  std::shared_ptr<MemoryDisk> disk_ = std::make_shared<MemoryDisk>();
  MemoryKeyStore keys_;
  int failing_ = 0;
  AppendFault fault_ = AppendFault::kUnknownButWritten;
  std::unique_ptr<MemoryOpLog> log_;
  std::unique_ptr<Journal> journal_;
};

}  // namespace flipover
