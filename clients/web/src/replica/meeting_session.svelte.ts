/// MeetingSession: the live meeting for the views (session.ts says what they get). It keeps one exchange going, lays what
/// waits on top of what is confirmed, and gives a new state at most once per turn of the event loop.
// What views read is replaced whole ($state.raw); the sets and maps beside it are nobody's to watch.
/* eslint-disable svelte/prefer-svelte-reactivity */
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { untrack } from 'svelte'
import { EditTextSchema, OpenRound_Kind, OperationSchema, type Participant } from '@/gen/meeting/v1/operation_pb'
import type { Record } from '@/gen/meeting/v1/record_pb'
import { PresenceSchema, type Limits, type Presence, type PresenceUpdate } from '@/gen/meeting/v1/session_pb'
import { leave } from '@/link/asked'
import { browserWorld, meetingAddress, type CallOff, type LinkWorld } from '@/link/link_world'
import { emptyState } from '@/model/board'
import { cleanMessage } from '@/model/clean_message'
import type { MeetingState } from '@/model/state'
import { packed, unpacked } from './drafts'
import { Exchange, type ExchangeOwner } from './exchange'
import { Keeper, type Keeping, type Kept } from './keeper'
import { isWriting, words } from './operation_facts'
import { ServerClock } from './server_clock'
import type { Connection, Done, NotPlaced, Seen, Sent, Session, TextChannel } from './session'
import { OpenChannels } from './text_channel'
import type { Outgoing } from './text_replica'
import { toChange, wordsOf } from './text_wire'
import type { Answer, Told } from './told'
import type { Asked } from './waiting_line'
import { bearWitness } from './witness'

export interface SessionWorld {
  readonly link: LinkWorld
  readonly keeper: Keeping
  address(meeting: string): string
  /// Tells the server that this browser leaves the meeting.
  leave(meeting: string): Promise<void>
  /// Calls before the page goes.
  beforeGoing(then: () => void): CallOff
}

const kTextUnits = 256 * 1024
const kPresenceEveryMs = 50
const kOrphansEveryMs = 60_000
const kManyUnsaved = 60
const kDrawManyEveryMs = 250

export class MeetingSession implements Session {
  readonly meeting: string
  me = $state.raw<Participant | undefined>(undefined)
  state = $state.raw<MeetingState>(emptyState())
  confirmed = $state.raw<MeetingState>(emptyState())
  connection = $state.raw<Connection>({ state: 'opening' })
  waiting = $state.raw<ReadonlySet<string>>(new Set())
  unsaved = $state.raw(0)
  keeps = $state(false)
  notPlaced = $state.raw<readonly NotPlaced[]>([])
  presence = $state.raw<ReadonlyMap<string, Seen>>(new Map())
  called = $state.raw<Session['called']>(undefined)
  limits = $state.raw<Session['limits']>({ textUnits: kTextUnits })
  unconfirmed = $state(false)

  readonly #world: SessionWorld
  readonly #clock: ServerClock
  readonly #channels = new OpenChannels()
  readonly #listeners = new Set<(record: Record) => void>()
  readonly #hoping = new Map<bigint, (done: Done) => void>()
  readonly #askedMs = new Map<bigint, number>() // by counter: when, by the local clock
  readonly #loggedMs = new Map<bigint, number>() // the same by number, until its record comes
  readonly #ready: Promise<void>
  #exchange: Exchange | undefined
  #client = ''
  readonly #drafts = new Map<string, string>() // by the place where they were written
  #told: Record[] = [] // taken in, and not yet told to the listeners
  #drawLater = false
  #seen = new Map<string, Seen>()
  #showing: { latest: Presence | undefined; waits: boolean } = { latest: undefined, waits: false }
  #couriers = new Map<string, Exchange>()
  #callOffOrphans: CallOff | undefined
  readonly #callOffGoing: CallOff
  #keys = 0
  #closed = false

  constructor(meeting: string, world: SessionWorld) {
    this.meeting = meeting
    this.#world = world
    this.#clock = new ServerClock(() => world.link.now())
    // What was typed a moment ago may not be posted to the store yet.
    this.#callOffGoing = world.beforeGoing(() => this.#exchange?.save())
    this.#ready = world.keeper.claim(meeting).then((kept) => this.#begin(kept))
  }

  now(): number {
    return this.#clock.now()
  }

