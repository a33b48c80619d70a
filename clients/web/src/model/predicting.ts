// What the parts of `predict` share: the questions the server asks before it takes an operation. Of this folder only.
import type { Item, Sheet } from '@/gen/meeting/v1/checkpoint_pb'
import { Rule_Kind } from '@/gen/meeting/v1/method_pb'
import { OpenRound_Kind, type FieldValue, type Operation } from '@/gen/meeting/v1/operation_pb'
import { inOrder, phaseOfSheet, sheetOf } from './board'
import { kindOf, regionOf, ruleHolds, ruleInForce } from './charter'
import { othersDissent } from './given'
import { keyBetween } from './order_key'
import { alwaysMayUseKind, attendeeOf, maySpeakFor, mayUseKind, mayWrite, roleOfParticipant } from './people'
import { isOwn, levelAdmits } from './sight'
import type { MeetingState } from './state'

/// The kind of an operation with its fields; `case` is undefined only where nothing was asked.
export type Kind = Operation['kind']

export interface Asking {
  readonly state: MeetingState
  readonly me: string
  readonly id: string // of what the operation adds
  readonly salt: string // of its order key
}

/// The item, if it is there and not withdrawn: with what is withdrawn nothing is done but bringing it back.
export function itemFor({ state }: Asking, id: string): Item | undefined {
  const item = state.items.get(id)
  return item?.withdrawn ? undefined : item
}

/// Whoever at the table `item` admits by its level, `becomes` does.
export function admitsAllOf(state: MeetingState, item: Item, becomes: Item): boolean {
  return state.attendees.every(({ participant }) => {
    const who = participant?.id ?? ''
    if (!roleOfParticipant(state, who) || !levelAdmits(state, item, who)) return true
    return levelAdmits(state, becomes, who)
  })
}

/// An item that carries somebody else's dissent is not, by what it becomes, hidden from whoever its level admits now (VB-09).
export function hidesDissent(asking: Asking, item: Item, becomes: Item): boolean {
  return othersDissent(item, asking.me).length > 0 && !admitsAllOf(asking.state, item, becomes)
}

/// The open blind round that covers an item made in this region, or 0; and what is said of one that stands there.
export function coveringRound(state: MeetingState, sheet: Sheet | undefined, region: string): bigint {
  const { round } = state.course
  if (!sheet || round?.kind !== OpenRound_Kind.BLIND || sheet.phase !== round.sheet) return 0n
  return round.regions.length === 0 || round.regions.includes(region) ? round.round : 0n
}
export function coveringItem(state: MeetingState, item: Item): bigint {
  // What is said of a covered item is covered with it.
  return item.coveredBy === 0n ? coveringRound(state, sheetOf(state, item.sheet), item.region) : 0n
}

/// May write, and items of this item's kind.
export function writes({ state, me }: Asking, item: Item): boolean {
  return mayWrite(state, me) && mayUseKind(state, me, item.kind)
}

/// A dissent and a client's quote are changed by who said or typed them alone (VB-09, CP-13).
export function isOnlySayers(state: MeetingState, item: Item): boolean {
  return kindOf(state, item.kind)?.onlySayerEdits ?? false
}
export function editsWords(asking: Asking, item: Item): boolean {
  return writes(asking, item) && (!isOnlySayers(asking.state, item) || isOwn(item, asking.me))
}

/// May the item become of this kind, wherever it stands?
export function mayBecome(asking: Asking, item: Item, kind: string): boolean {
  const { state, me } = asking
  if (!kindOf(state, kind) || !editsWords(asking, item) || !mayUseKind(state, me, kind)) return false
  if (kind !== item.kind && othersDissent(item, asking.me).length > 0) return false
  return !needsReason(state, kind) || hasReason(item.fields)
}

/// An observer writes process notes alone: no pages, no strokes, no scores.
export function writesFewKinds({ state, me }: Asking): boolean {
  return (roleOfParticipant(state, me)?.onlyKinds.length ?? 0) > 0
}

/// The speaker as it will be logged; undefined when he may not be named. Not named: oneself.
export function speaker({ state, me }: Asking, saidBy: string | undefined): string | undefined {
  if (saidBy === undefined) return me
  const attendee = attendeeOf(state, saidBy)
  if (saidBy !== '' && (!attendee || roleOfParticipant(state, saidBy)?.roomScreen)) return undefined
  return maySpeakFor(state, me, saidBy) ? saidBy : undefined
}

/// The rule of the present phase that parks an item of this kind (CP-05, CP-09), if any.
export function parkingRule(state: MeetingState, kind: string): Rule_Kind | undefined {
  const known = kindOf(state, kind)
  const { phase } = state.course
  if (known?.solution && ruleHolds(state, phase, Rule_Kind.PARK_SOLUTIONS)) return Rule_Kind.PARK_SOLUTIONS
  if (known?.objection && ruleHolds(state, phase, Rule_Kind.NO_OBJECTIONS)) return Rule_Kind.NO_OBJECTIONS
  return undefined
}

/// An item of this kind is not to stand without its reason (VB-02).
export function needsReason(state: MeetingState, kind: string): boolean {
  return ruleInForce(state, state.course.phase, Rule_Kind.REQUIRE_REASON)?.kinds.includes(kind) ?? false
}

export function hasReason(fields: readonly FieldValue[]): boolean {
  return fields.some(({ field, values }) => field === 'reden' && isSaid(values[0] ?? ''))
}

/// Not empty, not blanks alone.
export function isSaid(words: string): boolean {
  return /[^ \t\n]/.test(words)
}

/// The sheet has this region; a free page has none, which is named by ''.
export function hasRegion(state: MeetingState, sheet: Sheet, region: string): boolean {
  const phase = phaseOfSheet(state, sheet.id)
  return phase ? regionOf(phase, region) !== undefined : region === ''
}

/// May an item of this kind stand in this region of this sheet, for this author?
export function isAtHome({ state, me }: Asking, sheet: Sheet, region: string, kind: string): boolean {
  if (alwaysMayUseKind(state, me, kind)) return true
  if (sheet.phase === '') return region === ''
  const place = regionOf(phaseOfSheet(state, sheet.id), region)
  return place !== undefined && (place.kinds.includes(kind) || (kindOf(state, kind)?.everywhere ?? false))
}

/// The order key behind a neighbour (undefined: last; '': first); undefined when the neighbour never was. What is
/// parked, removed or stacked counts as well: it stands there still.
export function keyBehind(
  { state, salt }: Asking,
  sheet: string,
  region: string,
  behind: string | undefined,
  moving = '',
): string | undefined {
  const standing = [...state.items.values()]
    .filter((item) => item.sheet === sheet && item.region === region && item.id !== moving)
    .sort(inOrder)
  const last = standing.at(-1)?.orderKey ?? ''
  if (standing.length === 0 || behind === undefined) return keyBetween(last, '', salt)
  if (behind === '') return keyBetween('', standing[0]?.orderKey ?? '', salt)
  const neighbour = standing.find((item) => item.id === behind)
  // It was moved away meanwhile: last is where one looks next. Was it never there, the server refuses.
  if (!neighbour) return state.items.has(behind) ? keyBetween(last, '', salt) : undefined
  const after = standing.find((item) => item.orderKey > neighbour.orderKey)
  return keyBetween(neighbour.orderKey, after?.orderKey ?? '', salt)
}
