/// A meeting played back: the board at any moment, and where one may jump to. Made of the records as the server gives them
/// for replay: what this viewer may see now of what happened then (G7); a blind round stays blind until its reveal.
import type { Record } from '@/gen/meeting/v1/record_pb'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import { applyAll } from './apply'
import { emptyState } from './board'
import { isClientSide } from './people'
import type { MeetingState } from './state'

// Between two kept boards at most so many records are folded again.
const boardEvery = 128

// What was done after the meeting (weeks of follow-up) takes this share of the line of time, whatever it lasted.
const afterwards = 0.06

/// A stretch of the meeting in one step; '' for what came after its end. Moments are milliseconds of playing, from 0.
export interface Band {
  readonly phase: string
  readonly from: number
  readonly to: number
}

/// A moment on somebody's track: he said something, or did something else.
export interface Mark {
  readonly index: number
  readonly at: number
  readonly said: boolean
}

export interface Track {
  readonly participant: string
  readonly marks: readonly Mark[]
}

/// A line of the transcript.
export interface Told {
  readonly index: number // of the record
  readonly timeMs: number // of the meeting's clock
  readonly item: string
  readonly kind: string
  readonly saidBy: string
  readonly text: string
  readonly decision: boolean
}

export class Reel {
  readonly records: readonly Record[]
  readonly length: number // of playing it all
  readonly #boards: MeetingState[] = [] // after 0, boardEvery, 2 * boardEvery ... records
  readonly #moments: readonly number[] // of each record; never runs back
  readonly #beganMs: number
  readonly #lasted: number // until the meeting was ended

