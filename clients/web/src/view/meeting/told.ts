/// What others did, in few words, for who hears the page: bundled, so that a busy table does not talk without end.
import type { Record as Logged } from '@/gen/meeting/v1/record_pb'
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import { nameOf } from '@/model/people'
import type { MeetingState } from '@/model/state'
import type { meetingWords } from '../words/meeting'

type Words = (typeof meetingWords)['nl']

export type What = 'cards' | 'comments' | 'moved' | 'removed' | 'parked' | 'changed' | 'stances' | 'pages'

export interface Deed {
  readonly by: string // '' when one may not know
  readonly what: What
  readonly thing: string
}

/// Writing in a card is no deed of its own: one sees or hears the caret there, and it would never be quiet.
export function deedOf(record: Logged): Deed | undefined {
  const kind = record.operation?.kind
  const deed = (what: What, thing: string): Deed => ({ by: record.by, what, thing })
  switch (kind?.case) {
    case 'addItem':
      return deed(kind.value.parked ? 'parked' : 'cards', kind.value.item)
    case 'splitItem':
      return deed('cards', kind.value.newItem)
    case 'addComment':
      return deed('comments', kind.value.comment)
    case 'moveItem':
    case 'stackItem':
    case 'unstackItem':
    case 'takeBackItem':
      return deed('moved', kind.value.item)
    case 'remove':
      return deed('removed', kind.value.thing)
    case 'parkItem':
      return deed('parked', kind.value.item)
    case 'setField':
    case 'resolve':
    case 'reopen':
      return deed('changed', kind.value.item)
    case 'takeStance':
      return deed('stances', kind.value.item)
    case 'addPage':
      return deed('pages', kind.value.sheet)
    default:
      return undefined
  }
}

/// "Karim en 2 anderen: 3 kaarten."
export function bundled(deeds: readonly Deed[], name: (id: string) => string, t: Words): readonly string[] {
  const kinds = [...new Set(deeds.map((deed) => deed.what))]
  return kinds.map((what) => {
    const these = deeds.filter((deed) => deed.what === what)
    const who = [...new Set(these.map((deed) => deed.by))].map((id) => name(id) || t.someone)
    const things = new Set(these.map((deed) => deed.thing)).size
    return t.did(names(who, t), t[what](things))
  })
}

function names(who: readonly string[], t: Words): string {
  const [first = t.someone, second] = who
  if (second === undefined) return first
  return who.length === 2 ? first + t.and + second : first + t.and + t.others(who.length - 1)
}

/// What changed in the course of the meeting, mine or another's: each is said by itself.
export function turnsOfCourse(
  before: MeetingState,
  after: MeetingState,
  me: string,
  say: { readonly step: (id: string) => string; readonly client: string },
  t: Words,
): readonly string[] {
  const [was, is] = [before.course, after.course]
  const told: string[] = []
  if (!was.begun && is.begun) told.push(t.begun)
  if (was.phase !== is.phase && is.phase !== '') told.push(t.stepIs(say.step(is.phase)))
  if (was.round?.round !== is.round?.round) {
    if (was.round) told.push(was.round.kind === OpenRound_Kind.BLIND ? t.roundOpen : t.voteClosed)
    if (is.round) told.push(is.round.kind === OpenRound_Kind.BLIND ? t.blindBegan : t.voteBegan)
  }
  if (was.turn !== is.turn && is.turn !== '') told.push(is.turn === me ? t.yourTurn : t.turnOf(nameOf(after, is.turn)))
  if (is.chair === me) {
    for (const hand of is.hands) if (hand !== me && !was.hands.includes(hand)) told.push(t.handOf(nameOf(after, hand)))
  }
  if (was.chair !== is.chair) told.push(is.chair === me ? t.youChair : t.chairIs(nameOf(after, is.chair)))
  if (was.clientView !== is.clientView)
    told.push(is.clientView ? t.clientSees(say.client) : t.clientSeesNot(say.client))
  if (was.screensShut !== is.screensShut) told.push(is.screensShut ? t.screensShut : t.screensOpen)
  told.push(...comings(before, after, me, t))
  if (!was.ended && is.ended) told.push(t.over)
  return told
}

function comings(before: MeetingState, after: MeetingState, me: string, t: Words): readonly string[] {
  if (before.attendees === after.attendees) return []
  const there = new Set(before.attendees.filter((each) => each.present).map((each) => each.participant?.id))
  return after.attendees.flatMap((each) => {
    const id = each.participant?.id ?? ''
    if (id === me || each.present === there.has(id)) return []
    const name = nameOf(after, id)
    return [each.present ? t.came(name) : t.went(name)]
  })
}
