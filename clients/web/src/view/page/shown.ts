/// Which cards of a region I see and in what order: sorting, filtering and grouping change only my view. Pure.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import type { Term } from '@/gen/meeting/v1/method_pb'
import { talliesOf } from '@/model/board'

export type Order = 'laid' | 'newest' | 'points' | 'speaker'

export interface Filter {
  readonly text: string
  readonly domain: string // '-' : without one
  readonly organisation: string
  readonly kind: string
  readonly only: '' | 'unknown' | 'open' | 'mine'
}
export const noFilter: Filter = { text: '', domain: '', organisation: '', kind: '', only: '' }

export function isFiltering(filter: Filter): boolean {
  return Object.values(filter).some((each) => each !== '')
}

/// What a filter and an order ask of the meeting beside the cards themselves.
export interface Around {
  readonly me: string
  readonly organisationOf: (participant: string) => string
  readonly nameOf: (participant: string) => string
}

/// Kinds that wait for an answer.
export const questions: ReadonlySet<string> = new Set(['vraag', 'onbekend', 'beslisvraag', 'hulpvraag'])

function passes(item: Item, filter: Filter, around: Around): boolean {
  if (filter.text !== '' && !item.text.toLowerCase().includes(filter.text.toLowerCase())) return false
  if (filter.domain !== '' && item.domain !== (filter.domain === '-' ? '' : filter.domain)) return false
  if (filter.organisation !== '' && around.organisationOf(item.saidBy) !== filter.organisation) return false
  if (filter.kind !== '' && item.kind !== filter.kind) return false
  if (filter.only === 'unknown') return item.saidBy === ''
  if (filter.only === 'open') return questions.has(item.kind) && !item.resolved
  if (filter.only === 'mine') return item.saidBy === around.me || item.typedBy === around.me
  return true
}

/// The cards that pass, in my order. `onTop` gives what lies on a card: a stack shows when one of its cards passes.
export function shown(
  items: readonly Item[],
  onTop: (item: string) => readonly Item[],
  filter: Filter,
  order: Order,
  around: Around,
): readonly Item[] {
  const left = isFiltering(filter)
    ? items.filter((item) => [item, ...onTop(item.id)].some((each) => passes(each, filter, around)))
    : items
  if (order === 'newest') return [...left].sort((a, b) => Number(b.madeAt - a.madeAt))
  if (order === 'points') return [...left].sort((a, b) => talliesOf(b) - talliesOf(a))
  if (order === 'speaker') {
    return [...left].sort((a, b) => around.nameOf(a.saidBy).localeCompare(around.nameOf(b.saidBy)))
  }
  return left
}

export interface DomainGroup<Entry> {
  readonly domain: Term | undefined // undefined: without a domain
  readonly entries: readonly Entry[]
}

/// By domain, in the order of the vocabulary, those without one last; and the domains nothing was said of.
export function byDomain<Entry extends { readonly item: Item }>(
  entries: readonly Entry[],
  domains: readonly Term[],
): { readonly groups: readonly DomainGroup<Entry>[]; readonly empty: readonly Term[] } {
  const of = new Map<string, Entry[]>()
  const known = new Set(domains.map((domain) => domain.id))
  for (const entry of entries) {
    const key = known.has(entry.item.domain) ? entry.item.domain : ''
    const there = of.get(key)
    if (there) there.push(entry)
    else of.set(key, [entry])
  }
  const groups: DomainGroup<Entry>[] = domains.flatMap((domain) => {
    const there = of.get(domain.id)
    return there ? [{ domain, entries: there }] : []
  })
  const without = of.get('')
  if (without) groups.push({ domain: undefined, entries: without })
  return { groups, empty: domains.filter((domain) => !of.has(domain.id)) }
}

/// The card being written in stands where it stood, among the others as they now are: behind the nearest of those that
/// stood before it. `card` is what to show of it.
export function withWriting(items: readonly Item[], card: Item, before: readonly string[]): readonly Item[] {
  const others = items.filter((item) => item.id !== card.id)
  const places = new Map(others.map((item, index) => [item.id, index]))
  for (let i = before.length - 1; i >= 0; --i) {
    const at = places.get(before[i] ?? '')
    if (at !== undefined) return [...others.slice(0, at + 1), card, ...others.slice(at + 1)]
  }
  return [card, ...others]
}

/// Keys for a list in which one element must never be moved in the document, since moving takes the focus and breaks
/// off what an input method composes: what passes from one side of it to the other is made anew instead.
export function keyBeside(
  items: readonly Item[],
  pinned: { readonly item: Item; readonly before: readonly string[]; readonly after: readonly string[] } | undefined,
): (item: Item) => string {
  if (pinned === undefined) return (item) => item.id
  const at = items.findIndex((item) => item.id === pinned.item.id)
  const [stoodBefore, stoodAfter] = [new Set(pinned.before), new Set(pinned.after)]
  const crossed = new Set<string>()
  items.forEach((item, index) => {
    if ((index < at && stoodAfter.has(item.id)) || (index > at && stoodBefore.has(item.id))) crossed.add(item.id)
  })
  return (item) => (crossed.has(item.id) ? `${item.id}/crossed` : item.id)
}
