/// What stands in a page to be measured: when a text is there and drawn, when a key was pressed. Plain functions that
/// Playwright carries into the page; times are of the wall clock, which all pages of one machine share.
import type { Page } from '@playwright/test'

declare global {
  interface Window {
    enters?: number[] // when Enter was pressed in the line
    drawn?: Record<string, number> // when a text first stood on the page, drawn
    readable?: { first: number; all: number } // ms after the navigation: the first card, and as many as were expected
  }
}

/// Notes when Enter is pressed, and when each text that is awaited is drawn.
export async function watch(page: Page): Promise<void> {
  await page.evaluate(() => {
    const enters: number[] = []
    const drawn: Record<string, number> = {}
    window.enters = enters
    window.drawn = drawn
    addEventListener(
      'keydown',
      (event) => {
        if (event.key === 'Enter') enters.push(Date.now() - (performance.now() - event.timeStamp))
      },
      { capture: true },
    )
    const mark = /merk\d+/gu
    new MutationObserver((changes) => {
      const found = new Set<string>()
      for (const { addedNodes, target } of changes) {
        const nodes = addedNodes.length > 0 ? [...addedNodes] : [target]
        for (const node of nodes) {
          const element = node instanceof Element ? node : node.parentElement
          if (!element?.closest('[data-card]') && !element?.querySelector('[data-card]')) continue
          for (const [one] of (node.textContent ?? '').matchAll(mark)) if (drawn[one] === undefined) found.add(one)
        }
      }
      if (found.size === 0) return
      for (const one of found) drawn[one] = 0
      // Behind the frame that shows it.
      requestAnimationFrame(() =>
        setTimeout(() => {
          for (const one of found) drawn[one] = Date.now()
        }),
      )
    }).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
}

/// Before the page loads: notes when the first card is drawn, and when this many are.
export async function awaitReadable(page: Page, cards: number): Promise<void> {
  await page.addInitScript((expected) => {
    let first = false
    const times = { first: 0, all: 0 }
    const watching = new MutationObserver(() => {
      const count = document.querySelectorAll('[data-card]').length
      if (count > 0 && !first) {
        first = true
        requestAnimationFrame(() => setTimeout(() => (times.first = performance.now())))
      }
      if (count < expected) return
      watching.disconnect()
      requestAnimationFrame(() =>
        setTimeout(() => {
          times.all = performance.now()
          window.readable = times
        }),
      )
    })
    watching.observe(document, { subtree: true, childList: true })
  }, cards)
}

/// The time between frames during so many milliseconds, and how far anything scrolled meanwhile.
export function frames(
  page: Page,
  ms: number,
): Promise<{ readonly between: readonly number[]; readonly moved: number }> {
  return page.evaluate(
    (during) =>
      new Promise<{ between: number[]; moved: number }>((done) => {
        const between: number[] = []
        const begun = performance.now()
        let last = begun
        let moved = 0
        const scrolled = (): number => ++moved
        document.addEventListener('scroll', scrolled, { capture: true, passive: true })
        const frame = (now: number): void => {
          if (last > begun) between.push(now - last)
          last = now
          if (now - begun < during) requestAnimationFrame(frame)
          else {
            document.removeEventListener('scroll', scrolled, { capture: true })
            done({ between, moved })
          }
        }
        requestAnimationFrame(frame)
      }),
    ms,
  )
}