  // A view that asks in an effect does not want to ask again at each answer: nothing read here counts as read by it.
  send(asked: Asked, writtenIn?: bigint): Sent {
    return untrack(() => this.#send(asked, writtenIn))
  }

  #send(given: Asked, writtenIn: bigint | undefined): Sent {
    const exchange = this.#exchange
    if (!exchange) throw new Error('nothing of this meeting is here yet')
    const asked = cleanMessage(given)
    const operation = create(OperationSchema, { kind: asked })
    if (operation.kind.case === 'editText') return this.#sendText(operation.kind.value.item, operation.kind.value.spans)
    const round = isWriting(operation.kind) ? this.#blindRound() : 0n
    const waiting = exchange.ask(asked, writtenIn ?? round)
    const { counter, thing } = waiting
    this.#askedMs.set(counter, this.#world.link.now())
    const done = new Promise<Done>((resolve) => this.#hoping.set(counter, resolve))
    this.#draw()
    return { counter, thing, done }
  }

  // A change of a whole text by no editor. It is done when the text is in the log.
  #sendText(item: string, spans: Outgoing['spans']): Sent {
    const channel = this.text(item)
    const change = toChange(spans, channel.doc.length)
    if (change) channel.local(change)
    channel.close()
    const done = this.#channels.settled(item).then((): Done => ({ ok: true, number: this.confirmed.number }))
    return { counter: 0n, thing: '', done }
  }

