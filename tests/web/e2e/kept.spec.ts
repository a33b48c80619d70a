/// What waits survives: a closed tab, a reload, a dead line, a server that is killed; and comes once. Also where there
/// are no Web Locks: plain http in a local network.
import type { Page } from '@playwright/test'
import { lineWords } from '@/view/words/line'
import { expect, test } from './harness/meeting'

const line = (page: Page) => page.getByRole('textbox', { name: lineWords.nl.field, exact: true })

for (const locks of [true, false]) {
  test.describe(locks ? 'with Web Locks' : 'without Web Locks', () => {
    test('a card written without a line comes from the next page, once', async ({ meeting }) => {
      const sanne = await meeting.guest('Sanne', 'procesregisseur')
      if (!locks) await sanne.context.addInitScript(() => delete (Navigator.prototype as { locks?: unknown }).locks)
      await sanne.comesIn()
      await sanne.says([{ case: 'goToPhase', value: { phase: 'probleem' } }])
      await sanne.types('/feit staat er al')
      await sanne.agrees()
      sanne.wire.cut()
      await sanne.types('/feit zonder lijn geschreven')
      await sanne.sees('zonder lijn geschreven')
      await line(sanne.page).pressSequentially('half een zin')
      await sanne.page.waitForTimeout(300)
      await sanne.page.close()
      sanne.wire.mend()
      const later = await sanne.context.newPage()
      await later.goto(`/m/${meeting.id}`)
      await expect(later.getByText('zonder lijn geschreven').first()).toBeVisible()
      await expect(line(later)).toHaveValue('half een zin')
      await expect
        .poll(async () => (await sanne.api.state(meeting.id)).state?.items.map((item) => item.text))
        .toEqual(expect.arrayContaining(['staat er al', 'zonder lijn geschreven']))
      expect((await sanne.api.state(meeting.id)).state?.items).toHaveLength(2)
    })

    test('two tabs are two devices', async ({ meeting }) => {
      const sanne = await meeting.guest('Sanne', 'procesregisseur')
      if (!locks) await sanne.context.addInitScript(() => delete (Navigator.prototype as { locks?: unknown }).locks)
      await sanne.comesIn()
      await sanne.says([{ case: 'goToPhase', value: { phase: 'probleem' } }])
      const second = await sanne.context.newPage()
      await second.goto(`/m/${meeting.id}`)
      await expect(line(second)).toBeVisible()
      await sanne.types('/feit van de eerste tab')
      await expect(second.getByText('van de eerste tab').first()).toBeVisible()
      await line(second).pressSequentially('/feit van de tweede tab')
      await line(second).press('Enter')
      await sanne.sees('van de tweede tab')
      await sanne.agrees()
    })
  })
}

test('what is typed while the server is killed, and over a reload, is there when it is back', async ({ meeting }) => {
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  const karim = await meeting.guest('Karim', 'partner')
  await sanne.comesIn()
  await karim.comesIn()
  await sanne.says([{ case: 'goToPhase', value: { phase: 'probleem' } }])
  await sanne.types('/feit voor de val')
  await karim.sees('voor de val')
  await meeting.server.kill()
  await sanne.types('/feit na de val')
  await karim.types('/feit ook van karim')
  await sanne.page.waitForTimeout(500)
  await meeting.server.startAgain()
  await karim.sees('na de val')
  await sanne.sees('ook van karim')
  sanne.wire.hold('up')
  await sanne.types('/feit net voor het herladen')
  await sanne.page.waitForTimeout(200)
  sanne.wire.release()
  await sanne.page.reload()
  await karim.sees('net voor het herladen')
  await meeting.agrees()
  const texts = (await sanne.api.state(meeting.id)).state?.items.map((item) => item.text) ?? []
  expect(texts.toSorted()).toEqual(['na de val', 'net voor het herladen', 'ook van karim', 'voor de val'])
})
