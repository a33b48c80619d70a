/// What axe finds against WCAG 2.1 A and AA on a page, in sentences. Of a page with a window over it the window alone: what lies
/// behind is out of reach then, and is looked at when it lies in front.
import { AxeBuilder } from '@axe-core/playwright'
import type { Page } from '@playwright/test'

const rules = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa']
const window = 'dialog:modal'

export async function barriers(page: Page): Promise<string[]> {
  const stands = await page.evaluate((window) => {
    return { axe: 'axe' in globalThis, window: document.querySelector(window) !== null }
  }, window)
  // Half a megabyte need not come again with each look at the same document; and our pages hold no frames: axe needs no page of
  // its own to put findings together.
  const look = new AxeBuilder({ page, ...(stands.axe ? { axeSource: 'undefined' } : {}) })
    .options({ resultTypes: ['violations'] })
    .withTags(rules)
    .setLegacyMode()
  if (stands.window) look.include(window)
  const { violations } = await look.analyze()
  return violations.flatMap(({ id, help, nodes }) =>
    nodes.map((node) => `${id}: ${help}: ${node.target.join(' ')} ${node.html.slice(0, 160)}`),
  )
}
