/// How one looks at the pages: only my view changes. Steps, densities, the overview, what is new below, free pages, and what
/// there is to catch up with.
import { cardWords } from '@/view/words/cards'
import { catchingUpWords } from '@/view/words/catching_up'
import { headWords } from '@/view/words/head'
import { leadWords } from '@/view/words/lead'
import { pageWords } from '@/view/words/page'
import { Chair } from './harness/chairing'
import type { Guest } from './harness/guest'
import { expect, test } from './harness/meeting'
import { twoAtTheTable } from './harness/seating'

const head = headWords.nl
const page = pageWords.nl

const itemsOf = async (guest: Guest) => (await guest.api.state(guest.meeting)).state?.items ?? []
const strokesOf = async (guest: Guest) =>
  ((await guest.api.state(guest.meeting)).state?.strokes ?? []).filter((each) => !each.removed)

test('one looks at another step alone, corrects it, comes back, and the chair takes everybody along', async ({
  meeting,
}) => {
  const { mirjam, ruud, chair } = await twoAtTheTable(meeting, 'Over wie')
  await mirjam.types('/feit hij woont alleen')
  await chair.goesOnTo('Probleem')
  await ruud.sees(/wat is er aan de hand|probleem/iu)

  const steps = (guest: Guest) => guest.page.getByRole('navigation', { name: head.steps })
  await steps(ruud)
    .getByRole('button', { name: /Over wie/u })
    .click()
  await ruud.sees(head.youLookAt('Over wie'))
  await ruud.card('hij woont alleen').focus()
  await ruud.page.keyboard.press('Enter')
  await expect(ruud.page.getByRole('textbox', { name: cardWords.nl.writeIn('Feit') })).toBeFocused()
  await ruud.page.keyboard.type(', sinds mei')
  await ruud.page.keyboard.press('Escape')
  await expect(mirjam.card('hij woont alleen')).toHaveCount(0)
  await expect
    .poll(async () => (await itemsOf(mirjam)).map((item) => item.text))
    .toEqual(['hij woont alleen, sinds mei'])
  await ruud.page.getByRole('button', { name: head.backToMeeting }).click()
  await expect(ruud.card('hij woont alleen')).toHaveCount(0)

  await steps(mirjam)
    .getByRole('button', { name: /Over wie/u })
    .click()
  await mirjam.page.getByRole('button', { name: leadWords.nl.takeAllTo('Over wie') }).click()
  await expect(ruud.card('hij woont alleen, sinds mei')).toBeVisible()
  await meeting.agrees()
})

test('a hundred cards: new ones below are counted and never jump, and order, domain and filter are mine alone', async ({
  meeting,
}) => {
  const { mirjam, ruud } = await twoAtTheTable(meeting, 'Over wie', 'Probleem')
  const card = (n: number) =>
    ({
      case: 'addItem',
      value: {
        kind: n % 4 === 0 ? 'zorg' : 'feit',
        text: `kaart ${n}.`,
        sheet: 'probleem',
        domain: n % 3 ? '' : 'zrm.huisvesting',
      },
    }) as const
  await mirjam.says(Array.from({ length: 100 }, (_, n) => card(n + 1)))
  await ruud.agrees()

  const region = ruud.page.locator('[data-region="probleem"][data-flow="down"]')
  const box = region.locator('[data-scrolls]')
  await expect(region.getByRole('article')).toHaveCount(100)
  // He reads all of it, and goes back to the beginning.
  const down = async () => {
    await box.evaluate((each) => each.scrollBy(0, each.clientHeight / 2))
    return region.getByRole('button', { name: /nieuwe/u }).count()
  }
  await expect.poll(down, { timeout: 30_000, intervals: [50] }).toBe(0)
  await box.evaluate((each) => each.scrollTo(0, 0))
  await mirjam.says([card(101), card(102)])
  const fresh = region.getByRole('button', { name: new RegExp(page.fresh(2), 'u') })
  await expect(fresh).toBeVisible()
  expect(await box.evaluate((each) => each.scrollTop)).toBe(0)
  await fresh.click()
  await expect(ruud.card('kaart 101.')).toBeInViewport()

  const heights = async () => (await ruud.card('kaart 1.').boundingBox())?.height ?? 0
  await ruud.page.getByText(page.densities.full, { exact: true }).click()
  const whole = await heights()
  await ruud.page.getByText(page.densities.line, { exact: true }).click()
  await expect.poll(heights).toBeLessThan(whole)
  await ruud.page.getByText(page.densities.full, { exact: true }).click()

  const before = await region.getByRole('article').allTextContents()
  await ruud.page.getByRole('button', { name: page.overview, exact: true }).click()
  const window = ruud.page.getByRole('dialog', { name: page.overview })
  await window.getByRole('combobox', { name: page.order, exact: true }).selectOption(page.orders.newest)
  await window.getByLabel(page.byDomain).check()
  await window.getByLabel(page.search).fill('kaart 10')
  await ruud.page.keyboard.press('Escape')
  await ruud.sees(page.filtering(4, 102)) // 10, 100, 101, 102
  await expect(region.getByRole('article')).toHaveCount(4)
  await ruud.sees(page.emptyDomains)
  expect(await mirjam.page.locator('[data-region="probleem"][data-flow="down"]').getByRole('article').count()).toBe(102)
  await ruud.page.getByRole('button', { name: page.everything }).click()
  await expect(region.getByRole('article')).toHaveCount(102)
  expect(await region.getByRole('article').allTextContents()).toEqual(before)
  await meeting.agrees()
})

