/// What one can do with a card, as the operations that ask for it, and whether I may. Pure: the views send what these
/// return. The server asks the same questions again (server/model/decide_*.cc); here they decide what is offered.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { Rule_Kind, type Kind, type Region } from '@/gen/meeting/v1/method_pb'
import { Arrive_Location, OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import type { Asked } from '@/replica/session'
import { baseOf, homeRegions, phaseOfSheet, sheetOf } from '@/model/board'
import { kindOf, kinds, liesAhead, presentPhase, regionOf, ruleInForce } from '@/model/charter'
import { othersDissent } from '@/model/given'
import {
  alwaysMayUseKind,
  attendeeOf,
  firstSayer,
  isChair,
  mayUseKind,
  mayVote,
  mayWrite,
  onBehalf,
  roleOfParticipant,
} from '@/model/people'
import type { MeetingState } from '@/model/state'

export const open = 'deelnemers' // the level that everybody at the table sees

export function isMine(item: Item, me: string): boolean {
  return me !== '' && (item.saidBy === me || item.typedBy === me)
}

/// The meeting has ended and is not settled: chair and notulist may tidy. Settled: nobody.
function isOver(state: MeetingState, me: string): boolean {
  return state.course.settled || (state.course.ended && !onBehalf(state, me))
}

/// Fields, place, links of the card. With one that is withdrawn nothing is done but putting it back.
export function mayTouch(state: MeetingState, me: string, item: Item): boolean {
  return !item.withdrawn && !isOver(state, me) && mayWrite(state, me) && mayUseKind(state, me, item.kind)
}

/// Its words. A dissent and a client's quote are changed by who said or typed them alone (VB-09, CP-13).
export function mayEditText(state: MeetingState, me: string, item: Item): boolean {
  if (!mayTouch(state, me, item)) return false
  return !kindOf(state, item.kind)?.onlySayerEdits || isMine(item, me)
}

/// Of a quote or a dissent that has its sayer, he and its typist alone: whoever is named may change it.
export function mayNameSpeaker(state: MeetingState, me: string, item: Item): boolean {
  if (!mayTouch(state, me, item)) return false
  if (isMine(item, me)) return true
  return onBehalf(state, me) && (item.saidBy === '' || !kindOf(state, item.kind)?.onlySayerEdits)
}

/// I am named, and another typed it: I may say that it was not I.
export function mayDisown(state: MeetingState, me: string, item: Item): boolean {
  return item.saidBy === me && item.typedBy !== me && mayTouch(state, me, item)
}

export function mayPark(state: MeetingState, me: string, item: Item): boolean {
  return mayTouch(state, me, item) && (isMine(item, me) || onBehalf(state, me))
}

/// A rule of the present step parks this kind: what lies there stays there for now (CP-05, CP-09).
export function parkedByRule(state: MeetingState, kind: string): boolean {
  const known = kindOf(state, kind)
  const phase = state.course.phase
  if (known?.solution && ruleInForce(state, phase, Rule_Kind.PARK_SOLUTIONS)) return true
  return Boolean(known?.objection && ruleInForce(state, phase, Rule_Kind.NO_OBJECTIONS))
}

export function mayTakeBack(state: MeetingState, me: string, item: Item): boolean {
  return mayTouch(state, me, item) && !parkedByRule(state, item.kind)
}

/// Its kind. A card on which somebody else's dissent stands stays what it is and where it can be read (VB-09).
export function mayChangeKind(state: MeetingState, me: string, item: Item): boolean {
  return mayEditText(state, me, item) && !staysForDissent(item, me)
}

export function mayRemove(state: MeetingState, me: string, item: Item): boolean {
  return mayEditText(state, me, item) && !staysForDissent(item, me)
}
/// Back from among what was taken away.
export function mayRestore(state: MeetingState, me: string, item: Item): boolean {
  return mayEditText(state, me, item)
}

export function staysForDissent(item: Item, me: string): boolean {
  return othersDissent(item, me).length > 0
}

/// Takes it from everybody else's eyes, in the past too (PV-05): who said it; who typed it for somebody who cannot himself.
export function mayWithdraw(state: MeetingState, me: string, item: Item): boolean {
  return !item.withdrawn && withdraws(state, me, item) && !staysForDissent(item, me)
}
/// Gives it back to everybody.
export function mayPutBack(state: MeetingState, me: string, item: Item): boolean {
  return item.withdrawn && withdraws(state, me, item)
}

function withdraws(state: MeetingState, me: string, item: Item): boolean {
  if (isOver(state, me) || !roleOfParticipant(state, me)) return false
  const first = firstSayer(item)
  if (first === me && isMine(item, me)) return true
  const sayer = roleOfParticipant(state, first) && attendeeOf(state, first)
  return item.typedBy === me && (!sayer || sayer.location === Arrive_Location.NO_DEVICE)
}

export function mayShowTo(state: MeetingState, me: string, item: Item): boolean {
  if (item.withdrawn || isOver(state, me) || !mayWrite(state, me)) return false
  return isMine(item, me) || (item.visibility?.level === open && isChair(state, me))
}

/// The open round is a vote in which this card can get my points.
export function mayVoteOn(state: MeetingState, me: string, item: Item): boolean {
  const round = state.course.round
  if (round?.kind !== OpenRound_Kind.VOTE || !mayVote(state, me) || item.removed || item.parked || item.withdrawn)
    return false
  if (round.kinds.length > 0 && !round.kinds.includes(item.kind)) return false
  if (round.regions.length === 0) return true
  return sheetOf(state, item.sheet)?.phase === round.sheet && round.regions.includes(item.region)
}

/// Saying something of it. Who writes a few kinds alone speaks of those alone.
export function mayComment(state: MeetingState, me: string, item: Item): boolean {
  if (item.withdrawn || isOver(state, me) || !mayWrite(state, me)) return false
  return !writesFewKinds(state, me) || mayUseKind(state, me, item.kind)
}

/// Laying it on another: not what is parked or lies on one already.
export function mayStack(state: MeetingState, me: string, item: Item): boolean {
  return !item.parked && baseOf(state, item) === undefined && mayTouch(state, me, item)
}

/// Adding pages, and ink on them.
export function mayDraw(state: MeetingState, me: string): boolean {
  return !isOver(state, me) && mayWrite(state, me) && !writesFewKinds(state, me)
}
function writesFewKinds(state: MeetingState, me: string): boolean {
  return (roleOfParticipant(state, me)?.onlyKinds.length ?? 0) > 0
}

/// Written in a blind round that is still open.
export function isCovered(state: MeetingState, item: Item): boolean {
  return item.coveredBy !== 0n && item.coveredBy === state.course.round?.round
}

// --- Where it may go

/// The kinds as which a card can stand in a region: none asked when its own fits ([]), else those to choose from.
/// undefined: it cannot stand there for me.
export function kindsThere(
  state: MeetingState,
  me: string,
  item: Item,
  sheet: string,
  region: Region,
): readonly Kind[] | undefined {
  if (takes(state, region, item.kind) || alwaysMayUseKind(state, me, item.kind)) return []
  if (item.parked?.sheet === sheet && item.parked.region === region.id) return []
  if (staysForDissent(item, me)) return undefined
  const fitting = region.kinds.flatMap((id) => {
    const kind = kindOf(state, id)
    return kind && mayUseKind(state, me, id) ? [kind] : []
  })
  return fitting.length === 0 ? undefined : fitting
}

function takes(state: MeetingState, region: Region | undefined, kind: string): boolean {
  return Boolean(region?.kinds.includes(kind)) || Boolean(kindOf(state, kind)?.everywhere)
}

export interface Destination {
  readonly sheet: string
  readonly region: string
  /// The card it goes behind; '' : first; undefined: last.
  readonly behind?: string
  /// The kind it becomes as it goes; undefined: it stays what it is.
  readonly kind?: string
}

/// Brings a card there, in one act that is undone as one.
export function moveTo(item: string, { sheet, region, behind, kind = '' }: Destination): Asked {
  return { case: 'moveItem', value: { item, sheet, region, kind, ...(behind === undefined ? {} : { behind }) } }
}

/// One step up or down among the cards of its region, as I see them in their order; undefined at the end.
export function step(items: readonly Item[], item: string, by: -1 | 1): { readonly behind: string } | undefined {
  const at = items.findIndex((each) => each.id === item)
  if (at < 0) return
  if (by === 1) {
    const next = items[at + 1]
    return next ? { behind: next.id } : undefined
  }
  if (at === 0) return
  return { behind: items[at - 2]?.id ?? '' }
}

export interface Place {
  readonly sheet: string
  readonly region: Region
}

/// Every region of the pages that were opened, in the order of the method: where a card can be moved to by hand.
export function places(state: MeetingState): readonly Place[] {
  return state.sheets
    .filter((sheet) => !sheet.removed && sheet.phase !== '' && !liesAhead(state, sheet.phase))
    .flatMap((sheet) =>
      (phaseOfSheet(state, sheet.id)?.regions ?? [])
        .filter((region) => !region.parking)
        .map((region) => ({ sheet: sheet.id, region })),
    )
}

/// The kinds a card can become where it stands; its own is among them.
export function kindsHere(state: MeetingState, me: string, item: Item): readonly Kind[] {
  const phase = phaseOfSheet(state, item.sheet)
  const all = kinds(state).filter((kind) => mayUseKind(state, me, kind.id))
  if (!phase || item.parked) return all
  const region = regionOf(phase, item.region)
  const here = all.filter((kind) => takes(state, region, kind.id) || kind.id === item.kind)
  const named = region?.kinds ?? []
  return [...here].sort((a, b) => rank(named, a.id) - rank(named, b.id))
}

function rank(named: readonly string[], kind: string): number {
  const at = named.indexOf(kind)
  return at < 0 ? named.length : at
}

/// Where a parked card goes when it is taken back: undefined, when its kind has no home there nor in the present step.
export function homeOf(state: MeetingState, item: Item): Place | undefined {
  const from = regionOf(phaseOfSheet(state, item.parked?.sheet ?? ''), item.parked?.region ?? '')
  if (from && item.parked) return { sheet: item.parked.sheet, region: from }
  const now = presentPhase(state)
  const sheet = now && state.sheets.find((each) => each.phase === now.id && !each.removed)
  const region = sheet && homeRegions(state, sheet.id, item.kind)[0]
  return sheet && region ? { sheet: sheet.id, region } : undefined
}

// --- The operations

export function setField(item: string, field: string, values: readonly string[]): Asked {
  return { case: 'setField', value: { item, value: { field, values: [...values] } } }
}
export function remove(thing: string): Asked {
  return { case: 'remove', value: { thing } }
}
export function withdraw(item: string): Asked {
  return { case: 'withdrawItem', value: { item } }
}
export function restore(thing: string): Asked {
  return { case: 'restore', value: { thing } }
}
export function park(item: string): Asked {
  return { case: 'parkItem', value: { item } }
}
export function takeBack(item: string): Asked {
  return { case: 'takeBackItem', value: { item } }
}
export function stack(item: string, onto: string): Asked {
  return { case: 'stackItem', value: { item, onto } }
}
export function unstack(item: string): Asked {
  return { case: 'unstackItem', value: { item } }
}
export function vote(item: string, points: number): Asked {
  return { case: 'vote', value: { item, points } }
}
export function link(from: string, to: string, relation: string): Asked {
  return { case: 'linkItems', value: { from, to, relation } }
}
export function comment(item: string, text: string): Asked {
  return { case: 'addComment', value: { item, text } }
}
export function showTo(item: string, level: string, members: readonly string[] = []): Asked {
  return { case: 'setVisibility', value: { item, visibility: { level, members: [...members] } } }
}
export function resolve(item: string, resolved: boolean): Asked {
  return resolved ? { case: 'resolve', value: { item } } : { case: 'reopen', value: { item } }
}
/// `at`: a place of the text as it is shown.
export function split(item: string, at: number): Asked {
  return { case: 'splitItem', value: { item, at } }
}
export function place(item: string, sheet: string, x: number, y: number): Asked {
  return { case: 'moveItem', value: { item, sheet, region: '', place: { x: bounded(x), y: bounded(y) } } }
}

const placeMax = 10_000
function bounded(at: number): number {
  return Math.round(Math.max(-placeMax, Math.min(placeMax, at)))
}