  text(item: string): TextChannel {
    const replica = this.#exchange?.replica
    if (!replica) throw new Error('nothing of this meeting is here yet')
    const text = replica.openText(item)
    const channel = this.#channels.open(item, text, {
      typed: (change) => {
        replica.editText(item, change)
        if (replica === this.#exchange?.replica) this.#exchange.typed()
        this.#drawSoon()
      },
      closed: () => {
        this.#setAside(item, replica.texts.close(item))
      },
    })
    return channel
  }

  show(init: MessageInitShape<typeof PresenceSchema>): void {
    this.#showing.latest = create(PresenceSchema, init)
    if (!this.#showing.waits) untrack(() => this.#showNow())
  }

  onRecord(take: (record: Record) => void): () => void {
    this.#listeners.add(take)
    return () => this.#listeners.delete(take)
  }

  again(refused: NotPlaced): void {
    const { kind } = refused.operation
    if (kind.case === 'editText') {
      const item = this.state.items.get(kind.value.item)
      if (!item) return // its card is not here: what was written stays where it lies
      const gap = item.text === '' || refused.text === '' ? '' : ' '
      const spans = [{ keep: item.text.length, remove: 0, insert: gap + refused.text }]
      this.send({ case: 'editText', value: { item: item.id, spans } })
    } else if (kind.case !== undefined) {
      this.send(kind, 0n)
    }
    this.putAway(refused)
  }

  putAway(refused: NotPlaced): void {
    this.notPlaced = this.notPlaced.filter(({ key }) => key !== refused.key)
    this.#world.keeper.keep(this.#client, { putAway: [refused.key] })
  }

  async draft(of = ''): Promise<string> {
    await this.#ready
    return this.#drafts.get(of) ?? ''
  }

  keepDraft(draft: string, of = ''): void {
    if ((this.#drafts.get(of) ?? '') === draft) return
    this.#drafts.set(of, draft)
    this.#world.keeper.keep(this.#client, { draft: packed(this.#drafts) })
  }

  async leave(): Promise<void> {
    await this.#ready
    this.close()
    await this.#world.keeper.empty(this.meeting)
    this.#forget()
    try {
      await this.#world.leave(this.meeting)
    } catch {
      // Without a line the seat stays until the link is revoked or expires.
    }
  }

  close(): void {
    if (this.#closed) return
    this.#closed = true
    this.#callOffOrphans?.()
    this.#callOffGoing()
    this.#exchange?.close()
    for (const courier of this.#couriers.values()) {
      courier.close()
      this.#world.keeper.release(courier.replica.client)
    }
    this.#couriers.clear()
    if (this.#client !== '') this.#world.keeper.release(this.#client)
  }

  // ---- the exchange ------------------------------------------------------------------------------------------------

  #begin(kept: Kept): void {
    if (this.#closed) {
      this.#world.keeper.release(kept.client)
      return
    }
    this.#client = kept.client
    // What was written before the store answered stays.
    for (const [place, text] of unpacked(kept.draft)) if (!this.#drafts.has(place)) this.#drafts.set(place, text)
    if (this.#drafts.size > 0) this.#world.keeper.keep(kept.client, { draft: packed(this.#drafts) })
    this.notPlaced = kept.notPlaced
    this.#exchange = new Exchange(kept, this.#world.address(this.meeting), this.#world.link, this.#world.keeper, {
      told: (told, caughtUp) => this.#take(told, caughtUp),
      limits: ({ textUnits }: Limits) => (this.limits = { textUnits }),
      unconfirmed: (is) => (this.unconfirmed = is),
      present: (update) => this.#takePresence(update),
      parted: (event) => this.#part(event),
      disowned: () => void this.#beginAnew(),
      now: () => Math.trunc(this.now()),
      writtenIn: (item) => this.#writtenIn(item),
    })
    this.#exchange.open()
    this.#draw()
  }

  // The client id is somebody else's. What waits under it is his too.
  async #beginAnew(): Promise<void> {
    this.#world.keeper.release(this.#client)
    this.#exchange = undefined
    this.#begin(await this.#world.keeper.claimNew(this.meeting))
  }

  #blindRound(): bigint {
    const { round } = this.state.course
    return round?.kind === OpenRound_Kind.BLIND ? round.round : 0n
  }

  // Text of a card that a blind round covers is written in that round.
  #writtenIn(item: string): bigint {
    const round = this.#blindRound()
    return round !== 0n && this.confirmed.items.get(item)?.coveredBy === round ? round : 0n
  }

  #take(told: Told, caughtUp: boolean): void {
    const exchange = this.#exchange
    if (!exchange) return
    const { replica } = exchange
    for (const answer of told.answers) this.#answer(answer)
    for (const { item, change } of told.texts) this.#channels.tell(item, change)
    for (const { item, unsent } of told.left) this.#setAside(item, unsent)
    for (const record of told.records) {
      const fresh = this.connection.state === 'live'
      this.#clock.heard(Number(record.loggedAtMs), fresh, this.#loggedMs.get(record.number))
      this.#loggedMs.delete(record.number)
      const kind = record.operation?.kind
      if (kind?.case === 'callToItem') {
        this.called = { item: kind.value.item, by: record.by, number: record.number }
      }
    }
    this.#told.push(...told.records)
    this.#channels.settle((item) => replica.texts.get(item)?.replica.settled ?? true)
    if (replica.me && replica.me !== this.me) this.me = replica.me
    if (told.renewed) this.#draw()
    if (caughtUp && this.connection.state !== 'live') {
      this.connection = { state: 'live' }
      if (this.#showing.latest) this.#showNow()
      this.#lookForOrphans()
    }
    this.#drawSoon()
  }

  #answer(answer: Answer): void {
    const done = this.#hoping.get(answer.counter)
    this.#hoping.delete(answer.counter)
    if ('committed' in answer) {
      const askedMs = this.#askedMs.get(answer.counter)
      if (askedMs !== undefined) this.#loggedMs.set(answer.committed, askedMs)
      this.#askedMs.delete(answer.counter)
      done?.({ ok: true, number: answer.committed })
      return
    }
    const refused = this.#refusedOf(answer)
    if (refused) done?.({ ok: false, refused })
  }

  #refusedOf(answer: Extract<Answer, { refused: unknown }>): NotPlaced | undefined {
    const { operation } = answer.waiting
    const { kind } = operation
    if (answer.lost === '' && kind.case === 'editText') return undefined // its editor has it still
    let kept = operation
    if (answer.lost !== undefined && kind.case === 'addItem') {
      kept = { ...operation, kind: { case: 'addItem', value: { ...kind.value, text: answer.lost } } }
    }
    const { code, words: said } = answer.refused
    const refused = { key: this.#newKey(), code, words: said, operation: kept, text: words(kept.kind) }
    this.#place([refused])
    return refused
  }

  // Typed on a card that is out of sight now.
  #setAside(item: string, unsent: readonly Outgoing[]): void {
    for (const { base, spans } of unsent) {
      const text = wordsOf(spans)
      if (text === '') continue
      const value = create(EditTextSchema, { item, base, spans: [...spans] })
      const operation = create(OperationSchema, { kind: { case: 'editText', value } })
      this.#place([{ key: this.#newKey(), code: 'unknown_thing', words: undefined, operation, text }])
    }
  }

  #place(refused: readonly NotPlaced[]): void {
    this.notPlaced = [...this.notPlaced, ...refused]
    this.#world.keeper.keep(this.#client, { notPlaced: refused })
  }

  #newKey(): string {
    return `${this.#world.link.now()}-${++this.#keys}`
  }

  #part(event: Parameters<ExchangeOwner['parted']>[0]): void {
    this.#seen = new Map()
    this.presence = this.#seen
    this.keeps = this.#world.keeper.keeps
    const sinceMs = this.connection.state === 'offline' ? this.connection.sinceMs : this.#world.link.now()
    if (event.kind === 'lost') {
      const { retryAtMs, trouble, words: said } = event
      this.connection = { state: 'offline', sinceMs, retryAtMs, ...(trouble ? { trouble, words: said } : {}) }
      return
    }
    const { why, code, words: said } = event
    this.connection = { state: 'closed', why, code, words: said }
    // Who has lost his right holds nothing of it any more.
    if (why === 'left' || why === 'link') {
      this.#forget()
      void this.#world.keeper.empty(this.meeting)
    }
  }

  #forget(): void {
    this.#exchange?.replica.forget()
    this.confirmed = emptyState()
    this.state = this.confirmed
    this.called = undefined
    this.unsaved = this.#exchange?.replica.unsaved ?? 0
  }

  // ---- what the screen gets ----------------------------------------------------------------------------------------

  #drawSoon(): void {
    if (this.#drawLater) return
    this.#drawLater = true
    // Who comes back with hundreds of things unsent does not predict them all anew at each answer.
    const pause = this.unsaved > kManyUnsaved ? kDrawManyEveryMs : 0
    this.#world.link.after(pause, () => {
      if (this.#drawLater) this.#draw()
    })
  }

  #draw(): void {
    this.#drawLater = false
    const replica = this.#exchange?.replica
    if (!replica) return
    this.confirmed = replica.confirmed
    this.state = replica.shown()
    this.unsaved = replica.unsaved
    this.keeps = this.#world.keeper.keeps
    const waiting = replica.unsavedThings
    if (waiting.size > 0 || this.waiting.size > 0) this.waiting = waiting
    if (this.presence !== this.#seen) this.presence = this.#seen
    const told = this.#told
    this.#told = []
    for (const record of told) for (const take of this.#listeners) take(record)
  }

  #takePresence(update: PresenceUpdate): void {
    const seen = new Map(this.#seen)
    for (const { participant, presence, connected } of update.of) {
      if (participant === this.me?.id) continue
      if (!connected) seen.delete(participant)
      else seen.set(participant, { participant, presence: presence ?? create(PresenceSchema), connected })
    }
    this.#seen = seen
    this.#drawSoon()
  }

  #showNow(): void {
    const { latest } = this.#showing
    if (!latest || this.connection.state !== 'live') return
    this.#exchange?.show(latest)
    this.#showing.waits = true
    this.#world.link.after(kPresenceEveryMs, () => {
      this.#showing.waits = false
      if (this.#showing.latest !== latest) this.#showNow()
    })
  }

  // ---- what other pages of ours left -------------------------------------------------------------------------------

  #lookForOrphans(): void {
    this.#callOffOrphans?.()
    void this.#takeOrphans()
    this.#callOffOrphans = this.#world.link.after(kOrphansEveryMs, () => {
      if (this.connection.state === 'live') this.#lookForOrphans()
    })
  }

  async #takeOrphans(): Promise<void> {
    const me = this.me?.id ?? ''
    const { keeper } = this.#world
    for (const kept of await keeper.orphans(this.meeting, me)) {
      if (this.#closed) {
        keeper.release(kept.client)
        continue
      }
      this.#place(kept.notPlaced.map((refused) => ({ ...refused, key: this.#newKey() })))
      keeper.keep(kept.client, { putAway: kept.notPlaced.map(({ key }) => key) })
      this.#sendFor(kept)
    }
  }

  // Under the client id it was asked with, on a connection of its own, until all is answered: so it comes once.
  #sendFor(kept: Kept): void {
    const { keeper, link } = this.#world
    const over = (done: boolean) => {
      courier.close()
      this.#couriers.delete(kept.client)
      if (done && kept.draft === '') keeper.forget(kept.client)
      else keeper.release(kept.client)
    }
    const courier: Exchange = new Exchange(kept, this.#world.address(this.meeting), link, keeper, {
      told: (told, caughtUp) => {
        for (const answer of told.answers) if ('refused' in answer) this.#refusedOf(answer)
        for (const { item, unsent } of told.left) this.#setAside(item, unsent)
        if (caughtUp) link.after(0, () => courier.caughtUp && courier.replica.unsaved === 0 && over(true))
      },
      limits: () => undefined,
      unconfirmed: () => undefined,
      present: () => undefined,
      parted: () => over(false),
      disowned: () => over(false),
      now: () => Math.trunc(this.now()),
      writtenIn: () => 0n,
    })
    this.#couriers.set(kept.client, courier)
    courier.open()
  }
}

/// The live meeting for a page. `close` it when the page goes.
export function openMeeting(meeting: string): MeetingSession {
  const session = new MeetingSession(meeting, {
    link: browserWorld,
    keeper: theKeeper(),
    address: meetingAddress,
    leave,
    beforeGoing: (then) => {
      window.addEventListener('pagehide', then)
      return () => {
        window.removeEventListener('pagehide', then)
      }
    },
  })
  bearWitness(session)
  return session
}

let keeper: Keeper | undefined
function theKeeper(): Keeper {
  return (keeper ??= new Keeper())
}