test('a free page takes ink with pen and eraser and cards anywhere, and everybody sees them', async ({ meeting }) => {
  const { mirjam, ruud } = await twoAtTheTable(meeting, 'Over wie')

  await ruud.page.getByRole('button', { name: head.newPage }).click()
  const asks = ruud.page.getByRole('dialog', { name: head.newPage })
  await asks.getByRole('radio', { name: head.newFreePage }).check()
  await asks.getByLabel(head.pageTitle).fill('Schets van de straat')
  await asks.getByRole('button', { name: head.addPage }).click()
  await ruud.sees(page.freeEmpty)
  await expect.poll(() => mirjam.page.getByRole('navigation', { name: head.pages }).count()).toBeGreaterThan(0)
  await mirjam.page
    .getByRole('navigation', { name: head.pages })
    .getByRole('button', { name: /Schets/u })
    .click()
  const ink = (guest: Guest, n: number) => guest.page.getByRole('img', { name: page.strokes(n) })

  await ruud.page.getByRole('button', { name: page.pen, exact: true }).click()
  await ruud.page.getByRole('button', { name: page.colours[2] ?? '' }).click()
  const free = ruud.page.locator('[data-free]')
  // Of the part in sight, from the left and from above.
  const at = async (x: number, y: number): Promise<readonly [number, number]> => {
    const box = await free.boundingBox()
    if (!box) throw new Error('the free page is not on the screen')
    return [box.x + box.width * x, box.y + Math.min(box.height, 300) * y]
  }
  const draw = async (...points: readonly (readonly [number, number])[]) => {
    const [first = [0, 0] as const, ...others] = await Promise.all(points.map(([x, y]) => at(x, y)))
    await ruud.page.mouse.move(...first)
    await ruud.page.mouse.down()
    for (const each of others) await ruud.page.mouse.move(...each, { steps: 5 })
    await ruud.page.mouse.up()
  }
  await draw([0.2, 0.3], [0.4, 0.5], [0.6, 0.3])
  await draw([0.2, 0.7], [0.6, 0.7])
  await expect(ink(mirjam, 2)).toBeVisible()
  expect((await strokesOf(mirjam)).map((each) => each.colour)).toEqual([2, 2])

  await ruud.page.getByRole('button', { name: page.eraser }).click()
  await draw([0.4, 0.6], [0.4, 0.8])
  await expect(ink(mirjam, 1)).toBeVisible()

  await ruud.page.getByRole('button', { name: page.hand }).click()
  await ruud.page.mouse.dblclick(...(await at(0.7, 0.2)))
  await expect(ruud.page.getByRole('textbox', { name: cardWords.nl.writeIn('Procesnoot') })).toBeFocused()
  await ruud.page.keyboard.type('hier staat zijn auto')
  await ruud.page.keyboard.press('Escape')
  await expect(mirjam.card('hier staat zijn auto')).toBeVisible()
  const place = async () => (await itemsOf(mirjam)).find((item) => item.text === 'hier staat zijn auto')?.place
  const before = await place()
  await ruud.card('hier staat zijn auto').focus()
  await ruud.page.keyboard.press('Control+Shift+ArrowRight')
  await expect.poll(async () => (await place())?.x).toBe((before?.x ?? 0) + 25)
  await meeting.agrees()
})

test('who comes late is told what there is to catch up with', async ({ meeting }) => {
  const title = catchingUpWords.nl.title
  const { mirjam, chair } = await twoAtTheTable(meeting)
  await mirjam.types('/doel samen begrijpen wat er speelt')
  await chair.goesOnTo('Over wie')
  await mirjam.types('/feit hij woont alleen')
  const joost = await meeting.guest('Joost', 'partner', { organisation: 'o3' })
  await joost.opens('remote')
  const window = joost.page.getByRole('dialog', { name: title })
  await expect(window).toContainText('samen begrijpen wat er speelt')
  await expect(window).toContainText('hij woont alleen')
  await joost.page.keyboard.press('Escape')
  await expect(window).toHaveCount(0)
  await expect(joost.line).toBeFocused()
})

test('who sat there when the meeting went on is not late, however slow his page', async ({ meeting }) => {
  const mirjam = await meeting.guest('Mirjam', 'procesregisseur')
  const ruud = await meeting.guest('Ruud', 'partner')
  // A page so slow that what it meant to do in 600 ms it does when it is told to.
  await ruud.page.addInitScript(() => {
    const wait = window.setTimeout.bind(window)
    const held: (() => void)[] = []
    const slow = (act: () => void, ms?: number): number => (ms === 600 ? held.push(act) : wait(act, ms))
    Object.assign(window, { setTimeout: slow, goOn: () => held.map((act) => act()).length })
  })
  for (const guest of [mirjam, ruud]) await guest.comesIn()
  const chair = new Chair(mirjam)
  await chair.begins()
  await mirjam.types('/doel samen begrijpen wat er speelt')
  await chair.goesOnTo('Over wie')
  await ruud.sees('Over wie')
  await ruud.agrees()
  const heldBack = await ruud.page.evaluate(() => (window as unknown as { goOn: () => number }).goOn())
  expect(heldBack).toBeGreaterThan(0)
  await ruud.page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))))
  await expect(ruud.page.getByRole('dialog', { name: catchingUpWords.nl.title })).toHaveCount(0)
  await expect(ruud.page.getByRole('region', { name: catchingUpWords.nl.title })).toHaveCount(0)
})
