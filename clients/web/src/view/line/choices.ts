/// What the line offers on a page: who may be named, which kinds may stand there and where, who may see it.
///
/// Made anew from the meeting whenever it changes; the line itself (line_state.ts) keeps only ids.
import { Rule_Kind, type Kind, type Label, type Region } from '@/gen/meeting/v1/method_pb'
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import { kindsFor, openRound, phaseOfSheet } from '@/model/board'
import { kindOf, liesAhead, parkingRegion, phaseOf, phases, ruleHolds, ruleInForce, termOf } from '@/model/charter'
import { isClientSide, mayWrite, onBehalf, roleOfParticipant, speakersFor } from '@/model/people'
import type { MeetingState } from '@/model/state'
import { wordsOf, type Option, type Subject } from './option'
import type { Trigger } from './token'

export interface KindChoice {
  readonly id: string
  readonly label: string
  /// Where it may go: at home first, then, for a kind allowed everywhere, the other regions. Empty: a free page, or
  /// straight to the parking place.
  readonly regions: readonly string[]
  readonly homes: number // how many of `regions` name it
  readonly parks: boolean // it slides to the parking place, now
  readonly needsReason: boolean // refused without its field `reden`
  readonly quotes: boolean // only who said it changes its words
}

export interface Choices {
  readonly sheet: string
  readonly kinds: readonly KindChoice[]
  readonly usual: string // the kind a page begins with
  readonly speakers: readonly string[]
  readonly levels: readonly string[]
  readonly regions: readonly string[]
  readonly parking: string // the parking place of this page; '' when it has none
  readonly onBehalf: boolean // a card without a speaker is "wie zei dit?", not my own
  readonly round: Covering | undefined
  readonly options: Readonly<Record<Trigger | Subject, readonly Option[]>>
}

/// A blind round that is open, and what it covers.
export interface Covering {
  readonly round: bigint
  readonly sheet: string
  readonly regions: readonly string[] // empty: all
}

/// The words the options are shown in. `say` gives a word of the method or vocabulary in the language of the screen.
export interface Saying {
  readonly say: (label: Label | undefined) => string
  readonly level: (id: string) => string
  readonly thisPage: string
  readonly elsewhere: string
  readonly parked: string
  readonly where: string
  readonly whoSees: string
}

/// Who may choose what for "wie ziet dit". A client sees no levels he is not part of.
export function levelsFor(state: MeetingState, me: string): readonly string[] {
  const role = roleOfParticipant(state, me)
  const known = (level: string) => termOf(state, 'visibility', level) !== undefined
  if (!role?.professional) return ['deelnemers', 'prive'].filter(known)
  return ['deelnemers', 'professionals', 'bron_en_regie', ...(role.direction ? ['regie'] : []), 'prive'].filter(known)
}

/// The page a new card goes to when one looks at `shown`: nobody writes ahead, so from a later page to the present one.
export function pageFor(state: MeetingState, shown: string): string {
  const phase = phaseOfSheet(state, shown)
  if (phase && liesAhead(state, phase.id)) return state.course.phase
  return shown === '' ? state.course.phase : shown
}

/// Whether the line is open for me now; otherwise why not.
export type Open = 'open' | 'reads_along' | 'curtain' | 'ended'
export function openFor(state: MeetingState, me: string): Open {
  const tidies = onBehalf(state, me)
  if (state.course.settled || (state.course.ended && !tidies)) return 'ended'
  if (mayWrite(state, me)) return 'open'
  return isClientSide(state, me) && !state.course.clientView ? 'curtain' : 'reads_along'
}

/// The first step at which what is parked now may come back.
export function parkedUntil(state: MeetingState, kind: string): Label | undefined {
  const known = kindOf(state, kind)
  const rule = known?.solution ? Rule_Kind.PARK_SOLUTIONS : Rule_Kind.NO_OBJECTIONS
  const all = phases(state)
  const from = all.findIndex((phase) => phase.id === state.course.phase)
  const then = all.slice(from + 1).find((phase) => !ruleHolds(state, phase.id, rule))
  return then?.shortName ?? then?.name
}

