/// Nothing that is typed is lost between a key and the place it leads to: the next letters come before the page has drawn
/// that place, before its part was fetched, or while another takes the page away.
import { catchingUpWords } from '@/view/words/catching_up'
import { pageWords } from '@/view/words/page'
import { planWords } from '@/view/words/plan'
import { planViewsWords } from '@/view/words/plan_views'
import { atOnce, comesLate } from './harness/hurry'
import { expect, test } from './harness/meeting'

test('the line: a card, who said the next one, a decision and its reason, in one go', async ({ meeting }) => {
  const chair = await meeting.guest('Sanne', 'procesregisseur')
  await chair.comesIn()
  await chair.says([
    { case: 'beginMeeting', value: {} },
    { case: 'goToPhase', value: { phase: 'plan' } },
  ])
  await chair.agrees()
  await chair.line.focus()
  await atOnce(
    chair.page,
    '/besluit ',
    'Karim belt',
    'Enter',
    'dan weet hij het',
    'Enter',
    '@sanne ',
    'en verder',
    'Enter',
    'zo is het',
    'Enter',
    '/proc',
    'Enter',
    'tot zover',
    'Enter',
  )
  await chair.sees('tot zover')
  await chair.agrees()
  const { state } = await chair.api.state(meeting.id)
  const placed = [...(state?.items ?? [])].sort((a, b) => Number(a.madeAt - b.madeAt))
  expect(placed.map(({ kind, text, fields }) => [kind, text, fields.flatMap(({ values }) => values)])).toEqual([
    ['besluit', 'Karim belt', ['dan weet hij het']],
    ['besluit', 'en verder', ['zo is het']],
    ['procesnoot', 'tot zover', []],
  ])
})

for (const fate of ['come', 'never'] as const) {
  test(`a card is opened and written in before its editor is there; it will ${fate}`, async ({ meeting }) => {
    const chair = await meeting.guest('Sanne', 'procesregisseur')
    const karim = await meeting.guest('Karim', 'partner')
    const editor = await comesLate(chair.page, 'card_editor')
    await chair.comesIn()
    await karim.comesIn()
    await chair.types('/procesnoot begin')
    await karim.sees('begin')
    await chair.card('begin').focus()
    await atOnce(chair.page, 'Enter', ' en verder + nog - iets', 'Delete')
    await karim.sees('begin en verder + nog - iets')
    await karim.says([
      { case: 'addItem', value: { sheet: 'opening', kind: 'procesnoot', region: 'kop', text: 'een ander' } },
    ])
    await chair.sees('een ander')
    editor[fate]()
    await chair.page.keyboard.type(', en toch ')
    if (fate === 'come') await expect(chair.page.locator('.cm-content')).toBeFocused()
    await atOnce(chair.page, 'hierbij', 'Escape')
    await chair.agrees()
    await karim.sees('begin en verder + nog - iets, en toch hierbij')
    await expect(chair.card('begin')).toBeFocused()
  })
}

test('a card is cut, and what is typed at once stands behind the cut', async ({ meeting }) => {
  const chair = await meeting.guest('Sanne', 'procesregisseur')
  await chair.comesIn()
  await chair.types('/procesnoot Hij slaapt slecht. Zij ook.')
  await chair.card('Hij slaapt').focus()
  await chair.page.keyboard.press('Enter')
  for (let left = 'Zij ook.'.length; left > 0; --left) await chair.page.keyboard.press('ArrowLeft')
  chair.wire.delayMs.up = 300
  await atOnce(chair.page, 'x', 'Backspace', 'Control+Enter', 'Vooral ')
  await expect(chair.page.getByRole('article').filter({ hasText: 'Vooral Zij ook.' })).toBeVisible()
  await chair.page.keyboard.type('hij, ')
  await chair.agrees()
  const { state } = await chair.api.state(meeting.id)
  const texts = (state?.items ?? []).map(({ text }) => text.trim())
  expect(texts.toSorted()).toEqual(['Hij slaapt slecht.', 'Vooral hij, Zij ook.'])
})

test('a card is cut and left before what was typed in it has arrived: it is cut all the same', async ({ meeting }) => {
  const chair = await meeting.guest('Sanne', 'procesregisseur')
  await chair.comesIn()
  await chair.types('/procesnoot Hij slaapt slecht. Zij ook.')
  await chair.agrees()
  await chair.card('Hij slaapt').focus()
  const { keyboard } = chair.page
  await keyboard.press('Enter')
  for (let left = 'Zij ook.'.length; left > 0; --left) await keyboard.press('ArrowLeft')
  chair.wire.hold('up')
  await keyboard.type('Vooral ')
  for (let left = 'Vooral '.length; left > 0; --left) await keyboard.press('ArrowLeft')
  await keyboard.press('Control+Enter')
  await keyboard.press('Escape')
  await expect(chair.card('Vooral Zij ook.')).toBeFocused()
  chair.wire.release()
  await chair.agrees()
  const { state } = await chair.api.state(meeting.id)
  expect((state?.items ?? []).map(({ text }) => text.trim()).toSorted()).toEqual([
    'Hij slaapt slecht.',
    'Vooral Zij ook.',
  ])
})

