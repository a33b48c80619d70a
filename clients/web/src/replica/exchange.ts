/// Exchange: what goes between one client id and the server. It joins a replica with the link and the keeper: what is
/// asked is kept, sent within the limits and in its order, and kept no more when it is answered.
import { toBinary } from '@bufbuild/protobuf'
import { hexToBytes } from '@noble/hashes/utils.js'
import { OperationSchema, type Operation } from '@/gen/meeting/v1/operation_pb'
import type { Limits, Presence, PresenceUpdate } from '@/gen/meeting/v1/session_pb'
import type { CallOff, LinkWorld } from '@/link/link_world'
import { MeetingLink, type LinkEvent } from '@/link/meeting_link'
import { stateHash } from '@/model/state_hash'
import type { Kept, Keeping } from './keeper'
import { Replica } from './replica'
import type { Told } from './told'
import type { Asked, Waiting } from './waiting_line'

export interface ExchangeOwner {
  /// Something was taken in; `caughtUp`: nothing is missing any more of what there was at the Welcome.
  told(told: Told, caughtUp: boolean): void
  limits(limits: Limits): void
  unconfirmed(is: boolean): void
  present(update: PresenceUpdate): void
  parted(event: Extract<LinkEvent, { kind: 'lost' | 'closed' }>): void
  /// This client id is not ours (any more): go on with another.
  disowned(): void
  now(): number // the server's clock as far as known
  writtenIn(item: string): bigint // the blind round in which text of this item is written, or 0
}

// What the server may be asked without an answer, less a few for the link's own questions.
const kUnansweredMax = 250
const kInFrameMax = 200
const kFrameBytes = 256 * 1024
// The server takes 200 a second of one participant, and 1,000 at once.
const kBurst = 700
const kPerSecond = 150
// Gaps are allowed: what the page before asked and did not keep has its counters still.
const kCounterGap = 1_000n
// What a check costs both sides is about what a join does.
const kCheckEveryMs = 300_000
const kCheckAgainMs = 10_000

export class Exchange {
  readonly replica: Replica
  readonly #participant: string
  readonly #link: MeetingLink
  readonly #world: LinkWorld
  readonly #keeper: Keeping
  readonly #owner: ExchangeOwner
  #limits: Limits | undefined
  #caughtUp = false
  #closed = false
  #budget = kBurst
  #budgetMs: number
  #pumpLater = false
  #saveLater = false
  #callOffCheck: CallOff | undefined

  constructor(kept: Kept, address: string, world: LinkWorld, keeper: Keeping, owner: ExchangeOwner) {
    this.replica = new Replica(kept.client, kept.counter === 0n ? 0n : kept.counter + kCounterGap)
    this.replica.adopt(kept.operations, kept.texts)
    this.#participant = kept.participant
    this.#world = world
    this.#keeper = keeper
    this.#owner = owner
    this.#budgetMs = world.now()
    const hello = () => ({ client: this.replica.client, lastSeen: this.replica.lastSeen, past: this.replica.past })
    this.#link = new MeetingLink({ address, hello }, world, (event) => this.#take(event))
    this.#checkLater(kCheckEveryMs * (1 + world.chance()))
  }

  get caughtUp(): boolean {
    return this.#caughtUp
  }

  open(): void {
    this.#link.open()
  }

  /// What waits stays in the store.
  close(): void {
    this.save()
    this.#closed = true
    this.#callOffCheck?.()
    this.#link.close()
  }