export function choicesFor(
  state: MeetingState,
  me: string,
  sheet: string,
  saying: Saying,
  pages: readonly string[] = [],
): Choices {
  const { say } = saying
  const phase = phaseOfSheet(state, sheet)
  const client = isClientSide(state, me)
  const places = (phase?.regions ?? []).filter((region) => !region.parking)
  const parking = parkingRegion(phase)
  const kinds = offered(state, me, sheet).map((kind) => kindChoice(state, kind, places, parking, client, saying))
  const speakers = speakersFor(state, me).map((attendee) => attendee.participant?.id ?? '')
  const levels = levelsFor(state, me)
  const regions = places.map((place) => place.id)

  const speakerOptions = speakersFor(state, me).flatMap(({ participant }): Option[] => {
    if (!participant) return []
    const { id, name, organisationName } = participant
    const role = say(roleOfParticipant(state, id)?.name)
    return [
      {
        subject: 'speaker',
        id,
        label: name,
        detail: organisationName || role,
        group: '',
        calls: [[name], wordsOf(name), [organisationName, ...wordsOf(organisationName)], wordsOf(role)],
      },
    ]
  })
  // Who has the floor is named first while nothing is typed.
  const turn = state.course.turn
  const speaking = [...speakerOptions].sort((a, b) => Number(b.id === turn) - Number(a.id === turn))

  const kindOptions = kinds.map((kind): Option => {
    const home = places.find((place) => place.id === kind.regions[0])
    const own = kind.homes > 0 && !kind.parks
    return {
      subject: 'kind',
      id: kind.id,
      label: kind.label,
      detail: kind.parks ? '' : regionName(home, client, saying),
      group: kind.parks ? saying.parked : own ? saying.thisPage : saying.elsewhere,
      calls: [[kind.label], [kind.id.replaceAll('_', ' ')], wordsOf(kind.label)],
    }
  })
  const regionOptions = places.map((place): Option => {
    const label = regionName(place, client, saying)
    return { subject: 'region', id: place.id, label, detail: '', group: saying.where, calls: [[label], wordsOf(label)] }
  })
  const levelOptions = levels.map((level): Option => {
    const label = saying.level(level)
    return { subject: 'level', id: level, label, detail: '', group: saying.whoSees, calls: [[label], wordsOf(label)] }
  })
  // Behind `/` a place may be named too, where one has to choose between places, and who sees it. Kinds come first.
  const later = (option: Option): Option => ({ ...option, calls: [[], [], [], ...option.calls] })
  const shared = regionOptions.filter(({ id }) => sharesKind(places, id))
  return {
    sheet,
    kinds,
    usual: usualKind(kinds, places, client),
    speakers,
    levels,
    regions,
    parking: parking?.id ?? '',
    onBehalf: onBehalf(state, me),
    round: covering(state),
    options: {
      '@': speaking,
      '/': [...kindOptions, ...[...shared, ...(levels.length > 2 ? levelOptions : [])].map(later)],
      speaker: speakerOptions,
      kind: kindOptions,
      region: regionOptions,
      level: levelOptions,
      page: pages.map((page) => pageOption(state, page, saying)),
    },
  }
}

function regionName(region: Region | undefined, client: boolean, { say }: Saying): string {
  return region ? say((client && region.clientName) || region.name) : ''
}

