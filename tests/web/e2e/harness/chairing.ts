/// Who leads, at his own page: the verbs of a facilitator, by the words on his buttons.
import { expect, type Locator } from '@playwright/test'
import { headWords } from '@/view/words/head'
import { leadWords } from '@/view/words/lead'
import { lineWords } from '@/view/words/line'
import type { Guest } from './guest'

const t = leadWords.nl

export class Chair {
  readonly #guest: Guest

  constructor(guest: Guest) {
    this.#guest = guest
  }

  get #page() {
    return this.#guest.page
  }
  get box(): Locator {
    return this.#page.getByRole('region', { name: t.lead, exact: true })
  }
  button(name: string | RegExp): Locator {
    return this.#page.getByRole('button', { name, exact: typeof name === 'string' })
  }
  window(title: string | RegExp): Locator {
    return this.#page.getByRole('dialog', { name: title })
  }

  async begins(): Promise<void> {
    await this.box.getByRole('button', { name: t.beginMeeting }).click()
    await expect(this.box.getByRole('button', { name: t.beginMeeting })).toHaveCount(0)
  }

  /// Presses "Volgende", without saying what comes of it.
  async wantsNext(name: string): Promise<void> {
    await this.box.getByRole('button', { name: t.nextTo(name) }).click()
  }
  /// The next step, for everybody.
  async goesOnTo(name: string): Promise<void> {
    await this.wantsNext(name)
    await this.isAt(name)
  }
  async isAt(name: string): Promise<void> {
    const step = this.#page.getByRole('navigation', { name: headWords.nl.steps }).locator('[aria-current=step]')
    await expect(step).toContainText(name)
  }

  /// A card for somebody else, by the line alone: who, what kind, the words.
  async enters(speaker: string, kind: string, text: string): Promise<void> {
    const { keyboard } = this.#page
    const { line } = this.#guest
    await expect(line).toBeFocused()
    await this.#picks('@', speaker)
    await this.#picks('/', kind)
    await keyboard.insertText(text)
    await keyboard.press('Enter')
    await expect(line).toHaveValue('')
  }
  // Letters of its first word until the option stands first, arrows for the rest of the way, and Enter.
  async #picks(opener: '@' | '/', name: string): Promise<void> {
    const { keyboard } = this.#page
    await keyboard.type(opener)
    const options = this.#page.getByRole('region', { name: lineWords.nl.area }).getByRole('option')
    const at = async () => (await options.allTextContents()).findIndex((text) => text.trim().startsWith(name))
    for (const letter of name.split(' ')[0] ?? '') {
      if ((await at()) === 0) break
      await keyboard.type(letter)
    }
    for (let steps = await at(); steps > 0; --steps) await keyboard.press('ArrowDown')
    await keyboard.press('Enter')
  }

  async opensRound(kind: 'blind' | 'vote'): Promise<void> {
    await this.box.getByRole('button', { name: kind === 'blind' ? t.openBlind : t.openVote, exact: true }).click()
    const asks = this.window(kind === 'blind' ? t.openBlindLong : t.openVoteLong)
    await asks.getByRole('button', { name: t.begin, exact: true }).click()
    await expect(asks).toHaveCount(0)
  }
  /// Closing a round is said twice.
  async closesRound(kind: 'blind' | 'vote'): Promise<void> {
    await this.button(kind === 'blind' ? t.reveal : t.closeVote).click()
    await this.button(kind === 'blind' ? t.revealSure : t.closeVoteSure).click()
    await expect(this.#page.getByRole('region', { name: kind === 'blind' ? t.blind : t.vote })).toHaveCount(0)
  }

  /// Presses what lies folded under "Meer".
  async opensMore(name: string): Promise<void> {
    const press = this.box.getByRole('button', { name, exact: true }).or(this.box.getByRole('checkbox', { name }))
    if (!(await press.isVisible())) await this.box.getByText(t.more, { exact: true }).click()
    await press.click()
  }

  async opensRoomWindow(): Promise<Locator> {
    await this.opensMore(t.room)
    return this.window(t.room)
  }

  /// Types in the code that stands on the screen in the room.
  async pairs(code: string): Promise<void> {
    const asks = await this.opensRoomWindow()
    await asks.getByRole('textbox', { name: t.code }).fill(code)
    await asks.getByRole('button', { name: t.pair, exact: true }).click()
    await expect(asks.getByText(t.paired)).toBeVisible()
    await this.#page.keyboard.press('Escape')
  }

  async opensCurtainWindow(client: string): Promise<Locator> {
    await this.box.getByRole('button', { name: t.curtain, exact: true }).click()
    return this.window(t.curtainTitle(client))
  }

  async shutsScreens(): Promise<void> {
    await this.box.getByRole('button', { name: t.shut, exact: true }).click()
    await this.#guest.sees(t.screensShut)
  }
  async opensScreensAgain(): Promise<void> {
    await this.box.getByRole('button', { name: t.openAgain, exact: true }).click()
    await this.#guest.doesNotSee(t.screensShut)
  }

  async endsMeeting(): Promise<void> {
    await this.opensMore(t.endMeeting)
    await this.window(t.endMeeting).getByRole('button', { name: t.endSure }).click()
  }
  async settles(): Promise<void> {
    await this.box.getByRole('button', { name: t.settle }).click()
    await this.window(t.settle).getByRole('button', { name: t.settleSure }).click()
  }
}
