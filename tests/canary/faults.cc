#include "tests/canary/faults.h"

namespace flipover::canary {

const std::vector<NamedFault>& faults() {
  static const std::vector<NamedFault> all = {
      {"LeakBlindItem", Fault::kLeakBlindItem},
      {"LeakProfessionals", Fault::kLeakProfessionals},
      {"LeakSources", Fault::kLeakSources},
      {"LeakToSameId", Fault::kLeakToSameId},
      {"LeakRegie", Fault::kLeakRegie},
      {"LeakPrivate", Fault::kLeakPrivate},
      {"LeakGroup", Fault::kLeakGroup},
      {"LeakWithdrawn", Fault::kLeakWithdrawn},
      {"LeakCoveredWords", Fault::kLeakCoveredWords},
      {"LeakLink", Fault::kLeakLink},
      {"LeakPresence", Fault::kLeakPresence},
      {"LeakBallots", Fault::kLeakBallots},
      {"LeakHiddenId", Fault::kLeakHiddenId},
      {"LeakToEnded", Fault::kLeakToEnded},
      {"LeakBehindCurtain", Fault::kLeakBehindCurtain},
      {"LeakUnopened", Fault::kLeakUnopened},
      {"LeakChanged", Fault::kLeakChanged},
      {"LeakParkedToClient", Fault::kLeakParkedToClient},
      {"LeakRemovedToClient", Fault::kLeakRemovedToClient},
      {"LeakOldComments", Fault::kLeakOldComments},
      {"LeakOldStances", Fault::kLeakOldStances},
      {"LeakSaidUnseen", Fault::kLeakSaidUnseen},
      {"LeakChangedUnseen", Fault::kLeakChangedUnseen},
      {"LeakScoresToClient", Fault::kLeakScoresToClient},
      {"LeakRemovedComments", Fault::kLeakRemovedComments},
      {"LeakRelations", Fault::kLeakRelations},
      {"LeakFigures", Fault::kLeakFigures},
      {"LeakFieldsToClient", Fault::kLeakFieldsToClient},
      {"LeakParkReason", Fault::kLeakParkReason},
      {"LeakReasons", Fault::kLeakReasons},
      {"LeakPageTitle", Fault::kLeakPageTitle},
      {"LeakStroke", Fault::kLeakStroke},
      {"WallIgnoresWhoIsThere", Fault::kWallIgnoresWhoIsThere},
      {"WallIgnoresCurtain", Fault::kWallIgnoresCurtain},
      {"WallIgnoresShut", Fault::kWallIgnoresShut},
      {"WallIgnoresLevels", Fault::kWallIgnoresLevels},
      {"WallGoesOn", Fault::kWallGoesOn},
      {"ReplayIgnoresLaterLevels", Fault::kReplayIgnoresLaterLevels},
      {"ReplayIgnoresPresentCurtain", Fault::kReplayIgnoresPresentCurtain},
      {"ResumeIgnoresSight", Fault::kResumeIgnoresSight},
      {"PreviewShowsAll", Fault::kPreviewShowsAll},
      {"PreviewOmitsChanges", Fault::kPreviewOmitsChanges},
      {"PreviewShowsPrivate", Fault::kPreviewShowsPrivate},
      {"LeakSecondDevice", Fault::kLeakSecondDevice},
      {"ReplayIgnoresDevice", Fault::kReplayIgnoresDevice},
      {"LeakReplacedWording", Fault::kLeakReplacedWording},
      {"LeakWithoutCaseRole", Fault::kLeakWithoutCaseRole},
      {"InviteAboveSight", Fault::kInviteAboveSight},
      {"LeakCurtainMarks", Fault::kLeakCurtainMarks},
  };
  return all;
}

std::string names_of_faults() {
  std::string names;
  for (const auto& [name, fault] : faults()) names += (names.empty() ? "" : ", ") + std::string(name);
  return names;
}

bool plant_by_name(std::string_view name) {
#ifdef FLIPOVER_PLANTED_FAULTS
  for (const auto& [known, fault] : faults()) {
    if (known != name) continue;
    plant(fault);
    return true;
  }
#else
  (void)name;
#endif
  return false;
}

}  // namespace flipover::canary
