/// What is mine alone of the pages: how much of a card I see, in which order, which card I stand on, which one I write
/// in. Nothing of it leaves this device; the shell makes one per meeting and hands it to the page and the parking place.
import { SvelteSet } from 'svelte/reactivity'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import type { Kind } from '@/gen/meeting/v1/method_pb'
import type { Destination } from '../card/acts'
import { noFilter, type Filter, type Order } from './shown'

export type Density = 'full' | 'compact' | 'line'
const densities: readonly Density[] = ['full', 'compact', 'line']

/// The card I write in, with where it stood when I began. It stays there until I leave it, whoever moves it.
export interface Writing {
  readonly item: Item // as it was last seen; what is left of it when it is taken from my sight
  readonly sheet: string
  readonly region: string
  readonly before: readonly string[] // the cards that stood before it, the nearest last
  readonly after: readonly string[]
  readonly at: number | 'end' // where the caret begins
}

/// What stands open over the page, of one card.
export type Panel = 'speaker' | 'kind' | 'tags' | 'comments' | 'links' | 'move' | 'stack' | 'visibility' | 'become'
export type Opened =
  | { readonly panel: 'menu'; readonly item: string; readonly x: number; readonly y: number } // where it opens
  | { readonly panel: Exclude<Panel, 'become'>; readonly item: string }
  /// A region of other kinds: as which of them does the card go there?
  | { readonly panel: 'become'; readonly item: string; readonly to: Destination; readonly kinds: readonly Kind[] }

const kept = 'flipover.density'

function firstDensity(): Density {
  const known = localStorage.getItem(kept)
  return densities.find((each) => each === known) ?? 'full'
}

export class MyView {
  density = $state<Density>(firstDensity())
  order = $state<Order>('laid')
  byDomain = $state(false)
  filter = $state.raw<Filter>(noFilter)
  /// The region shown on a phone, per sheet kept by its id.
  region = $state('')
  /// The card that arrows, Enter and the menu key speak to; it keeps its place in the tab order.
  selected = $state('')
  writing = $state.raw<Writing | undefined>(undefined)
  opened = $state.raw<Opened | undefined>(undefined)
  /// Stacks, parked ideas and folded cards that I opened, by item.
  readonly unfolded = new SvelteSet<string>()
  /// What my last act did, in words, for who hears the page.
  told = $state('')
  /// What of my acts did not go, in words; stands on the page until it is put away.
  trouble = $state('')

  choose(density: Density): void {
    this.density = density
    localStorage.setItem(kept, density)
  }

  tell(words: string): void {
    // The same words twice would not be heard twice.
    this.told = words === this.told ? `${words}\u00a0` : words
  }

  unfold(item: string): void {
    if (!this.unfolded.delete(item)) this.unfolded.add(item)
  }
}
