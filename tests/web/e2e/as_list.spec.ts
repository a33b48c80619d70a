/// The same meeting as headings and lists: written in, moved and voted by keys alone, and told in a few words what others
/// do.
import { cardWords } from '@/view/words/cards'
import { headWords } from '@/view/words/head'
import { outlineWords } from '@/view/words/outline'
import { expect, test } from './harness/meeting'
import { twoAtTheTable } from './harness/seating'

const t = outlineWords.nl
const c = cardWords.nl

test('as a list: a card is written in, becomes another kind, is moved and voted for, by keys alone', async ({
  meeting,
}) => {
  const { mirjam, ruud, chair } = await twoAtTheTable(meeting, 'Over wie', 'Probleem')
  await mirjam.types('/feit hij betaalt de huur niet')
  await mirjam.types('/feit hij opent zijn post niet')
  await mirjam.types('/hypothese hij schaamt zich')
  const { page } = ruud
  const { keyboard } = page
  await page.getByRole('button', { name: headWords.nl.view, exact: true }).click()
  await page.getByRole('dialog').getByText(headWords.nl.outline, { exact: true }).click()
  await keyboard.press('Escape')
  const list = page.getByRole('group', { name: t.outline })
  await expect(list.getByRole('heading', { level: 2 })).toHaveCount(1)
  const card = (text: string) => list.getByRole('listitem').filter({ hasText: text })
  const item = async (text: string) =>
    ((await ruud.api.state(meeting.id)).state?.items ?? []).find((each) => each.text.startsWith(text))

  await test.step('written in', async () => {
    await card('hij betaalt').focus()
    await keyboard.press('Enter')
    await expect(page.getByRole('textbox', { name: c.writeIn('Feit') })).toBeFocused()
    await keyboard.type(', sinds mei')
    await keyboard.press('Escape')
    await expect.poll(async () => (await item('hij betaalt'))?.text).toBe('hij betaalt de huur niet, sinds mei')
  })

  await test.step('moved down, and another kind by the menu', async () => {
    await card('hij betaalt').focus()
    await keyboard.press('Control+Shift+ArrowDown')
    await expect(
      list
        .getByRole('listitem')
        .filter({ hasText: /^.*hij (betaalt|opent)/u })
        .last(),
    ).toContainText('betaalt')
    await card('hij opent')
      .getByRole('button', { name: /Doe iets met/u })
      .press('Enter')
    await page.getByRole('menuitem', { name: c.kind, exact: true }).press('Enter')
    await page.getByRole('dialog').getByRole('button', { name: 'Zorg', exact: true }).press('Enter')
    await expect.poll(async () => (await item('hij opent'))?.kind).toBe('zorg')
    await expect(card('hij opent')).toBeFocused()
  })

  await test.step('voted for', async () => {
    await chair.opensRound('vote')
    await card('schaamt')
      .getByRole('button', { name: t.voteFor('hij schaamt zich') })
      .press('Enter')
    await expect(card('schaamt')).toContainText(t.myPoints(1))
    await chair.closesRound('vote')
    await expect(card('schaamt')).toContainText(t.points(1))
  })

  await test.step('told what others do', async () => {
    await mirjam.line.focus()
    await mirjam.types('/feit er is een buurman')
    const told = page.locator('[aria-live]').filter({ hasText: /Mirjam/u })
    await expect(told).toHaveCount(1)
    await expect(told, 'emptied, or the same words once more would be no change').toHaveCount(0)
  })
  await meeting.agrees()
})
