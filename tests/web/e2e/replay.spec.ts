/// The demonstration meeting looked back at: by jumps, keys and playing, with how a card came to be; a blind round keeps
/// its texts until it was opened, and the client sees no tracks.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { headWords } from '@/view/words/head'
import { replayWords } from '@/view/words/replay'
import { Api } from './harness/api'
import { Guest } from './harness/guest'
import { expect, type Meeting, test } from './harness/meeting'
import type { Server } from './harness/server'

const demo = readFileSync(join(resolve(import.meta.dirname, '../../..'), 'tests/data/demo-case.json'), 'utf8')
const t = replayWords.nl

async function looksBack(who: string, parts: { administrator: Api; meeting: Meeting; server: Server }): Promise<Guest> {
  const { meeting: id } = await parts.administrator.import(demo, '2026-09-01T08:00:00Z')
  const reader = new Guest({
    ...(await parts.meeting.visitor({ viewport: { width: 1366, height: 1000 } })),
    invitation: await parts.administrator.invite(id, { participant: who }),
    meeting: id,
    api: new Api(() => parts.server.origin, ''),
  })
  await reader.opens()
  await reader.page.goto(`/m/${id}/replay`)
  await expect(reader.page.getByRole('heading', { name: new RegExp(`^${t.replay}`, 'u') })).toBeVisible()
  return reader
}

test('the chair moves through the meeting by steps, persons, decisions, cards and keys', async ({
  administrator,
  meeting,
  server,
}) => {
  const { page } = await looksBack('p01', { administrator, meeting, server })
  const clock = () => page.getByRole('status').or(page.locator('output.clock')).first().textContent()
  const cards = page.locator('.board').getByRole('button')
  const jump = (name: string) => page.getByRole('combobox', { name })
  const board = () => cards.allTextContents()
  const region = (name: string) => page.getByRole('region', { name, exact: true })

  await test.step('to a step, and on by one record at a time', async () => {
    const [, , third = ''] = await jump(t.jumpPhase).getByRole('option').allTextContents()
    await jump(t.jumpPhase).selectOption(third)
    const there = await cards.count()
    await page.getByRole('heading', { name: new RegExp(`^${t.replay}`, 'u') }).click()
    while ((await cards.count()) === there) await page.keyboard.press('ArrowRight')
    expect(await cards.count()).toBe(there + 1)
    await page.keyboard.press('ArrowLeft')
    await expect(cards).toHaveCount(there)
    await page.keyboard.press('End')
    const end = await clock()
    for (let steps = 0; steps < 2; ++steps) await page.keyboard.press('Shift+ArrowLeft')
    expect(await clock(), 'the begin of the last step, not of what came after it').not.toBe(end)
    await page.keyboard.press('Home')
    expect(await clock()).not.toBe(end)
  })

  await test.step('to what a person said next, and to a decision', async () => {
    const [, someone = ''] = await jump(t.jumpPerson).getByRole('option').allTextContents()
    await jump(t.jumpPerson).selectOption(someone)
    await expect(page.locator('.board').getByText(someone).first()).toBeVisible()
    const [, decision = ''] = await jump(t.jumpDecision).getByRole('option').allTextContents()
    await jump(t.jumpDecision).selectOption(decision)
    await expect(cards.filter({ hasText: decision })).toBeVisible()
  })

  await test.step('how a card came to be, and back to when it was said', async () => {
    const [, decision = ''] = await jump(t.jumpDecision).getByRole('option').allTextContents()
    await cards.filter({ hasText: decision }).click()
    const history = region(t.history)
    await expect(history.getByRole('listitem').first()).toContainText(t.acts['addItem'] ?? '')
    await history.getByRole('button').first().click()
    await expect(cards.filter({ hasText: decision })).toBeVisible()
    await history.getByRole('button', { name: t.closeHistory }).click()
    await expect(history).toHaveCount(0)
  })

  await test.step('playing goes on by itself, skips silence, and stops when told', async () => {
    await page.keyboard.press('Home')
    await page.getByRole('combobox', { name: t.speed }).selectOption(t.times(32))
    await page.getByRole('button', { name: t.play }).click()
    await expect.poll(() => cards.count()).toBeGreaterThan(2)
    await page.locator('button.primary', { hasText: t.pause }).click()
    const stopped = await board()
    await page.keyboard.press('ArrowRight')
    await page.keyboard.press('ArrowLeft')
    expect(await board()).toEqual(stopped)
  })

  await test.step('a silent round shows its counter and no text of it', async () => {
    await page.keyboard.press('Home')
    const counter = page.getByText(/^Stille ronde: \d+ van \d+ klaar/u)
    for (let steps = 0; steps < 250 && (await counter.count()) === 0; ++steps) await page.keyboard.press('ArrowRight')
    await expect(counter).toBeVisible()
    await expect(page.getByText(t.blindWhat)).toBeVisible()
  })
  await expect(region(t.timeline).getByRole('img', { name: t.tracks })).toBeVisible()
})

test('the client looks back without tracks, at what he may see', async ({ administrator, meeting, server }) => {
  const person = (JSON.parse(demo) as { participants: { id: string; role: string }[] }).participants.find(
    (each) => each.role === 'client',
  )
  const { page } = await looksBack(person?.id ?? '', { administrator, meeting, server })
  await page.keyboard.press('End')
  await expect(page.getByRole('region', { name: t.timeline })).toBeVisible()
  await expect(page.getByRole('img', { name: t.tracks })).toHaveCount(0)
  await expect(page.getByText(headWords.nl.practice)).toHaveCount(0)
})
