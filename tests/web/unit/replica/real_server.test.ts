// The session against the server itself. By hand, for it wants a built server and minutes:
//
//   FLIPOVER_BIN=$PWD/../../build/dev/bin NODE_OPTIONS=--experimental-websocket npx vitest run unit/replica/real_server
//
// Three people act by chance while lines break, pages are loaded again and the server is killed (kill -9). After quiet
// each page's state hash is the server's for its rights, and every character that was typed is on the board or lies with
// its author.
import { execFileSync, spawn, type ChildProcess } from 'node:child_process'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { ChangeSet } from '@codemirror/state'
import { afterAll, describe, expect, it } from 'vitest'
import type { LinkWorld, Socket } from '@/link/link_world'
import { stateHash } from '@/model/state_hash'
import { MeetingSession } from '@/replica/meeting_session.svelte'
import { Chance } from './chance'
import { Store } from './simulated_world'

const bin = process.env['FLIPOVER_BIN'] ?? ''
const seconds = Number(process.env['FLIPOVER_SECONDS'] ?? 20)
const seed = Number(process.env['FLIPOVER_SEED'] ?? 1)
const pause = (ms: number) => new Promise((done) => setTimeout(done, ms))

class RealServer {
  readonly home = mkdtempSync(join(tmpdir(), 'flipover-web-'))
  #process: ChildProcess | undefined
  port = 0

  async starts(): Promise<void> {
    const file = join(this.home, 'port')
    rmSync(file, { force: true })
    const options = ['--data', join(this.home, 'data'), '--port', String(this.port), '--port-file', file]
    const admin = ['--admin-secret-file', join(this.home, 'admin'), '--log-level', 'warning']
    this.#process = spawn(join(bin, 'flipover-server'), [...options, ...admin], { stdio: 'inherit' })
    while (!existsSync(file) || readFileSync(file, 'utf8').trim() === '') await pause(20)
    this.port = Number(readFileSync(file, 'utf8'))
  }
  async dies(): Promise<void> {
    const gone = new Promise((done) => this.#process?.once('exit', done))
    this.#process?.kill('SIGKILL')
    await gone
  }
  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }
  tells(...args: string[]): string {
    const all = ['--server', this.origin, '--admin-secret-file', join(this.home, 'admin'), ...args]
    return execFileSync(join(bin, 'flipover'), all, { encoding: 'utf8' }).trim()
  }
  /// The cookie that a link's secret becomes.
  async cookie(secret: string): Promise<string> {
    const answer = await fetch(`${this.origin}/api/v1/session`, {
      method: 'POST',
      body: JSON.stringify({ secret }),
      headers: { 'content-type': 'application/json', origin: this.origin },
    })
    expect(answer.status, await answer.clone().text()).toBe(200)
    return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
  }
  async hash(meeting: string, cookie: string): Promise<{ number: string; hash: string }> {
    const answer = await fetch(`${this.origin}/api/v1/meetings/${meeting}/state`, { headers: { cookie } })
    return (await answer.json()) as { number: string; hash: string }
  }
}

class RealPage implements LinkWorld {
  readonly sockets: WebSocket[] = []
  constructor(
    readonly origin: string,
    readonly cookie: string,
  ) {}
  socket(address: string, protocol: string): Socket {
    const options = { protocols: [protocol], headers: { cookie: this.cookie, origin: this.origin } }
    const socket = new WebSocket(address, options as unknown as string[])
    this.sockets.push(socket)
    return socket as unknown as Socket
  }
  now(): number {
    return Date.now()
  }
  after(ms: number, then: () => void): () => void {
    const timer = setTimeout(then, ms)
    return () => {
      clearTimeout(timer)
    }
  }
  chance(): number {
    return Math.random()
  }
  listen(): () => void {
    return () => undefined
  }
  cut(): void {
    for (const socket of this.sockets.splice(0)) socket.close()
  }
}

