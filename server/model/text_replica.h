// TextReplica: a client's copy of one text that others edit as well: what the server confirmed, and what the client
// still hopes for on top of it.
//
//     text()  =  confirmed()  +  in flight  +  buffer
//
// Own edits gather in the buffer. One change per text is with the server at a time: send() moves the buffer into
// flight, and there it stays until the server answers. An edit of another is laid under both; both are moved over it,
// and it over them, each pair with the very mapping the server does, so that all replicas come to hold the same text.
//
// Revisions: numbers of the server that grow with each logged edit of this text; a replica only compares them.
//   revision() is that of confirmed(), the last logged edit taken in.
//   Outgoing::base is revision() at the moment the change first went out. It stays so: the server moves the edit over
//   what came since, so after a reconnect the change goes again as it was, on its old base (awaiting()), though the
//   replica's own form of it has moved on.
// A restart from the whole text at a later revision (a checkpoint) leaves out the edits between, so pending changes
//   cannot be moved over them here. They go adrift: kept on their old base and sent from there one by one, before
//   anything else; text() shows them again when the server has logged them.
// The caller owns ids and order: it hands over every logged edit of the text once, in the server's order, its own by
//   acknowledge(), those of others by receive().
// Errors: what does not fit (a foreign or faulty server) is answered with nothing, and the replica is as before; the
//   way on is restart(). Everything returned as a change says what happened to text(), for cursors and screens.
// Threads: none of its own; one at a time.
#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>

#include "server/model/text_ot.h"

namespace flipover {

class TextReplica {
 public:
  struct Outgoing {
    std::uint64_t base = 0;
    TextChange change;

    bool operator==(const Outgoing&) const = default;
  };

  // Whether the change that awaited its answer is in the log (Welcome tells: the committed counters of a client).
  enum class Fate { kCommitted, kNeverCommitted };

  explicit TextReplica(std::u16string confirmed = {}, std::uint64_t revision = 0);

  const std::u16string& text() const { return shown_; }
  const std::u16string& confirmed() const { return confirmed_; }
  std::uint64_t revision() const { return revision_; }
  // Everything of this client is in confirmed().
  bool settled() const { return !in_flight_ && buffer_.empty() && adrift_.empty(); }

  // An own edit, made on text(). Requires (checked): it fits.
  void edit(const TextChange& change);

  // The next change for the server, if there is one and none awaits its answer.
  std::optional<Outgoing> send();
  // The change that awaits its answer, as it first went out: to be sent again, with its id, after a reconnect.
  std::optional<Outgoing> awaiting() const;

  // A logged edit of another.
  std::optional<TextChange> receive(const TextChange& logged, std::uint64_t revision);
  // The awaited change is in the log, there in the form `logged`.
  std::optional<TextChange> acknowledge(const TextChange& logged, std::uint64_t revision);
  // The awaited change will never be in the log; what was typed after it stays.
  std::optional<TextChange> refused();

  // Starts again from the whole text. `fate`: of the change that awaits its answer, if one does; kNeverCommitted must be
  // certain, for its content is sent again under another id.
  void restart(std::u16string confirmed, std::uint64_t revision, Fate fate);

 private:
  struct InFlight {
    Outgoing sent;
    TextChange moved;  // as it stands on confirmed_
  };

  bool fits_confirmed(const TextChange& logged, std::uint64_t revision) const;

  std::u16string confirmed_;
  std::uint64_t revision_ = 0;
  std::optional<InFlight> in_flight_;
  TextChange buffer_;
  std::u16string shown_;
  std::deque<Outgoing> adrift_;
  bool adrift_awaits_ = false;  // the first of adrift_ is with the server; then nothing is in flight
};

}  // namespace flipover
