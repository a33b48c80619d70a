/// Hands that have a keyboard only. After each act the focus must stand on something: who cannot see where it went, and
/// who has no pointer to fetch it, is lost when it falls to the body.
import { expect, type Locator, type Page } from '@playwright/test'
import { headWords } from '@/view/words/head'
import { leadWords } from '@/view/words/lead'
import type { Guest } from './guest'

export class Hands {
  readonly page: Page
  readonly guest: Guest

  constructor(guest: Guest) {
    this.guest = guest
    this.page = guest.page
  }

  /// Before the first page: from here on a pointer is noticed.
  async watched(): Promise<void> {
    await this.page.addInitScript(() => {
      for (const name of ['pointerdown', 'mousedown', 'touchstart']) {
        addEventListener(name, () => document.documentElement.setAttribute('data-pointer', name), true)
      }
    })
  }
  async usedNoPointer(): Promise<void> {
    expect(await this.page.locator('html').getAttribute('data-pointer'), 'a pointer was used').toBeNull()
  }

  async press(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      await this.page.keyboard.press(key)
      await this.standsSomewhere(key)
    }
  }
  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text)
  }

  /// By Tab, as far as it takes.
  async tabTo(to: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
    const most = 150
    await expect(to).toBeVisible()
    const is = () => to.evaluate((element) => element === document.activeElement)
    for (let pressed = 0; !(await is()); ++pressed) {
      expect(pressed, `Tab does not come to ${to.toString()}`).toBeLessThan(most)
      await this.page.keyboard.press(key)
    }
  }
  /// Comes to a button and presses it; then `done` is seen, and the focus is somewhere.
  async does(what: string, button: Locator, done: () => Promise<unknown>): Promise<void> {
    await this.tabTo(button)
    await this.page.keyboard.press('Enter')
    await done()
    await this.standsSomewhere(what)
  }
  button(name: string | RegExp): Locator {
    return this.page
      .getByRole('button', { name, exact: typeof name === 'string' })
      .filter({ visible: true })
      .first()
  }
  get window(): Locator {
    return this.page.getByRole('dialog').filter({ visible: true })
  }
  async leavesWindow(): Promise<void> {
    await this.press('Escape')
    await expect(this.window).toHaveCount(0)
    await this.standsSomewhere('a window closed')
  }

  /// What holds the focus once the page came to rest; never the body.
  async standsSomewhere(after: string): Promise<void> {
    const where = () =>
      this.page.evaluate(async () => {
        for (let frame = 0; frame < 3; ++frame) await new Promise((drawn) => requestAnimationFrame(drawn))
        return document.activeElement?.tagName ?? 'nothing'
      })
    await expect.poll(where, { message: `the focus after: ${after}` }).not.toMatch(/^(?:BODY|HTML|nothing)$/u)
  }

  // ---- The areas of the page

  async area(): Promise<string> {
    return await this.page.evaluate(
      () => document.activeElement?.closest('[data-area]')?.getAttribute('data-area') ?? '',
    )
  }
  async toArea(area: string): Promise<void> {
    for (let pressed = 0; (await this.area()) !== area; ++pressed) {
      expect(pressed, `F6 does not come to ${area}`).toBeLessThan(6)
      await this.press('F6')
    }
  }
  /// F6 leads to where one was last on the page; from there Tab comes to the card that the arrows begin at.
  async toCards(): Promise<void> {
    await this.toArea('page')
    const first = this.page.locator('[data-area=page] [data-card][tabindex="0"]').first()
    if ((await this.page.locator('[data-card]:focus').count()) === 0) await this.tabTo(first)
  }
  /// By the arrows, from the first card of the region one stands in.
  async toCard(text: string): Promise<void> {
    const card = this.guest.card(text).first()
    for (let down = 0; !(await card.evaluate((one) => one === document.activeElement)); ++down) {
      expect(down, `the arrows do not come to ${text}`).toBeLessThan(12)
      await this.press('ArrowDown')
    }
  }
  async toLine(): Promise<void> {
    await this.press('Escape')
    await expect(this.guest.line).toBeFocused()
  }

  // ---- What one does

  async comesIn(where: string, goIn: string): Promise<void> {
    await this.watched()
    await this.page.goto(this.guest.link)
    const there = this.page.getByRole('radio', { name: where })
    await this.tabTo(this.page.getByRole('radio').first())
    await this.page.keyboard.press('Space')
    for (let pressed = 0; !(await there.isChecked()) && pressed < 3; ++pressed) await this.press('ArrowDown')
    await expect(there).toBeChecked()
    await this.tabTo(this.button(goIn))
    await this.page.keyboard.press('Enter')
    await expect(this.guest.line).toBeVisible()
    await this.standsSomewhere('coming in')
  }
  async writes(keys: string): Promise<void> {
    await this.toLine()
    await this.type(keys)
    await this.press('Enter')
    await expect(this.guest.line).toHaveValue('')
    await expect(this.guest.line).toBeFocused()
  }
  async goesOnTo(name: string): Promise<void> {
    await this.toArea('side')
    const step = this.page
      .getByRole('navigation', { name: headWords.nl.steps })
      .getByRole('button', { name: new RegExp(name, 'u') })
    await this.does(`next step, ${name}`, this.button(leadWords.nl.nextTo(name)), () =>
      expect(step).toHaveAttribute('aria-current', 'step'),
    )
  }
}
