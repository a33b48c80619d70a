// LiveMeeting: the MeetingActor that serves. See meeting_actor.h for what it promises.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/meeting/fanout.h"
#include "server/meeting/inbox.h"
#include "server/meeting/meeting_actor.h"
#include "server/meeting/operation_rate.h"
#include "server/meeting/presence_board.h"
#include "server/meeting/text_edits.h"
#include "server/model/decide.h"

namespace flipover {

class LiveMeeting final : public MeetingActor {
 public:
  LiveMeeting(MeetingWorld& world, net::any_io_executor executor, std::unique_ptr<Journal> journal);

  // Folds the log. The answer is for the operator when it fails.
  net::awaitable<Opened> recover();
  void start();

  const MeetingId& meeting() const override { return meeting_; }
  bool stopped() const override { return stopped_; }
  net::awaitable<MeetingStatus> join(JoinRequest request) override;
  void leave(const Subscriber& subscriber) override;
  net::awaitable<MeetingStatus> submit(const Subscriber& subscriber, std::vector<pb::Operation> operations) override;
  void show_presence(const Subscriber& subscriber, pb::Presence presence) override;
  net::awaitable<MeetingStatus> submit_as_server(std::vector<pb::Operation> operations) override;
  void dismiss(const std::string& participant, CloseReason reason) override;
  net::awaitable<ImportOutcome> import_steps(std::vector<ImportStep> steps, std::string source) override;
  net::awaitable<ImportOutcome> import_records(std::vector<pb::Record> records) override;
  net::awaitable<StateOutcome> state(std::string participant, Moment moment) override;
  net::awaitable<RecordsOutcome> records(std::string participant, std::uint64_t from, std::size_t bytes) override;
  net::awaitable<ExportOutcome> export_all(std::string participant) override;
  net::awaitable<PreviewOutcome> preview(std::string participant, std::string sheet) override;
  bool is_chair(const std::string& participant) const override;
  bool is_connected(const std::string& participant) const override;
  Doorway doorway() const override;
  net::awaitable<void> stop(CloseReason reason) override;

 private:
  struct Session {
    std::shared_ptr<Subscriber> subscriber;
    std::string participant;
    std::string client;
  };
  // A record kept for those who resume. `changes_sight`: it may change what somebody sees beyond itself.
  struct Recent {
    std::shared_ptr<const pb::Record> record;
    bool changes_sight = false;
  };

  // Puts a message that wants an answer in the inbox, and waits for it.
  template <class Answer, class MakeMessage>
  net::awaitable<Answer> ask(Answer when_stopped, MakeMessage make);

  net::awaitable<void> run();
  net::awaitable<bool> work_through(std::vector<Message>& messages);
  using ServerAnswers = std::vector<std::pair<Completion<MeetingStatus>, MeetingStatus>>;
  net::awaitable<bool> settle(std::vector<pb::Record>& records, ServerAnswers& answers);
  net::awaitable<void> stop_now(CloseReason reason);

  // One message of operations, each decided, numbered and applied in turn.
  net::awaitable<void> decide_in_order(const SubmitMessage& message, std::vector<pb::Record>& records);
  pb::Outcome decide_one(const SubmitMessage& message, const pb::Operation& operation,
                         std::vector<pb::Record>& records);
  std::optional<pb::Outcome> answered_before(const SubmitMessage& message, const pb::Operation& operation);
  Verdict<std::uint64_t> commit(const Author& by, const pb::Operation& operation, WallTime time,
                                std::vector<pb::Record>& records);
  void fold_in(pb::Record record, std::vector<pb::Record>& records);
  net::awaitable<bool> make_durable(std::vector<pb::Record>& records);

  net::awaitable<void> read_older_edits(const pb::EditText& edit);
  MeetingStatus take_in(JoinRequest request);
  bool resume(const JoinRequest& request, const Viewer& viewer, pb::ServerFrame& updates) const;
  net::awaitable<ImportOutcome> work_import(ImportStepsMessage& message);
  net::awaitable<ImportOutcome> work_import(ImportRecordsMessage& message);
  net::awaitable<void> put_checkpoint_if_due(bool meeting_empties);
  void flush_presence_soon();
  const Session* find_session(const Subscriber& subscriber) const;
  WallTime meeting_time() const;

  MeetingWorld& world_;
  net::any_io_executor executor_;
  MeetingId meeting_;
  std::shared_ptr<Journal> journal_;  // whoever looks back holds it too, until he has read
  MeetingState state_;
  Fanout fanout_;
  PresenceBoard presence_;
  TextEdits edits_;
  Inbox inbox_;
  std::vector<Session> sessions_;
  std::deque<Recent> recent_;
  std::map<std::string, std::uint64_t> highest_refused_;  // counter, by client
  std::map<std::string, OperationRate> rates_;            // by participant
  std::uint64_t checkpoint_number_ = 0;
  std::size_t checkpoint_bytes_ = 0;
  std::size_t bytes_since_checkpoint_ = 0;
  bool stopped_ = false;
};

template <class Answer, class MakeMessage>
net::awaitable<Answer> LiveMeeting::ask(Answer when_stopped, MakeMessage make) {
  const auto self = std::static_pointer_cast<LiveMeeting>(shared_from_this());
  return await_completion<Answer>([self, when_stopped, make = std::move(make)](Completion<Answer> done) mutable {
    if (self->stopped_) return done(std::move(when_stopped));
    Message message(make(done));
    net::co_spawn(
        self->executor_,
        [](std::shared_ptr<LiveMeeting> meeting, Message sent, Completion<Answer> done_if_closed,
           Answer answer) -> net::awaitable<void> {
          if (!co_await meeting->inbox_.put(std::move(sent))) done_if_closed(std::move(answer));
        }(self, std::move(message), std::move(done), std::move(when_stopped)),
        net::detached);
  });
}

}  // namespace flipover