  constructor(records: readonly Record[]) {
    this.records = records
    let board = emptyState()
    this.#boards.push(board)
    for (let at = boardEvery; at <= records.length; at += boardEvery) {
      board = applyAll(board, records.slice(at - boardEvery, at))
      this.#boards.push(board)
    }
    const first = records.find((record) => record.operation?.kind.case === 'beginMeeting') ?? records[0]
    const end = records.findLastIndex((record) => record.operation?.kind.case === 'endMeeting')
    this.#beganMs = Number(first?.timeMs ?? 0)
    this.#lasted = Math.max(1, Number(records.at(end)?.timeMs ?? 0) - this.#beganMs)
    const later = end < 0 ? 0 : records.length - 1 - end
    const step = later === 0 ? 0 : (this.#lasted * afterwards) / later
    this.length = this.#lasted + step * later
    this.#moments = records.map((record, index) =>
      end >= 0 && index > end
        ? this.#lasted + step * (index - end)
        : Math.max(0, Number(record.timeMs) - this.#beganMs),
    )
  }

  /// The board after the first `count` records.
  at(count: number): MeetingState {
    const kept = Math.min(Math.floor(count / boardEvery), this.#boards.length - 1)
    return applyAll(this.#boards[kept] ?? emptyState(), this.records.slice(kept * boardEvery, count))
  }

  /// The board at the end.
  get end(): MeetingState {
    return this.at(this.records.length)
  }

  /// The moment after the first `count` records.
  momentOf(count: number): number {
    return this.#moments[count - 1] ?? 0
  }

  /// What the meeting's clock said at that moment; after its end, when the last thing was done.
  clockAt(moment: number): number {
    if (moment <= this.#lasted) return this.#beganMs + moment
    return Number(this.records[this.countAt(moment) - 1]?.timeMs ?? this.#beganMs)
  }

  /// How many records had been made by that moment.
  countAt(moment: number): number {
    let [low, high] = [0, this.records.length]
    while (low < high) {
      const middle = (low + high) >> 1
      if ((this.#moments[middle] ?? 0) <= moment) low = middle + 1
      else high = middle
    }
    return low
  }

  bands(): Band[] {
    const bands: Band[] = []
    let phase = ''
    let from = 0
    const close = (to: number) => {
      if (to > from && phase !== '') bands.push({ phase, from, to })
    }
    this.records.forEach((record, index) => {
      const kind = record.operation?.kind
      if (kind?.case === 'createMeeting') phase = kind.value.method?.phases[0]?.id ?? ''
      const at = this.#moments[index] ?? 0
      if (kind?.case !== 'goToPhase' || at > this.#lasted) return
      close(at)
      phase = kind.value.phase
      from = at
    })
    close(this.#lasted)
    if (this.length > this.#lasted) bands.push({ phase: '', from: this.#lasted, to: this.length })
    return bands
  }

  /// One for each participant who said or did something, in table order. None for the client side: who said how much is
  /// not for him.
  tracks(me: string): Track[] {
    const end = this.end
    if (isClientSide(end, me)) return []
    const marks = new Map<string, Mark[]>()
    const mark = (participant: string, one: Mark) => {
      const there = marks.get(participant)
      if (there) there.push(one)
      else marks.set(participant, [one])
    }
    this.records.forEach((record, index) => {
      const kind = record.operation?.kind
      if (!kind?.case || kind.case === 'addParticipant') return
      const at = this.#moments[index] ?? 0
      const speaker = speakerOf(record)
      if (speaker !== undefined) mark(speaker, { index, at, said: true })
      else if (record.by !== '') mark(record.by, { index, at, said: false })
    })
    return end.attendees
      .map((attendee) => attendee.participant?.id ?? '')
      .filter((participant) => marks.has(participant))
      .map((participant) => ({ participant, marks: marks.get(participant) ?? [] }))
  }

  /// What was said, in order: each card when it came to stand on the board, in the words it has at the end.
  transcript(): Told[] {
    const end = this.end
    const decisions = new Set(
      (end.created?.vocabulary?.kinds ?? []).filter((kind) => kind.decision).map((one) => one.id),
    )
    const told: Told[] = []
    const seen = new Set<string>()
    const tell = (index: number, made: Item | undefined, id: string) => {
      const item = end.items.get(id) ?? made
      if (!item || seen.has(id)) return
      seen.add(id)
      told.push({
        index,
        timeMs: Number(this.records[index]?.timeMs ?? 0),
        item: id,
        kind: item.kind,
        saidBy: item.saidBy,
        text: item.text,
        decision: decisions.has(item.kind),
      })
    }
    this.records.forEach((record, index) => {
      const kind = record.operation?.kind
      if (kind?.case === 'addItem') tell(index, undefined, kind.value.item)
      if (kind?.case === 'splitItem') tell(index, undefined, kind.value.newItem)
      for (const item of record.seen?.appeared?.items ?? []) tell(index, item, item.id)
    })
    return told
  }

  /// How a card came to be: the records that made or changed it, by index.
  historyOf(item: string): number[] {
    return this.records.flatMap((record, index) => (touches(record, item) ? [index] : []))
  }

  /// The record that begins each step, round and reveal, for jumps: by index, with the phase it begins.
  phaseStarts(): { readonly index: number; readonly phase: string }[] {
    return this.records.flatMap((record, index) => {
      const kind = record.operation?.kind
      return kind?.case === 'goToPhase' ? [{ index, phase: kind.value.phase }] : []
    })
  }

  /// When the next record comes, or the end.
  nextAfter(moment: number): number {
    return this.#moments[this.countAt(moment)] ?? this.length
  }
}

/// Whether nothing of a blind round may be shown at this moment but how many are ready.
export function isBlindNow(state: MeetingState): boolean {
  return state.course.round?.kind === OpenRound_Kind.BLIND
}

function speakerOf(record: Record): string | undefined {
  const kind = record.operation?.kind
  if (kind?.case === 'addItem') return kind.value.saidBy || record.by
  if (kind?.case === 'addComment') return kind.value.saidBy || record.by
  return undefined
}

function touches(record: Record, item: string): boolean {
  const kind = record.operation?.kind
  if (record.seen?.appeared?.items.some((one) => one.id === item)) return true // a reveal, the curtain
  if (kind?.case === undefined) return false
  const value: unknown = kind.value
  const names = (field: string) => {
    const named = (value as Readonly<{ [name: string]: unknown }>)[field]
    return named === item || (Array.isArray(named) && named.includes(item))
  }
  return ['item', 'thing', 'newItem', 'onto', 'from', 'to', 'answeredBy', 'things'].some(names)
}
