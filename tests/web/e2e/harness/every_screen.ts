/// A walk past the screens before and after a meeting, for tests that hold of all of them: the walker brings a page to a screen, says its name,
/// and the test looks. A test that adds a screen to the product adds it here.
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { joinWords } from '@/view/words/join'
import { replayWords } from '@/view/words/replay'
import { reportWords } from '@/view/words/report'
import { startWords } from '@/view/words/start'
import type { Api } from './api'
import type { Guest, Language } from './guest'
import { expect, type Invited, type Meeting } from './meeting'

const sixtyDaysMs = 60 * 24 * 3600_000
const demo = resolve(import.meta.dirname, '../../../data/demo-case.json')

export interface Walk {
  readonly meeting: Meeting
  readonly administrator: Api
  readonly language: Language
  readonly browser?: Invited['browser'] // of every page of the walk
  /// What the test does with the screen the page shows now. It leaves the page as it found it.
  readonly look: (page: Page, screen: string) => Promise<void>
}

/// Start and join: all before the meeting itself.
export async function arriving({ meeting, administrator, language, browser, look }: Walk): Promise<void> {
  const t = startWords[language]
  const j = joinWords[language]
  const { page } = await meeting.visitor(browser, language)
  const shows = async (screen: string, words: string) => {
    await expect(page.getByText(words).filter({ visible: true }).first()).toBeVisible()
    await look(page, screen)
  }
  await page.goto('/')
  await shows('start, not signed in', t.outTitle)
  await page.goto('/nergens')
  await expect(page.getByRole('heading').first()).toBeVisible()
  await look(page, 'no such page')
  await page.goto('/j')
  await shows('a link without its secret', j.noSecret)
  await page.goto('/j#AAAAAAAAAAAAAAAAAAAAAA')
  await expect(page.getByRole('heading').first()).toBeVisible()
  await look(page, 'an expired link')

  const person = await administrator.namePerson({
    name: 'Sanne',
    organisation: 'o1',
    organisationName: 'ZVH Merenland',
  })
  await page.goto(`/j#${person.secret}`)
  await shows('start, empty', t.hello('Sanne'))
  await page.getByRole('button', { name: t.newCase }).click()
  await page.getByRole('textbox', { name: t.caseLabel }).fill('123456782')
  await page.getByRole('button', { name: t.makeCase }).click()
  await shows('new case, refused', t.caseNumber)
  await page.getByRole('textbox', { name: t.caseLabel }).fill('R.')
  await page.keyboard.press('Enter')
  await shows('new meeting', t.meetingFor('R.'))
  await page.getByRole('textbox', { name: t.meetingTitle }).fill('Eerste overleg')
  await page.getByRole('button', { name: t.makeMeeting }).click()
  await shows('invite', t.inviteTitle('Eerste overleg'))
  await page.getByRole('textbox', { name: t.inviteName }).fill('Karim')
  await page.getByRole('button', { name: t.makeInvitation }).click()
  await expect(page.getByRole('textbox', { name: t.handLink })).toBeVisible()
  await shows('the link to hand out, with its QR', t.handTitle('Karim'))
  await page.getByText(t.appoint, { exact: true }).click()
  await shows('appoint who leads', t.appointHint)
  await page.keyboard.press('Escape')
  await expect(page.getByRole('dialog')).toHaveCount(0)
  await page.getByRole('button', { name: t.practise }).click()
  await page.waitForURL(/\/m\/[\w-]+$/u)
  await expect(page.getByRole('article').filter({ visible: true }).first()).toBeVisible()
  await look(page, 'a practice meeting')
  await page.goto('/')
  await shows('start, with cases', t.practiceMeetings)

  const karim = await administrator.invite(meeting.id, { name: 'Karim', role: 'partner', organisation: 'o2' })
  await page.context().clearCookies()
  await page.goto(`/j#${karim.secret}`)
  await shows('an invitation', j.asWhom('Karim'))
  await page.getByRole('radio', { name: j.remote }).check()
  await page.getByRole('button', { name: j.goIn }).click()
  await page.waitForURL(`**/m/${meeting.id}`)
  const other = await administrator.invite(meeting.id, { name: 'P.', role: 'client', organisation: 'o3' })
  await page.goto(`/j#${other.secret}`)
  await shows('somebody else is in', j.already('Karim'))
}

/// The door of the room: it takes a chair who opened it.
export async function atTheDoor({ meeting, language, browser, look }: Walk, chair: Guest): Promise<void> {
  const j = joinWords[language]
  const answer = await chair.api.ask('POST', `meetings/${meeting.id}/door`, '{}')
  const { secret } = (await answer.json()) as { secret: string }
  const { page } = await meeting.visitor(browser, language)
  await page.goto(`/j#${secret}`)
  await page.getByRole('button', { name: j.doorKnock }).click()
  await expect(page.getByText(j.doorNeedsPick)).toBeVisible()
  await page.getByRole('radio', { name: j.doorOther }).check()
  await look(page, 'the door')
  await page.getByRole('textbox', { name: j.doorName }).fill('Ruud')
  await page.getByRole('button', { name: j.doorKnock }).click()
  await expect(page.getByText(j.waitingAs('Ruud'))).toBeVisible()
  await look(page, 'waiting at the door')
}

/// Replay and report, of the demonstration case, which was held.
export async function afterwards({ meeting, administrator, language, browser, look }: Walk): Promise<void> {
  const held = await administrator.import(readFileSync(demo, 'utf8'), new Date(Date.now() - sixtyDaysMs).toISOString())
  const invitation = held.invitations.find(({ participant }) => participant?.role === 'procesregisseur')
  if (!invitation) throw new Error('nobody led the demonstration case')
  const { page } = await meeting.visitor(browser, language)
  const [r, report, j] = [replayWords[language], reportWords[language], joinWords[language]]
  await page.goto(`/j#${invitation.secret}`)
  await page.getByRole('radio', { name: j.remote }).check()
  await page.getByRole('button', { name: j.goIn }).click()
  await page.waitForURL(`**/m/${held.meeting}`)
  await page.goto(`/m/${held.meeting}/replay`)
  await expect(page.getByRole('button', { name: r.play })).toBeVisible()
  await page.getByRole('combobox', { name: r.jumpPhase }).selectOption({ index: 4 })
  await look(page, 'replay')
  await page
    .getByRole('button', { name: r.showTracks })
    .or(page.getByRole('button', { name: r.hideTracks }))
    .first()
    .click()
  await look(page, 'replay, the tracks turned')
  await page.goto(`/m/${held.meeting}/report`)
  await expect(page.getByRole('button', { name: report.print })).toBeVisible()
  await look(page, 'report')
  await page.getByRole('combobox', { name: report.reader }).selectOption('client')
  await expect(page.getByText(report.clientNote)).toBeVisible()
  await look(page, 'report for the client')
}