describe.runIf(bin !== '')('a session with the real server', () => {
  const server = new RealServer()
  afterAll(async () => {
    await server.dies()
    rmSync(server.home, { recursive: true, force: true })
  })

  it(
    'holds what the server holds, and lost nothing',
    async () => {
      const chance = new Chance(seed)
      await server.starts()
      const made = JSON.parse(server.tells('case', 'create', 'P.')) as { caseId: string }
      const meeting = (
        JSON.parse(
          server.tells('meeting', 'create', '--case', made.caseId, '--title', 'Proef', '--method', 'casus_plus'),
        ) as { meeting: string }
      ).meeting
      const people = [
        ['Mirjam', 'procesregisseur'],
        ['Wouter', 'partner'],
        ['Noor', 'notulist'],
      ] as const
      const tabs = await Promise.all(
        people.map(async ([name, role]) => {
          const secret = server.tells('invite', meeting, '--role', role, '--name', name)
          const page = new RealPage(server.origin, await server.cookie(secret))
          return { page, store: new Store(name), session: undefined as MeetingSession | undefined }
        }),
      )
      const opens = (tab: (typeof tabs)[number]) => {
        tab.session = new MeetingSession(meeting, {
          link: tab.page,
          keeper: tab.store.page(),
          address: (id) => `${server.origin.replace('http', 'ws')}/ws/v1/meetings/${id}`,
          leave: () => Promise.resolve(),
          beforeGoing: () => () => undefined,
        })
        return tab.session
      }
      for (const tab of tabs) opens(tab)
      const live = async () => {
        const until = Date.now() + 30_000
        while (tabs.some(({ session }) => session?.connection.state !== 'live' || session.unsaved > 0)) {
          if (Date.now() > until) {
            throw new Error(tabs.map(({ session }) => `${session?.connection.state} ${session?.unsaved}`).join(', '))
          }
          await pause(50)
        }
      }
      await live()
      await tabs[0]?.session?.send({ case: 'beginMeeting', value: {} }).done
      await tabs[0]?.session?.send({ case: 'goToPhase', value: { phase: 'probleem', reason: '' } }).done
      await live()

      let next = 0x4e00
      const typed = new Set<string>()
      const removed = new Set<string>()
      const words = () => {
        const word = String.fromCodePoint(next++)
        typed.add(word)
        return word
      }
      const acts = (session: MeetingSession) => {
        const items = [...session.state.items.keys()]
        const what = chance.upTo(19)
        if (items.length < 2 || what < 2) {
          session.send({ case: 'addItem', value: { kind: 'feit', text: words() } })
          return
        }
        const item = chance.pick(items)
        if (what < 14) {
          const channel = session.text(item)
          const text = channel.doc.toString()
          const from = chance.upTo(text.length)
          const to = chance.oneIn(4) ? Math.min(text.length, from + 2) : from
          for (const one of text.slice(from, to)) removed.add(one)
          channel.local(ChangeSet.of({ from, to, insert: words() }, text.length))
          channel.close()
        } else if (what < 15) session.send({ case: 'addComment', value: { item, text: words() } })
        else if (what < 17) session.send({ case: 'moveItem', value: { item, behind: chance.pick(items) } })
        else if (what < 18) {
          const level = chance.pick(['deelnemers', 'prive', 'regie'])
          session.send({ case: 'setVisibility', value: { item, visibility: { level } } })
        } else {
          const length = session.state.items.get(item)?.text.length ?? 0
          if (length > 1) session.send({ case: 'splitItem', value: { item, at: 1 + chance.upTo(length - 2) } })
        }
      }

      let count = 0
      let kills = 0
      for (const until = Date.now() + seconds * 1000; Date.now() < until;) {
        const tab = chance.pick(tabs)
        const what = chance.upTo(299)
        if (what < 6) tab.page.cut()
        else if (what < 9) {
          tab.session?.close()
          tab.page.cut()
          opens(tab)
        } else if (what < 10 && kills < 5) {
          ++kills
          await server.dies()
          await pause(chance.upTo(500))
          await server.starts()
        } else if (tab.session?.state.created) {
          acts(tab.session)
          ++count
        }
        await pause(chance.upTo(20))
      }
      await live()
      await pause(500)
      await live()

      const board = [...(tabs[0]?.session?.state.items.values() ?? [])].length
      const aside = tabs.flatMap(({ session }) => session?.notPlaced.map(({ text }) => text) ?? []).join('')
      const seen = tabs.flatMap(({ session }) =>
        [...(session?.state.items.values() ?? [])].map(
          (item) => item.text + item.comments.map((one) => one.text).join(''),
        ),
      )
      const there = new Set(seen.join('') + aside)
      for (const { session, page } of tabs) {
        const { number, hash } = await server.hash(meeting, page.cookie)
        // Of records that show him nothing a page is told the number now and then.
        expect(session && session.confirmed.number <= BigInt(number)).toBe(true)
        expect(session && stateHash(session.confirmed)).toBe(hash)
      }
      for (const one of typed) expect(there.has(one) || removed.has(one), `${one} is somewhere`).toBe(true)
      const number = tabs[0]?.session?.confirmed.number
      const asideCount = tabs.map(({ session }) => session?.notPlaced.length ?? 0).join('+')
      console.log(`${count} acts, ${kills} kills, ${number} records, ${board} cards, ${asideCount} not placed`)
      for (const tab of tabs) tab.session?.close()
    },
    (seconds + 120) * 1000,
  )
})
