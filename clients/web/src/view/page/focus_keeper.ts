/// Keeps the focus on the page. When what had it is taken away, by my act or another's, it goes to the same card where
/// that now stands, else to the card that took its place, else to the list, else to the page: never to the body.
import type { Attachment } from 'svelte/attachments'

interface Had {
  readonly element: Element
  readonly card: string
  readonly act: string
  readonly region: string
  readonly at: number
}

function remembered(element: Element): Had {
  const card = element.closest<HTMLElement>('[data-card]')
  const list = element.closest<HTMLElement>('[data-region]')
  const cards = [...(list?.querySelectorAll('[data-card]') ?? [])]
  return {
    element,
    card: card?.dataset['card'] ?? '',
    act: element.closest<HTMLElement>('[data-act]')?.dataset['act'] ?? '',
    region: list?.dataset['region'] ?? '',
    at: card ? cards.indexOf(card) : -1,
  }
}

function nearest(root: HTMLElement, had: Had): HTMLElement {
  const same = had.card === '' ? null : root.querySelector<HTMLElement>(`[data-card="${CSS.escape(had.card)}"]`)
  const text = same?.querySelector<HTMLElement>('.cm-content, textarea')
  if (text) return text
  if (same) return (had.act && same.querySelector<HTMLElement>(`[data-act="${had.act}"]`)) || same
  const list = root.querySelector<HTMLElement>(`[data-region="${CSS.escape(had.region)}"]`)
  const cards = [...(list?.querySelectorAll<HTMLElement>('[data-card]') ?? [])]
  const heading = list?.closest('section')?.querySelector<HTMLElement>('[tabindex="-1"]')
  return cards[Math.min(Math.max(0, had.at), cards.length - 1)] ?? heading ?? root
}

export const keepsFocus: Attachment<HTMLElement> = (root) => {
  let had: Had | undefined
  const listening = new AbortController()
  const { signal } = listening
  root.addEventListener(
    'focusin',
    (event) => {
      if (event.target instanceof Element) had = remembered(event.target)
    },
    { signal },
  )
  root.addEventListener(
    'focusout',
    (event) => {
      // Whoever goes elsewhere by himself leaves an element that is still there.
      if (event.relatedTarget) had = undefined
      else {
        const left = had
        queueMicrotask(() => {
          if (had === left && left?.element.isConnected && document.hasFocus()) had = undefined
        })
      }
    },
    { signal },
  )
  const watch = new MutationObserver(() => {
    if (!had || had.element.isConnected) return
    const lost = had
    had = undefined
    if (document.activeElement === null || document.activeElement === document.body) {
      nearest(root, lost).focus({ preventScroll: true })
    }
  })
  watch.observe(root, { childList: true, subtree: true })
  return () => {
    watch.disconnect()
    listening.abort()
  }
}
