// Faults that tests switch on to prove that the oracles catch them. Compiled in only with the test-only option
// FLIPOVER_PLANTED_FAULTS; without it `planted` is false at compile time and nothing of them is left in the program.
#pragma once

#include <cstdint>

#ifdef FLIPOVER_PLANTED_FAULTS
#include <atomic>
#endif

namespace flipover {

enum class Fault : std::uint32_t {
  kSkipSync,                 // the log says "durable" of what it did not sync
  kShowBeforeDurable,        // records are published before the log has them
  kLeakBlindItem,            // an item of an open blind round is shown to everyone
  kDropRetryId,              // a committed operation's id is forgotten
  kAnswerRefusedAsSaved,     // a counter that was refused is answered as saved
  kReadThroughBrokenHandle,  // after a failed write the log is read back without reopening it, and believed

  // Rules of sight (G5), broken one by one.
  kLeakProfessionals,           // cards of the professionals are shown to all
  kLeakSources,                 // cards of one organisation are shown to every professional
  kLeakToSameId,                // organisations whose names differ are one where their ids are alike
  kLeakRegie,                   // cards of those who lead are shown to every professional
  kLeakPrivate,                 // private cards are shown to all
  kLeakGroup,                   // cards of a closed group are shown to all
  kLeakWithdrawn,               // what was withdrawn is shown to all
  kLeakCoveredWords,            // what is said of older cards in a blind round is shown at once
  kLeakLink,                    // a link is shown to who sees one of its ends
  kLeakPresence,                // who writes where is told to all
  kLeakBallots,                 // who voted what is told to all
  kLeakHiddenId,                // what is hidden is answered otherwise than what never was
  kLeakToEnded,                 // who takes part no longer goes on seeing
  kLeakBehindCurtain,           // the client's side sees while the curtain is shut
  kLeakUnopened,                // ... what was not opened to it
  kLeakChanged,                 // ... what was changed behind the curtain
  kLeakParkedToClient,          // ... what is parked
  kLeakRemovedToClient,         // ... what was removed
  kLeakOldComments,             // ... what was commented before the client came
  kLeakOldStances,              // ... what stances were taken before the client came
  kLeakSaidUnseen,              // ... what was said at the table of a card that it did not see
  kLeakChangedUnseen,           // ... what was changed while it was hidden
  kLeakScoresToClient,          // ... others' scores
  kLeakRemovedComments,         // ... comments that were taken away
  kLeakRelations,               // ... relations that do not stand on its page
  kLeakFigures,                 // ... what is counted and tagged
  kLeakFieldsToClient,          // ... all fields of a card
  kLeakParkReason,              // ... why a card is parked
  kLeakReasons,                 // ... the reasons of the process
  kLeakPageTitle,               // ... every page that was added
  kLeakStroke,                  // ... every stroke
  kWallIgnoresWhoIsThere,       // a room screen has its own eyes with the client in the room
  kWallIgnoresCurtain,          // ... and shows cards to him while the curtain is shut
  kWallIgnoresShut,             // ... and while it is shut itself
  kWallIgnoresLevels,           // ... and of whatever level
  kWallGoesOn,                  // ... and after the meeting's end
  kReplayIgnoresLaterLevels,    // a level given later does not hold for the past
  kReplayIgnoresPresentCurtain, // the client's side sees of the past what is not open to it now
  kResumeIgnoresSight,          // who comes back gets the records since, whatever they changed of sight
  kPreviewShowsAll,             // the preview shows the chair's board
  kPreviewOmitsChanges,         // ... and not what changed since the client saw it
  kPreviewShowsPrivate,         // ... and what the client alone sees
  kLeakSecondDevice,            // a second device shows all that its person has
  kReplayIgnoresDevice,         // ... when it looks back
  kLeakReplacedWording,         // who came to see a card later may edit it on what it was before
  kLeakWithoutCaseRole,         // roles without rights come to the table and see
  kInviteAboveSight,            // who leads brings in whom he likes
  kLeakCurtainMarks,            // the client's side is told what was opened, and what was changed behind the curtain
};

#ifdef FLIPOVER_PLANTED_FAULTS

namespace planted_detail {
inline std::atomic<std::uint64_t> faults{0};
inline std::uint64_t bit(Fault fault) { return std::uint64_t{1} << static_cast<std::uint32_t>(fault); }
}  // namespace planted_detail

inline bool planted(Fault fault) {
  return (planted_detail::faults.load(std::memory_order_relaxed) & planted_detail::bit(fault)) != 0;
}
inline void plant(Fault fault) { planted_detail::faults |= planted_detail::bit(fault); }
inline void unplant_all() { planted_detail::faults = 0; }

#else

constexpr bool planted(Fault) { return false; }

#endif

}  // namespace flipover