  ask(asked: Asked, writtenIn: bigint): Waiting {
    // What was typed before it goes before it.
    const flushed = this.#flush()
    const waiting = this.replica.ask(asked, this.#owner.now(), writtenIn)
    this.#keep([...flushed, waiting])
    this.#pump()
    return waiting
  }

  /// Text was edited here.
  typed(): void {
    this.#pump()
    this.#saveSoon()
  }

  show(presence: Presence): void {
    this.#link.show(presence)
  }

  /// Posts what was typed and not sent to the store.
  save(): void {
    this.#saveLater = false
    if (!this.#closed && this.replica.texts.dirty.size > 0) this.#keep([])
  }

  // Two boards that came to differ look alike to whoever sits before one of them: only the hash tells.
  #checkLater(afterMs: number): void {
    this.#callOffCheck = this.#world.after(afterMs, () => {
      const { replica } = this
      const rests = this.#link.live && this.#caughtUp && replica.atRest
      if (rests) this.#link.sayBoard(replica.upto, hexToBytes(stateHash(replica.confirmed)))
      this.#checkLater(rests ? kCheckEveryMs : kCheckAgainMs)
    })
  }

  #take(event: LinkEvent): void {
    if (this.#closed) return
    switch (event.kind) {
      case 'welcome': {
        const { welcome } = event
        const you = welcome.you?.id ?? ''
        if ((this.#participant !== '' && this.#participant !== you) || !this.#keeper.holds(this.replica.client)) {
          this.#closed = true
          this.#link.close()
          this.#owner.disowned()
          return
        }
        this.#limits = welcome.limits
        if (welcome.limits) this.#owner.limits(welcome.limits)
        this.#owner.unconfirmed(welcome.unconfirmed)
        this.#caughtUp = false
        this.#keeper.keep(this.replica.client, { participant: you })
        this.#took(this.replica.takeWelcome(welcome))
        return
      }
      case 'part': {
        const told = this.replica.takePart(event.part)
        if (told.renewed) this.#caughtUp = true
        this.#took(told)
        return
      }
      case 'update': {
        const told = this.replica.takeUpdate(event.update)
        if (!this.replica.awaitsParts) this.#caughtUp = true // after a resuming Welcome it is the first to come
        this.#took(told)
        return
      }
      case 'presence':
        this.#owner.present(event.update)
        return
      case 'client_refused':
        this.#owner.disowned()
        return
      case 'lost':
      case 'closed':
        this.#caughtUp = false
        this.#owner.parted(event)
        return
    }
  }

  #took(told: Told): void {
    if (told.answers.length > 0) {
      this.#keeper.keep(this.replica.client, { answered: told.answers.map(({ counter }) => counter) })
    }
    this.#owner.told(told, this.#caughtUp)
    this.#pump()
    this.#saveSoon()
    if (this.replica.astray && this.#link.live) this.#link.again()
  }

  #pump(): void {
    if (!this.#link.live || this.#closed) return
    const flushed = this.#flush()
    if (flushed.length > 0) this.#keep(flushed)
    for (;;) {
      const next = this.replica.next(this.#room(), kFrameBytes, bytesOf)
      if (next.length === 0) return
      for (const waiting of next) waiting.sent = true
      this.#budget -= next.length
      this.#link.submit(next.map(({ operation }) => operation))
    }
  }

  // How many may go now.
  #room(): number {
    const now = this.#world.now()
    this.#budget = Math.min(kBurst, this.#budget + ((now - this.#budgetMs) / 1000) * kPerSecond)
    this.#budgetMs = now
    let unanswered = 0
    for (const { sent, committed } of this.replica.line) if (sent && committed === undefined) ++unanswered
    const most = Math.min(this.#limits?.unanswered ?? kUnansweredMax, kUnansweredMax)
    const inFrame = Math.min(this.#limits?.operationsInFrame ?? kInFrameMax, kInFrameMax)
    if (this.#budget < 1) {
      this.#pumpSoon()
      return 0
    }
    return Math.max(0, Math.min(most - unanswered, inFrame, Math.floor(this.#budget)))
  }

  #pumpSoon(): void {
    if (this.#pumpLater) return
    this.#pumpLater = true
    this.#world.after(250, () => {
      this.#pumpLater = false
      this.#pump()
    })
  }

  #flush(): Waiting[] {
    return this.replica.texts.flush(this.#owner.now(), (item) => this.#owner.writtenIn(item))
  }

  #keep(waits: readonly Waiting[]): void {
    const { replica } = this
    const texts = [...replica.texts.dirty].map((item) => ({ item, unsent: replica.texts.unsentOf(item) }))
    replica.texts.dirty.clear()
    this.#keeper.keep(replica.client, { counter: replica.line.counter, waits, texts })
  }

  #saveSoon(): void {
    if (this.#saveLater || this.replica.texts.dirty.size === 0) return
    this.#saveLater = true
    this.#world.after(0, () => this.save())
  }
}

function bytesOf(operation: Operation): number {
  return toBinary(OperationSchema, operation).length
}
