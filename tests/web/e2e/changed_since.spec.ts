/// What changed on a card behind the shut curtain reaches the client only by an act of the chair, who sees beforehand, as he will
/// read it, what changed since he saw it (CP-12).
import { clientWords } from '@/view/words/client'
import { leadWords } from '@/view/words/lead'
import { cards } from './harness/at_the_table'
import { seated } from './harness/card_hands'
import { Chair } from './harness/chairing'
import { expect, test } from './harness/meeting'

const t = leadWords.nl

test('an edit behind the shut curtain stands in the list of what changed until it is opened again', async ({
  meeting,
}) => {
  const { sanne, karim } = await seated(meeting, 'over_wie', ({ karim: his }) =>
    cards('feit', ['Woont alleen', 'Slaapt slecht'], his.id),
  )
  const p = await meeting.guest('P.', 'client')
  await p.opens()
  const chair = new Chair(sanne.guest)
  const window = await chair.opensCurtainWindow('P.')
  const list = window.getByRole('region', { name: t.changedSince('P.') })

  await test.step('he sees both cards, and the curtain shuts', async () => {
    await window.getByRole('button', { name: t.openSheet }).click()
    await window.getByRole('button', { name: t.openSure('P.') }).click()
    await window.getByRole('button', { name: t.showClient('P.') }).click()
    await window.getByRole('button', { name: t.curtainReasons[0], exact: true }).click()
    await window.getByRole('button', { name: t.showSure }).click()
    await p.sees('Slaapt slecht')
    await window.getByRole('button', { name: t.hideClient }).click()
    await p.sees(clientWords.nl.shut)
    await expect(list).toHaveCount(0)
  })

  await test.step('a card is edited, and stands in the list as he would read it', async () => {
    await karim.writesIn('Slaapt slecht')
    await karim.page.keyboard.type(' sinds maart')
    await karim.page.keyboard.press('Escape')
    await expect(list).toContainText('Slaapt slecht sinds maart')
    await expect(list).not.toContainText('Woont alleen')
  })

  await test.step('he does not get it by the curtain alone', async () => {
    await window.getByRole('button', { name: t.showClient('P.') }).click()
    await window.getByRole('button', { name: t.curtainReasons[0], exact: true }).click()
    await window.getByRole('button', { name: t.showSure }).click()
    await p.sees('Woont alleen')
    expect(await p.page.content()).not.toContain('sinds maart')
  })

  await test.step('he gets it when it is opened again, in two acts', async () => {
    await list.getByRole('button', { name: t.openChanged }).click()
    await p.doesNotSee(/sinds maart/u)
    await list.getByRole('button', { name: t.openSure('P.') }).click()
    await p.sees('Slaapt slecht sinds maart')
    await expect(list).toHaveCount(0)
  })
})
