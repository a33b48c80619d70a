/// Carrying a card with mouse, pen or finger: Pointer Events with capture. A finger holds still first, so that scrolling
/// stays scrolling. Between two cards it is put there; held still over one it is laid on it; near an edge the list
/// scrolls along. Where things are is read from the page as it is drawn.
import type { Attachment } from 'svelte/attachments'
import { phaseOfSheet } from '@/model/board'
import { regionOf } from '@/model/charter'
import { kindsThere, mayTouch, place, type Destination } from '../card/acts'
import { parkingList, type Deeds } from '../card/deeds.svelte'
import type { Table } from './table.svelte'

export interface Box {
  readonly left: number
  readonly top: number
  readonly width: number
  readonly height: number
}

export type Target =
  | { readonly how: 'place'; readonly to: Destination; readonly mark: Box; readonly becomes: string | undefined }
  | { readonly how: 'onto'; readonly card: string; readonly mark: Box }
  | { readonly how: 'park'; readonly mark: Box }
  | { readonly how: 'free'; readonly sheet: string; readonly x: number; readonly y: number }
  | { readonly how: 'not' }

const startsAfterPx = 6
const fingerHoldsMs = 350
const ontoAfterMs = 650
const edgePx = 48
const scrollPx = 9

export class Drag {
  readonly #table: Table
  readonly #deeds: Deeds
  item = $state('') // '' : nothing is carried
  x = $state(0)
  y = $state(0)
  target = $state.raw<Target>({ how: 'not' })
  #grab = { x: 0, y: 0 } // where on the card the hand is
  #over = ''
  #overSince = 0
  #frame = 0

  constructor(table: Table, deeds: Deeds) {
    this.#table = table
    this.#deeds = deeds
  }

  get active(): boolean {
    return this.item !== ''
  }

