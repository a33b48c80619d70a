/// When to offer Bijpraten: after joining a meeting that is under way, and after a minute without the page or the line.
import { catchingUp, type Since } from '@/model/catching_up'
import type { MeetingState } from '@/model/state'

export const awayMs = 60_000

/// Whether who comes in now comes late, and there is something to tell him: the first step was left, or something was
/// decided already.
export function offerToLatecomer(state: MeetingState): boolean {
  const { begun, ended, visited } = state.course
  if (!begun || ended) return false
  const { purpose, problemDefinition, decisions, news } = catchingUp(state, { ms: 0 })
  const told = purpose.length + problemDefinition.length + decisions.length + news.length
  return told > 0 && (visited.length > 1 || decisions.length > 0)
}

/// There is something to say to who was away: cards, ideas, another step.
export function worthCatchingUp(state: MeetingState, since: Since): boolean {
  if (state.course.ended) return false
  const { news, parked, movedOn } = catchingUp(state, since)
  return news.length + parked > 0 || movedOn
}

/// Watches being away: the page out of sight, or the line down.
export class Away {
  #sinceMs: number | undefined

  /// Tell it each time one of the two changes. What comes back is the moment since when one was away, once, when that is
  /// a minute or more ago.
  told(isHere: boolean, nowMs: number): number | undefined {
    if (!isHere) {
      this.#sinceMs ??= nowMs
      return undefined
    }
    const since = this.#sinceMs
    this.#sinceMs = undefined
    return since !== undefined && nowMs - since >= awayMs ? since : undefined
  }
}
