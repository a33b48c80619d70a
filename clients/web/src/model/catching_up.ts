/// Bijpraten (HY-10): what one reads in a minute after coming late or being away.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import type { Phase } from '@/gen/meeting/v1/method_pb'
import { parkedItems, standingItems } from './board'
import { phaseOf, presentPhase } from './charter'
import type { MeetingState } from './state'

/// From the last record one has seen, or from a moment on the server's clock.
export type Since = { readonly number: bigint } | { readonly ms: number }

export interface CatchingUp {
  readonly purpose: readonly Item[] // why we are here
  readonly problemDefinition: readonly Item[]
  readonly decisions: readonly Item[] // all so far: a decision concerns also who was away
  readonly news: readonly Item[] // what was written since, oldest first
  readonly parked: number // ideas laid on the parking place since
  readonly passed: readonly Phase[] // steps that were done, in the order in which they were entered
  readonly present: Phase | undefined
  readonly movedOn: boolean // the meeting went to another step since; told only for a moment
}

export function catchingUp(state: MeetingState, since: Since): CatchingUp {
  const standing = standingItems(state).filter((item) => item.text.trim() !== '')
  const ofKind = (kind: string) => standing.filter((item) => item.kind === kind)
  const isNew = (item: Item) => ('number' in since ? item.madeAt > since.number : Number(item.madeMs) > since.ms)
  const { visited, phase, phaseSinceMs } = state.course
  return {
    purpose: ofKind('doel'),
    problemDefinition: ofKind('probleemdefinitie'),
    decisions: ofKind('besluit'),
    news: standing.filter(isNew).sort((a, b) => Number(a.madeMs - b.madeMs) || Number(a.madeAt - b.madeAt)),
    parked: parkedItems(state).filter(isNew).length,
    passed: visited.filter((id) => id !== phase).flatMap((id) => phaseOf(state, id) ?? []),
    present: presentPhase(state),
    movedOn: 'ms' in since && Number(phaseSinceMs) > since.ms,
  }
}
