/// What a facilitator does beside the steps, through the interface: time, rules, turns, a call, people without a device,
/// the beamer, and the chair itself. Each is looked for on another page too, and in what the server holds.
import type { Locator } from '@playwright/test'
import { headWords } from '@/view/words/head'
import { leadWords } from '@/view/words/lead'
import { pageWords } from '@/view/words/page'
import { Chair } from './harness/chairing'
import type { Guest } from './harness/guest'
import { expect, test } from './harness/meeting'

const head = headWords.nl
const lead = leadWords.nl

const courseOf = async (guest: Guest) => (await guest.api.state(guest.meeting)).state?.course
const givesReason = async (window: Locator, press: string) => {
  await window.getByRole('button', { name: press, exact: true }).scrollIntoViewIfNeeded()
  await window.getByRole('textbox').fill('afgesproken met de groep')
  await window.getByRole('button', { name: press, exact: true }).click()
}

test('a facilitator gives time, lifts a rule, calls to a card, seats people and hands over the chair', async ({
  meeting,
}) => {
  const mirjam = await meeting.guest('Mirjam', 'procesregisseur', { organisation: 'o1' })
  const sanne = await meeting.guest('Sanne', 'notulist', { organisation: 'o1' })
  const ruud = await meeting.guest('Ruud', 'partner', { organisation: 'o2' })
  const joost = await meeting.guest('Joost', 'partner', { organisation: 'o3' })
  const second = await meeting.guest('Dilara', 'procesregisseur', { organisation: 'o4' })
  for (const guest of [mirjam, sanne, ruud, second]) await guest.comesIn()
  await joost.comesIn('remote')
  const chair = new Chair(mirjam)
  await chair.begins()
  await chair.goesOnTo('Over wie')

  await test.step('more time, with a reason', async () => {
    const before = (await courseOf(mirjam))?.extendedSeconds ?? 0
    const left = mirjam.page.getByRole('button', { name: new RegExp(`^${head.time}`, 'u') })
    await left.click()
    const window = chair.window(head.time)
    await window.getByRole('radio', { name: head.minutesMore(10) }).check()
    await givesReason(window, head.minutesMore(10))
    await expect(window).toHaveCount(0)
    await expect.poll(async () => (await courseOf(ruud))?.extendedSeconds).toBe(before + 600)
    await ruud.page.getByRole('button', { name: new RegExp(`^${head.time}`, 'u') }).click()
    await ruud.sees(head.extended(10))
    await ruud.page.keyboard.press('Escape')
  })

  await test.step('a rule is lifted with a reason', async () => {
    await chair.opensMore(lead.rules)
    const window = chair.window(lead.rules)
    const rule = window.getByRole('listitem').filter({ hasText: lead.ruleWords[1] ?? '' })
    await rule.getByRole('button', { name: lead.lift, exact: true }).click()
    await givesReason(rule, lead.lift)
    await expect(rule.getByText(lead.lifted)).toBeVisible()
    await mirjam.page.keyboard.press('Escape')
    await expect.poll(async () => (await courseOf(ruud))?.lifted.map((each) => each.rule)).toEqual([1])
  })

  await test.step('hands go up; who is far away goes first on a tie, and the floor is given and ends', async () => {
    await ruud.says([{ case: 'raiseHand', value: { raised: true } }])
    await joost.page.getByRole('button', { name: lead.raise, exact: true }).click()
    const turns = mirjam.page.getByRole('region', { name: lead.turns, exact: true })
    await expect(turns.getByRole('listitem')).toHaveCount(2)
    await expect(turns.getByRole('listitem').filter({ hasText: 'Joost' })).toContainText(lead.farAway)
    await turns.getByRole('button', { name: lead.giveTurn('Joost') }).click()
    await joost.sees(lead.youHaveTurn)
    await ruud.sees(lead.hasTurn('Joost'))
    await turns.getByRole('button', { name: lead.turnDone }).click()
    await expect(turns.getByText(lead.hasTurn('Joost'))).toHaveCount(0)
    await turns.getByRole('button', { name: lead.giveTurn('Ruud') }).click()
    await ruud.sees(lead.youHaveTurn)
    await turns.getByRole('button', { name: lead.turnDone }).click()
    await ruud.sees(lead.nobodyWaits)
  })

  await test.step('everybody is called to a card, wherever he looks', async () => {
    await mirjam.line.focus()
    await mirjam.types('/feit hij slaapt in zijn auto')
    await joost.sees('hij slaapt in zijn auto')
    await ruud.page
      .getByRole('button', { name: /Opening/u })
      .first()
      .click()
    await ruud.sees(head.youLookAt('Opening'))
    await mirjam.card('hij slaapt in zijn auto').focus()
    await chair.opensMore(lead.call)
    await joost.sees(lead.calledBy('Mirjam'))
    await ruud.page.getByRole('button', { name: lead.lookThere }).click()
    await expect(ruud.card('hij slaapt in zijn auto')).toBeFocused()
  })

  await test.step('somebody without a device is seated, the notulist writes for him, and his part ends', async () => {
    await mirjam.page
      .getByRole('button', { name: new RegExp(head.openList, 'u') })
      .first()
      .click()
    const window = chair.window(head.here)
    await window.getByLabel(head.name).fill('Wouter')
    await window.getByLabel(head.organisation).fill('Buurthuis')
    await window.getByRole('button', { name: head.add }).click()
    await expect(window.getByRole('listitem').filter({ hasText: 'Wouter' })).toContainText('Buurthuis')
    await mirjam.page.keyboard.press('Escape')

    await sanne.line.pressSequentially('@Wouter')
    await sanne.page.keyboard.press('Enter')
    await sanne.line.pressSequentially('/feit')
    await sanne.page.keyboard.press('Enter')
    await sanne.line.pressSequentially('hij komt elke dag')
    await mirjam.sees(head.writesFor('Sanne', 'Wouter'))
    await sanne.line.press('Enter')
    await expect(ruud.card('hij komt elke dag')).toContainText('Wouter')
    await expect(ruud.card('hij komt elke dag')).toContainText('Sanne')

    await mirjam.page
      .getByRole('button', { name: new RegExp(head.openList, 'u') })
      .first()
      .click()
    await window.getByLabel(head.change('Wouter')).selectOption('ends')
    await window.getByRole('button', { name: head.endPart, exact: true }).click()
    await expect(window.getByRole('listitem').filter({ hasText: 'Wouter' })).toHaveCount(0)
    await mirjam.page.keyboard.press('Escape')
    await expect(ruud.card('hij komt elke dag')).toContainText('Wouter')
  })

  await test.step('my screen on the beamer shows what the room may see', async () => {
    await mirjam.says([
      {
        case: 'addItem',
        value: { kind: 'feit', text: 'alleen voor mij', sheet: 'over_wie', visibility: { level: 'prive' } },
      },
    ])
    await mirjam.saysItWasHe()
    await mirjam.sees('alleen voor mij')
    await chair.opensMore(lead.beamer)
    await mirjam.sees(pageWords.nl.beamer)
    await mirjam.doesNotSee('alleen voor mij')
    await mirjam.sees('hij slaapt in zijn auto')
    await mirjam.page.getByRole('button', { name: lead.beamerOff }).click()
    await mirjam.sees('alleen voor mij')
  })

  await test.step('the chair is handed over, at once and whole', async () => {
    await chair.opensMore(lead.handOver)
    const window = chair.window(lead.handOver)
    const to = window.getByRole('combobox', { name: lead.handOverTo })
    await to.selectOption({ label: (await to.getByRole('option').filter({ hasText: 'Dilara' }).textContent()) ?? '' })
    await window.getByRole('button', { name: lead.handOverSure('Dilara') }).click()
    await expect(chair.box).toHaveCount(0)
    const other = new Chair(second)
    await expect(other.box).toBeVisible()
    await other.goesOnTo('Probleem')
    await expect(mirjam.line).toBeVisible()
  })
  await meeting.agrees()
})
