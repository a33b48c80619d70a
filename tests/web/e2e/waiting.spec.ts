/// What one wrote and the server has not yet: it survives a reload, a closed tab, a server that dies or starts anew, and a
/// newer web client, and arrives exactly once. (kept.spec.ts: the same for a dead line, with and without Web Locks.)
import type { Page } from '@playwright/test'
import { cardWords } from '@/view/words/cards'
import { lineWords } from '@/view/words/line'
import { statesWords } from '@/view/words/states'
import type { Guest } from './harness/guest'
import { expect, type Meeting, test } from './harness/meeting'

const line = (page: Page) => page.getByRole('textbox', { name: lineWords.nl.field, exact: true })
const editor = (page: Page) => page.getByRole('textbox', { name: cardWords.nl.writeIn('Feit') })

async function atTable(meeting: Meeting): Promise<readonly [Guest, Guest]> {
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  const karim = await meeting.guest('Karim', 'partner', { organisation: 'o2' })
  await sanne.comesIn()
  await karim.comesIn('remote')
  await sanne.says([{ case: 'goToPhase', value: { phase: 'probleem' } }])
  await sanne.types('/feit staat er al')
  await karim.sees('staat er al')
  await sanne.agrees()
  return [sanne, karim]
}

async function opensCard(guest: Guest, text: string): Promise<void> {
  await guest.card(text).focus()
  await guest.page.keyboard.press('Enter')
  await expect(editor(guest.page)).toBeFocused()
}

/// Until these stand with the server, each once, in this order of coming; and on every page the same.
async function holds(meeting: Meeting, guest: Guest, texts: readonly string[]): Promise<void> {
  const inOrder = async () =>
    ((await guest.api.state(meeting.id)).state?.items ?? [])
      .toSorted((a, b) => Number(a.madeAt - b.madeAt))
      .map((item) => item.text)
  await expect.poll(inOrder, { timeout: 30_000 }).toEqual(texts)
  await meeting.agrees()
  expect(await inOrder()).toEqual(texts)
}

test('what waits when the page is loaded anew comes once: new cards, words in a card, and a draft', async ({
  meeting,
}) => {
  const [sanne, karim] = await atTable(meeting)
  await opensCard(sanne, 'staat er al')
  await sanne.page.keyboard.type(', sinds mei')
  await expect.poll(async () => (await sanne.witness()).unsaved).toBe(0)
  // What goes up arrives; that it did never comes back.
  sanne.wire.hold('down')
  await sanne.page.keyboard.type(' of juni')
  await sanne.page.keyboard.press('Escape')
  for (const n of [1, 2, 3]) await sanne.types(`/feit terwijl niets antwoordt ${n}`)
  await karim.sees('terwijl niets antwoordt 3')
  await expect.poll(async () => (await sanne.witness()).unsaved).toBeGreaterThan(0)
  sanne.wire.cut()
  for (const n of [4, 5]) await sanne.types(`/feit zonder lijn ${n}`)
  await line(sanne.page).pressSequentially('een half')
  sanne.wire.mend()
  await sanne.page.reload()
  await expect(line(sanne.page)).toHaveValue('een half')
  await holds(meeting, sanne, [
    'staat er al, sinds mei of juni',
    ...[1, 2, 3].map((n) => `terwijl niets antwoordt ${n}`),
    ...[4, 5].map((n) => `zonder lijn ${n}`),
  ])
  await karim.sees('staat er al, sinds mei of juni')
})

test('what waits when the tab is closed comes once, from the tab that is opened after it', async ({ meeting }) => {
  const [sanne, karim] = await atTable(meeting)
  sanne.wire.cut()
  await sanne.types('/feit in de tunnel geschreven')
  await opensCard(sanne, 'in de tunnel geschreven')
  await sanne.page.keyboard.type(', en aangevuld')
  await expect.poll(async () => (await sanne.witness()).unsaved).toBeGreaterThan(0)
  await sanne.page.close()
  const later = await sanne.context.newPage()
  sanne.wire.mend()
  await later.goto(`/m/${meeting.id}`)
  await expect(later.getByText('in de tunnel geschreven, en aangevuld').first()).toBeVisible()
  await karim.sees('in de tunnel geschreven, en aangevuld')
  await expect
    .poll(async () => ((await karim.api.state(meeting.id)).state?.items ?? []).map((item) => item.text).toSorted())
    .toEqual(['in de tunnel geschreven, en aangevuld', 'staat er al'])
  await karim.agrees()
})

for (const [how, ends] of [
  ['is killed', (meeting: Meeting) => meeting.server.kill()],
  ['is told to stop', (meeting: Meeting) => meeting.server.stop()],
] as const) {
  test(`nothing is lost and nothing comes twice when the server ${how} while two people type`, async ({ meeting }) => {
    const [sanne, karim] = await atTable(meeting)
    await opensCard(karim, 'staat er al')
    const cards = Array.from({ length: 20 }, (_, n) => `kaart ${n + 1} van twintig`)
    const words = ' en Karim schrijft door, ook als er niets meer antwoordt'
    let typed = 0
    const typing = (async () => {
      for (const card of cards) {
        await sanne.types(`/feit ${card}`)
        ++typed
      }
    })()
    const writing = karim.page.keyboard.type(words, { delay: 60 })
    for (const at of [5, 12]) {
      await expect.poll(() => typed, { intervals: [10] }).toBeGreaterThanOrEqual(at)
      await ends(meeting)
      await meeting.server.startAgain()
    }
    await typing
    await writing
    await karim.page.keyboard.press('Escape')
    await holds(meeting, sanne, [`staat er al${words}`, ...cards])
    await karim.sees('kaart 20 van twintig')
  })
}

test('a newer web client: the page asks for a reload, and neither the draft nor what waits is lost', async ({
  meeting,
}) => {
  const t = statesWords.nl
  const [sanne, karim] = await atTable(meeting)
  const reload = (guest: Guest) => guest.page.getByRole('button', { name: t.reload })
  await meeting.server.stop()
  await sanne.types('/feit geschreven toen de server weg was')
  await line(sanne.page).pressSequentially('nog niet af')
  await meeting.server.startAgain('newer')
  await expect(reload(sanne)).toBeVisible()
  await expect(sanne.page.getByRole('region', { name: t.version })).toContainText(t.versionSafe)
  await expect(line(sanne.page)).toHaveValue('nog niet af')
  // It is no hurry: one goes on writing, and loads the page anew when it suits.
  await line(sanne.page).pressSequentially(' en nu wel')
  await karim.types('/feit van een pagina die nog de oude is')
  await expect(reload(karim)).toBeVisible()
  sanne.wire.hold('up')
  await opensCard(sanne, 'staat er al')
  await sanne.page.keyboard.type(', nog steeds')
  await sanne.page.keyboard.press('Escape')
  sanne.wire.release()
  await reload(sanne).click()
  await expect(line(sanne.page)).toHaveValue('nog niet af en nu wel')
  await expect(reload(sanne)).toHaveCount(0)
  await line(sanne.page).press('Enter')
  await holds(meeting, sanne, [
    'staat er al, nog steeds',
    'geschreven toen de server weg was',
    'van een pagina die nog de oude is',
    'nog niet af en nu wel',
  ])
  await reload(karim).click()
  await karim.sees('nog niet af en nu wel')
  await expect(reload(karim)).toHaveCount(0)
  await meeting.agrees()
})
