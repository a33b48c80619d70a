/// What the client has before him, in the order in which he reads it: what goes well first, then the regions of the page,
/// the plan as it hangs together. Pure. He receives only what he may see; nothing of what is hidden is counted here.
import type { Item, Link } from '@/gen/meeting/v1/checkpoint_pb'
import type { Label, Phase, Region } from '@/gen/meeting/v1/method_pb'
import { fieldValues, freePages, itemsIn, sheetOf, sheetsOfPhase, stackedOn } from '@/model/board'
import { phases } from '@/model/charter'
import { plainLabel } from '@/model/client_words'
import type { MeetingState } from '@/model/state'

/// A page he can look at: a step, or a free page that was opened to him.
export interface ClientPage {
  readonly id: string
  readonly phase: Phase | undefined
  readonly name: Label | undefined
  readonly title: string // of a free page
}

/// Steps with something on them for him, the one the meeting is in, and free pages.
export function pagesOf(state: MeetingState): readonly ClientPage[] {
  const steps = phases(state)
    .filter((phase) => phase.id === state.course.phase || onPage(state, phase.id).length > 0)
    .map((phase) => ({ id: phase.id, phase, name: plainLabel(phase), title: '' }))
  const free = freePages(state)
    .filter((sheet) => onPage(state, sheet.id).length > 0)
    .map((sheet) => ({ id: sheet.id, phase: undefined, name: undefined, title: sheet.title }))
  return [...steps, ...free]
}

function withStack(state: MeetingState, items: readonly Item[]): readonly Item[] {
  return items.flatMap((item) => [item, ...stackedOn(state, item.id)])
}

function inRegion(state: MeetingState, page: string, region: string): readonly Item[] {
  const sheets = sheetsOfPhase(state, page)
  const ids = sheets.length > 0 ? sheets.map((sheet) => sheet.id) : [page]
  return withStack(
    state,
    ids.flatMap((sheet) => itemsIn(state, sheet, region)),
  )
}

function onPage(state: MeetingState, page: string): readonly Item[] {
  const regions = phases(state).find((phase) => phase.id === page)?.regions ?? []
  return ['', ...regions.filter((region) => !region.parking).map((region) => region.id)].flatMap((region) =>
    inRegion(state, page, region),
  )
}

export interface Section {
  readonly id: string
  readonly name: Label | undefined // undefined: of what goes well, and of what stands in no region
  readonly usual: string // the kind that needs no name here
  readonly items: readonly Item[]
}

export interface PageContent {
  readonly good: readonly Item[]
  readonly plan: boolean // goals, steps and decisions stand here: shown as they hang together
  readonly sections: readonly Section[]
}

const goodKinds = ['compliment', 'kracht', 'beschermend', 'bestaande_veiligheid']
export const planKinds = ['plandoel', 'interventie', 'actie']

export function contentOf(state: MeetingState, page: ClientPage): PageContent {
  const nested = beside(state)
  const shown = (items: readonly Item[]) => items.filter((item) => !nested.has(item.id))
  const all = shown(onPage(state, page.id))
  const apart = [...goodKinds, ...planKinds, 'besluit']
  const rest = (items: readonly Item[]) => shown(items).filter((item) => !apart.includes(item.kind))
  const regions = page.phase?.regions.filter((region) => !region.parking) ?? []
  const section = (region: Region): Section => ({
    id: region.id,
    name: plainLabel(region),
    usual: region.kinds[0] ?? '',
    items: rest(inRegion(state, page.id, region.id)),
  })
  return {
    good: goodKinds.flatMap((kind) => all.filter((item) => item.kind === kind)),
    plan: all.some((item) => planKinds.includes(item.kind) || item.kind === 'besluit'),
    sections: [
      ...regions.map(section),
      { id: '', name: undefined, usual: '', items: rest(inRegion(state, page.id, '')) },
    ].filter(({ items }) => items.length > 0),
  }
}

/// What he said and cannot find on a page: from a page that is not open to him, or kept for later.
export function saidElsewhere(state: MeetingState, me: string): readonly Item[] {
  const open = new Set(pagesOf(state).flatMap((page) => onPage(state, page.id).map((item) => item.id)))
  const nested = beside(state)
  return [...state.items.values()]
    .filter((item) => item.saidBy === me && !item.removed && !open.has(item.id) && !nested.has(item.id))
    .sort((a, b) => Number(a.madeMs - b.madeMs))
}

// --- What stands beside a card: corrections and questions about it

const besideKinds = ['correctie', 'vraag', 'citaat_client']
const besideRelations = ['corrigeert', 'hangt_samen', 'kanttekening_bij']

function about(state: MeetingState, each: Link): { readonly what: string; readonly of: string } | undefined {
  if (each.removed || !besideRelations.includes(each.relation)) return undefined
  const from = state.items.get(each.from)
  const to = state.items.get(each.to)
  if (!from || !to || from.removed || to.removed || from.parked || !besideKinds.includes(from.kind)) return undefined
  // His own words by themselves stay a card of their own; a correction or a question belongs to what it is about.
  if (from.kind === 'citaat_client' && each.relation !== 'corrigeert') return undefined
  const readable = to.sheet !== '' && sheetOf(state, to.sheet)?.removed === false && !to.parked
  return readable && !besideKinds.includes(to.kind) ? { what: from.id, of: to.id } : undefined
}

function beside(state: MeetingState): ReadonlySet<string> {
  return new Set([...state.links.values()].flatMap((each) => about(state, each)?.what ?? []))
}

/// Corrections and questions about a card, which stand under it.
export function besideOf(state: MeetingState, item: string): readonly Item[] {
  const ids = [...state.links.values()].flatMap((each) => {
    const found = about(state, each)
    return found?.of === item ? [found.what] : []
  })
  return [...new Set(ids)].flatMap((id) => state.items.get(id) ?? [])
}

/// The facts of a card that he reads, in this order; what is not filled in is left out.
export const factFields = [
  'eigenaar',
  'met',
  'uitvoerder',
  'eerste_stap',
  'start',
  'uiterlijk',
  'als',
  'dan',
  'wie',
  'binnen',
  'opties',
  'gekozen',
  'reden',
  'meetbaar',
  'evaluatie_op',
  'datum',
] as const
export type FactField = (typeof factFields)[number]

export function factsOf(item: Item): readonly { readonly field: FactField; readonly values: readonly string[] }[] {
  return factFields
    .map((field) => ({ field, values: fieldValues(item, field) }))
    .filter(({ values }) => values.some((value) => value.trim() !== ''))
}
