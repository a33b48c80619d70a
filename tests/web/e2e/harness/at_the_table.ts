/// A walk past every screen of the meeting itself, as chair, partner, client and on the wall, for tests that hold of all of
/// them; as every_screen.ts does for what is before and after it. A test that adds a screen to a meeting adds it here.
import type { Locator, Page } from '@playwright/test'
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import type { Asked } from '@/replica/session'
import { cardWords } from '@/view/words/cards'
import { catchingUpWords } from '@/view/words/catching_up'
import { clientWords } from '@/view/words/client'
import { headWords } from '@/view/words/head'
import { leadWords } from '@/view/words/lead'
import { lineWords } from '@/view/words/line'
import { meetingWords } from '@/view/words/meeting'
import { outlineWords } from '@/view/words/outline'
import { pageWords } from '@/view/words/page'
import { planWords } from '@/view/words/plan'
import { roomWords } from '@/view/words/room'
import { atTheDoor, type Walk } from './every_screen'
import type { Guest, Language } from './guest'
import { expect, type Visitor } from './meeting'

const risks = ['Post blijft liggen', 'Schulden lopen op', 'Slaapt slecht en is ’s nachts actief', 'Gebruikt alleen']
const strengths = ['Heeft een hond waar hij goed voor zorgt', 'Zus komt elke week', 'Wil zelf van de schulden af']

export function cards(kind: string, texts: readonly string[], said: string, region = ''): Asked[] {
  return texts.map((text) => ({ case: 'addItem', value: { kind, text, saidBy: said, region } }))
}

function wordsIn(language: Language) {
  return {
    card: cardWords[language],
    late: catchingUpWords[language],
    client: clientWords[language],
    head: headWords[language],
    lead: leadWords[language],
    line: lineWords[language],
    meeting: meetingWords[language],
    outline: outlineWords[language],
    page: pageWords[language],
    plan: planWords[language],
    room: roomWords[language],
  }
}

/// A meeting with everybody invited, and what the walker does at it again and again.
export class Table {
  readonly walk: Walk
  readonly t: ReturnType<typeof wordsIn>
  readonly chair: Guest
  readonly partner: Guest
  readonly client: Guest
  readonly wall: Visitor

  private constructor(walk: Walk, people: Pick<Table, 'chair' | 'partner' | 'client' | 'wall'>) {
    this.walk = walk
    this.t = wordsIn(walk.language)
    this.chair = people.chair
    this.partner = people.partner
    this.client = people.client
    this.wall = people.wall
  }

  static async laid(walk: Walk): Promise<Table> {
    const { meeting, language, browser } = walk
    const invited = { language, ...(browser ? { browser } : {}) }
    return new Table(walk, {
      chair: await meeting.guest('Sanne', 'procesregisseur', { ...invited, organisationName: 'ZVH Merenland' }),
      partner: await meeting.guest('Karim', 'partner', {
        ...invited,
        organisation: 'politie',
        organisationName: 'Politie Merenland',
      }),
      client: await meeting.guest('P.', 'client', { ...invited, organisation: 'o3' }),
      wall: await meeting.visitor({ ...browser, viewport: { width: 1920, height: 1080 } }, language),
    })
  }

  get page(): Page {
    return this.chair.page
  }
  get window(): Locator {
    return this.page.getByRole('dialog').filter({ visible: true })
  }
  button(name: string | RegExp): Locator {
    return this.page
      .getByRole('button', { name, exact: typeof name === 'string' })
      .filter({ visible: true })
      .first()
  }

  async look(page: Page, screen: string): Promise<void> {
    await this.walk.look(page, screen)
  }
  /// A window of the chair's, and in it what `within` does.
  async opens(screen: string, opener: Locator, within?: (window: Locator) => Promise<void>): Promise<void> {
    await opener.click()
    await expect(this.window).toBeVisible()
    await this.look(this.page, screen)
    await within?.(this.window)
    await this.page.keyboard.press('Escape')
    await expect(this.window).toHaveCount(0)
  }
  /// As `opens`, for what lies folded under "Meer".
  async opensMore(screen: string, name: string, within?: (window: Locator) => Promise<void>): Promise<void> {
    const more = this.page.getByRole('complementary').locator('details')
    if ((await more.getAttribute('open')) === null) await more.locator('summary').click()
    await this.opens(screen, more.getByRole('button', { name, exact: true }), within)
  }
  /// The paper as a list of headings, or as a sheet again.
  async shows(how: string): Promise<void> {
    await this.button(this.t.head.view).click()
    await this.window.getByRole('radio', { name: how, exact: true }).check()
    await this.page.keyboard.press('Escape')
    await expect(this.window).toHaveCount(0)
  }
}

