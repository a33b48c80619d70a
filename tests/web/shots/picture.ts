/// Pictures of a screen at three sizes, in tests/web/shots/out: to be looked at by people, not compared. The name says what is
/// seen: `screen-state-390x844.png`. A picture is taken of any page, a bad one too; what is plainly wrong fails the test.
import { resolve } from 'node:path'
import { type CDPSession, expect, type Page } from '@playwright/test'
import { faults } from './faults'

export const sizes = [
  { width: 390, height: 844, touch: true },
  { width: 1366, height: 768, touch: false },
  { width: 1920, height: 1080, touch: false },
] as const

const out = resolve(import.meta.dirname, 'out')
const hands = new WeakMap<Page, CDPSession>()

// A phone is touched: what is drawn for a finger is drawn there too.
async function touched(page: Page, enabled: boolean): Promise<void> {
  let hand = hands.get(page)
  if (!hand) {
    if (!enabled) return
    hand = await page.context().newCDPSession(page)
    hands.set(page, hand)
  }
  await hand.send('Emulation.setTouchEmulationEnabled', enabled ? { enabled, maxTouchPoints: 1 } : { enabled })
}

async function drawn(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await document.fonts.ready
    // Two frames: one in which the page finds its new size, one in which it is drawn. A page behind others may get none.
    await new Promise((frame) => {
      requestAnimationFrame(() => requestAnimationFrame(frame))
      setTimeout(frame, 1_000)
    })
  })
}

export interface Sight {
  /// Of what does not fit one screen: from its top to its end.
  readonly whole?: boolean
  /// Only some of the sizes, by their width: a screen on a wall is no phone.
  readonly widths?: readonly number[]
  /// What the page does at each size, before it is taken.
  readonly before?: (width: number) => Promise<void>
}

/// Takes `screen` in `state` at every size, and looks for faults at each. The page keeps the size it had.
export async function picture(page: Page, screen: string, state: string, sight: Sight = {}): Promise<void> {
  const before = page.viewportSize()
  for (const { width, height, touch } of sizes) {
    if (sight.widths && !sight.widths.includes(width)) continue
    await page.bringToFront()
    await page.setViewportSize({ width, height })
    await touched(page, touch)
    await page.mouse.move(0, 0) // nothing is pointed at
    await drawn(page)
    if (sight.before) {
      await sight.before(width)
      await drawn(page)
    }
    const path = resolve(out, `${named(screen)}-${named(state)}-${width}x${height}.png`)
    await page.screenshot({ path, animations: 'disabled', fullPage: sight.whole ?? false })
    expect.soft(await faults(page), `${screen}, ${state}, at ${width} px`).toEqual([])
  }
  await touched(page, false)
  if (before) await page.setViewportSize(before)
}

function named(words: string): string {
  return words
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/gu, '_')
    .replaceAll(/^_|_$/gu, '')
}
