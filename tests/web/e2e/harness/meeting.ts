/// `test` with a meeting laid ready: a server of its own, a case and a meeting in it, and guests who come in by their
/// real links, each over a wire of his own that can be slow, held or cut.
///
///     test('a card stands on every page', async ({ meeting }) => {
///       const chair = await meeting.guest('Sanne', 'procesregisseur')
///       const karim = await meeting.guest('Karim', 'partner', { organisation: 'politie' })
///       await chair.comesIn()
///       await karim.comesIn('remote')
///       await chair.types('/feit slaapt slecht')
///       await karim.sees('slaapt slecht')
///       await meeting.agrees()
///     })
import {
  type Browser,
  type BrowserContext,
  type BrowserContextOptions,
  type Page,
  test as base,
} from '@playwright/test'
import { Api } from './api'
import { Guest, type Language } from './guest'
import { Server } from './server'
import { type Wire, Wires } from './wire'

export { expect } from '@playwright/test'

// To see what happens on a slow machine: SLOWER=6 npm run e2e NAME
const slower = Number(process.env['SLOWER'] ?? 1)

export interface Invited {
  readonly organisation?: string
  readonly organisationName?: string
  readonly language?: Language
  readonly browser?: BrowserContextOptions // viewport, touch, reduced motion
}

export interface Visitor {
  readonly context: BrowserContext
  readonly page: Page
  readonly wire: Wire
  readonly language: Language
}

export interface Options {
  method: string
  title: string
  serverOptions: readonly string[]
}

export class Meeting {
  readonly server: Server
  readonly administrator: Api
  readonly id: string
  readonly caseId: string
  readonly guests: Guest[] = []
  readonly #browser: Browser
  readonly #visitors: Visitor[] = []
  readonly #wires: Wires

  constructor(parts: {
    server: Server
    administrator: Api
    id: string
    caseId: string
    browser: Browser
    wires: Wires
  }) {
    this.server = parts.server
    this.administrator = parts.administrator
    this.id = parts.id
    this.caseId = parts.caseId
    this.#browser = parts.browser
    this.#wires = parts.wires
  }

  /// A browser with nobody in it yet, over a wire of its own.
  async visitor(options: BrowserContextOptions = {}, language: Language = 'nl'): Promise<Visitor> {
    const wire = this.#wires.take()
    const baseURL = wire.origin
    const context = await this.#browser.newContext({
      locale: language === 'nl' ? 'nl-NL' : 'en-GB',
      baseURL,
      ...options,
    })
    const visitor = { context, page: await context.newPage(), wire, language }
    if (slower > 1) {
      const devtools = await context.newCDPSession(visitor.page)
      await devtools.send('Emulation.setCPUThrottlingRate', { rate: slower })
    }
    this.#visitors.push(visitor)
    return visitor
  }

  /// Invites somebody and gives him a browser; he comes in by `comesIn()`.
  async guest(name: string, role: string, invited: Invited = {}): Promise<Guest> {
    const { organisation = 'o1', organisationName = '', language = 'nl' } = invited
    const invitation = await this.administrator.invite(this.id, { name, role, organisation, organisationName })
    return await this.seat(invitation, invited, language)
  }

  /// A browser for who was invited already: an imported meeting's people, a second device. It takes the seat at once, so
  /// that it is the first device there, before a program says something with the same secret.
  async seat(invitation: Guest['invitation'], invited: Invited = {}, language: Language = 'nl'): Promise<Guest> {
    const visitor = await this.visitor(invited.browser, language)
    const { context, wire } = visitor
    const entered = await context.request.post(`${wire.origin}/api/v1/session`, {
      headers: { origin: wire.origin },
      data: { secret: invitation.secret },
    })
    if (!entered.ok())
      throw new Error(`${invitation.participant?.name ?? ''} does not come in: ${await entered.text()}`)
    const asHisBrowser = async () => {
      const cookies = await context.cookies(wire.origin)
      return { cookie: cookies.map(({ name, value }) => `${name}=${value}`).join('; '), origin: wire.origin }
    }
    const api = new Api(() => this.server.origin, asHisBrowser)
    const guest = new Guest({ ...visitor, invitation, api, meeting: this.id })
    this.guests.push(guest)
    return guest
  }

  /// A screen on the wall shows its code, and the chair types it in.
  async becomesRoomScreen({ page }: Visitor, chair: Guest): Promise<void> {
    const asked = page.waitForResponse('**/api/v1/screens')
    await page.goto('/r')
    const { code } = (await (await asked).json()) as { code: string }
    await chair.api.ask('POST', `meetings/${this.id}/screens`, JSON.stringify({ code }))
  }

  get visitors(): readonly Visitor[] {
    return this.#visitors
  }

  /// Every page that is in holds what the server holds for it.
  async agrees(): Promise<void> {
    for (const guest of this.guests) if (guest.page.url().includes('/m/')) await guest.agrees()
  }
}

interface Fixtures extends Options {
  wires: Wires
  server: Server
  administrator: Api
  meeting: Meeting
}

export const test = base.extend<Fixtures>({
  method: ['casus_plus', { option: true }],
  title: ['Overleg over P.', { option: true }],
  serverOptions: [[], { option: true }],

  wires: async ({}, use) => {
    const wires = await Wires.lay()
    await use(wires)
    await wires.clear()
  },

  server: async ({ wires, serverOptions }, use, testInfo) => {
    const server = await Server.start([...wires.origins.flatMap((origin) => ['--origin', origin]), ...serverOptions])
    wires.port = server.port
    await use(server)
    const code = await server.stop()
    await testInfo.attach('server', { body: server.printed, contentType: 'text/plain' })
    const printed = server.printed
    await server.clear()
    // A sanitizer's finding, or a stop that was none.
    if (code !== 0 || printed.includes('event=broken')) throw new Error(`the server ended with ${code}:\n${printed}`)
  },

  administrator: async ({ server }, use) => {
    await use(new Api(() => server.origin, server.administrator))
  },

  meeting: async ({ browser, server, administrator, wires, method, title }, use, testInfo) => {
    const { caseId } = await administrator.makeCase('Casus P.')
    const { meeting: id } = await administrator.makeMeeting({
      caseId,
      title,
      method,
      language: 'nl',
      plannedSeconds: 7200,
    })
    const meeting = new Meeting({ server, administrator, id, caseId, browser, wires })
    await use(meeting)
    for (const [n, { page, context }] of meeting.visitors.entries()) {
      if (testInfo.status !== testInfo.expectedStatus && !page.isClosed()) {
        await testInfo.attach(`browser ${n + 1}`, { body: await page.screenshot(), contentType: 'image/png' })
      }
      await context.close()
    }
  },
})
