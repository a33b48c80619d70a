/// Nothing that is typed is lost between a key and the place it leads to: the next letters come before the page has drawn
/// that place, before its part was fetched, or while another takes the page away.
import { expect, test } from './harness/meeting'
import { atOnce, comesLate } from './harness/hurry'

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
