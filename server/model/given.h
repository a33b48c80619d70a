// Scores and stances on an item: one of each participant, and beside it what was given for him inside a running blind
// round, which its giver and its typist alone see until the reveal (VB-04). Of this folder only.
//
// In order of participant; of one participant what is covered stands before what it will replace.
#pragma once

#include <algorithm>
#include <cstdint>
#include <string>

#include "server/model/meeting_state.h"

namespace flipover {

// Takes away what an entry of these would replace: of what is covered, that of the same typist alone, for what another
// typed he may not see.
template <class Entries>
void erase_given(Entries& entries, const std::string& participant, const std::string& typed_by, std::uint64_t covered_by) {
  entries.erase(std::remove_if(entries.begin(), entries.end(),
                               [&](const auto& one) {
                                 return one.participant() == participant && one.covered_by() == covered_by &&
                                        (covered_by == 0 || one.typed_by() == typed_by);
                               }),
                entries.end());
}

template <class Entries>
void sort_given(Entries& entries) {
  std::stable_sort(entries.begin(), entries.end(), [](const auto& a, const auto& b) {
    if (a.participant() != b.participant()) return a.participant() < b.participant();
    return a.covered_by() > b.covered_by();
  });
}

inline bool is_dissent(const pb::StanceTaken& taken) { return taken.stance() == pb::TakeStance::DISSENT; }
inline bool is_dissent(const pb::ScoreGiven&) { return false; }

// What one gave himself goes before what others entered for him, and of that a dissent goes before the rest (VB-09).
template <class Entry>
int precedence(const Entry& one) {
  return one.typed_by() == one.participant() ? 2 : is_dissent(one) ? 1 : 0;
}

// The reveal: what was given in the round replaces what stood before it. Of several, what goes before; of equals the last.
template <class Entries>
void reveal_given(Entries& entries, std::uint64_t round) {
  for (bool found = true; found;) {
    auto wins = entries.end();
    for (auto one = entries.begin(); one != entries.end(); ++one) {
      if (one->covered_by() != round) continue;
      if (wins != entries.end() && one->participant() != wins->participant()) break;
      if (wins == entries.end() || precedence(*one) >= precedence(*wins)) wins = one;
    }
    found = wins != entries.end();
    if (!found) break;
    auto revealed = *wins;
    revealed.set_covered_by(0);
    const std::string participant = revealed.participant();
    entries.erase(std::remove_if(entries.begin(), entries.end(),
                                 [&](const auto& one) { return one.participant() == participant; }),
                  entries.end());
    *entries.Add() = std::move(revealed);
    sort_given(entries);
  }
}

// Whether something said of the item waits for a reveal.
bool holds_covered(const pb::Item& item);
void reveal_said(pb::Item& item, std::uint64_t round);

}  // namespace flipover
