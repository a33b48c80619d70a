/// The rest of the walk past the screens of a meeting: nobody leads and somebody takes over, another device comes in on a seat, and a
/// card is withdrawn.
import { cardWords } from '@/view/words/cards'
import { deviceWords } from '@/view/words/devices'
import { joinWords } from '@/view/words/join'
import { leadWords } from '@/view/words/lead'
import type { Walk } from './every_screen'
import type { Guest } from './guest'
import { expect } from './meeting'

export async function withoutAChair(walk: Walk): Promise<void> {
  const { meeting, language, browser } = walk
  const invited = { language, ...(browser ? { browser } : {}) }
  const noor = await meeting.guest('Noor', 'notulist', { ...invited, organisationName: 'ZVH Merenland' })
  const karim = await meeting.guest('Karim', 'partner', { ...invited, organisationName: 'Politie Merenland' })
  const p = await meeting.guest('P.', 'client', invited)
  await noor.comesIn()
  await karim.comesIn('remote')
  await p.opens()
  await takenOver(walk, { noor, karim, p })
  await secondDevice(walk, karim)
  await ofTheClient(walk, p)
  await withdrawn(walk, karim)
}

async function takenOver({ language, look }: Walk, { noor, karim, p }: Record<'noor' | 'karim' | 'p', Guest>) {
  const t = leadWords[language]
  const { page } = noor
  await noor.sees(t.chairGone(''))
  await look(page, 'nobody leads')
  await page.getByRole('button', { name: t.takeOver, exact: true }).click()
  const asks = page.getByRole('dialog', { name: t.takeOverTitle })
  await expect(asks).toBeVisible()
  await look(page, 'taking over, asked why')
  const [reason = ''] = t.takeOverReasons
  await asks.getByRole('button', { name: reason, exact: true }).click()
  await asks.getByRole('button', { name: t.takeOverSure, exact: true }).click()
  for (const guest of [noor, karim, p]) await guest.sees(t.because(reason))
  await look(page, 'I lead now')
  await look(karim.page, 'somebody else leads now')
  await look(p.page, 'somebody else leads now, the client')
}

async function secondDevice({ meeting, language, browser, look }: Walk, first: Guest): Promise<void> {
  const [t, j] = [deviceWords[language], joinWords[language]]
  const invitation = await meeting.administrator.invite(meeting.id, { participant: first.id })
  const second = await meeting.seat(invitation, browser ? { browser } : {}, language)
  await second.page.goto(second.link)
  await second.sees(j.secondDevice)
  await look(second.page, 'the link of a second device')
  await second.comesIn('remote')
  await second.sees(t.here)
  await look(second.page, 'a second device, not confirmed')
  await first.page.getByRole('button', { name: t.strange, exact: true }).click()
  await first.sees(t.strangeDo)
  await look(first.page, 'a device that is not mine')
  await first.page.getByRole('button', { name: t.mine, exact: true }).click()
  await second.doesNotSee(t.here)
}

async function ofTheClient({ meeting, language, browser, look }: Walk, p: Guest): Promise<void> {
  const t = deviceWords[language]
  const invitation = await meeting.administrator.invite(meeting.id, { participant: p.id })
  const second = await meeting.seat(invitation, browser ? { browser } : {}, language)
  await second.opens()
  await second.sees(t.here)
  await look(second.page, 'a second device of the client, not confirmed')
  await p.sees(t.untilThen)
  await look(p.page, 'another device came in, the client')
}

async function withdrawn({ language, look }: Walk, karim: Guest): Promise<void> {
  const t = cardWords[language]
  const { page } = karim
  const text = 'Dit vertelde hij in vertrouwen'
  await karim.types(text)
  await karim.card(text).focus()
  await page.keyboard.press('Shift+F10')
  await page.getByRole('menuitem', { name: t.withdraw, exact: true }).click()
  await expect(karim.card(text)).toContainText(t.withdrawn)
  await look(page, 'a card that I withdrew')
}
