// LiveMeeting: the MeetingActor that serves. See meeting_actor.h for what it promises.
#pragma once

#include <boost/asio/co_spawn.hpp>
#include <boost/asio/detached.hpp>
#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "server/meeting/board_snapshot.h"
#include "server/meeting/fanout.h"
#include "server/meeting/inbox.h"
#include "server/meeting/meeting_actor.h"
#include "server/meeting/operation_rate.h"
#include "server/meeting/presence_board.h"
#include "server/meeting/refused_counters.h"
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
  net::awaitable<bool> check_board(const Subscriber& subscriber, pb::BoardHash held) override;
  void show_presence(const Subscriber& subscriber, pb::Presence presence) override;
  net::awaitable<MeetingStatus> submit_as_server(std::vector<pb::Operation> operations) override;
  void dismiss(const std::string& participant, CloseReason reason) override;
  net::awaitable<ImportOutcome> import_steps(std::vector<ImportStep> steps, std::string source) override;
  net::awaitable<ImportOutcome> import_records(std::vector<pb::Record> records) override;
  net::awaitable<MeetingStatus> admit_device(std::string participant, std::string device,
                                             std::string asked_by) override;
  Standing standing(const std::string& participant, const std::string& device) const override;
  std::optional<pb::Refusal> objection_to_inviting(const std::string& inviter,
                                                   const pb::Participant& invited) const override;
  bool is_connected(const std::string& participant) const override;
  bool has_chair() const override;
  Doorway doorway() const override;
  std::size_t bytes() const override { return state_.weights.all.there.bytes + state_.weights.all.away.bytes; }
  net::awaitable<void> stop(CloseReason reason) override;

 private:
  struct Session {
    std::shared_ptr<Subscriber> subscriber;
    std::string participant;
    std::string client;
    std::string device;  // a second one; empty: one that needs no confirmation
  };
  // A record kept for those who resume.
  struct Recent {
    std::shared_ptr<const pb::Record> record;
    std::size_t bytes = 0;
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
  // What only the actor knows: how long the chair has had no connection, and who has one.
  void fill_in_presence(pb::TakeOverChair& op) const;
  std::int64_t chair_gone_ms() const;  // without a connection; 0: the chair has one
  void fold_in(pb::Record record, std::vector<pb::Record>& records);
  net::awaitable<bool> make_durable(std::vector<pb::Record>& records);
  void turn_away(const SubmitMessage& message);
  void watch_for_room();

  net::awaitable<void> read_older_edits(const pb::EditText& edit);
  void remember(const pb::Record& record);
  net::awaitable<void> recall_missed(JoinRequest& request);
  MeetingStatus take_in(JoinRequest request);
  pb::Welcome welcome(const Session& session, const Viewer& viewer) const;
  bool renew(const Subscriber& subscriber);
  net::awaitable<std::shared_ptr<const BoardSnapshot>> ask_for_board(std::shared_ptr<Subscriber> holder,
                                                                     std::uint64_t number);
  net::awaitable<bool> ask_to_renew(std::shared_ptr<Subscriber> holder);
  std::shared_ptr<const BoardSnapshot> board_at(std::uint64_t number);
  void send_board(Subscriber& subscriber, const Viewer& viewer);
  bool updates_since(std::uint64_t number, const Viewer& viewer, pb::ServerFrame& updates) const;
  void end_seats(const pb::Operation& operation);
  void reseat_confirmed(const pb::Record& record);
  net::awaitable<ImportOutcome> work_import(ImportStepsMessage& message);
  net::awaitable<ImportOutcome> work_import(ImportRecordsMessage& message);
  net::awaitable<void> put_checkpoint_if_due(bool meeting_empties);
  void flush_presence_soon();
  const Session* find_session(const Subscriber& subscriber) const;
  WallTime meeting_time() const;

  MeetingWorld& world_;
  net::any_io_executor executor_;
  MeetingId meeting_;
  std::shared_ptr<Journal> journal_;  // whoever reads what was missed holds it too
  MeetingState state_;
  Fanout fanout_;
  PresenceBoard presence_;
  TextEdits edits_;
  Inbox inbox_;
  std::vector<Session> sessions_;
  std::deque<Recent> recent_;  // dense, up to state_.number
  std::size_t recent_bytes_ = 0;
  std::weak_ptr<BoardSnapshot> snapshot_;  // what is being sent to those who joined last, or compared
  RefusedCounters refused_;
  std::map<std::string, OperationRate> rates_;  // by participant
  WallTime opened_at_;
  std::map<std::string, WallTime> left_at_;     // by participant, of those who had a connection since it opened
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
