/// The facilitator's own page: from a personal link to a meeting with people in it.
import { startWords } from '@/view/words/start'
import { barriers } from './harness/axe'
import { expect, test } from './harness/meeting'

const t = startWords.nl

test('a facilitator makes a case and a meeting, invites, and the invited comes in by the link', async ({
  administrator,
  meeting,
}) => {
  const { secret } = await administrator.namePerson({
    name: 'Sanne',
    organisation: 'o1',
    organisationName: 'ZVH Merenland',
  })
  const { page } = await meeting.visitor()
  await page.goto(`/j#${secret}`)
  await expect(page.getByRole('heading', { name: t.hello('Sanne') })).toBeVisible()
  expect(page.url()).not.toContain(secret)

  await page.getByRole('button', { name: t.newCase }).click()
  await page.getByRole('textbox', { name: t.caseLabel }).fill('R.')
  await page.keyboard.press('Enter')
  await page.getByRole('textbox', { name: t.meetingTitle }).fill('Eerste overleg')
  await page.getByRole('button', { name: t.makeMeeting }).click()
  await page.getByRole('textbox', { name: t.inviteName }).fill('Karim')
  await page
    .getByRole('textbox', { name: t.inviteOrganisation })
    .or(page.getByLabel(t.inviteOrganisation))
    .fill('Politie')
  await page.getByRole('button', { name: t.makeInvitation }).click()
  const link = await page.getByRole('textbox', { name: t.handLink }).inputValue()
  await expect(page.getByRole('img', { name: t.handQr('Karim') })).toBeVisible()

  const karim = await meeting.visitor()
  await karim.page.goto(new URL(link).hash === '' ? link : `/j${new URL(link).hash}`)
  await expect(karim.page.getByRole('heading', { name: 'Welkom, Karim' })).toBeVisible()
  await expect(karim.page.getByText('Eerste overleg')).toBeVisible()
  await expect(karim.page.getByText('Politie', { exact: true })).toBeVisible()
})

test('who is not signed in is told how to come in, and a link that is none says so', async ({ meeting }) => {
  const { page } = await meeting.visitor()
  await page.goto('/')
  await expect(page.getByRole('heading', { name: t.outTitle })).toBeVisible()
  expect(await barriers(page)).toEqual([])
  await page.goto('/j#AAAAAAAAAAAAAAAAAAAAAA')
  await expect(page.getByRole('heading').first()).toBeVisible()
  await expect(page.getByText('AAAAAAAAAAAAAAAAAAAAAA')).toHaveCount(0)
  expect(await barriers(page)).toEqual([])
})

test('practising opens a meeting at once, with the demonstration case in it', async ({ administrator, meeting }) => {
  const { secret } = await administrator.namePerson({ name: 'Sanne' })
  const { page } = await meeting.visitor()
  await page.goto(`/j#${secret}`)
  await page.getByRole('button', { name: t.practise }).click()
  await page.waitForURL(/\/m\/[\w-]+$/u)
  await expect(page.getByRole('article').first()).toBeVisible()
})