test('a new card on a free page takes the first letters', async ({ meeting }) => {
  const chair = await meeting.guest('Sanne', 'procesregisseur')
  const parts = await comesLate(chair.page, 'card_editor')
  await chair.comesIn()
  await chair.says([{ case: 'addPage', value: { title: 'Schets' } }])
  await chair.page.getByRole('button', { name: 'Schets' }).first().click()
  await chair.page.getByRole('button', { name: pageWords.nl.addCard, exact: true }).focus()
  await atOnce(chair.page, 'Enter', 'de buren, de school')
  parts.come()
  await chair.page.keyboard.type(' en de kerk')
  await atOnce(chair.page, 'Escape')
  await expect(chair.card('de buren, de school en de kerk')).toBeFocused()
  await chair.agrees()
})

test('the meeting goes on while one writes in the plan: nothing that was begun is lost', async ({ meeting }) => {
  const p = planWords.nl
  const chair = await meeting.guest('Sanne', 'procesregisseur')
  const karim = await meeting.guest('Karim', 'partner')
  await chair.comesIn()
  await karim.comesIn()
  const goTo = (phase: string) => chair.says([{ case: 'goToPhase', value: { phase } }])
  await chair.says([{ case: 'beginMeeting', value: {} }])
  await goTo('plan')
  const { page } = karim
  const plan = page.getByRole('tab', { name: planViewsWords.nl.views.plan, exact: true })
  const decisions = page.getByRole('tab', { name: planViewsWords.nl.views.decisions, exact: true })
  const step = page.getByPlaceholder(p.newText.actie)
  await plan.click()
  await page.getByRole('button', { name: p.add.actie, exact: true }).first().focus()
  await atOnce(page, 'Enter', 'Karim belt de school', 'Enter', 'en de huisarts w')
  await expect(step).toHaveValue('en de huisarts w')
  await decisions.click()
  await page.getByRole('button', { name: p.newDecision, exact: true }).focus()
  await atOnce(page, 'Enter', 'Wij wachten', 'Tab', 'omdat zij eerst')
  await expect(page.getByRole('textbox', { name: p.reason, exact: true })).toHaveValue('omdat zij eerst')
  // The page goes, it comes back, and it is loaded anew.
  await goTo('afronding')
  await karim.agrees()
  await goTo('plan')
  await karim.agrees()
  await page.reload()
  await decisions.click()
  await expect(page.getByRole('textbox', { name: p.what, exact: true })).toHaveValue('Wij wachten')
  await expect(page.getByRole('textbox', { name: p.reason, exact: true })).toHaveValue('omdat zij eerst')
  await plan.click()
  await expect(step).toHaveValue('en de huisarts w')
  await karim.sees('Karim belt de school')
})

test('a field of the plan is kept when the page goes, and others do not write over what stands in it', async ({
  meeting,
}) => {
  const chair = await meeting.guest('Sanne', 'procesregisseur')
  const karim = await meeting.guest('Karim', 'partner')
  await chair.comesIn()
  await karim.comesIn()
  await chair.says([
    { case: 'beginMeeting', value: {} },
    { case: 'goToPhase', value: { phase: 'plan' } },
    { case: 'addItem', value: { sheet: 'plan', region: 'plan_kort', kind: 'actie', text: 'Karim belt de school' } },
  ])
  const { page } = karim
  await page.getByRole('tab', { name: planViewsWords.nl.views.plan, exact: true }).click()
  const item = (await chair.api.state(meeting.id)).state?.items[0]?.id ?? ''
  await page.getByText(planWords.nl.moreFields, { exact: true }).first().click()
  const result = page.getByRole('textbox', { name: 'Hoe zien we dat het gelukt is' }).first()
  await result.focus()
  await page.keyboard.type('zij kent')
  await chair.says([{ case: 'setField', value: { item, value: { field: 'meetbaar', values: ['iets anders'] } } }])
  await karim.agrees()
  await page.keyboard.type(' haar rechten')
  await expect(result).toHaveValue('zij kent haar rechten')
  await chair.says([{ case: 'goToPhase', value: { phase: 'afronding' } }])
  await karim.agrees()
  const { state } = await chair.api.state(meeting.id)
  expect(state?.items[0]?.fields).toMatchObject([{ field: 'meetbaar', values: ['zij kent haar rechten'] }])
})

test('who comes late and writes at once loses no letter to what there is to catch up with', async ({ meeting }) => {
  const title = catchingUpWords.nl.title
  const chair = await meeting.guest('Sanne', 'procesregisseur')
  const karim = await meeting.guest('Karim', 'partner')
  const wim = await meeting.guest('Wim', 'partner')
  await chair.comesIn()
  await chair.says([
    { case: 'beginMeeting', value: {} },
    { case: 'goToPhase', value: { phase: 'probleem' } },
  ])
  await chair.types('/probleem Buren klagen')
  // Until it is there: who comes in before sees it come, and there is nothing to catch up with.
  await expect.poll(async () => (await chair.api.state(meeting.id)).state?.items.length).toBe(1)
  // He writes already: no window comes over it, it is offered beside.
  await karim.comesIn()
  await karim.line.focus()
  await karim.page.keyboard.type('ik zag', { delay: 20 })
  const window = karim.page.getByRole('dialog', { name: title })
  const offer = karim.page.getByRole('region', { name: title })
  await expect(window.or(offer)).toBeVisible()
  await karim.page.keyboard.type(' iets')
  await expect(karim.line).toHaveValue('ik zag iets')
  if (await offer.isVisible()) {
    await offer.getByRole('button', { name: title }).click()
    await expect(window).toBeVisible()
  }
  // The window stands there when he begins.
  await wim.comesIn()
  await expect(wim.page.getByRole('dialog', { name: title })).toBeVisible()
  await atOnce(wim.page, 'ik ook')
  await expect(wim.line).toHaveValue('ik ook')
})