  begin(card: HTMLElement, x: number, y: number): boolean {
    const item = this.#table.item(card.dataset['card'] ?? '')
    if (!item || !mayTouch(this.#table.state, this.#table.me, item)) return false
    const box = card.getBoundingClientRect()
    this.#grab = { x: x - box.left, y: y - box.top }
    this.item = item.id
    this.move(x, y)
    this.#frame = requestAnimationFrame(() => this.#along())
    return true
  }

  move(x: number, y: number): void {
    this.x = x
    this.y = y
    this.#aim()
  }

  drop(): void {
    const { item, target } = this
    this.cancel()
    if (target.how === 'place') this.#deeds.bring(item, target.to)
    else if (target.how === 'onto') this.#deeds.stack(item, target.card)
    else if (target.how === 'park') this.#deeds.park(item)
    else if (target.how === 'free') this.#deeds.ask(place(item, target.sheet, target.x, target.y), '')
  }

  cancel(): void {
    cancelAnimationFrame(this.#frame)
    this.item = ''
    this.target = { how: 'not' }
    this.#over = ''
  }

  // Near an edge of a list it scrolls along; and a hand that holds still means the card below it.
  #along(): void {
    if (!this.active) return
    const under = document.elementFromPoint(this.x, this.y)
    const list = under?.closest('[data-scrolls]')
    if (list) {
      const box = list.getBoundingClientRect()
      if (this.y < box.top + edgePx) list.scrollBy(0, -scrollPx)
      else if (this.y > box.bottom - edgePx) list.scrollBy(0, scrollPx)
    }
    const tab = under?.closest<HTMLElement>('[data-tab]')
    if (tab) tab.click()
    this.#aim()
    this.#frame = requestAnimationFrame(() => this.#along())
  }

  #aim(): void {
    const under = document.elementFromPoint(this.x, this.y)
    const free = under?.closest<HTMLElement>('[data-free]')
    if (free) {
      const box = free.getBoundingClientRect()
      const x = ((this.x - this.#grab.x - box.left) / box.width) * 1000
      const y = ((this.y - this.#grab.y - box.top) / box.height) * 1000
      this.target = { how: 'free', sheet: free.dataset['free'] ?? '', x, y }
      return
    }
    const list = under?.closest<HTMLElement>('[data-region]')
    const item = this.#table.item(this.item)
    if (!list || !item) {
      this.target = { how: 'not' }
      return
    }
    if (list.dataset['region'] === parkingList) {
      this.target = item.parked ? { how: 'not' } : { how: 'park', mark: boxOf(list) }
      return
    }
    const cards = [...list.querySelectorAll<HTMLElement>('[data-card]')].filter(
      (each) => each.dataset['card'] !== item.id,
    )
    const onto = this.#heldOver(cards, item.parked !== undefined)
    this.target = onto ?? this.#between(list, cards)
  }

  #heldOver(cards: readonly HTMLElement[], parked: boolean): Target | undefined {
    const card = cards.find((each) => {
      const box = each.getBoundingClientRect()
      const third = box.height / 4
      return this.y > box.top + third && this.y < box.bottom - third && this.x > box.left && this.x < box.right
    })
    const id = card?.dataset['card'] ?? ''
    if (id !== this.#over) {
      this.#over = id
      this.#overSince = performance.now()
    }
    if (!card || parked || performance.now() - this.#overSince < ontoAfterMs) return
    // What carries a stack, or lies on one, is not laid on another.
    if (this.#table.onTop(this.item).length > 0) return
    return { how: 'onto', card: id, mark: boxOf(card) }
  }

  #between(list: HTMLElement, cards: readonly HTMLElement[]): Target {
    const { state, me, mine } = this.#table
    const item = this.#table.item(this.item)
    const sheet = list.dataset['sheet'] ?? ''
    const region = regionOf(phaseOfSheet(state, sheet), list.dataset['region'] ?? '')
    const kinds = item && region ? kindsThere(state, me, item, sheet, region) : undefined
    const stays = item?.sheet === sheet && item.region === region?.id && !item.parked
    if (!item || !region || (!kinds && !stays)) return { how: 'not' }
    const across = list.dataset['flow'] === 'across'
    const next = cards.findIndex((each) => {
      const box = each.getBoundingClientRect()
      if (across) return this.y < box.top || (this.y <= box.bottom && this.x < box.left + box.width / 2)
      return this.y < box.top + box.height / 2
    })
    const before = next < 0 ? cards.at(-1) : cards[next - 1]
    const ordered = mine.order === 'laid' && !mine.byDomain
    const to = {
      sheet,
      region: region.id,
      ...(ordered && next >= 0 ? { behind: before?.dataset['card'] ?? '' } : {}),
    }
    const mark = markBetween(list, before, next < 0 ? undefined : cards[next], across)
    return { how: 'place', to, mark, becomes: stays || kinds?.length === 0 ? undefined : kinds?.[0]?.id }
  }
}

function boxOf(element: Element): Box {
  const { left, top, width, height } = element.getBoundingClientRect()
  return { left, top, width, height }
}

function markBetween(
  list: HTMLElement,
  before: HTMLElement | undefined,
  next: HTMLElement | undefined,
  across: boolean,
): Box {
  const area = boxOf(list.querySelector('[data-scrolls]') ?? list)
  const beside = before ?? next
  if (!beside) return { left: area.left, top: area.top, width: area.width, height: 3 }
  const box = boxOf(beside)
  if (across) {
    return { left: before ? box.left + box.width + 2 : box.left - 5, top: box.top, width: 3, height: box.height }
  }
  return { left: box.left, top: before ? box.top + box.height + 2 : box.top - 5, width: box.width, height: 3 }
}

/// `{@attach carries(drag)}` on the element that holds the lists.
export function carries(drag: Drag): Attachment<HTMLElement> {
  return (root) => {
    const listening = new AbortController()
    const { signal } = listening
    let held:
      { readonly card: HTMLElement; readonly pointer: number; readonly x: number; readonly y: number } | undefined
    let timer: number | undefined

    const letGo = (): void => {
      clearTimeout(timer)
      held = undefined
    }
    const start = (x: number, y: number): void => {
      if (!held) return
      clearTimeout(timer)
      if (drag.begin(held.card, x, y)) root.setPointerCapture(held.pointer)
      else letGo()
    }
    root.addEventListener(
      'pointerdown',
      (event) => {
        if (event.button !== 0 || !event.isPrimary || !(event.target instanceof Element)) return
        const card = event.target.closest<HTMLElement>('[data-card]')
        if (!card || event.target.closest('button, a, input, textarea, select, .cm-editor, .writing')) return
        held = { card, pointer: event.pointerId, x: event.clientX, y: event.clientY }
        if (event.pointerType === 'touch') {
          timer = window.setTimeout(() => start(event.clientX, event.clientY), fingerHoldsMs)
        }
      },
      { signal },
    )
    root.addEventListener(
      'pointermove',
      (event) => {
        if (drag.active) drag.move(event.clientX, event.clientY)
        else if (held) {
          const far = Math.hypot(event.clientX - held.x, event.clientY - held.y) > startsAfterPx
          if (far && event.pointerType === 'touch') letGo()
          else if (far) start(event.clientX, event.clientY)
        }
      },
      { signal },
    )
    root.addEventListener(
      'pointerup',
      () => {
        letGo()
        if (drag.active) drag.drop()
      },
      { signal },
    )
    root.addEventListener(
      'pointercancel',
      () => {
        letGo()
        drag.cancel()
      },
      { signal },
    )
    // A finger that carries a card does not scroll.
    root.addEventListener('touchmove', (event) => drag.active && event.cancelable && event.preventDefault(), {
      signal,
      passive: false,
    })
    window.addEventListener(
      'keydown',
      (event) => {
        if (event.key !== 'Escape' || !drag.active) return
        event.stopPropagation()
        letGo()
        drag.cancel()
      },
      { signal, capture: true },
    )
    return () => {
      listening.abort()
      letGo()
      drag.cancel()
    }
  }
}
