/// The server takes somebody's line away in the middle of a word, for each reason it has: he writes on, reads what is
/// safe, and what he wrote arrives once when he is let in again. (tests/kill and tests/edge: when it does so.)
import type { Page } from '@playwright/test'
import { cardWords } from '@/view/words/cards'
import { lineWords } from '@/view/words/line'
import { statesWords } from '@/view/words/states'
import { expect, test } from './harness/meeting'

// Closes the page's socket with a code, and each one that comes after it until let in.
class Doorkeeper {
  #code: number | undefined
  readonly #lines = new Set<(code: number) => void>()

  async stands(page: Page): Promise<void> {
    await page.routeWebSocket(/\/ws/u, (socket) => {
      if (this.#code !== undefined) return void socket.close({ code: this.#code })
      const server = socket.connectToServer()
      this.#lines.add((code) => void Promise.all([socket.close({ code }), server.close()]))
    })
  }
  sendsAway(code: number): void {
    this.#code = code
    for (const close of this.#lines) close(code)
    this.#lines.clear()
  }
  letsIn(): void {
    this.#code = undefined
  }
}

const t = statesWords.nl
const reasons = [
  { code: 4008, for: 'the meeting cannot be opened', told: t.damaged, comesBack: true },
  { code: 4009, for: 'there are too many connections', told: t.full, comesBack: true },
  { code: 4014, for: 'there is no room on the disk', told: t.room, comesBack: true },
  { code: 4015, for: 'the server is busy', told: t.busy, comesBack: true },
  { code: 4011, for: 'it sees no sense in coming back', told: t.other, comesBack: false },
] as const

for (const reason of reasons) {
  test(`sent away in mid-word because ${reason.for}, one writes on and loses nothing`, async ({ meeting }) => {
    const sanne = await meeting.guest('Sanne', 'procesregisseur')
    const karim = await meeting.guest('Karim', 'partner')
    const door = new Doorkeeper()
    await door.stands(sanne.page)
    await sanne.comesIn()
    await karim.comesIn()
    await sanne.says([{ case: 'goToPhase', value: { phase: 'probleem' } }])
    await sanne.types('/feit staat er al')
    await karim.sees('staat er al')
    const editor = sanne.page.getByRole('textbox', { name: cardWords.nl.writeIn('Feit') })
    await sanne.card('staat er al').focus()
    await sanne.page.keyboard.press('Enter')
    await expect(editor).toBeFocused()
    await sanne.page.keyboard.type(', sinds m')

    door.sendsAway(reason.code)
    await sanne.page.keyboard.type('ei')
    await expect(sanne.page.getByRole('status').filter({ hasText: reason.told })).toBeVisible()
    await expect(editor).toBeFocused()
    await sanne.page.keyboard.type(' of juni')
    await sanne.page.keyboard.press('Escape')
    await sanne.types('/feit hierna geschreven')
    await sanne.line.pressSequentially('een half')
    await sanne.sees('staat er al, sinds mei of juni')
    await sanne.sees('hierna geschreven')
    expect((await sanne.witness()).unsaved).toBeGreaterThan(0)

    door.letsIn()
    if (reason.comesBack) await sanne.page.evaluate(() => dispatchEvent(new Event('online')))
    else await sanne.page.getByRole('button', { name: t.reload }).click()
    await karim.sees('staat er al, sinds mei of juni')
    await karim.sees('hierna geschreven')
    await expect(sanne.page.getByText(reason.told)).toHaveCount(0)
    await expect(sanne.page.getByRole('textbox', { name: lineWords.nl.field, exact: true })).toHaveValue('een half')
    await meeting.agrees()
    const texts = (await karim.api.state(meeting.id)).state?.items.map((item) => item.text) ?? []
    expect(texts.toSorted()).toEqual(['hierna geschreven', 'staat er al, sinds mei of juni'])
  })
}