/// Coming in, the sheet, its cards, and every window of the chair.
export async function atTheTable(walk: Walk): Promise<void> {
  const table = await Table.laid(walk)
  await comingIn(table)
  await oneCard(table)
  await theLine(table)
  await pasted(table)
  await theWindows(table)
  await shownOtherwise(table)
  await withoutAConnection(table)
  await rounds(table)
}

async function comingIn(table: Table): Promise<void> {
  const { chair, partner, client, wall, page, t } = table
  const code = wall.page.waitForResponse('**/api/v1/screens')
  await wall.page.goto('/r')
  await expect(wall.page.getByText(t.room.pairTitle)).toBeVisible()
  await table.look(wall.page, 'room screen, its code')
  await chair.comesIn()
  await table.look(page, 'the meeting, not begun and empty')
  await chair.says([
    { case: 'beginMeeting', value: {} },
    { case: 'addItem', value: { kind: 'doel', text: 'Samen een plan waar P. zelf in staat' } },
    { case: 'goToPhase', value: { phase: 'probleem' } },
    ...cards('feit', ['Post ligt al weken ongeopend', 'Er is een huurschuld'], chair.id),
    { case: 'addItem', value: { kind: 'probleemdefinitie', text: 'P. verliest zijn huis als er niets verandert' } },
    { case: 'addItem', value: { kind: 'idee', text: 'Budgetbeheer aanvragen', saidBy: partner.id } },
    { case: 'goToPhase', value: { phase: 'factoren' } },
    ...cards('risico', risks, partner.id), // 9 to 12
    ...cards('beschermend', strengths, chair.id),
    { case: 'addItem', value: { kind: 'onbekend', text: 'Weten we of hij kan lezen?' } },
    { case: 'addComment', value: { item: '@9', text: 'Sinds het voorjaar' } },
    { case: 'linkItems', value: { from: '@9', to: '@10', relation: 'versterkt' } },
    { case: 'stackItem', value: { item: '@12', onto: '@11' } },
  ])
  await atTheDoor(table.walk, chair)
  await partner.opens('remote')
  await expect(partner.page.getByRole('dialog').getByText(t.late.joined)).toBeVisible()
  await table.look(partner.page, 'catching up')
  await partner.page.keyboard.press('Escape')
  await client.opens('room')
  await expect(client.page.getByText(t.client.inside)).toBeVisible()
  await table.look(client.page, 'the client, behind the curtain')
  const { code: shown } = (await (await code).json()) as { code: string }
  await chair.api.ask('POST', `meetings/${chair.meeting}/screens`, JSON.stringify({ code: shown }))
  await expect(wall.page.getByRole('heading', { name: t.room.welcome('P.') })).toBeVisible()
  await table.look(wall.page, 'room screen, welcome')
  await chair.says([{ case: 'depart', value: { participant: client.id } }])
  await expect(wall.page.getByText(risks[0] ?? '').first()).toBeVisible()
  await table.look(wall.page, 'room screen, live')
  await chair.sees(strengths[0] ?? '')
  await chair.sees(t.lead.knocks(1))
  await table.look(page, 'factors, the chair')
  await table.look(partner.page, 'factors, a partner')
}

// Its text, its menu, and each of its windows.
async function oneCard(table: Table): Promise<void> {
  const { chair, page, t } = table
  const card = chair.card(risks[0] ?? '')
  await card.focus()
  await page.keyboard.press('Enter')
  await expect(page.locator('.cm-content')).toBeVisible()
  await table.look(page, 'a card one writes in')
  await page.keyboard.press('Escape')
  await card.focus()
  await page.keyboard.press('Shift+F10')
  await expect(page.getByRole('menu')).toBeVisible()
  await table.look(page, 'the menu of a card')
  await page.keyboard.press('Escape')
  const { tags, visibility, comment, link, move, stackOn, kind, speaker } = t.card
  for (const window of [tags, visibility, comment, link, move, stackOn, kind, speaker]) {
    await card.focus()
    await page.keyboard.press('Shift+F10')
    await expect(page.getByRole('menu')).toBeVisible()
    await table.opens(`a card: ${window}`, page.getByRole('menuitem', { name: window, exact: true }))
  }
}

async function theLine(table: Table): Promise<void> {
  const { chair, page, t } = table
  for (const opener of ['@', '/']) {
    await chair.line.pressSequentially(opener)
    await expect(page.getByRole('option').first()).toBeVisible()
    await table.look(page, `the line, ${opener}`)
    await page.keyboard.press('Escape')
    await chair.line.fill('')
  }
  for (const chip of [t.line.kind, t.line.level]) {
    await page.getByRole('combobox', { name: new RegExp(`^${chip}`, 'u') }).click()
    await expect(page.getByRole('option').first()).toBeVisible()
    await table.look(page, `the line, ${chip}`)
    await page.keyboard.press('Escape')
  }
}

