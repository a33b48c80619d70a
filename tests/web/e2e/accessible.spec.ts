/// axe finds nothing against WCAG 2.1 A and AA: on every screen, in both languages, on a laptop and on a phone.
import type { Page } from '@playwright/test'
import { atTheTable } from './harness/at_the_table'
import { barriers } from './harness/axe'
import { afterwards, arriving } from './harness/every_screen'
import { expect, test } from './harness/meeting'
import { withTheClient } from './harness/with_the_client'

const sizes = [
  { width: 1366, height: 768 },
  { width: 390, height: 844 },
]

for (const language of ['nl', 'en'] as const) {
  for (const [part, walk] of [
    ['before the meeting', arriving],
    ['at the table', atTheTable],
    ['with the client, and at the end', withTheClient],
    ['after the meeting', afterwards],
  ] as const) {
    test(`no barrier ${part}, in ${language}`, async ({ meeting, administrator }) => {
      test.slow()
      const look = async (page: Page, screen: string) => {
        const before = page.viewportSize()
        for (const size of sizes) {
          await page.setViewportSize(size)
          expect.soft(await barriers(page), `${screen} at ${size.width} px`).toEqual([])
        }
        if (before) await page.setViewportSize(before)
      }
      await walk({ meeting, administrator, language, look })
    })
  }
}
