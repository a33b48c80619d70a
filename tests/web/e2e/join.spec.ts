/// Coming in by a link: the secret becomes a session and leaves the address; and going out again.
import { joinWords } from '@/view/words/join'
import { startWords } from '@/view/words/start'
import { statesWords } from '@/view/words/states'
import { expect, test } from './harness/meeting'

const t = joinWords.nl

test('three people come in by their links and what one types stands on every page', async ({ meeting }) => {
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  const karim = await meeting.guest('Karim', 'partner', {
    organisation: 'politie',
    organisationName: 'Politie Merenland',
  })
  const fatima = await meeting.guest('Fatima', 'partner', { organisation: 'ggz', language: 'en' })
  await sanne.comesIn()
  await karim.comesIn('remote')
  await fatima.comesIn('remote')
  await sanne.types('/doel Samen een plan maken')
  for (const guest of [sanne, karim, fatima]) await guest.sees('Samen een plan maken')
  await karim.types('Ik doe mee tot elf uur')
  for (const guest of [sanne, karim, fatima]) await guest.sees('Ik doe mee tot elf uur')
  await meeting.agrees()
})

test('S4: the secret is in no address but the link, and in nothing that the page keeps', async ({ meeting }) => {
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  const { page, context, invitation } = sanne
  const asked: string[] = []
  page.on('request', (request) => asked.push(request.url(), JSON.stringify(request.headers())))
  await sanne.comesIn()
  expect(asked.join('\n')).not.toContain(invitation.secret)
  expect(page.url()).not.toContain(invitation.secret)
  const kept = await page.evaluate(() => JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie]))
  expect(kept).not.toContain(invitation.secret)
  await page.goBack()
  expect(page.url()).not.toContain(invitation.secret)
  const [cookie] = await context.cookies()
  expect(cookie).toMatchObject({ httpOnly: true, sameSite: 'Strict' })
})

test('a link works on another device, and taken back it takes what was on both screens with it', async ({
  meeting,
}) => {
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  const karim = await meeting.guest('Karim', 'partner', { organisation: 'o2' })
  const phone = await meeting.seat(karim.invitation, { browser: { viewport: { width: 390, height: 844 } } })
  await karim.comesIn()
  await phone.comesIn('remote')
  await sanne.says([{ case: 'addItem', value: { kind: 'doel', text: 'Samen een plan maken' } }])
  for (const device of [karim, phone]) await device.sees('Samen een plan maken')
  await meeting.administrator.revoke(meeting.id, karim.invitation.invitation)
  for (const device of [karim, phone]) {
    await device.sees(statesWords.nl.linkGone)
    await device.doesNotSee('Samen een plan maken')
    await device.page.goto(device.link)
    await device.sees(statesWords.nl.linkGone)
  }
})

test('a second link in one browser asks first, and the first person stays until somebody chooses', async ({
  meeting,
}) => {
  const karim = await meeting.guest('Karim', 'partner', { organisation: 'o2' })
  const { secret } = await meeting.administrator.invite(meeting.id, {
    name: 'Fatima',
    role: 'partner',
    organisation: 'o3',
  })
  const { page } = karim
  await karim.comesIn()
  const offered = async () => {
    await page.goto('about:blank')
    await page.goto(`/j#${secret}`)
    await expect(page.getByRole('heading', { name: t.already('Karim') })).toBeVisible()
  }
  await offered()
  await page.getByRole('button', { name: t.stayAs('Karim') }).click()
  await page.goto(`/m/${meeting.id}`)
  await expect(karim.line).toBeVisible()
  expect((await karim.witness()).participant).toBe(karim.id)
  await offered()
  await page.getByRole('button', { name: t.goOnAs('Fatima') }).click()
  await page.getByRole('radio', { name: t.inRoom }).check()
  await page.getByRole('button', { name: t.goIn }).click()
  await expect(karim.line).toBeVisible()
  expect((await karim.witness()).participant).not.toBe(karim.id)
})

test("the room's QR shows names and nothing else, until the chair lets one in", async ({ meeting }) => {
  const sanne = await meeting.guest('Sanne', 'procesregisseur')
  await meeting.administrator.invite(meeting.id, { name: 'Karim', role: 'partner', organisation: 'o2' })
  await sanne.says([{ case: 'addItem', value: { kind: 'doel', text: 'Samen een plan maken' } }])
  const answer = await sanne.api.ask('POST', `meetings/${meeting.id}/door`)
  const { secret } = (await answer.json()) as { secret: string }
  await sanne.comesIn()

  const { page } = await meeting.visitor()
  const frames: string[] = []
  page.on('websocket', () => frames.push('a socket before the chair let one in'))
  await page.goto(`/j#${secret}`)
  await page.getByRole('radio', { name: 'Karim' }).check()
  const knocked = page.waitForResponse('**/api/v1/knocks')
  await page.getByRole('button', { name: t.doorKnock }).click()
  await expect(page.getByRole('heading', { name: t.waiting })).toBeVisible()
  expect(frames).toEqual([])
  const { knock } = (await (await knocked).json()) as { knock: string }
  await sanne.api.ask('POST', `meetings/${meeting.id}/knocks/${knock}`, JSON.stringify({ admit: true }))
  await expect(page.getByText('Samen een plan maken').filter({ visible: true }).first()).toBeVisible()
})

test('who signs out on the first page is nobody there any more', async ({ administrator, meeting }) => {
  const { secret } = await administrator.namePerson({ name: 'Sanne' })
  const { page, context } = await meeting.visitor()
  await page.goto(`/j#${secret}`)
  await page.getByRole('button', { name: startWords.nl.signOut }).click()
  await expect(page.getByRole('heading', { name: startWords.nl.outTitle })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('heading', { name: startWords.nl.outTitle })).toBeVisible()
  expect(await context.cookies()).toEqual([])
})
