/// Keys and presses on cards, heard once for a whole page: arrows walk the cards, Enter opens one, Ctrl+Shift+arrows move
/// it, the menu key opens its menu. What stands in an editor or a button is left alone.
import type { Attachment } from 'svelte/attachments'
import { cardsOf, type Deeds } from './deeds.svelte'

function cardOf(target: EventTarget | null): HTMLElement | undefined {
  return target instanceof Element ? (target.closest<HTMLElement>('[data-card]') ?? undefined) : undefined
}

function isText(target: EventTarget | null): boolean {
  return target instanceof Element && target.closest('.cm-editor, input, textarea, select') !== null
}

/// The card reached from `from` by an arrow: up and down in its list, left and right to the list beside it.
function reached(root: HTMLElement, from: HTMLElement, key: string): string | undefined {
  const id = from.dataset['card'] ?? ''
  const list = from.closest('[data-region]')
  if (!list) return
  const cards = cardsOf(list)
  const at = cards.indexOf(id)
  if (key === 'ArrowUp') return cards[at - 1]
  if (key === 'ArrowDown') return cards[at + 1]
  if (key === 'Home') return cards[0]
  if (key === 'End') return cards.at(-1)
  const lists = [...root.querySelectorAll('[data-region]')].filter((each) => cardsOf(each).length > 0)
  const beside = lists[lists.indexOf(list) + (key === 'ArrowRight' ? 1 : -1)]
  if (!beside) return
  const there = cardsOf(beside)
  return there[Math.min(at, there.length - 1)]
}

const walking = new Set(['ArrowUp', 'ArrowDown', 'ArrowLeft', 'ArrowRight', 'Home', 'End'])

function pressedKey(root: HTMLElement, event: KeyboardEvent, deeds: Deeds): boolean {
  const card = cardOf(event.target)
  if (!card || isText(event.target) || event.altKey) return false
  const id = card.dataset['card'] ?? ''
  const onCard = event.target === card
  const { key } = event
  if ((event.ctrlKey || event.metaKey) && event.shiftKey) {
    if (key === 'ArrowUp') deeds.step(id, -1)
    else if (key === 'ArrowDown') deeds.step(id, 1)
    else if (key === 'ArrowLeft') deeds.across(id, -1)
    else if (key === 'ArrowRight') deeds.across(id, 1)
    else return false
    return true
  }
  if (event.ctrlKey || event.metaKey) return false
  if (key === 'ContextMenu' || (key === 'F10' && event.shiftKey)) {
    const box = card.getBoundingClientRect()
    deeds.menu(id, box.left + 24, Math.min(box.bottom, innerHeight - 40))
    return true
  }
  if (walking.has(key)) {
    const to = reached(root, card, key)
    if (to) deeds.focus(to)
    return true
  }
  if (!onCard) return false
  if (key === 'Enter' || key === 'F2') deeds.edit(id)
  else if (key === 'Delete') deeds.remove(id)
  else if (key === '+') deeds.vote(id, 1)
  else if (key === '-') deeds.vote(id, -1)
  else return false
  return true
}

function pressed(event: MouseEvent, deeds: Deeds): void {
  const button = event.target instanceof Element ? event.target.closest<HTMLElement>('[data-act]') : null
  const id = cardOf(event.target)?.dataset['card']
  if (!button || id === undefined) return
  const act = button.dataset['act']
  if (act === 'speaker' || act === 'comments' || act === 'links') deeds.open(act, id)
  else if (act === 'vote-plus') deeds.vote(id, 1)
  else if (act === 'vote-minus') deeds.vote(id, -1)
  else if (act === 'put-back') deeds.putBack(id)
  else if (act === 'unstack') deeds.unstack(button.dataset['of'] ?? '')
  else if (act === 'menu') {
    const box = button.getBoundingClientRect()
    deeds.menu(id, box.left, box.bottom)
  }
}

/// `{@attach cardKeys(deeds)}` on the element that holds the lists.
export function cardKeys(deeds: Deeds): Attachment<HTMLElement> {
  return (root) => {
    const listening = new AbortController()
    const { signal } = listening
    root.addEventListener(
      'keydown',
      (event) => {
        if (event.defaultPrevented || event.isComposing || !pressedKey(root, event, deeds)) return
        event.preventDefault()
        event.stopPropagation()
      },
      { signal },
    )
    root.addEventListener('click', (event) => pressed(event, deeds), { signal })
    root.addEventListener(
      'dblclick',
      (event) => {
        const card = cardOf(event.target)
        if (!card || isText(event.target) || (event.target as Element).closest('button')) return
        event.preventDefault()
        deeds.edit(card.dataset['card'] ?? '')
      },
      { signal },
    )
    root.addEventListener(
      'contextmenu',
      (event) => {
        const card = cardOf(event.target)
        if (!card || isText(event.target) || event.shiftKey) return
        event.preventDefault()
        // A finger that holds still begins to carry; it has the button.
        if (event instanceof PointerEvent && event.pointerType === 'touch') return
        deeds.menu(card.dataset['card'] ?? '', event.clientX, event.clientY)
      },
      { signal },
    )
    root.addEventListener(
      'focusin',
      (event) => {
        const id = cardOf(event.target)?.dataset['card']
        if (id !== undefined) deeds.stand(id)
      },
      { signal },
    )
    return () => listening.abort()
  }
}
