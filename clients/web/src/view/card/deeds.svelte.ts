/// What my hands do with cards: each deed asks for its operations, says in words what it did, and leaves the focus on a
/// card. Menu, keys and dragging all come here. Places of cards are read from the page as it is drawn: a card has
/// `data-card`, the list it stands in `data-region` and `data-sheet`. The parking place may stand beside the page, so they
/// are looked for in the whole document.
import { tick } from 'svelte'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { itemsIn, phaseOfSheet } from '@/model/board'
import { regionOf } from '@/model/charter'
import { othersDissent } from '@/model/given'
import type { Asked } from '@/replica/session'
import type { Panel } from '../page/my_view.svelte'
import type { Table } from '../page/table.svelte'
import { cardWords } from '../words/cards'
import { said, words } from '../words/language.svelte'
import * as acts from './acts'

/// The list of parked cards, which stands beside the regions of every sheet.
export const parkingList = '~parking'

/// Where one goes from the card one wrote in: to a card, to write on in a card, or where the hand went by itself.
export type Leaving = { readonly card: string; readonly writesAt?: number } | undefined

export class Deeds {
  readonly #table: Table
  /// The page as drawn; set while one is mounted.
  root: HTMLElement | undefined

  constructor(table: Table) {
    this.#table = table
  }

