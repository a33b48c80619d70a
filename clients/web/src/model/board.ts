/// What stands where: the lines of a region in their order, stacks, the parking place, free pages, points.
import { create } from '@bufbuild/protobuf'
import { CourseSchema, type Item, type Link, type Round, type Sheet } from '@/gen/meeting/v1/checkpoint_pb'
import type { Kind, Phase, Region } from '@/gen/meeting/v1/method_pb'
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import { kindOf, kinds, phaseOf } from './charter'
import { alwaysMayUseKind, mayUseKind } from './people'
import type { MeetingState } from './state'

/// A meeting of which nothing came yet.
export function emptyState(): MeetingState {
  return {
    number: 0n,
    timeMs: 0n,
    created: undefined,
    attendees: [],
    sheets: [],
    items: new Map(),
    links: new Map(),
    strokes: new Map(),
    course: create(CourseSchema),
    ballots: [],
  }
}

export function sheetOf(state: MeetingState, id: string): Sheet | undefined {
  return state.sheets.find((sheet) => sheet.id === id)
}

/// The sheets of a phase that are not taken off, the first one first.
export function sheetsOfPhase(state: MeetingState, phase: string): readonly Sheet[] {
  return phase === '' ? [] : state.sheets.filter((sheet) => sheet.phase === phase && !sheet.removed)
}

export function freePages(state: MeetingState): readonly Sheet[] {
  return state.sheets.filter((sheet) => sheet.phase === '' && !sheet.removed)
}

/// The phase of a sheet, given by its id; undefined for a free page.
export function phaseOfSheet(state: MeetingState, sheet: string): Phase | undefined {
  return phaseOf(state, sheetOf(state, sheet)?.phase ?? '')
}

/// Order of ids and order keys: by their bytes. Both are ASCII, where that is the order of code units.
export function inOrder(a: Item, b: Item): number {
  if (a.orderKey !== b.orderKey) return a.orderKey < b.orderKey ? -1 : 1
  return a.id < b.id ? -1 : a.id > b.id ? 1 : 0
}

// What is asked of all items, counted out once for each `items`: a state is a value, so the answer cannot change.
interface Laid {
  readonly places: ReadonlyMap<string, readonly Item[]> // by `placeKey`, in order
  readonly onTop: ReadonlyMap<string, readonly Item[]> // by the item below, in order
  readonly parked: readonly Item[]
  readonly removed: readonly Item[]
}
const laidOut = new WeakMap<MeetingState['items'], Laid>()

function placeKey(sheet: string, region: string): string {
  return `${sheet} ${region}`
}

function add(to: Map<string, Item[]>, key: string, item: Item): void {
  const there = to.get(key)
  if (there) there.push(item)
  else to.set(key, [item])
}

// Under what an item lies hidden. Not on what is taken away, nor when one of the two is parked and the other is not:
// then it stands by itself again, so that no line ever vanishes with another.
function below(items: MeetingState['items'], item: Item): Item | undefined {
  const base = item.stackedOn === '' ? undefined : items.get(item.stackedOn)
  if (!base || base.removed || (base.parked === undefined) !== (item.parked === undefined)) return
  return base.stackedOn === item.id ? undefined : base
}

function laid(state: MeetingState): Laid {
  const known = laidOut.get(state.items)
  if (known) return known
  const places = new Map<string, Item[]>()
  const onTop = new Map<string, Item[]>()
  const parked: Item[] = []
  const removed: Item[] = []
  for (const item of state.items.values()) {
    if (item.removed) removed.push(item)
    else {
      const base = below(state.items, item)
      if (base) add(onTop, base.id, item)
      else if (item.parked) parked.push(item)
      else add(places, placeKey(item.sheet, item.region), item)
    }
  }
  for (const group of [...places.values(), ...onTop.values()]) group.sort(inOrder)
  parked.sort(inOrder)
  removed.sort(inOrder)
  const answer: Laid = { places, onTop, parked, removed }
  laidOut.set(state.items, answer)
  return answer
}

/// The lines of a region in their order: those not removed, not parked, not lying on another. Region '' is that of a
/// free page.
export function itemsIn(state: MeetingState, sheet: string, region: string): readonly Item[] {
  return laid(state).places.get(placeKey(sheet, region)) ?? []
}

