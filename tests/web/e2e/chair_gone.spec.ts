/// The chair is gone: who leads on, and that everybody reads why. That the server lets nobody take over before the chair
/// has had no line for two minutes is played with a clock of its own in tests/meeting/gone_test.cc.
import type { Locator } from '@playwright/test'
import { leadWords } from '@/view/words/lead'
import { startWords } from '@/view/words/start'
import { statesWords } from '@/view/words/states'
import { Api } from './harness/api'
import { Chair } from './harness/chairing'
import type { Guest } from './harness/guest'
import { expect, Meeting, test } from './harness/meeting'
import { say } from './harness/saying'

const t = leadWords.nl
const start = startWords.nl

const givesReason = async (asks: Locator, reason: string, press: string) => {
  await asks.getByRole('button', { name: reason, exact: true }).click()
  await asks.getByRole('button', { name: press, exact: true }).click()
}
const reads = async (guests: readonly Guest[], leader: string, reason: string) => {
  for (const guest of guests) {
    await guest.sees(t.newChair(guest.name === leader ? '' : leader))
    await guest.sees(t.because(reason))
  }
}

test('where nobody chairs the notulist takes over, with a reason that all read, and leads', async ({ meeting }) => {
  const noor = await meeting.guest('Noor', 'notulist')
  const karim = await meeting.guest('Karim', 'partner')
  const p = await meeting.guest('P.', 'client')
  await noor.comesIn()
  await karim.comesIn('remote')
  await p.opens()
  await noor.sees(t.chairGone(''))
  await karim.doesNotSee(t.chairGone(''))

  await noor.page.getByRole('button', { name: t.takeOver, exact: true }).click()
  const chair = new Chair(noor)
  const asks = chair.window(t.takeOverTitle)
  await expect(asks).toContainText(t.takeOverHint)
  const [, reason = ''] = t.takeOverReasons
  await givesReason(asks, reason, t.takeOverSure)
  await expect(asks).toHaveCount(0)
  await noor.doesNotSee(t.chairGone(''))
  await reads([noor, karim, p], 'Noor', reason)

  await chair.begins()
  await chair.goesOnTo('Over wie')
  await new Chair(karim).isAt('Over wie')
  await meeting.agrees()
})

test('the chair’s link is taken back, and who made the meeting appoints another, with a reason that all read', async ({
  administrator,
  browser,
  server,
  wires,
}) => {
  const { secret } = await administrator.namePerson({ name: 'Mirjam', organisation: 'o1' })
  const maker = new Api(() => server.origin, secret)
  const { caseId } = await maker.makeCase('R.')
  const title = 'Eerste overleg'
  const { meeting: id } = await maker.makeMeeting({ caseId, title, method: 'casus_plus', language: 'nl' })
  const meeting = new Meeting({ server, administrator: maker, id, caseId, browser, wires })
  const dilara = await meeting.guest('Dilara', 'procesregisseur')
  const noor = await meeting.guest('Noor', 'notulist')
  const karim = await meeting.guest('Karim', 'partner')
  await say({ origin: server.origin, meeting: id, secret }, [{ case: 'handOverChair', value: { to: dilara.id } }])
  await dilara.comesIn()
  await noor.comesIn()
  await karim.comesIn('remote')
  await expect(new Chair(dilara).box).toBeVisible()

  const { page } = await meeting.visitor()
  await page.goto(`/j#${secret}`)
  await page.getByRole('button', { name: start.inviteNamed(title) }).click()
  const window = page.getByRole('dialog', { name: start.inviteTitle(title) })
  await window.getByRole('button', { name: start.revokeNamed('Dilara') }).click()
  await window.getByRole('button', { name: start.revokeYes }).click()
  await dilara.sees(statesWords.nl.linkGone)

  await window.getByText(start.appoint, { exact: true }).click()
  await window.getByRole('combobox', { name: start.appointWho }).selectOption({ label: 'Noor' })
  const [reason = ''] = start.appointReasons
  await givesReason(window, reason, start.appointSure('Noor'))
  await expect(window.getByText(start.appointed('Noor'))).toBeVisible()
  await reads([noor, karim], 'Noor', reason)
  await new Chair(noor).begins()
  for (const { context } of meeting.visitors) await context.close()
})
