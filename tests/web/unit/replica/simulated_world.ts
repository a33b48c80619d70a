/// A world in one thread: a clock that only tests move, lines that are slow, deaf or cut, pages that open and close, and
/// a store that survives them.
import type { CallOff, LinkWorld, Socket } from '@/link/link_world'
import type { Change, Keeping, Kept } from '@/replica/keeper'
import { words } from '@/replica/operation_facts'
import type { Chance } from './chance'

export class Clock {
  ms = 1_000_000
  #next = 0
  #timers = new Map<number, { at: number; then: () => void }>()

  after(ms: number, then: () => void): CallOff {
    const id = ++this.#next
    this.#timers.set(id, { at: this.ms + ms, then })
    return () => this.#timers.delete(id)
  }

  /// Lets time pass. Between two timers everything that was promised happens.
  async pass(ms: number): Promise<void> {
    const until = this.ms + ms
    for (;;) {
      await settle()
      let first: [number, { at: number; then: () => void }] | undefined
      for (const timer of this.#timers) if (!first || timer[1].at < first[1].at) first = timer
      if (!first || first[1].at > until) break
      this.#timers.delete(first[0])
      this.ms = Math.max(this.ms, first[1].at)
      first[1].then()
    }
    this.ms = until
    await settle()
  }
}

async function settle(): Promise<void> {
  for (let turn = 0; turn < 8; ++turn) await Promise.resolve()
}

/// The server's end of a line.
export interface Peer {
  connected(line: Line): void
  received(line: Line, bytes: Uint8Array<ArrayBuffer>): void
  gone(line: Line): void
}

/// A line between a page and the server. What is under way when it is cut is lost.
export class Line implements Socket {
  binaryType = ''
  onopen: (() => void) | null = null
  onmessage: ((event: { readonly data: unknown }) => void) | null = null
  onclose: ((event: { readonly code: number }) => void) | null = null
  cut = false
  #dueUp = 0
  #dueDown = 0

  constructor(
    readonly who: string,
    readonly page: Page,
    readonly peer: Peer,
  ) {
    this.#later('up', () => {
      peer.connected(this)
      this.#later('down', () => this.onopen?.())
    })
  }

  send(bytes: Uint8Array<ArrayBuffer>): void {
    this.#later('up', () => this.peer.received(this, bytes))
  }
  close(): void {
    this.#later('up', () => this.peer.gone(this))
    this.#later('down', () => (this.cut = true))
  }

  /// From the server.
  deliver(bytes: Uint8Array<ArrayBuffer>): void {
    const data = bytes.slice().buffer
    this.#later('down', () => this.onmessage?.({ data }))
  }
  hangUp(code: number): void {
    this.#later('down', () => {
      this.cut = true
      this.onclose?.({ code })
    })
  }
  /// The line breaks; `told`: both ends notice.
  break(told: boolean): void {
    if (this.cut) return
    this.cut = true
    this.page.clock.after(0, () => {
      this.peer.gone(this)
      if (told) this.onclose?.({ code: 1006 })
    })
  }

  // In order, each way, as long as the line holds.
  #later(way: 'up' | 'down', then: () => void): void {
    const { clock } = this.page
    const due = clock.ms + this.page.delay()
    const at = Math.max(due, way === 'up' ? this.#dueUp : this.#dueDown)
    if (way === 'up') this.#dueUp = at
    else this.#dueDown = at
    clock.after(at - clock.ms, () => {
      if (!this.cut) then()
    })
  }
}

/// A page in a browser: its network and its lines.
export class Page implements LinkWorld {
  readonly lines: Line[] = []
  online = true
  delayMs = 20
  #listeners = new Set<(word: 'awake' | 'doubt') => void>()

  constructor(
    readonly who: string,
    readonly clock: Clock,
    readonly peer: Peer,
    readonly luck: Chance,
  ) {}

