/// How the meeting went, as pictures of the process: how long each step took against its plan, the factors per domain, and
/// where knowledge came from. Nothing is counted per person or organisation.
import type { Record } from '@/gen/meeting/v1/record_pb'
import { phases, terms } from './charter'
import type { MeetingState } from './state'

export interface StepTime {
  readonly phase: string
  readonly plannedMinutes: number
  readonly tookMinutes: number
}

/// From the records of a whole meeting, as this viewer may see them. A step that was entered twice counts both times; the
/// last one ends with the meeting, or with the last record.
export function stepTimes(state: MeetingState, records: readonly Record[]): StepTime[] {
  const took = new Map<string, number>()
  let phase = phases(state)[0]?.id ?? ''
  let sinceMs: number | undefined
  let lastMs = 0
  const leave = (nowMs: number) => {
    if (sinceMs !== undefined) took.set(phase, (took.get(phase) ?? 0) + nowMs - sinceMs)
    sinceMs = undefined
  }
  for (const record of records) {
    const nowMs = Number(record.timeMs)
    const kind = record.operation?.kind
    if (kind?.case === 'beginMeeting') sinceMs ??= nowMs
    if (kind?.case === 'goToPhase') {
      leave(nowMs)
      phase = kind.value.phase
      sinceMs = nowMs
    }
    if (kind?.case === 'endMeeting') leave(nowMs)
    lastMs = nowMs
  }
  leave(lastMs)
  return phases(state)
    .filter((one) => took.has(one.id))
    .map((one) => ({
      phase: one.id,
      plannedMinutes: one.minutes,
      tookMinutes: Math.round((took.get(one.id) ?? 0) / 60_000),
    }))
}

export interface DomainFactors {
  readonly domain: string // '' for what has none
  readonly protective: number
  readonly risk: number
}

/// Every domain of the vocabulary, the empty ones too: what nobody spoke of is worth seeing.
export function factorsPerDomain(state: MeetingState): DomainFactors[] {
  const known = terms(state, 'domain').map((term) => term.id)
  const standing = [...state.items.values()].filter((item) => !item.removed && !item.parked)
  const count = (domain: string, kind: string) =>
    standing.filter((item) => item.kind === kind && (known.includes(item.domain) ? item.domain : '') === domain).length
  return [...known, '']
    .map((domain) => ({ domain, protective: count(domain, 'beschermend'), risk: count(domain, 'risico') }))
    .filter((row) => row.domain !== '' || row.protective + row.risk > 0)
}

export interface Source {
  readonly source: string // '' for what was not said
  readonly cards: number
}

/// How many cards on the board rest on what source of knowledge.
export function knowledgeSources(state: MeetingState): Source[] {
  const standing = [...state.items.values()].filter((item) => !item.removed && !item.parked)
  return [...terms(state, 'source').map((term) => term.id), ''].map((source) => ({
    source,
    cards: standing.filter((item) => item.source === source).length,
  }))
}
