/// Somebody at the table, with a browser of his own: what he does and what he sees, in the words that stand on his screen.
/// A verb waits until a person would see that it happened.
import { type BrowserContext, expect, type Locator, type Page } from '@playwright/test'
import type { InvitationView } from '@/gen/meeting/v1/api_pb'
import type { Asked } from '@/replica/session'
import type { Witness } from '@/replica/witness'
import { deviceWords } from '@/view/words/devices'
import { joinWords } from '@/view/words/join'
import { lineWords } from '@/view/words/line'
import type { Api } from './api'
import { say } from './saying'
import type { Wire } from './wire'

export type Language = 'nl' | 'en'

export class Guest {
  readonly name: string
  readonly invitation: InvitationView
  readonly context: BrowserContext
  readonly page: Page
  readonly wire: Wire
  readonly language: Language
  readonly api: Api // asks the server as this participant
  readonly meeting: string

  constructor(parts: Pick<Guest, 'invitation' | 'context' | 'page' | 'wire' | 'language' | 'api' | 'meeting'>) {
    this.name = parts.invitation.participant?.name ?? ''
    this.invitation = parts.invitation
    this.context = parts.context
    this.page = parts.page
    this.wire = parts.wire
    this.language = parts.language
    this.api = parts.api
    this.meeting = parts.meeting
  }

  get link(): string {
    return `${this.wire.origin}/j#${this.invitation.secret}`
  }
  get #join() {
    return joinWords[this.language]
  }
  get #line() {
    return lineWords[this.language]
  }

  get id(): string {
    return this.invitation.participant?.id ?? ''
  }

  /// Opens his link and goes in.
  async opens(where: 'room' | 'remote' = 'room'): Promise<void> {
    await this.page.goto(this.link)
    await this.page.getByRole('radio', { name: where === 'room' ? this.#join.inRoom : this.#join.remote }).check()
    await this.page.getByRole('button', { name: this.#join.goIn }).click()
    await this.page.waitForURL(`**/m/${this.meeting}`)
  }

  /// Opens his link, goes in, and can write.
  async comesIn(where: 'room' | 'remote' = 'room'): Promise<void> {
    await this.opens(where)
    await expect(this.line).toBeVisible()
  }

  get line(): Locator {
    return this.page.getByRole('textbox', { name: this.#line.field, exact: true })
  }

  /// Types these keys in the line, `@` and `/` included, and Enter.
  async types(keys: string): Promise<void> {
    await this.line.pressSequentially(keys)
    await this.line.press('Enter')
  }

  /// Until this text stands on his screen.
  async sees(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text).filter({ visible: true }).first()).toBeVisible()
  }
  async doesNotSee(text: string | RegExp): Promise<void> {
    await expect(this.page.getByText(text).filter({ visible: true })).toHaveCount(0)
  }

  card(text: string | RegExp): Locator {
    return this.page.getByRole('article').filter({ hasText: text })
  }

  /// Says these by another way than his page: a second device of his, not confirmed. What was refused fails the test. If
  /// he went to another step, his page has heard so: what he types on it next stands there.
  async says(operations: readonly Asked[]): Promise<void> {
    const answers = await say(
      { origin: this.wire.origin, meeting: this.meeting, secret: this.invitation.secret },
      operations,
    )
    const refused = answers.filter((answer) => 'refused' in answer)
    expect(refused, 'what was refused').toEqual([])
    const step = answers[operations.findLastIndex((operation) => operation.case === 'goToPhase')]
    if (!step || !('committed' in step) || !this.page.url().includes('/m/')) return
    await expect
      .poll(async () => await this.page.evaluate(() => Number(window.flipover?.().number ?? 0)))
      .toBeGreaterThanOrEqual(step.committed)
  }

  /// On his page: that other way is his too. What he wrote there for himself he sees from now on.
  async saysItWasHe(): Promise<void> {
    const device = this.page.getByRole('region', { name: /gevraagd door de beheerder/u })
    await device.getByRole('button', { name: deviceWords.nl.mine, exact: true }).click()
  }

  async witness(): Promise<Witness> {
    const witness = await this.page.evaluate(() => window.flipover?.())
    if (!witness) throw new Error(`${this.name}'s page holds no meeting`)
    return witness
  }

  /// Until all that he wrote is saved and his page holds what the server holds for him, by number and by hash.
  async agrees(): Promise<void> {
    await expect(async () => {
      const page = await this.witness()
      const server = await this.api.state(this.meeting)
      expect([page.unsaved, page.number, page.hash]).toEqual([0, String(server.number), server.hash])
    }).toPass({ timeout: 15_000, intervals: [50, 100, 250, 500] })
  }
}
