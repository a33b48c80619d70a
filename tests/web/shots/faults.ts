/// What is plainly wrong with a page, whatever it shows: it complains in the console, it is wider than its screen, the line
/// lies over the last card, words on a button are cut off, or a page of welcome on the wall shows half of those who are here.
import type { Page } from '@playwright/test'

const told = new WeakMap<Page, string[]>()

// An answer that refuses, and a wire that was cut, are told by the browser itself: they are what some pictures are of.
const ofTheWire = /^Failed to load resource|^WebSocket connection to/u

/// From here on what the page complains of is kept until somebody asks.
export function watch(page: Page): void {
  const complaints: string[] = []
  told.set(page, complaints)
  page.on('console', (message) => {
    if (message.type() === 'error' && !ofTheWire.test(message.text())) complaints.push(`console: ${message.text()}`)
  })
  page.on('pageerror', (error) => complaints.push(`thrown: ${error.message}`))
}

export async function faults(page: Page): Promise<string[]> {
  const complaints = told.get(page)?.splice(0) ?? ['nobody watched this page']
  return [
    ...complaints,
    ...(await sideways(page)),
    ...(await lastCardCovered(page)),
    ...(await cutWords(page)),
    ...(await cutNames(page)),
  ]
}

async function sideways(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const wide = document.documentElement.scrollWidth - innerWidth
    if (wide <= 0) return []
    const widest = [...document.body.querySelectorAll('*')]
      .filter((one) => one.checkVisibility() && one.getBoundingClientRect().right > innerWidth)
      .map((one) => `${one.tagName.toLowerCase()}.${one.getAttribute('class') ?? ''}`)
    return [`scrolls sideways by ${wide} px: ${widest.slice(0, 6).join(', ')}`]
  })
}

/// Each box of cards, brought to its end: its last card ends above the line.
async function lastCardCovered(page: Page): Promise<string[]> {
  return await page.evaluate(async () => {
    const line = document.querySelector('[data-area=line]')
    if (!line?.checkVisibility() || document.querySelector('dialog[open]:modal')) return []
    const cards = [...document.querySelectorAll<HTMLElement>('main [data-card]')].filter((one) => one.checkVisibility())
    const last = new Map<Element | null, HTMLElement>()
    for (const card of cards) last.set(card.parentElement, card)
    const boxes = new Map<Element, number>()
    const found: string[] = []
    for (const card of last.values()) {
      for (let box: Element | null = card; box; box = box.parentElement) {
        if (!boxes.has(box)) boxes.set(box, box.scrollTop)
        box.scrollTop = box.scrollHeight
      }
      card.scrollIntoView({ block: 'nearest', behavior: 'instant' })
      await new Promise((frame) => {
        requestAnimationFrame(frame)
        setTimeout(frame, 500)
      })
      const [under, over] = [card.getBoundingClientRect(), line.getBoundingClientRect()]
      const beside = under.right <= over.left || under.left >= over.right
      const hidden = Math.round(Math.min(under.bottom, over.bottom) - Math.max(under.top, over.top))
      if (!beside && hidden > 1) {
        found.push(`the line lies over ${hidden} px of “${card.innerText.slice(0, 30)}”`)
      }
    }
    for (const [box, top] of boxes) box.scrollTop = top
    return found
  })
}

async function cutWords(page: Page): Promise<string[]> {
  return await page.evaluate(() =>
    [...document.querySelectorAll<HTMLElement>('button, h1, h2, h3, [role=tab]')]
      .filter((one) => one.checkVisibility({ visibilityProperty: true }) && one.closest('[data-card], .heard') === null)
      // The bands of the replay are as wide as the steps took long.
      .filter((one) => !one.matches('.band'))
      .filter((one) => {
        const { overflowX, textOverflow } = getComputedStyle(one)
        // Dots say that there is more; words that just stop, or stand beside their button, say nothing.
        return (
          textOverflow !== 'ellipsis' &&
          one.scrollWidth > one.clientWidth + 1 &&
          (overflowX !== 'visible' || one.tagName === 'BUTTON')
        )
      })
      .map((one) => `“${one.innerText.slice(0, 40)}” does not fit its ${one.tagName.toLowerCase()}`),
  )
}

// Nobody scrolls a wall.
async function cutNames(page: Page): Promise<string[]> {
  return await page.evaluate(() => {
    const list = document.querySelector('.two:has(> .here)')
    if (!list || list.scrollHeight <= list.clientHeight) return []
    return [`who is here and what comes next is ${list.scrollHeight - list.clientHeight} px too high for the wall`]
  })
}
