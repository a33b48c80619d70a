/// "Trek in: niemand ziet het meer" (PV-05): the card is gone from everybody else's page, from the course of the meeting too, until
/// its author gives it back. What carries somebody's dissent is not offered to be withdrawn (VB-09).
import { TakeStance_Stance } from '@/gen/meeting/v1/operation_pb'
import { cardWords } from '@/view/words/cards'
import { planViewsWords } from '@/view/words/plan_views'
import { replayWords } from '@/view/words/replay'
import { cards } from './harness/at_the_table'
import { type CardHands, seated } from './harness/card_hands'
import { expect, test } from './harness/meeting'

const t = cardWords.nl
const told = 'Dit vertelde hij mij in vertrouwen'

/// How often these words stand anywhere in what a page is made of, while the meeting is looked back at from its end to its begin.
async function lookedBack(hands: CardHands): Promise<number> {
  const { guest } = hands
  const page = await guest.context.newPage()
  await page.goto(`/m/${guest.meeting}/replay`)
  await expect(page.getByRole('button', { name: replayWords.nl.play })).toBeVisible()
  await page.getByRole('heading', { name: new RegExp(`^${replayWords.nl.replay}`, 'u') }).click()
  let found = 0
  const clock = page.getByRole('status').or(page.locator('output.clock')).first()
  await page.keyboard.press('End')
  for (let before = ''; ;) {
    if ((await page.content()).includes(told)) ++found
    const now = (await clock.textContent()) ?? ''
    if (now === before) break
    before = now
    await page.keyboard.press('ArrowLeft')
  }
  await page.close()
  return found
}

test('a withdrawn card is gone for the others, in what was before too, and comes back by its author', async ({
  meeting,
}) => {
  const { sanne, karim, noor, all } = await seated(meeting, 'probleem', ({ sanne: who }) => [
    ...cards('feit', ['Hij woont alleen'], who.id),
  ])
  await karim.guest.types(`/feit ${told}`)
  for (const hands of [sanne, noor]) await hands.guest.sees(told)
  expect(await noor.offered(told)).not.toContain(t.withdraw)
  expect(await lookedBack(noor)).toBeGreaterThan(0)

  await karim.chooses(told, t.withdraw)
  for (const hands of [sanne, noor]) {
    await expect(hands.card(told)).toHaveCount(0)
    expect(await hands.page.content()).not.toContain(told)
    expect(await lookedBack(hands)).toBe(0)
  }
  await expect(karim.card(told)).toContainText(t.withdrawn)
  await all()

  await karim.card(told).getByRole('button', { name: t.restore }).click()
  for (const hands of [sanne, noor]) await expect(hands.card(told)).toBeVisible()
  await expect(karim.card(told)).not.toContainText(t.withdrawn)
  await all()
})

test('a decision on which somebody disagrees stays, and its menu says why', async ({ meeting }) => {
  const decision = 'De ontruiming wordt opgeschort'
  const { sanne, karim, noor } = await seated(meeting, 'plan', ({ sanne: who, noor: hers }) => [
    {
      case: 'addItem',
      value: {
        kind: 'besluit',
        text: decision,
        region: 'besluiten',
        saidBy: who.id,
        fields: [{ field: 'reden', values: ['Er is een maand de tijd'] }],
      },
    },
    { case: 'takeStance', value: { item: '@3', stance: TakeStance_Stance.DISSENT, words: 'Te vroeg', by: hers.id } },
  ])
  for (const { page } of [sanne, karim, noor]) {
    await page.getByRole('tab', { name: planViewsWords.nl.views.sheet, exact: true }).click()
  }
  const stays = t.staysForDissent('Noor')
  expect(await sanne.offered(decision)).toEqual(expect.arrayContaining([stays, t.park]))
  for (const hands of [sanne, karim]) {
    for (const refused of [t.remove, t.withdraw, t.kind]) expect(await hands.offered(decision)).not.toContain(refused)
  }
  await sanne.card(decision).focus()
  await sanne.page.keyboard.press('Delete')
  await sanne.guest.sees(t.dissentIsKept('Noor'))
  await expect(karim.card(decision)).toBeVisible()
  expect(await noor.offered(decision)).toContain(t.remove)
})
