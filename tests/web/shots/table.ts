/// `test` with tables to take pictures of: the demonstration case as far as a step, with its people, their votes and their words,
/// still going on. Each page is watched from when it opens.
///
///     test('the factors', async ({ demo }) => {
///       const table = await demo.at('factoren')
///       const mirjam = await table.sits('Mirjam')
///       await mirjam.comesIn()
///       await picture(mirjam.page, 'meeting', 'factors')
///     })
import { readFileSync } from 'node:fs'
import { resolve } from 'node:path'
import type { BrowserContextOptions } from '@playwright/test'
import type { InvitationView } from '@/gen/meeting/v1/api_pb'
import { Api } from '../e2e/harness/api'
import type { Guest, Language } from '../e2e/harness/guest'
import { roomWords } from '@/view/words/room'
import { expect, type Invited, Meeting, test as base, type Visitor } from '../e2e/harness/meeting'
import { watch } from './faults'

export { expect }

const file = resolve(import.meta.dirname, '../../data/demo-case.json')
const dayMs = 24 * 3600_000

export const steps = [
  'opening',
  'over_wie',
  'probleem',
  'factoren',
  'pauze',
  'duwtje',
  'wenselijk',
  'plan',
  'afronding',
] as const
export type Step = (typeof steps)[number]

type Parts = ConstructorParameters<typeof Meeting>[0]

export class Table extends Meeting {
  readonly #seats: readonly InvitationView[]

  constructor(parts: Parts, seats: readonly InvitationView[] = []) {
    super(parts)
    this.#seats = seats
  }

  override async visitor(options?: BrowserContextOptions, language?: Language): Promise<Visitor> {
    const visitor = await super.visitor(options, language)
    watch(visitor.page)
    return visitor
  }

  invitationOf(name: string): InvitationView {
    const invitation = this.#seats.find(({ participant }) => participant?.name === name)
    if (!invitation) throw new Error(`nobody at this table is called ${name}`)
    return invitation
  }

  /// Somebody of the case comes in late, and read what he missed.
  async comesBack(name: string, where: 'room' | 'remote' = 'room'): Promise<Guest> {
    const guest = await this.sits(name)
    await guest.comesIn(where)
    const missed = guest.page.getByRole('dialog').filter({ visible: true })
    await expect(missed).toHaveCount(1)
    await guest.page.keyboard.press('Escape')
    await expect(missed).toHaveCount(0)
    return guest
  }

  /// A screen that shows the meeting, and no longer its code.
  async hangs(wall: Visitor, chair: Guest): Promise<void> {
    await this.becomesRoomScreen(wall, chair)
    await expect(wall.page.getByText(roomWords.nl.pairTitle)).toHaveCount(0)
    await expect(wall.page.getByRole('heading').first()).toBeVisible()
  }

  /// A browser for somebody of the case.
  async sits(name: string, invited: Invited = {}): Promise<Guest> {
    return await this.seat(this.invitationOf(name), invited, invited.language)
  }
}

interface Exported {
  readonly records: readonly {
    readonly timeMs: string
    readonly operation?: { readonly goToPhase?: { readonly phase: string }; readonly endMeeting?: object }
  }[]
}

export class Demo {
  readonly #parts: Pick<Parts, 'server' | 'administrator' | 'browser' | 'wires'>
  #held: Promise<Exported> | undefined
  readonly tables: Table[] = []

  constructor(parts: Pick<Parts, 'server' | 'administrator' | 'browser' | 'wires'>) {
    this.#parts = parts
  }

  /// As it was just before the step was left; `agoMs`: when that was. 'ended': after all of it.
  async at(step: Step | 'ended', agoMs = 60_000): Promise<Table> {
    this.#held ??= this.#hold()
    const held = await this.#held
    const end = step === 'ended' ? held.records.length : endOf(step, held)
    const records = held.records.slice(0, end)
    const tookMs = Number(records.at(-1)?.timeMs) - Number(records[0]?.timeMs)
    const start = new Date(Date.now() - tookMs - agoMs).toISOString()
    const report = await this.#parts.administrator.import(JSON.stringify({ ...held, records }), start)
    const table = new Table({ ...this.#parts, id: report.meeting, caseId: report.caseId }, report.invitations)
    this.tables.push(table)
    return table
  }

  // The file is of a meeting that ended; what its chair reads of it can be cut off anywhere.
  async #hold(): Promise<Exported> {
    const { administrator, server } = this.#parts
    const report = await administrator.import(
      readFileSync(file, 'utf8'),
      new Date(Date.now() - 60 * dayMs).toISOString(),
    )
    const chair = report.invitations.find(({ participant }) => participant?.role === 'procesregisseur')
    const api = new Api(() => server.origin, chair?.secret ?? '')
    return JSON.parse(await api.export(report.meeting, 'format=json')) as Exported
  }
}

function endOf(step: Step, { records }: Exported): number {
  const began = records.findIndex(({ operation }) => operation?.goToPhase?.phase === step)
  const left = records.findIndex(
    ({ operation }, n) => n > began && (operation?.goToPhase !== undefined || operation?.endMeeting !== undefined),
  )
  return left < 0 ? records.length : left
}

interface Fixtures {
  table: Table
  demo: Demo
}

export const test = base.extend<Fixtures>({
  /// An empty table, laid as for the other tests.
  table: async ({ meeting, server, administrator, browser, wires }, use) => {
    const table = new Table({ server, administrator, browser, wires, id: meeting.id, caseId: meeting.caseId })
    await use(table)
    for (const { context } of table.visitors) await context.close()
  },
  demo: async ({ server, administrator, browser, wires }, use) => {
    const demo = new Demo({ server, administrator, browser, wires })
    await use(demo)
    for (const { visitors } of demo.tables) for (const { context } of visitors) await context.close()
  },
})
