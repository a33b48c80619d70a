/// What the room screen shows of a meeting: its present step as a sheet without names of accounts or tools. Pure, so that
/// what the room may read is seen in tests. While the client is at the table it speaks as the client's page does.
import type { Item, Round } from '@/gen/meeting/v1/checkpoint_pb'
import type { Label, Phase, Region } from '@/gen/meeting/v1/method_pb'
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import { itemsIn, parkedItems, sheetsOfPhase, stackedOn } from '@/model/board'
import { kindOf, presentPhase, termOf } from '@/model/charter'
import { nameOf, organisationNameOf } from '@/model/people'
import { plainLabel, type Named } from '@/model/client_words'
import type { MeetingState } from '@/model/state'
import { kindLook, type KindLook } from '../look/kinds'
import { wallOf } from './wall'

export interface RoomCardView {
  readonly id: string
  readonly look: KindLook
  readonly kind: Label | undefined // unset where the region says it already
  readonly quoted: boolean
  readonly text: string
  readonly saidBy: string // '' while nobody is named
  readonly organisation: string
  readonly tags: readonly Label[]
  readonly points: number
  readonly beneath: readonly { readonly id: string; readonly text: string; readonly saidBy: string }[]
}

export interface RoomRegionView {
  readonly id: string
  readonly name: Label | undefined
  readonly look: KindLook
  readonly wide: boolean // alone in its row
  readonly cards: readonly RoomCardView[]
}

export interface RoomBoard {
  readonly phase: Phase
  readonly name: Label | undefined
  readonly head: readonly RoomCardView[] // region `kop`, while a strip across the sheet holds it
  readonly regions: readonly RoomRegionView[]
  readonly empty: readonly (Label | undefined)[] // named only, where there are more than four regions
  readonly parked: number
}

/// The height that a region would like, its heading with it, and on how many pages it stands now.
export interface Wanted {
  readonly full: number
  readonly compact: number
  readonly pages: number
}

/// The course of a meeting as a screen in the room knows it.
export type RoomMoment =
  | { readonly kind: 'nothing' } // fetching, or a meeting without steps
  | { readonly kind: 'welcome' } // not begun and nothing written yet; or shut
  | { readonly kind: 'break'; readonly untilMs: number | undefined }
  | { readonly kind: 'sheet'; readonly board: RoomBoard }
  | { readonly kind: 'ended' }

export function roomMoment(state: MeetingState): RoomMoment {
  const phase = presentPhase(state)
  if (!state.created || !phase) return { kind: 'nothing' }
  if (state.course.ended) return { kind: 'ended' }
  if (phase.id === 'pauze') return { kind: 'break', untilMs: endOfPhase(state) }
  if (wallOf(state) === 'welcome') return { kind: 'welcome' }
  const board = roomBoard(state, phase)
  const written = board.head.length > 0 || board.regions.some((region) => region.cards.length > 0)
  if (!state.course.begun && !written) return { kind: 'welcome' }
  return { kind: 'sheet', board }
}

/// When the present step is planned to be over; undefined when nobody planned it.
export function endOfPhase(state: MeetingState): number | undefined {
  const phase = presentPhase(state)
  const since = Number(state.course.phaseSinceMs)
  if (!phase || phase.minutes === 0 || since === 0) return undefined
  return since + phase.minutes * 60_000 + state.course.extendedSeconds * 1_000
}

// What a strip of two cards holds without being cut.
const stripLetters = 240

function roomBoard(state: MeetingState, phase: Phase): RoomBoard {
  const client = state.course.clientView
  const shown = phase.regions.filter((region) => !region.parking && region.id !== 'kop')
  const kop = phase.regions.find((region) => region.id === 'kop')
  const all = shown.map((region) => regionView(state, phase, region))
  // Five regions in large type leave no room for what is empty; it is named, so that the room knows it is there.
  const many = all.length > 4
  const regions = many ? all.filter((region) => region.cards.length > 0) : all

  const head = cardsIn(state, phase, 'kop', '')
  const letters = head.reduce((sum, card) => sum + card.text.length, 0)
  const strip = shown.length > 0 && head.length <= 2 && letters <= stripLetters
  const first = kop && !strip ? [{ ...regionView(state, phase, kop), name: undefined, wide: true, cards: head }] : []
  return {
    phase,
    name: nameFor(client, phase),
    head: strip ? head : [],
    regions: [...first, ...regions],
    empty: many ? all.filter((region) => region.cards.length === 0).map((region) => region.name) : [],
    parked: client ? 0 : parkedItems(state).length,
  }
}

function regionView(state: MeetingState, phase: Phase, region: Region): RoomRegionView {
  const home = region.kinds[0] ?? ''
  return {
    id: region.id,
    name: nameFor(state.course.clientView, region),
    look: lookFor(state, home),
    wide: false,
    cards: cardsIn(state, phase, region.id, home),
  }
}

// A step may have more than one page; in the room they are one, so that nothing is left out.
function cardsIn(state: MeetingState, phase: Phase, region: string, home: string): readonly RoomCardView[] {
  return sheetsOfPhase(state, phase.id)
    .flatMap((sheet) => itemsIn(state, sheet.id, region))
    .map((item) => cardView(state, item, home))
}

export function cardView(state: MeetingState, item: Item, home: string): RoomCardView {
  const client = state.course.clientView
  const kind = kindOf(state, item.kind)
  const tags = client
    ? []
    : [termOf(state, 'domain', item.domain), termOf(state, 'epistemic', item.epistemic)].flatMap((term) =>
        term?.name ? [term.name] : [],
      )
  return {
    id: item.id,
    look: lookFor(state, item.kind),
    kind: item.kind === home || !kind ? undefined : nameFor(client, kind),
    quoted: item.kind === 'citaat_client',
    text: item.text,
    saidBy: nameOf(state, item.saidBy),
    organisation: organisationNameOf(state, item.saidBy),
    tags,
    points: pointsShown(state, item),
    beneath: stackedOn(state, item.id).map(({ id, text, saidBy }) => ({ id, text, saidBy: nameOf(state, saidBy) })),
  }
}

// Nothing of a vote until it is closed, not even that of an earlier round: it would steer this one.
function pointsShown(state: MeetingState, item: Item): number {
  if (state.course.clientView || state.course.round?.kind === OpenRound_Kind.VOTE) return 0
  return item.tallies.reduce((sum, tally) => sum + tally.points, 0)
}

// Risk in a neutral tint while the client sits before it.
function lookFor(state: MeetingState, kind: string): KindLook {
  const look = kindLook(kind)
  return state.course.clientView && look.tint === 'risk' ? { tint: 'idea', sign: '•' } : look
}

function nameFor(client: boolean, named: Named): Label | undefined {
  return client ? plainLabel(named) : named.name
}

/// The open round as the room may know it: how many are ready, never who; of a vote nothing but that it goes on.
export type RoomRound =
  | { readonly kind: 'blind'; readonly regions: readonly string[]; readonly ready: number; readonly present: number }
  | { readonly kind: 'vote'; readonly points: number }

export function roomRound(round: Round | undefined): RoomRound | undefined {
  if (round?.kind === OpenRound_Kind.BLIND) {
    const { ready = 0, present = 0 } = round.count ?? {}
    return { kind: 'blind', regions: round.regions, ready, present }
  }
  return round?.kind === OpenRound_Kind.VOTE ? { kind: 'vote', points: round.points } : undefined
}