async function pasted(table: Table): Promise<void> {
  const { chair, page, t } = table
  await chair.line.evaluate((field) => {
    const clipboardData = new DataTransfer()
    clipboardData.setData('text/plain', 'Eerste regel\nTweede regel')
    field.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }))
  })
  await chair.sees(t.line.pasteAsk)
  await table.look(page, 'pasted lines')
  await page.keyboard.press('Escape')
  await expect(table.window).toHaveCount(0)
}

async function theWindows(table: Table): Promise<void> {
  const { t } = table
  const { head: h, lead: l } = t
  await table.opens('who is here', table.button(new RegExp(h.openList, 'u')), async (window) => {
    await window.getByRole('combobox', { name: h.change('Karim') }).selectOption('ends')
    await table.look(table.page, 'somebody takes part no more')
  })
  await table.opens('my view', table.button(h.view), async (window) => {
    await window.getByRole('button', { name: h.leave }).click()
    await table.look(table.page, 'leave on this device')
  })
  await table.opens('time', table.page.getByRole('button', { name: new RegExp(`^${h.time}:`, 'u') }))
  await table.opens('overview', table.button(t.page.overview))
  await table.opens('one more sheet', table.button(h.newPage))
  await table.opens('begin a silent round', table.button(l.openBlind))
  await table.opens('begin to vote', table.button(l.openVote))
  await table.opensMore('room screen and door', l.room, async (window) => {
    // The door through which somebody knocked stands open still.
    await expect(window.getByRole('button', { name: l.closeDoor })).toBeVisible()
    await table.look(table.page, 'room screen and door, with its QR')
  })
  await table.opensMore('rules', l.rules, async (window) => {
    await window.getByRole('button', { name: l.lift }).first().click()
    await table.look(table.page, 'lift a rule')
  })
  await table.opensMore('hand over the chair', l.handOver)
  await table.opensMore('close the meeting', l.endMeeting)
}

async function shownOtherwise(table: Table): Promise<void> {
  const { chair, partner, page, t } = table
  const { overview, densities, byDomain } = t.page
  await partner.page.getByRole('radio', { name: densities.line }).check({ force: true })
  await partner.page.getByRole('button', { name: overview }).filter({ visible: true }).first().click()
  const asked = partner.page.getByRole('dialog').filter({ visible: true })
  await asked.getByRole('checkbox', { name: byDomain }).check({ force: true })
  await partner.page.keyboard.press('Escape')
  await table.look(partner.page, 'one line a card, by domain')
  await table.shows(t.head.outline)
  await expect(page.getByRole('group', { name: t.outline.outline })).toBeVisible()
  await table.look(page, 'as a list')
  await table.shows(t.head.asSheet)
  const parked = chair.card('Budgetbeheer')
  await parked.getByRole('button', { name: t.card.unfold }).click()
  await expect(parked.getByText('Karim')).toBeVisible()
  await table.look(page, 'a parked idea, opened')
  await chair.card(strengths[1] ?? '').focus()
  await page.keyboard.press('Delete')
  await expect(table.button(t.page.bin(1))).toBeVisible()
  await table.opens('what was taken away', table.button(t.page.bin(1)))
}

async function withoutAConnection(table: Table): Promise<void> {
  const { chair, page, t } = table
  chair.wire.cut()
  await chair.types('/risico geschreven zonder lijn')
  await chair.sees(t.meeting.offline)
  await table.look(page, 'offline')
  chair.wire.mend()
  await chair.agrees()
}

async function rounds(table: Table): Promise<void> {
  const { chair, partner, wall, page, t } = table
  await chair.says([
    { case: 'openRound', value: { kind: OpenRound_Kind.BLIND, regions: ['risico'], minutes: 5 } },
    { case: 'raiseHand', value: { raised: true } },
  ])
  await chair.sees(t.lead.writeYours)
  await table.look(page, 'a silent round, the chair')
  await partner.types('/risico in stilte')
  await partner.sees(t.card.covered)
  await table.look(partner.page, 'a silent round, a partner')
  await expect(wall.page.getByText(t.room.blindHow)).toBeVisible()
  await table.look(wall.page, 'room screen, a silent round')
  await table.button(t.lead.reveal).click()
  await table.look(page, 'a silent round, asked to open it')
  await chair.says([
    { case: 'closeRound', value: {} },
    { case: 'openRound', value: { kind: OpenRound_Kind.VOTE, kinds: ['risico'], points: 3 } },
  ])
  await partner.sees(t.lead.voteHow)
  await partner.page.getByRole('button', { name: t.card.votePlus }).filter({ visible: true }).first().click()
  await table.look(partner.page, 'voting')
  await table.look(wall.page, 'room screen, a vote')
}
