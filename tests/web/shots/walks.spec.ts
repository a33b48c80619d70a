/// Every screen there is, in the order in which one comes past it: the walks that the tests of barriers and of reflow take, with a
/// camera.
import type { Page } from '@playwright/test'
import { atTheTable } from '../e2e/harness/at_the_table'
import { afterwards, arriving, type Walk } from '../e2e/harness/every_screen'
import { withTheClient } from '../e2e/harness/with_the_client'
import { withoutAChair } from '../e2e/harness/without_a_chair'
import { picture } from './picture'
import { test } from './table'

const walks: readonly (readonly [string, (walk: Walk) => Promise<void>])[] = [
  ['before', arriving],
  ['table', atTheTable],
  ['client', withTheClient],
  ['without a chair', withoutAChair],
  ['after', afterwards],
]

for (const [part, walk] of walks) {
  test(`every screen: ${part}`, async ({ table, administrator }) => {
    test.setTimeout(300_000)
    let n = 0
    const look = async (page: Page, screen: string) => {
      await picture(page, `${part} ${String(++n).padStart(2, '0')}`, screen)
    }
    await walk({ meeting: table, administrator, language: 'nl', look })
  })
}
