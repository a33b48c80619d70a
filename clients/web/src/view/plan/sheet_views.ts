/// Which views a sheet has. Pure.
import type { Phase } from '@/gen/meeting/v1/method_pb'
import { phaseOfSheet } from '@/model/board'
import { phases } from '@/model/charter'
import type { MeetingState } from '@/model/state'

/// 'sheet' is the paper with its regions, as every other step has it.
export type SheetView = 'plan' | 'decisions' | 'closing' | 'sheet'

/// The views of a sheet, the usual one first; one alone where the paper is all there is.
export function viewsOf(state: MeetingState, sheet: string): readonly SheetView[] {
  const phase = phaseOfSheet(state, sheet)
  if (!phase) return ['sheet']
  if (takes(phase, 'plandoel') || takes(phase, 'interventie')) {
    return isWhereItEnds(state, sheet)
      ? ['closing', 'plan', 'decisions', 'sheet']
      : takes(phase, 'besluit')
        ? ['plan', 'decisions', 'sheet']
        : ['plan', 'sheet']
  }
  return isWhereItEnds(state, sheet) ? ['closing', 'plan', 'decisions', 'sheet'] : ['sheet']
}

function takes(phase: Phase, kind: string): boolean {
  return phase.regions.some((region) => !region.parking && region.kinds.includes(kind))
}

// The last step; and, once the meeting is over, the step in which it ended.
function isWhereItEnds(state: MeetingState, sheet: string): boolean {
  const phase = phaseOfSheet(state, sheet)?.id
  if (state.course.ended && phase === state.course.phase) return true
  const last = phases(state).at(-1)?.id
  return phase === last && takesPlans(state)
}

// A method without a plan has nothing to go through at its end.
function takesPlans(state: MeetingState): boolean {
  return phases(state).some((phase) => takes(phase, 'actie') || takes(phase, 'besluit'))
}