  get #mine() {
    return this.#table.mine
  }
  get #t() {
    return words(cardWords)
  }

  // --- Finding and focusing

  cardElement(item: string): HTMLElement | undefined {
    return document.querySelector<HTMLElement>(`[data-card="${CSS.escape(item)}"]`) ?? undefined
  }

  /// The cards of the list that a card stands in, in the order in which I see them.
  neighbours(item: string): readonly string[] {
    const list = this.cardElement(item)?.closest('[data-region]')
    return list ? cardsOf(list) : []
  }

  focus(item: string): void {
    const card = this.cardElement(item)
    if (!card) return
    this.#mine.selected = item
    card.focus({ preventScroll: true })
    card.scrollIntoView({ block: 'nearest' })
  }

  /// The focus came to a card by another way: Tab, a press.
  stand(item: string): void {
    this.#mine.selected = item
  }

  async focusLater(item: string): Promise<void> {
    await tick()
    this.focus(item)
  }

  // --- Asking

  #item(id: string): Item | undefined {
    return this.#table.item(id)
  }

  /// Sends what is asked and says `told`; what the server refuses is said too, since no text is lost with it.
  ask(asked: Asked | readonly Asked[], told: string): void {
    const all = Array.isArray(asked) ? (asked as readonly Asked[]) : [asked as Asked]
    this.#mine.trouble = ''
    for (const each of all) {
      const sent = this.#table.send(each)
      void sent.done.then((done) => {
        if (done.ok || done.refused.text !== '') return
        this.#mine.trouble = said(done.refused.words) || this.#t.refused
        this.#table.session.putAway(done.refused)
      })
    }
    if (told) this.#mine.tell(told)
  }

  #no(why: string): void {
    this.#mine.trouble = why
  }

  // --- Writing

  edit(id: string, at: number | 'end' = 'end'): void {
    const item = this.#item(id)
    const card = this.cardElement(id)
    if (!item || !card) return
    if (!acts.mayEditText(this.#table.state, this.#table.me, item)) {
      this.#no(this.#t.notAllowed)
      return
    }
    const list = card.closest<HTMLElement>('[data-region]')
    const around = this.neighbours(id)
    const here = around.indexOf(id)
    this.#mine.trouble = ''
    this.#mine.selected = id
    this.#mine.writing = {
      item,
      sheet: list?.dataset['sheet'] ?? item.sheet,
      region: list?.dataset['region'] ?? item.region,
      before: around.slice(0, here),
      after: around.slice(here + 1),
      at,
    }
  }

  /// Leaves the card I write in; `next` gets the focus.
  leave(next: Leaving): void {
    const left = this.#mine.writing
    if (!left) return
    this.#mine.writing = undefined
    if (next) void this.#goOn(next, left.before)
  }

  async #goOn({ card, writesAt }: NonNullable<Leaving>, before: readonly string[]): Promise<void> {
    await this.#focusOrNear(card, before)
    if (writesAt !== undefined && this.cardElement(card)) this.edit(card, writesAt)
  }

  async #focusOrNear(item: string, before: readonly string[]): Promise<void> {
    await tick()
    if (this.cardElement(item)) {
      this.focus(item)
      return
    }
    const near = [...before].reverse().find((each) => this.cardElement(each))
    if (near) this.focus(near)
    else this.root?.focus()
  }

  // --- Moving

  regionName(sheet: string, region: string): string {
    const phase = phaseOfSheet(this.#table.state, sheet)
    return said(regionOf(phase, region)?.name) || said(phase?.shortName) || said(phase?.name)
  }

  /// Brings a card to a place; asks as which kind when it cannot stay what it is and several kinds stand there.
  bring(id: string, to: acts.Destination): void {
    const { state, me } = this.#table
    const item = this.#item(id)
    const region = regionOf(phaseOfSheet(state, to.sheet), to.region)
    if (!item) return
    const stays = item.sheet === to.sheet && item.region === to.region && !item.parked
    if (!acts.mayTouch(state, me, item) || (item.parked && !acts.mayTakeBack(state, me, item))) {
      this.#no(item.parked ? this.#t.takeBackLater : this.#t.notAllowed)
      return
    }
    if (!stays && to.kind === undefined && region) {
      const kinds = acts.kindsThere(state, me, item, to.sheet, region)
      if (!kinds) {
        this.#no(this.#t.notHere)
        return
      }
      const [only, ...others] = kinds
      if (only && others.length > 0) {
        this.#mine.opened = { panel: 'become', item: id, to, kinds }
        return
      }
      if (only) to = { ...to, kind: only.id }
    }
    this.ask(acts.moveTo(id, to), '')
    const order = itemsIn(this.#table.state, to.sheet, to.region)
    const at = order.findIndex((each) => each.id === id)
    this.#mine.tell(this.#t.moved(this.regionName(to.sheet, to.region), at + 1, order.length))
    void this.focusLater(id)
  }

  /// One step up or down in its list.
  step(id: string, by: -1 | 1): void {
    const item = this.#item(id)
    if (!item) return
    if (this.#mine.order !== 'laid' || this.#mine.byDomain) {
      this.#no(this.#t.notInOrder)
      return
    }
    const around = this.neighbours(id).flatMap((each) => this.#item(each) ?? [])
    const to = acts.step(around, id, by)
    if (!to || item.parked) {
      this.#mine.tell(this.#t.endOfRegion)
      return
    }
    this.bring(id, { sheet: item.sheet, region: item.region, behind: to.behind })
  }

  /// To the next or previous region of the sheet that takes it.
  across(id: string, by: -1 | 1): void {
    const { state, me } = this.#table
    const item = this.#item(id)
    if (!item) return
    const regions = (phaseOfSheet(state, item.sheet)?.regions ?? []).filter((region) => !region.parking)
    const here = regions.findIndex((region) => region.id === item.region)
    for (let at = here + by; at >= 0 && at < regions.length; at += by) {
      const region = regions[at]
      if (!region || !acts.kindsThere(state, me, item, item.sheet, region)) continue
      this.bring(id, { sheet: item.sheet, region: region.id })
      return
    }
    this.#mine.tell(this.#t.endOfRegion)
  }

  // --- The rest of the menu

  open(panel: Exclude<Panel, 'become'>, item: string): void {
    this.#mine.selected = item
    this.#mine.opened = { panel, item }
  }

  menu(item: string, x: number, y: number): void {
    this.#mine.selected = item
    this.#mine.opened = { panel: 'menu', item, x, y }
  }

  /// What stood open is put away: back to the card it was of.
  close(): void {
    const opened = this.#mine.opened
    this.#mine.opened = undefined
    if (opened) void this.#backTo(opened.item)
  }
  async #backTo(item: string): Promise<void> {
    await tick()
    const { activeElement } = document
    if (activeElement === null || activeElement === document.body) this.focus(item)
  }

  remove(id: string): void {
    const item = this.#item(id)
    if (!item) return
    const { state, me } = this.#table
    if (!acts.mayRemove(state, me, item)) {
      const stays = acts.mayRestore(state, me, item)
      this.#no(stays ? this.#t.dissentIsKept(this.dissenters(item)) : this.#t.notAllowed)
      return
    }
    this.#takesAway(id, acts.remove(id), this.#t.removedTold)
  }
  /// The names of those whose dissent keeps the card where it is.
  dissenters(item: Item): string {
    return othersDissent(item, this.#table.me)
      .map((id) => this.#table.nameOf(id) || this.#t.somebody)
      .join(', ')
  }
  withdraw(id: string): void {
    this.#takesAway(id, acts.withdraw(id), this.#t.withdrawnTold)
  }
  putBack(id: string): void {
    this.ask(acts.restore(id), this.#t.restoredTold)
    void this.focusLater(id)
  }
  #takesAway(id: string, asked: Asked, told: string): void {
    const around = this.neighbours(id)
    const at = around.indexOf(id)
    const next = around[at + 1] ?? around[at - 1]
    this.ask(asked, told)
    if (next) void this.focusLater(next)
  }

  vote(id: string, by: -1 | 1): void {
    const item = this.#item(id)
    const { state, me, session } = this.#table
    if (!item || session.unconfirmed || !acts.mayVoteOn(state, me, item)) return
    const points = this.#table.myPoints(id) + by
    if (points < 0 || (by === 1 && this.#table.votesLeft <= 0)) return
    this.ask(acts.vote(id, points), this.#t.myPoints(points))
    void this.focusLater(id)
  }

  park(id: string): void {
    const around = this.neighbours(id)
    const at = around.indexOf(id)
    this.ask(acts.park(id), this.#t.parkedTold)
    void this.#focusOrNear(around[at + 1] ?? id, around.slice(0, at))
  }
  takeBack(id: string): void {
    this.ask(acts.takeBack(id), this.#t.takenBackTold)
    void this.#focusOrNear(id, [])
  }
  stack(id: string, onto: string): void {
    this.ask(acts.stack(id, onto), this.#t.stackedTold)
    void this.focusLater(onto)
  }
  unstack(id: string): void {
    this.ask(acts.unstack(id), this.#t.unstackedTold)
    void this.focusLater(id)
  }
  disown(id: string): void {
    this.ask(acts.setField(id, 'said_by', ['']), this.#t.whoSaid)
    void this.focusLater(id)
  }
  resolve(id: string, resolved: boolean): void {
    this.ask(acts.resolve(id, resolved), resolved ? this.#t.resolved : this.#t.reopen)
    void this.focusLater(id)
  }
  async copy(id: string): Promise<void> {
    try {
      await navigator.clipboard.writeText(this.#item(id)?.text ?? '')
      this.#mine.tell(this.#t.copied)
    } catch {
      this.#no(this.#t.notCopied) // plain http in a local network has no clipboard
    }
  }
}

/// The cards of a list as drawn, by id.
export function cardsOf(list: Element): readonly string[] {
  return [...list.querySelectorAll<HTMLElement>('[data-card]')].flatMap((card) => card.dataset['card'] ?? [])
}