// The kinds in the order in which they are offered: those of this page's regions, the head of the sheet last; then those
// allowed everywhere; then what parks. For the client his own kinds alone.
function offered(state: MeetingState, me: string, sheet: string): readonly Kind[] {
  const here = kindsFor(state, sheet, undefined, me)
  const phase = phaseOfSheet(state, sheet)
  if (!phase) return here
  const always = roleOfParticipant(state, me)?.alwaysKinds ?? []
  if (isClientSide(state, me) && always.length > 0) return here.filter((kind) => always.includes(kind.id))
  const parking = parkingRegion(phase)
  const there = parking ? kindsFor(state, sheet, parking.id, me).filter((kind) => parking.kinds.includes(kind.id)) : []
  const all = [...here, ...there.filter((kind) => !here.includes(kind))]
  const place = (kind: Kind) => {
    if (parks(state, kind)) return 4
    const homes = phase.regions.filter((region) => !region.parking && region.kinds.includes(kind.id))
    if (homes.length === 0) return kind.everywhere ? 2 : always.includes(kind.id) ? 1 : 3
    return kind.everywhere || homes.every(isHead) ? 1 : 0
  }
  return all
    .filter((kind) => place(kind) !== 3 || parking !== undefined)
    .map((kind) => ({ kind, at: place(kind) }))
    .sort((a, b) => a.at - b.at)
    .map(({ kind }) => kind)
}

// The strip across the top of a page.
function isHead(region: Region): boolean {
  return region.id === 'kop'
}

function parks(state: MeetingState, kind: Kind): boolean {
  const phase = state.course.phase
  if (kind.solution && ruleHolds(state, phase, Rule_Kind.PARK_SOLUTIONS)) return true
  return kind.objection && ruleHolds(state, phase, Rule_Kind.NO_OBJECTIONS)
}

function kindChoice(
  state: MeetingState,
  kind: Kind,
  places: readonly Region[],
  parking: Region | undefined,
  client: boolean,
  { say }: Saying,
): KindChoice {
  const homes = places.filter((place) => place.kinds.includes(kind.id))
  const others = kind.everywhere ? places.filter((place) => !homes.includes(place)) : []
  const reason = ruleInForce(state, state.course.phase, Rule_Kind.REQUIRE_REASON)
  const own = [...homes, ...others]
  // A client's own words have a place on every page: one with a name he knows, if there is one.
  const guest = own.length === 0 && client ? (places.find((place) => place.clientName) ?? places[0]) : undefined
  return {
    id: kind.id,
    label: say((client && kind.clientName) || kind.name),
    regions: (guest ? [guest] : own).map((region) => region.id),
    homes: homes.length,
    parks:
      parks(state, kind) || (own.length === 0 && guest === undefined && (parking?.kinds.includes(kind.id) ?? false)),
    needsReason: reason?.kinds.includes(kind.id) ?? false,
    quotes: kind.onlySayerEdits,
  }
}

// A page begins with the first kind of its first region that is not the head, unless that one quotes somebody: such a
// kind is the first for the client alone.
function usualKind(kinds: readonly KindChoice[], places: readonly Region[], client: boolean): string {
  if (!client) {
    for (const place of places) {
      const first = kinds.find((kind) => kind.id === place.kinds[0])
      if (first && !isHead(place) && !first.quotes && !first.parks) return first.id
    }
  }
  return (kinds.find((kind) => !kind.parks) ?? kinds[0])?.id ?? ''
}

function sharesKind(places: readonly Region[], id: string): boolean {
  const own = places.find((place) => place.id === id)
  return places.some(
    (place) => place.id !== id && place.kinds.some((kind) => own?.kinds.includes(kind)) && !isHead(place),
  )
}

function covering(state: MeetingState): Covering | undefined {
  const round = openRound(state)
  if (round?.kind !== OpenRound_Kind.BLIND) return undefined
  return { round: round.round, sheet: round.sheet, regions: round.regions }
}

/// The short name of a page, for the chip "komt op: Probleem".
export function pageName(state: MeetingState, sheet: string, say: Saying['say']): string {
  const found = state.sheets.find((each) => each.id === sheet)
  const phase = phaseOf(state, found?.phase ?? sheet)
  return found?.title || say(phase?.shortName ?? phase?.name)
}

function pageOption(state: MeetingState, page: string, saying: Saying): Option {
  const label = pageName(state, page, saying.say)
  return { subject: 'page', id: page, label, detail: '', group: '', calls: [[label], wordsOf(label)] }
}
