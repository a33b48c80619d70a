/// Hands on a card, with a mouse or a finger: its menu by the button that lies on it, its windows, and carrying it.
import { expect, type Locator, type Page } from '@playwright/test'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import type { Asked } from '@/replica/session'
import { catchingUpWords } from '@/view/words/catching_up'
import type { Guest } from './guest'
import type { Meeting } from './meeting'

interface Point {
  readonly x: number
  readonly y: number
}

export class CardHands {
  readonly guest: Guest
  readonly page: Page

  constructor(guest: Guest) {
    this.guest = guest
    this.page = guest.page
  }

  card(text: string): Locator {
    return this.guest.card(text).first()
  }
  get window(): Locator {
    return this.page.getByRole('dialog').filter({ visible: true })
  }
  get menu(): Locator {
    return this.page.getByRole('menu')
  }
  region(name: string): Locator {
    return this.page.getByRole('region', { name })
  }
  /// The words of the cards of a region, from top to bottom.
  async order(region: string): Promise<readonly string[]> {
    return await this.region(region).locator('[data-card] .words:not(.stack .words)').allTextContents()
  }

  async opensMenu(text: string): Promise<Locator> {
    await this.card(text).hover()
    await this.card(text)
      .getByRole('button', { name: /^Meer met/u })
      .click()
    await expect(this.menu).toBeVisible()
    return this.menu
  }
  async chooses(text: string, what: string): Promise<void> {
    await (await this.opensMenu(text)).getByRole('menuitem', { name: what }).click()
    await expect(this.menu).toHaveCount(0)
  }
  /// What the menu offers for this card.
  async offered(text: string): Promise<readonly string[]> {
    const items = await (await this.opensMenu(text)).getByRole('menuitem').locator('span').allTextContents()
    await this.page.keyboard.press('Escape')
    await expect(this.menu).toHaveCount(0)
    return items
  }
  /// A window from the menu, and one press in it, after which it is shut and the card has the focus.
  async picks(text: string, what: string, choice: string | RegExp): Promise<void> {
    await this.chooses(text, what)
    await this.presses(choice)
  }
  async presses(choice: string | RegExp): Promise<void> {
    await this.window.getByRole('button', { name: choice }).first().click()
    await expect(this.window).toHaveCount(0)
  }
  async leavesWindow(): Promise<void> {
    await this.page.keyboard.press('Escape')
    await expect(this.window).toHaveCount(0)
  }
  /// By two presses, as one opens a thing on a desk.
  async writesIn(text: string): Promise<Locator> {
    await this.card(text).locator('.words').first().dblclick()
    await expect(this.editor).toBeFocused()
    return this.editor
  }
  get editor(): Locator {
    return this.page.locator('.cm-content')
  }

  async middle(of: Locator): Promise<Point> {
    const box = await of.boundingBox()
    if (!box) throw new Error(`${of.toString()} stands nowhere`)
    return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
  }
  /// Carries a card by its words; `still`: holds still until what will happen there is said.
  async carries(text: string, to: Point, still = ''): Promise<void> {
    const words = this.card(text).locator('.words').first()
    await words.scrollIntoViewIfNeeded()
    const from = await this.middle(words)
    await this.page.mouse.move(from.x, from.y)
    await this.page.mouse.down()
    await this.page.mouse.move(from.x + 4, from.y + 8, { steps: 3 })
    await this.page.mouse.move(to.x, to.y, { steps: 6 })
    if (still) await expect(this.page.locator('.carried')).toContainText(still)
    await this.page.mouse.up()
    await expect(this.page.locator('.carried')).toHaveCount(0)
    expect(await this.page.evaluate(() => String(getSelection())), 'no words were selected on the way').toBe('')
  }

  /// What the server holds of it for me; undefined when I may not see it.
  async held(text: string): Promise<Item | undefined> {
    const { state } = await this.guest.api.state(this.guest.meeting)
    return state?.items.find((item) => item.text === text)
  }
  async holds(text: string, part: Partial<Item>): Promise<void> {
    await expect.poll(async () => await this.held(text), { message: `“${text}” with the server` }).toMatchObject(part)
  }
  /// Until all that he wrote is saved and his page holds what the server holds for him. By the hash alone: who sees
  /// nothing of an act is not told its number either.
  async agrees(): Promise<void> {
    await expect(async () => {
      const { unsaved, hash } = await this.guest.witness()
      expect([unsaved, hash]).toEqual([0, (await this.guest.api.state(this.guest.meeting)).hash])
    }).toPass({ timeout: 15_000, intervals: [50, 100, 250, 500] })
  }
  /// His last act, taken back by Ctrl+Z where no text is.
  async takesBack(): Promise<void> {
    await this.page.keyboard.press('Control+z')
  }
}

export interface Seated {
  readonly sanne: CardHands // leads
  readonly karim: CardHands // of the police
  readonly noor: CardHands // of another organisation
  readonly all: () => Promise<void> // every page holds what the server holds for it
}

/// Three pages, and a meeting that came to this step.
export async function seated(
  meeting: Meeting,
  phase: string,
  laid: (who: { sanne: Guest; karim: Guest; noor: Guest }) => Asked[],
) {
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  const karim = await meeting.guest('Karim', 'partner', { organisation: 'politie', organisationName: 'Politie' })
  const noor = await meeting.guest('Noor', 'partner', { organisation: 'ggz', organisationName: 'GGZ' })
  await sanne.says([
    { case: 'beginMeeting', value: {} },
    { case: 'goToPhase', value: { phase } },
    ...laid({ sanne, karim, noor }),
  ])
  await Promise.all([sanne.comesIn(), karim.comesIn('remote'), noor.comesIn()])
  for (const { page } of [karim, noor]) {
    await expect(page.getByRole('dialog', { name: catchingUpWords.nl.title })).toBeVisible()
    await page.keyboard.press('Escape')
  }
  const [one, two, three] = [new CardHands(sanne), new CardHands(karim), new CardHands(noor)]
  const all = async () => {
    for (const hands of [one, two, three]) await hands.agrees()
  }
  return { sanne: one, karim: two, noor: three, all } satisfies Seated
}
