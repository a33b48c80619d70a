/// What each card of a list shows beside its own item, made for the whole list at once. A row whose parts did not change
/// is the same object as before, so the card that shows it is not even asked: with 500 cards a change costs one walk
/// over the list, and one card drawn anew. Pure, but for what it remembers.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { stackedOn } from '@/model/board'
import type { Seen } from '@/replica/session'
import { isCovered, mayNameSpeaker, mayPutBack, mayTouch, mayVoteOn } from '../card/acts'
import { clientSight, type ClientSight } from '../card/client_sight'
import type { Density, Writing } from './my_view.svelte'
import type { Table } from './table.svelte'

export interface Row {
  readonly key: string
  readonly item: Item
  readonly onTop: readonly Item[] // what lies on it
  readonly loose: readonly Item[] // of that, what I may lay beside it again
  readonly writers: readonly Seen[]
  readonly waiting: boolean // something of it is not yet saved
  readonly active: boolean // it is the one that Tab comes to
  readonly covered: boolean // by the blind round that is open
  readonly sight: ClientSight
  readonly votable: boolean // it can get my points now
  readonly myPoints: number
  readonly links: number
  readonly nameable: boolean // I may say who said it
  readonly putsBack: boolean // it is withdrawn, and I may give it back
  readonly writing: Writing | undefined
  readonly density: Density
  readonly usualKind: string // of its region: that one needs no name
}

/// What is the same for all rows of a list.
export interface List {
  readonly cards: readonly Item[]
  readonly key: (item: Item) => string
  readonly active: string
  readonly writing: Writing | undefined
  readonly density: Density
  readonly usualKind: string
}

function sameParts<Part>(a: readonly Part[], b: readonly Part[]): boolean {
  return a === b || (a.length === b.length && a.every((part, i) => part === b[i]))
}

function same(a: Row, b: Row): boolean {
  return (
    a.item === b.item &&
    a.key === b.key &&
    a.waiting === b.waiting &&
    a.active === b.active &&
    a.covered === b.covered &&
    a.sight === b.sight &&
    a.votable === b.votable &&
    a.myPoints === b.myPoints &&
    a.links === b.links &&
    a.nameable === b.nameable &&
    a.putsBack === b.putsBack &&
    a.writing === b.writing &&
    a.density === b.density &&
    a.usualKind === b.usualKind &&
    sameParts(a.onTop, b.onTop) &&
    sameParts(a.loose, b.loose) &&
    sameParts(a.writers, b.writers)
  )
}

/// Tab comes to the card I stood on, else to the first.
export function activeIn(cards: readonly Item[], selected: string): string {
  return cards.some((item) => item.id === selected) ? selected : (cards[0]?.id ?? '')
}

export class Rows {
  #before = new Map<string, Row>()

  make(table: Table, { cards, key, active, writing, density, usualKind }: List): readonly Row[] {
    const { state, me, session } = table
    const { waiting } = session
    const now = new Map<string, Row>()
    for (const item of cards) {
      const { id } = item
      const onTop = stackedOn(state, id)
      const row: Row = {
        key: key(item),
        item,
        onTop,
        loose: onTop.filter((each) => mayTouch(state, me, each)),
        writers: table.writersOf(id),
        waiting: waiting.has(id),
        active: id === active,
        covered: isCovered(state, item),
        sight: clientSight(state, item),
        votable: !session.unconfirmed && mayVoteOn(state, me, item),
        myPoints: table.myPoints(id),
        links: table.linksOf(id),
        putsBack: mayPutBack(state, me, item),
        nameable: item.saidBy === '' && mayNameSpeaker(state, me, item),
        writing: writing?.item.id === id ? writing : undefined,
        density,
        usualKind,
      }
      const before = this.#before.get(id)
      now.set(id, before && same(before, row) ? before : row)
    }
    this.#before = now
    return [...now.values()]
  }
}
