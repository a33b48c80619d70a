/// A meeting laid ready to be measured: the real server, thirteen who write without a browser, a board of 500 cards of
/// which one sheet holds a part, and two who have a page.
import type { BrowserContext, Page } from '@playwright/test'
import { type Browser, expect } from '@playwright/test'
import type { InvitationView } from '@/gen/meeting/v1/api_pb'
import { catchingUpWords } from '@/view/words/catching_up'
import { lineWords } from '@/view/words/line'
import { Api } from '../e2e/harness/api'
import { Server } from '../e2e/harness/server'
import { cookieOf, Writer } from './writer'

export const counts = {
  writers: 13,
  cards: Number(process.env['BENCH_CARDS'] ?? 500),
  /// How many of them lie on the sheet that one looks at; the method's own measure is 100 a phase.
  onSheet: Number(process.env['BENCH_ON_SHEET'] ?? 500),
  operations: Number(process.env['BENCH_OPERATIONS'] ?? 5000),
}
const sheet = 'factoren'
const places = [
  ['beschermend', 'beschermend'],
  ['risico', 'risico'],
  ['onbekend', 'onbekend'],
] as const
const elsewhere = [
  ['over_wie', 'wie', 'feit'],
  ['probleem', 'probleem', 'probleem'],
  ['wenselijk', 'wenselijk', 'wens'],
] as const
const saying = 'De buurvrouw past drie middagen per week op en vertelt dat het dan rustig is in huis'

export interface Seat {
  readonly context: BrowserContext
  readonly page: Page
  readonly cookie: string
}

export class LaidTable {
  readonly server: Server
  readonly meeting: string
  readonly sheet = sheet
  readonly writers: readonly Writer[]
  readonly #api: Api
  #browsers = 0

  private constructor(server: Server, meeting: string, api: Api, writers: readonly Writer[]) {
    this.server = server
    this.meeting = meeting
    this.#api = api
    this.writers = writers
  }

  static async lay(): Promise<LaidTable> {
    const server = await Server.start()
    const api = new Api(() => server.origin, server.administrator)
    const { caseId } = await api.makeCase('Casus P.')
    const { meeting } = await api.makeMeeting({ caseId, title: 'Meting', method: 'casus_plus', plannedSeconds: 7200 })
    const invite = (name: string, role: string): Promise<InvitationView> =>
      api.invite(meeting, { name, role, organisation: 'o1', organisationName: 'Wijkteam' })
    const writers: Writer[] = []
    for (let seat = 0; seat < counts.writers; ++seat) {
      const invitation = await invite(`Schrijver ${seat + 1}`, seat === 0 ? 'procesregisseur' : 'partner')
      writers.push(await Writer.comesIn(meeting, server.origin, invitation))
    }
    const table = new LaidTable(server, meeting, api, writers)
    await table.#fill()
    return table
  }

  async #fill(): Promise<void> {
    const [chair] = this.writers
    chair?.ask({ case: 'beginMeeting', value: {} })
    chair?.ask({ case: 'goToPhase', value: { phase: sheet } })
    await chair?.settled()
    for (let n = 0; n < counts.cards; ++n) {
      const writer = this.writers[n % this.writers.length]
      if (n < counts.onSheet) {
        const [region, kind] = places[n % places.length] ?? places[0]
        writer?.addsCard(sheet, region, kind, `${saying} (${n + 1})`)
      } else {
        const [other, region, kind] = elsewhere[n % elsewhere.length] ?? elsewhere[0]
        writer?.addsCard(other, region, kind, `${saying} (${n + 1})`)
      }
    }
    await Promise.all(this.writers.map((writer) => writer.settled()))
    const rounds = Math.ceil((counts.operations - counts.cards) / counts.cards)
    await Promise.all(
      this.writers.map(async (writer) => {
        for (let round = 0; round < rounds; ++round) {
          for (const card of writer.cards) {
            writer.opens(card, sheet)
            writer.types(round % 2 === 0 ? ',' : '.')
            writer.leaves()
            await writer.settled()
          }
        }
      }),
    )
  }

  /// The newest record that a writer's device holds.
  get number(): number {
    return this.writers[0]?.number ?? 0
  }

  /// A browser that was let in, and opened nothing yet.
  async seat(browser: Browser, role: string): Promise<Seat> {
    const name = `Lezer ${++this.#browsers}`
    const invitation = await this.#api.invite(this.meeting, {
      name,
      role,
      organisation: 'o2',
      organisationName: 'Politie',
    })
    const cookie = await cookieOf(this.server.origin, invitation.secret)
    return { ...(await this.#open(browser, cookie)), cookie }
  }
  /// The same person in a browser that holds nothing but his session.
  async again(browser: Browser, { cookie }: Seat): Promise<Seat> {
    return { ...(await this.#open(browser, cookie)), cookie }
  }
  async #open(browser: Browser, cookie: string): Promise<Omit<Seat, 'cookie'>> {
    const context = await browser.newContext({ locale: 'nl-NL', viewport: { width: 1366, height: 768 } })
    const [name = '', value = ''] = cookie.split('=')
    await context.addCookies([{ name, value, url: this.server.origin }])
    return { context, page: await context.newPage() }
  }
  get address(): string {
    return `${this.server.origin}/m/${this.meeting}`
  }
  /// Opens the meeting and can write.
  async opens({ page }: Seat): Promise<void> {
    await page.goto(this.address)
    await expect(page.getByRole('textbox', { name: lineWords.nl.field, exact: true })).toBeVisible()
    // Who comes late is told what happened, and asked where he is.
    await page.getByRole('button', { name: catchingUpWords.nl.goOn }).click()
    const look = page.getByRole('button', { name: 'Online', exact: true })
    if (await look.isVisible()) await look.click()
  }

  async clear(): Promise<void> {
    for (const writer of this.writers) writer.goes()
    await this.server.stop()
    await this.server.clear()
  }
}

/// All write at once, each in cards of his own, this many keys a second each. What it answers stops it.
export function allWrite(writers: readonly Writer[], aSecond: number): () => void {
  const timers = writers.map((writer, seat) => {
    let keys = 0
    const key = (): void => {
      const card = writer.cards[Math.floor(keys / 60) % writer.cards.length]
      if (card !== undefined && keys % 60 === 0) {
        writer.leaves()
        writer.opens(card, sheet)
      }
      writer.types('en dan weer verder met wat er gebeurde '[keys++ % 39] ?? ' ')
    }
    let timer: NodeJS.Timeout | undefined
    // Not all in the same moment.
    const begin = setTimeout(() => (timer = setInterval(key, 1000 / aSecond)), (seat * 1000) / aSecond / writers.length)
    return () => {
      clearTimeout(begin)
      clearInterval(timer)
    }
  })
  return () => {
    for (const stop of timers) stop()
    for (const writer of writers) writer.leaves()
  }
}
