#include "tests/replay_trace/intents_of_script.h"

#include <algorithm>
#include <deque>
#include <string>
#include <utility>
#include <vector>

#include "server/model/utf16.h"

namespace flipover {
namespace {

// Every character ever typed, in the order of the server's text, those removed since among them.
class Identities {
 public:
  explicit Identities(std::size_t steps) : typed_(steps), removed_(steps) {}

  void take(std::size_t step, const TextChange& change) {
    std::size_t place = 0;
    for (const TextSpan& span : change.spans()) {
      place = after_visible(place, span.keep);
      for (std::size_t left = span.remove; left > 0; ++place) {
        if (!units_[place].visible) continue;
        units_[place].visible = false;
        --left;
        std::vector<std::size_t>& removed = removed_[step];
        if (removed.empty() || removed.back() != units_[place].character) removed.push_back(units_[place].character);
      }
      place = insert(step, place, span.insert);
    }
  }

  // The session as intents: a character's rank is its place among all.
  std::vector<TraceStep> steps(const std::vector<TraceStep>& scripted) const {
    std::vector<Rank> rank_of(characters_);
    Rank next = 0;
    for (std::size_t at = 0; at < units_.size(); ++at) {
      if (at == 0 || units_[at].character != units_[at - 1].character) rank_of[units_[at].character] = next++;
    }
    std::vector<TraceStep> steps(scripted.size());
    for (std::size_t step = 0; step < scripted.size(); ++step) {
      steps[step].agent = scripted[step].agent;
      for (const auto& [character, text] : typed_[step]) steps[step].typed.emplace_back(rank_of[character], text);
      for (const std::size_t character : removed_[step]) steps[step].removed.push_back(rank_of[character]);
    }
    return steps;
  }

 private:
  struct Unit {
    std::size_t character;
    bool visible;
  };

  // The place right behind `count` more visible units, however many removed ones lie between.
  std::size_t after_visible(std::size_t place, std::size_t count) const {
    for (; count > 0; ++place) count -= units_[place].visible ? 1U : 0U;
    return place;
  }

  std::size_t insert(std::size_t step, std::size_t place, const std::u16string& text) {
    std::vector<Unit> units;
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t length = is_high_surrogate(text[at]) ? 2 : 1;
      units.insert(units.end(), length, Unit{characters_, true});
      typed_[step].emplace_back(characters_++, text.substr(at, length));
      at += length;
    }
    units_.insert(units_.begin() + static_cast<std::ptrdiff_t>(place), units.begin(), units.end());
    return place + units.size();
  }

  std::vector<Unit> units_;
  std::size_t characters_ = 0;
  std::vector<std::vector<std::pair<std::size_t, std::u16string>>> typed_;
  std::vector<std::vector<std::size_t>> removed_;
};

class ScriptReplay {
 public:
  ScriptReplay(const Trace& trace, Tie newcomer)
      : trace_(trace),
        newcomer_(newcomer),
        settled_(newcomer == Tie::kAfter ? Tie::kBefore : Tie::kAfter),
        clients_(trace.agents),
        identities_(trace.steps.size()) {}

  Script run() {
    for (std::size_t version = 0; version < trace_.steps.size(); ++version) take(version);
    for (std::size_t agent = 0; agent < clients_.size(); ++agent) {
      deliver(agent, log_.size());
      expect(clients_[agent].text == text_, "agent " + std::to_string(agent) + " holds another text than the server");
    }
    Script script{trace_, text_};
    script.intents.format = Trace::Format::kIntent;
    script.intents.steps = identities_.steps(trace_.steps);
    return script;
  }

 private:
  struct Client {
    std::u16string text;
    std::size_t version = 0;         // of the server, that it has
    std::deque<TextChange> pending;  // its own edits on top of that, oldest first
    // At the server: what others did since the version this client is known to have, behind the client's own edits.
    std::deque<std::pair<std::size_t, TextChange>> ahead;
  };

  void take(std::size_t version) {
    const TraceStep& step = trace_.steps[version];
    const std::string where = "step " + std::to_string(version) + ": ";
    deliver(step.agent, step.base);
    Client& author = clients_[step.agent];
    expect(author.pending.size() == step.own, where + "another number of own edits is on its way");
    TextChange change;
    for (const Patch& patch : step.patches) {
      const TextChange next = TextChange::replace(patch.at, patch.remove, patch.insert);
      expect(next.reach() <= author.text.size(), where + "a patch reaches beyond the agent's text");
      next.apply_to(author.text);
      change = compose(change, next);
    }
    author.pending.push_back(change);

    while (!author.ahead.empty() && author.ahead.front().first < step.base) author.ahead.pop_front();
    for (auto& [number, theirs] : author.ahead) {
      TextChange moved = map_over(change, theirs, newcomer_);
      theirs = map_over(std::move(theirs), change, settled_);
      change = std::move(moved);
    }
    identities_.take(version, change);
    change.apply_to(text_);
    for (Client& client : clients_) {
      if (&client != &author) client.ahead.emplace_back(version, change);
    }
    log_.push_back(std::move(change));
  }

  void deliver(std::size_t agent, std::size_t version) {
    Client& client = clients_[agent];
    expect(version <= log_.size(), "a step stands on a version that is yet to come");
    for (; client.version < version; ++client.version) {
      TextChange theirs = log_[client.version];
      if (trace_.steps[client.version].agent == agent) {
        expect(client.pending.front() == theirs, "a client and the server see one edit differently");
        client.pending.pop_front();
        continue;
      }
      for (TextChange& own : client.pending) {
        TextChange moved = map_over(theirs, own, settled_);
        own = map_over(std::move(own), theirs, newcomer_);
        theirs = std::move(moved);
      }
      theirs.apply_to(client.text);
    }
  }

  const Trace& trace_;
  Tie newcomer_;
  Tie settled_;  // where the earlier of two edits stands
  std::vector<Client> clients_;
  std::u16string text_;
  std::vector<TextChange> log_;
  Identities identities_;
};

}  // namespace

Script replay_script(const Trace& trace, Tie newcomer) { return ScriptReplay(trace, newcomer).run(); }

}  // namespace flipover
