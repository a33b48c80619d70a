/// My cases and meetings in the order of a working day: what comes next first, then what has no date, then what was.
import type { CaseView, MeetingView, SeatView } from '@/gen/meeting/v1/api_pb'
import type { Label } from '@/gen/meeting/v1/method_pb'

export interface Entry {
  readonly meeting: string
  readonly caseId: string
  readonly caseLabel: string
  readonly title: string
  readonly method: Label | undefined
  readonly startMs: number // 0: not planned
  readonly practice: boolean
  readonly imported: boolean
  readonly role: string // as whom I sit there; '' when I hold no seat
  readonly mine: boolean // of a case of mine: I may invite
}

export interface CaseEntry {
  readonly caseId: string
  readonly label: string
  readonly meetings: readonly Entry[]
}

export interface Agenda {
  readonly next: Entry | undefined
  readonly cases: readonly CaseEntry[]
  readonly invited: readonly Entry[] // seats in cases of others
  readonly practice: readonly Entry[]
}

// A meeting that began a while ago is still the one to open: people come late, and meetings run over.
const stillOn = 4 * 3_600_000

export function isComing(entry: Entry, nowMs: number): boolean {
  return entry.startMs !== 0 && entry.startMs > nowMs - stillOn
}

export function byNextToCome(nowMs: number): (a: Entry, b: Entry) => number {
  const rank = (entry: Entry): number => (isComing(entry, nowMs) ? 0 : entry.startMs === 0 ? 1 : 2)
  return (a, b) => {
    const between = rank(a) - rank(b)
    if (between !== 0) return between
    return rank(a) === 2 ? b.startMs - a.startMs : a.startMs - b.startMs
  }
}

export function agendaOf(
  cases: readonly CaseView[],
  seats: readonly SeatView[],
  methodName: (id: string) => Label | undefined,
  nowMs: number,
): Agenda {
  const order = byNextToCome(nowMs)
  const seatIn = new Map(seats.map((seat) => [seat.meeting, seat]))
  const own = cases.map((each) => ({
    caseId: each.caseId,
    label: each.label,
    all: each.meetings.map((meeting) => ownEntry(each, meeting, seatIn.get(meeting.meeting), methodName)),
  }))
  const listed = new Set(own.flatMap((each) => each.all.map((entry) => entry.meeting)))
  const others = seats.filter((seat) => !listed.has(seat.meeting)).map(seatEntry)
  const all = [...own.flatMap((each) => each.all), ...others]

  return {
    next: all.filter((entry) => !entry.practice && isComing(entry, nowMs)).sort(order)[0],
    cases: own
      // A case that holds practice alone was made by practising; it is no case of anybody.
      .filter((each) => each.all.length === 0 || each.all.some((entry) => !entry.practice))
      .map(({ caseId, label, all: meetings }) => ({
        caseId,
        label,
        meetings: meetings.filter((entry) => !entry.practice).sort(order),
      }))
      .sort((a, b) => compareFirst(a.meetings[0], b.meetings[0], order)),
    invited: others.filter((entry) => !entry.practice).sort(order),
    practice: all.filter((entry) => entry.practice).sort(order),
  }
}

function compareFirst(a: Entry | undefined, b: Entry | undefined, order: (a: Entry, b: Entry) => number): number {
  if (a && b) return order(a, b)
  return a ? -1 : b ? 1 : 0
}

function ownEntry(
  of: CaseView,
  view: MeetingView,
  seat: SeatView | undefined,
  methodName: (id: string) => Label | undefined,
): Entry {
  return {
    meeting: view.meeting,
    caseId: of.caseId,
    caseLabel: of.label,
    title: view.title,
    method: methodName(view.method) ?? seat?.methodName,
    startMs: Number(view.plannedStartMs),
    practice: view.practice,
    imported: view.imported,
    role: seat?.participant?.role ?? '',
    mine: true,
  }
}

function seatEntry(seat: SeatView): Entry {
  return {
    meeting: seat.meeting,
    caseId: seat.caseId,
    caseLabel: seat.caseLabel,
    title: seat.title,
    method: seat.methodName,
    startMs: Number(seat.plannedStartMs),
    practice: seat.practice,
    imported: seat.imported,
    role: seat.participant?.role ?? '',
    mine: false,
  }
}