  socket(): Line {
    const line = new Line(this.who, this, this.peer)
    this.lines.push(line)
    if (!this.online) line.break(true)
    return line
  }
  now(): number {
    return this.clock.ms
  }
  after(ms: number, then: () => void): CallOff {
    return this.clock.after(ms, then)
  }
  chance(): number {
    return this.luck.next()
  }
  listen(then: (word: 'awake' | 'doubt') => void): CallOff {
    this.#listeners.add(then)
    return () => this.#listeners.delete(then)
  }

  delay(): number {
    return this.luck.upTo(this.delayMs)
  }
  cut(told = true): void {
    for (const line of this.lines.splice(0)) line.break(told)
  }
  goOffline(): void {
    this.online = false
    this.cut()
  }
  goOnline(): void {
    this.online = true
    for (const listener of this.#listeners) listener('awake')
  }
}

/// What a browser's store holds of one device; pages come and go. The same promises as the keeper's.
export class Store {
  readonly kept = new Map<string, Kept & { meeting: string }>()
  readonly living = new Set<string>()
  #next = 0

  /// `keeps`: false in a browser that has no store.
  constructor(
    readonly name: string,
    readonly keeps = true,
  ) {}

  page(): Keeping {
    const mine = new Set<string>()
    const take = (client: string): boolean => {
      if (this.living.has(client)) return false
      this.living.add(client)
      mine.add(client)
      return true
    }
    const release = (client: string): void => {
      if (mine.delete(client)) this.living.delete(client)
    }
    const claimNew = (meeting: string): Promise<Kept> => {
      const client = `client-of-${this.name}-${String(++this.#next).padStart(8, '0')}`
      take(client)
      const nobody = { participant: '', counter: 0n, operations: [], texts: [], notPlaced: [], draft: '' }
      const kept = { client, meeting, ...nobody }
      this.kept.set(client, kept)
      return Promise.resolve(kept)
    }
    return {
      keeps: this.keeps,
      claim: (meeting) => {
        for (const kept of this.kept.values()) {
          if (kept.meeting === meeting && take(kept.client)) return Promise.resolve(kept)
        }
        return claimNew(meeting)
      },
      claimNew,
      orphans: (meeting, participant) => {
        const orphans = [...this.kept.values()].filter(
          (kept) =>
            kept.meeting === meeting &&
            kept.participant === participant &&
            kept.operations.length + kept.texts.length + kept.notPlaced.length > 0 &&
            take(kept.client),
        )
        return Promise.resolve(orphans)
      },
      holds: (client) => mine.has(client),
      keep: (client, change) => {
        const kept = this.kept.get(client)
        if (kept && mine.has(client)) this.kept.set(client, changed(kept, change))
      },
      forget: (client) => {
        release(client)
        this.kept.delete(client)
      },
      release,
      empty: (meeting) => {
        for (const [client, kept] of this.kept) {
          if (kept.meeting !== meeting) continue
          const operations = kept.operations.filter(({ operation }) => words(operation.kind) !== '')
          this.kept.set(client, { ...kept, operations, notPlaced: kept.notPlaced.filter(({ text }) => text !== '') })
        }
        return Promise.resolve()
      },
    }
  }
}

function changed<K extends Kept>(kept: K, change: Change): K {
  const answered = new Set(change.answered)
  const putAway = new Set(change.putAway)
  const operations = new Map(kept.operations.map((one) => [one.operation.id?.counter ?? 0n, one]))
  for (const { operation, askedMs } of change.waits ?? []) {
    operations.set(operation.id?.counter ?? 0n, { operation, askedMs })
  }
  for (const counter of answered) operations.delete(counter)
  const texts = new Map(kept.texts.map((one) => [one.item, one]))
  for (const text of change.texts ?? []) {
    if (text.unsent.length > 0) texts.set(text.item, text)
    else texts.delete(text.item)
  }
  return {
    ...kept,
    participant: change.participant ?? kept.participant,
    counter: change.counter !== undefined && change.counter > kept.counter ? change.counter : kept.counter,
    operations: [...operations].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, one]) => one),
    texts: [...texts.values()],
    notPlaced: [...kept.notPlaced, ...(change.notPlaced ?? [])].filter(({ key }) => !putAway.has(key)),
    draft: change.draft ?? kept.draft,
  }
}
