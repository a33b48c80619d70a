/// A second device on somebody's seat: it is told to him with its time and who asked for it, and shows what is for him alone
/// only once he says, on his first one, that it is his.
import { clientWords } from '@/view/words/client'
import { deviceWords } from '@/view/words/devices'
import { joinWords } from '@/view/words/join'
import { expect, test } from './harness/meeting'

const t = deviceWords.nl
const secret = 'Dit zeg ik nog niet hardop.'

test('a second device waits for the word of the first', async ({ meeting }) => {
  const mirjam = await meeting.guest('Mirjam', 'procesregisseur')
  await mirjam.comesIn()
  const karim = await meeting.guest('Karim', 'partner')
  await karim.comesIn()
  await mirjam.says([{ case: 'beginMeeting', value: {} }])
  await karim.says([{ case: 'addItem', value: { kind: 'doel', text: secret, visibility: { level: 'prive' } } }])
  await karim.doesNotSee(secret)
  await karim.saysItWasHe()
  await karim.sees(secret)

  const another = await mirjam.api.invite(meeting.id, { participant: karim.id })
  const second = await meeting.seat(another)
  await second.page.goto(second.link)
  await second.sees(joinWords.nl.secondDevice)
  await second.comesIn('remote')
  await second.sees(t.here)
  await second.doesNotSee(secret)
  expect(await second.page.content()).not.toContain(secret)

  const told = karim.page.getByRole('region', {
    name: /^Er is een tweede apparaat bij gekomen, [\d.]+, gevraagd door Mirjam/u,
  })
  await told.getByRole('button', { name: t.strange }).click()
  await expect(told).toContainText(t.strangeDo)
  await mirjam.doesNotSee(/gevraagd door Mirjam/u)
  await told.getByRole('button', { name: t.mine, exact: true }).click()
  await second.sees(secret)
  await second.doesNotSee(t.here)
  await expect(told).toHaveCount(0)
})

test('the client reads it too, on the calm page behind the curtain', async ({ meeting }) => {
  const mirjam = await meeting.guest('Mirjam', 'procesregisseur')
  await mirjam.comesIn()
  const p = await meeting.guest('P.', 'client')
  await p.opens()
  await p.sees(clientWords.nl.inside)
  const second = await meeting.seat(await mirjam.api.invite(meeting.id, { participant: p.id }))
  await second.opens()
  await second.sees(t.here)

  const told = p.page.getByRole('region', {
    name: /^Er is een tweede apparaat bij gekomen, [\d.]+, gevraagd door Mirjam/u,
  })
  await told.getByRole('button', { name: t.mine, exact: true }).click()
  await second.doesNotSee(t.here)
  await p.sees(t.confirmed)
  await expect(told).toHaveCount(0)
})
