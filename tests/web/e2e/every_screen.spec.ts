/// Every screen, as everybody has to be able to use it: axe finds nothing against WCAG 2.1 A and AA, it fits 320 px and 400 %, and
/// a finger can press what it shows. In Dutch on a phone and in English on a laptop: what stops somebody hangs on the width or on
/// the words, not on both at once, and each look costs more than what brings the page there.
import type { Page } from '@playwright/test'
import { atTheTable } from './harness/at_the_table'
import { barriers } from './harness/axe'
import { afterwards, arriving } from './harness/every_screen'
import { enlarged, fixed, phone, resize, sideways, target, tooSmall, touch, unreachable } from './harness/fits'
import { expect, test } from './harness/meeting'
import { withTheClient } from './harness/with_the_client'
import { withoutAChair } from './harness/without_a_chair'

const laptop = { width: 1366, height: 768 }

for (const [part, walk] of [
  ['before the meeting', arriving],
  ['at the table', atTheTable],
  ['with the client, and at the end', withTheClient],
  ['without a chair, and with a second device', withoutAChair],
  ['after the meeting', afterwards],
] as const) {
  test(`on a phone nothing stands in the way ${part}`, async ({ meeting, administrator }) => {
    test.slow()
    const look = async (page: Page, screen: string) => {
      const before = page.viewportSize()
      const find = (size: string, what: readonly string[]) => {
        expect.soft(what, `${screen}, ${size}`).toEqual([])
      }
      await resize(page, phone)
      find('320 px', await sideways(page))
      await resize(page, enlarged)
      find('400 %', [...(await sideways(page)), ...(await fixed(page)), ...(await unreachable(page))])
      await resize(page, touch)
      find('axe', await barriers(page))
      if (!screen.startsWith('room screen')) find('finger', await tooSmall(page, target))
      if (before) await resize(page, before)
    }
    await walk({ meeting, administrator, language: 'nl', browser: { hasTouch: true }, look })
  })

  test(`on a laptop, in English, axe finds no barrier ${part}`, async ({ meeting, administrator }) => {
    test.slow()
    const look = async (page: Page, screen: string) => {
      const before = page.viewportSize()
      if (before?.width !== laptop.width) await resize(page, laptop)
      expect.soft(await barriers(page), screen).toEqual([])
      if (before && before.width !== laptop.width) await resize(page, before)
    }
    await walk({ meeting, administrator, language: 'en', look })
  })
}
