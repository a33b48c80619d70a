/// Pictures of a screen at three sizes, in tests/web/shots/out: to be looked at by people, not compared.
import { resolve } from 'node:path'
import type { Page } from '@playwright/test'

const sizes = [
  { width: 390, height: 844 },
  { width: 1366, height: 768 },
  { width: 1920, height: 1080 },
]

export async function picture(page: Page, name: string): Promise<void> {
  const before = page.viewportSize()
  for (const size of sizes) {
    await page.setViewportSize(size)
    await page.evaluate(() => document.fonts.ready)
    // Two frames: one in which the page finds its new size, one in which it is drawn.
    await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
    const path = resolve(import.meta.dirname, 'out', `${name}-${size.width}.png`)
    await page.screenshot({ path, animations: 'disabled' })
  }
  if (before) await page.setViewportSize(before)
}
