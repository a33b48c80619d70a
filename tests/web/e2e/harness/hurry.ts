/// A hand that is quicker than the page: keys that all lie ready before the page has looked at the first, and parts of the
/// page that come late.
import type { Page } from '@playwright/test'

const busyMs = 250

interface Press {
  readonly key: string
  readonly code?: string
  readonly text?: string
  readonly number?: number
  readonly modifiers?: number
}
const control = 2
const named: Readonly<Record<string, Press>> = {
  Enter: { key: 'Enter', code: 'Enter', text: '\r', number: 13 },
  'Control+Enter': { key: 'Enter', code: 'Enter', text: '\r', number: 13, modifiers: control },
  Tab: { key: 'Tab', code: 'Tab', number: 9 },
  Escape: { key: 'Escape', code: 'Escape', number: 27 },
  Delete: { key: 'Delete', code: 'Delete', number: 46 },
  Backspace: { key: 'Backspace', code: 'Backspace', number: 8 },
}

/// Presses these one behind the other without waiting for any, while the page is busy with something else. A name of a key
/// is that key; all else is typed letter by letter.
export async function atOnce(page: Page, ...keys: readonly string[]): Promise<void> {
  const devtools = await page.context().newCDPSession(page)
  const all = [
    page.evaluate((ms) => {
      const until = performance.now() + ms
      while (performance.now() < until);
    }, busyMs),
  ] as Promise<unknown>[]
  for (const word of keys) {
    const presses = named[word] ? [named[word]] : [...word].map((letter): Press => ({ key: letter, text: letter }))
    for (const { key, code = '', text, number = 0, modifiers = 0 } of presses) {
      const press = { key, code, windowsVirtualKeyCode: number, modifiers }
      const down =
        text === undefined || modifiers !== 0
          ? { ...press, type: 'rawKeyDown' as const }
          : { ...press, type: 'keyDown' as const, text }
      all.push(devtools.send('Input.dispatchKeyEvent', down))
      all.push(devtools.send('Input.dispatchKeyEvent', { ...press, type: 'keyUp' }))
    }
  }
  await Promise.all(all)
  await devtools.detach()
}

/// Parts of the page with these names come when one says so; until then they are on their way. `never`: they cannot be
/// fetched at all.
export async function comesLate(
  page: Page,
  ...parts: readonly string[]
): Promise<{ come: () => void; never: () => void }> {
  let settle: (comes: boolean) => void = () => undefined
  const settled = new Promise<boolean>((then) => (settle = then))
  for (const part of parts) {
    await page.route(`**/assets/${part}-*.js`, async (route) => {
      if (await settled) await route.continue()
      else await route.abort('internetdisconnected')
    })
  }
  return { come: () => settle(true), never: () => settle(false) }
}
