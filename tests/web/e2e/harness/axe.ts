/// What axe finds against WCAG 2.1 A and AA on a page, in sentences.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']

export async function barriers(page: Page): Promise<string[]> {
  // Half a megabyte that need not come again with each look at the same document.
  const there = await page.evaluate(() => 'axe' in window)
  // Our pages hold no frames: axe needs no page of its own to put findings together.
  const { violations } = await new AxeBuilder({ page, ...(there ? { axeSource: 'undefined' } : {}) })
    .options({ resultTypes: ['violations'] })
    .withTags(rules)
    .setLegacyMode()
    .analyze()
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')} ${node.html.slice(0, 160)}`),
  )
}