/// Everything that stands on the board, in the order in which one reads it: by sheet, by region of the method, by line,
/// each with what lies on it. Not what is parked, removed or on a sheet that was taken off.
export function standingItems(state: MeetingState): readonly Item[] {
  return state.sheets
    .filter((sheet) => !sheet.removed)
    .flatMap((sheet) => {
      const regions = phaseOfSheet(state, sheet.id)?.regions.map((region) => region.id) ?? []
      return ['', ...regions].flatMap((region) => itemsIn(state, sheet.id, region))
    })
    .flatMap((item) => [item, ...stackedOn(state, item.id)])
}

/// What lies on an item, in order.
export function stackedOn(state: MeetingState, item: string): readonly Item[] {
  return laid(state).onTop.get(item) ?? []
}

/// The item this one lies on, when that is shown.
export function baseOf(state: MeetingState, item: Item): Item | undefined {
  return below(state.items, item)
}

export function parkedItems(state: MeetingState): readonly Item[] {
  return laid(state).parked
}

export function removedItems(state: MeetingState): readonly Item[] {
  return laid(state).removed
}

/// The items of a free page, in order.
export function freeItems(state: MeetingState, sheet: string): readonly Item[] {
  return itemsIn(state, sheet, '')
}

/// The links that touch an item, between things that are all still there.
export function linksOf(state: MeetingState, item: string): readonly Link[] {
  return [...state.links.values()].filter(
    (link) =>
      !link.removed && (link.from === item || link.to === item) && isThere(state, link.from) && isThere(state, link.to),
  )
}

function isThere(state: MeetingState, item: string): boolean {
  const found = state.items.get(item)
  return found !== undefined && !found.removed
}

/// What was filled in for a field of the item's kind: '' when nothing was.
export function fieldOf(item: Item, field: string): string {
  return fieldValues(item, field)[0] ?? ''
}

export function fieldValues(item: Item, field: string): readonly string[] {
  return item.fields.find((each) => each.field === field)?.values ?? []
}

/// The points an item got in all closed voting rounds together.
export function talliesOf(item: Item): number {
  return item.tallies.reduce((sum, tally) => sum + tally.points, 0)
}

export function openRound(state: MeetingState): Round | undefined {
  return state.course.round
}

/// My points on an item in the open voting round; 0 when none is open.
export function myPoints(state: MeetingState, me: string, item: string): number {
  const round = votingRound(state)
  return round ? pointsOf(state, me, round.round, item) : 0
}

function votingRound(state: MeetingState): Round | undefined {
  const round = state.course.round
  return round?.kind === OpenRound_Kind.VOTE ? round : undefined
}

function pointsOf(state: MeetingState, who: string, round: bigint, item?: string): number {
  return state.ballots
    .filter((each) => each.round === round && each.participant === who)
    .filter((each) => item === undefined || each.item === item)
    .reduce((sum, each) => sum + each.points, 0)
}

/// What I may still give in the open voting round; 0 when none is open.
export function pointsLeft(state: MeetingState, me: string): number {
  const round = votingRound(state)
  return round ? round.points - pointsOf(state, me, round.round) : 0
}

/// The regions of the sheet's phase that take this kind, the one where it is at home first; the parking place is none
/// of them. A kind allowed everywhere may stand in all: those that name it first. Empty for a free page.
export function homeRegions(state: MeetingState, sheet: string, kind: string): readonly Region[] {
  const places = phaseOfSheet(state, sheet)?.regions.filter((region) => !region.parking) ?? []
  const naming = places.filter((region) => region.kinds.includes(kind))
  if (!kindOf(state, kind)?.everywhere) return naming
  return [...naming, ...places.filter((region) => !region.kinds.includes(kind))]
}

/// The kinds that `me` may add now in a region, or somewhere on the sheet (region undefined): first those the method
/// names, in its order, then those allowed everywhere and those `me` may always use. On a free page every kind.
export function kindsFor(state: MeetingState, sheet: string, region: string | undefined, me: string): readonly Kind[] {
  const phase = phaseOfSheet(state, sheet)
  const all = kinds(state)
  if (!phase) return all.filter((kind) => mayUseKind(state, me, kind.id))
  const places = phase.regions.filter((each) => (region === undefined ? !each.parking : each.id === region))
  const named = new Set(places.flatMap((place) => place.kinds))
  const order = [
    ...[...named].flatMap((id) => kindOf(state, id) ?? []),
    ...all.filter((kind) => !named.has(kind.id) && (kind.everywhere || alwaysMayUseKind(state, me, kind.id))),
  ]
  return order.filter((kind) => mayUseKind(state, me, kind.id))
}
