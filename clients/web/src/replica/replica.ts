/// Replica: what this client holds of a meeting: what the log confirmed, and what it still hopes for.
///
///     shown()  =  confirmed, with own texts as typed, with the predictions of what waits, in its order
///
/// Invariants: what waits keeps its order and its counters until it is answered; an answer stands before the record that
///   it speaks of, so own records are known when they come. `upto` is the number to resume from: the server says it, a
///   record alone never moves it. A checkpoint in parts replaces `confirmed` when its last part is there.
/// After a return the server tells what is in the log (Welcome); all else goes again as it was.
/// Pure: no socket, no clock, no store. What happened is returned, for whoever owns those.
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import type { ChangeSet } from '@codemirror/state'
import { OperationIdSchema, OperationSchema, type Operation, type Participant } from '@/gen/meeting/v1/operation_pb'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import type { Record } from '@/gen/meeting/v1/record_pb'
import type { Outcome, Part, Refusal, Update, Welcome } from '@/gen/meeting/v1/session_pb'
import { applyAll } from '@/model/apply'
import { fromCheckpoint } from '@/model/appeared'
import { emptyState } from '@/model/board'
import { thingId } from '@/model/entity_id'
import { predict } from '@/model/predict'
import type { MeetingState } from '@/model/state'
import { Incoming, withAppeared } from './incoming'
import { adds, concerns } from './operation_facts'
import { TextReplica, type Outgoing } from './text_replica'
import type { WireSpan } from './text_wire'

export type Asked = NonNullable<MessageInitShape<typeof OperationSchema>['kind']>

/// An operation that is not yet seen in the log.
export interface Waiting {
  readonly counter: bigint
  operation: Operation
  readonly thing: string // the id of what it adds, or ''
  readonly askedMs: number
  sent: boolean // on the present connection
  committed: bigint | undefined // answered: its number; it stays until the record has come
  held: Held | undefined
}

/// A split names a place of a logged revision: it waits until the text it was asked on is in the log.
interface Held {
  place: number // where it cuts the text shown
  spare: bigint | undefined // a counter before its own, for the edit that has to go first
}

export type Answer =
  | { readonly counter: bigint; readonly committed: bigint }
  | {
      readonly counter: bigint
      readonly refused: Refusal
      readonly waiting: Waiting
      readonly lost: string | undefined
    }

/// What taking something in brought about.
export interface Told {
  readonly answers: Answer[]
  readonly records: Record[] // in order
  readonly texts: { readonly item: string; readonly change: ChangeSet }[] // what happened to texts shown, in order
  readonly left: { readonly item: string; readonly unsent: readonly Outgoing[] }[] // typed on what is out of sight now
  renewed: boolean // a checkpoint replaced what was held
}

interface OpenText {
  readonly item: string
  readonly replica: TextReplica
  out: bigint | undefined // the counter of the edit that is with the server
  landed: boolean // that edit is in the log, and its record never came: the item was out of sight
  stands: 'foreseen' | 'here' | 'gone' // its item: waits itself, is confirmed, or is out of sight
  open: number // editors on it
}

interface Predicted {
  readonly confirmed: MeetingState
  readonly me: Participant | undefined
  readonly upTo: bigint // the last counter in it
  readonly state: MeetingState
}

export class Replica {
  readonly client: string
  me: Participant | undefined
  confirmed: MeetingState = emptyState()
  upto = 0n
  /// What came does not fit what is held: come back with nothing in hand.
  astray = false
  /// Texts whose unsent part changed since it was last looked at, for the store.
  readonly dirty = new Set<string>()

  readonly #waiting = new Map<bigint, Waiting>() // by counter, growing
  readonly #numbers = new Map<bigint, bigint>() // own numbers whose record has not come yet: their counters
  readonly #texts = new Map<string, OpenText>()
  readonly #kept = new Map<string, readonly Outgoing[]>() // of an earlier page, until their item is there
  #counter: bigint
  #predicted: Predicted | undefined
  #incoming: Incoming | undefined
  #inParts: { readonly record: Record; readonly incoming: Incoming } | undefined

  /// `counter`: the highest that this client id has ever used.
  constructor(client: string, counter = 0n) {
    this.client = client
    this.#counter = counter
  }

  get counter(): bigint {
    return this.#counter
  }
  get lastSeen(): bigint {
    return this.astray ? 0n : this.upto
  }
  get waiting(): Iterable<Waiting> {
    return this.#waiting.values()
  }
  /// A checkpoint is on its way.
  get awaitsParts(): boolean {
    return this.#incoming !== undefined
  }
  /// Operations without an answer, and texts with something unsent.
  get unsaved(): number {
    let count = this.#kept.size
    for (const waiting of this.#waiting.values()) if (waiting.committed === undefined) ++count
    for (const text of this.#texts.values()) if (text.out === undefined && !text.replica.settled) ++count
    return count
  }
  /// Things of which something is not saved yet.
  get unsavedThings(): Set<string> {
    const things = new Set(this.#kept.keys())
    for (const waiting of this.#waiting.values()) {
      if (waiting.committed !== undefined) continue
      things.add(waiting.thing)
      things.add(concerns(waiting.operation.kind))
    }
    for (const text of this.#texts.values()) {
      const saved = text.out !== undefined && this.#waiting.get(text.out)?.committed !== undefined
      if (!text.replica.settled && !saved) things.add(text.item)
    }
    things.delete('')
    return things
  }

  /// A new operation, behind all that waits. Texts that it may speak of are flushed before.
  ask(asked: Asked, nowMs: number, writtenIn: bigint): Waiting {
    const operation = create(OperationSchema, { writtenIn, kind: asked })
    const { kind } = operation
    const text = kind.case === 'splitItem' ? this.#texts.get(kind.value.item) : undefined
    const unsettled = text !== undefined && !text.replica.settled
    const held = kind.case === 'splitItem' && unsettled ? { place: kind.value.at, spare: ++this.#counter } : undefined
    if (kind.case === 'splitItem') kind.value.base = this.confirmed.items.get(kind.value.item)?.revision ?? 0n
    return this.#wait(++this.#counter, operation, nowMs, held)
  }

  /// What an earlier page left waiting, in order of its counters, and typed without sending it. Before anything else.
  adopt(
    operations: readonly { readonly operation: Operation; readonly askedMs: number }[],
    texts: readonly { readonly item: string; readonly unsent: readonly Outgoing[] }[],
  ): void {
    for (const { operation, askedMs } of operations) {
      const counter = operation.id?.counter ?? 0n
      if (counter === 0n) continue
      if (counter > this.#counter) this.#counter = counter
      this.#wait(counter, operation, askedMs, undefined)
    }
    for (const { item, unsent } of texts) this.#kept.set(item, unsent)
  }

  #wait(counter: bigint, operation: Operation, askedMs: number, held: Held | undefined): Waiting {
    const waiting: Waiting = {
      counter,
      operation: { ...operation, id: create(OperationIdSchema, { counter }) },
      thing: adds(operation.kind) ? thingId(this.client, counter) : '',
      askedMs,
      sent: false,
      committed: undefined,
      held,
    }
    if (this.#predicted && counter <= this.#predicted.upTo) this.#predicted = undefined
    const later = counter < this.#counter ? [...this.#waiting.values()].filter((one) => one.counter > counter) : []
    for (const one of later) this.#waiting.delete(one.counter)
    this.#waiting.set(counter, waiting)
    for (const one of later) this.#waiting.set(one.counter, one)
    return waiting
  }

  /// Text edits go out behind what waits, one per text at a time. Returns those that now wait.
  flush(nowMs: number, writtenIn: (item: string) => bigint): Waiting[] {
    const flushed: Waiting[] = []
    for (const text of this.#texts.values()) {
      if (text.stands !== 'here' || text.out !== undefined || !text.replica.ready) continue
      const held = this.#heldSplit(text.item)
      if (held && held.spare === undefined) continue // what was typed after it goes behind it
      const edit = text.replica.send()
      if (!edit) continue
      const counter = held?.spare ?? ++this.#counter
      if (held) held.spare = undefined
      const value = { item: text.item, base: edit.base, spans: [...edit.spans] }
      const operation = create(OperationSchema, {
        writtenIn: writtenIn(text.item),
        kind: { case: 'editText', value },
      })
      flushed.push(this.#wait(counter, operation, nowMs, undefined))
      text.out = counter
      this.dirty.add(text.item)
    }
    return flushed
  }

  /// The next to be sent on this connection, at most `most` and about `bytes` (each operation counted by `size`).
  next(most: number, bytes: number, size: (operation: Operation) => number): Waiting[] {
    const next: Waiting[] = []
    let room = bytes
    for (const waiting of this.#waiting.values()) {
      if (waiting.sent || waiting.committed !== undefined) continue
      if (next.length >= most || !this.#letGo(waiting)) break
      room -= size(waiting.operation)
      if (room < 0 && next.length > 0) break
      next.push(waiting)
    }
    return next
  }

  // Whether it may go now. All behind it waits as well: the order is kept.
  #letGo(waiting: Waiting): boolean {
    const { held } = waiting
    const { kind } = waiting.operation
    if (!held || kind.case !== 'splitItem') return true
    const { item } = kind.value
    const text = this.#texts.get(item)
    if (text && text.stands !== 'gone') {
      const gone = text.out === undefined && (text.replica.settled || held.spare === undefined)
      if (!gone || text.stands === 'foreseen') return false
    }
    const base = text?.replica.revision ?? this.confirmed.items.get(item)?.revision ?? 0n
    const at = text?.replica.toConfirmed(held.place) ?? held.place
    waiting.operation = { ...waiting.operation, kind: { case: 'splitItem', value: { ...kind.value, base, at } } }
    waiting.held = undefined
    return true
  }

  #heldSplit(item: string): Held | undefined {
    for (const { held, operation } of this.#waiting.values()) {
      if (held && concerns(operation.kind) === item) return held
    }
    return undefined
  }

  // ---- texts -------------------------------------------------------------------------------------------------------

  /// The text of an item, to be edited; it is kept up until as many closings.
  openText(item: string): TextReplica {
    const text = this.#text(item)
    ++text.open
    return text.replica
  }

  /// The last editor is gone. What is not sent stays and is sent; of an item out of sight it is returned.
  closeText(item: string): Outgoing[] | undefined {
    const text = this.#texts.get(item)
    if (!text || --text.open > 0) return undefined
    const left = text.stands === 'gone' ? text.replica.unsent : []
    if (text.stands === 'gone' || text.replica.settled) this.#forget(text)
    return left.length > 0 ? left : undefined
  }

  editText(item: string, change: ChangeSet): void {
    const text = this.#text(item)
    text.replica.edit(change)
    this.dirty.add(item)
    this.#shift(item, change)
  }

  /// What a later page would have to send of a text. Of a half whose cut waits itself nobody knows yet what stands in
  /// it: only what was put in is kept.
  unsentOf(item: string): Outgoing[] {
    const text = this.#texts.get(item)
    const unsent = text?.replica.unsent ?? []
    return text?.stands === 'foreseen' ? unsent.map(({ base, spans }) => ({ base, spans: onlyInserts(spans) })) : unsent
  }

  /// The text as it is typed here, and whether its item is to be seen.
  textOf(item: string): { readonly replica: TextReplica; readonly stands: OpenText['stands'] } | undefined {
    return this.#texts.get(item)
  }
  get texts(): Iterable<{ readonly item: string; readonly replica: TextReplica; readonly stands: OpenText['stands'] }> {
    return this.#texts.values()
  }

  #text(item: string): OpenText {
    const known = this.#texts.get(item)
    if (known) return known
    const here = this.confirmed.items.get(item)
    const shown = here ?? this.shown().items.get(item)
    const replica = new TextReplica(shown?.text ?? '', shown?.revision ?? 0n)
    const stands = here ? 'here' : shown ? 'foreseen' : 'gone'
    const text: OpenText = { item, replica, out: undefined, landed: false, stands, open: 0 }
    // An edit of an earlier page is on its way.
    for (const waiting of this.#waiting.values()) {
      const { kind } = waiting.operation
      if (kind.case !== 'editText' || kind.value.item !== item || text.out !== undefined) continue
      replica.adopt({ base: kind.value.base, spans: kind.value.spans }, true)
      text.out = waiting.counter
    }
    this.#texts.set(item, text)
    return text
  }

  #forget(text: OpenText): void {
    this.#texts.delete(text.item)
    this.dirty.add(text.item)
  }

  // A split that waits for its text keeps its place in it.
  #shift(item: string, change: ChangeSet): void {
    const held = this.#heldSplit(item)
    if (held) held.place = change.mapPos(Math.min(held.place, change.length))
  }

  #adoptTexts(told: Told): void {
    for (const [item, unsent] of this.#kept) {
      if (this.confirmed.items.has(item)) {
        const text = this.#text(item)
        for (const edit of unsent) this.#changed(text, text.replica.adopt(edit, false), told)
      } else if ([...this.#waiting.values()].some(({ thing }) => thing === item)) {
        continue
      } else {
        told.left.push({ item, unsent })
      }
      this.#kept.delete(item)
      this.dirty.add(item)
    }
  }

  // ---- what comes --------------------------------------------------------------------------------------------------

  takeWelcome(welcome: Welcome): Told {
    const told = nothing()
    this.me = welcome.you
    this.#incoming = welcome.resumed ? undefined : new Incoming()
    this.#inParts = undefined
    if (welcome.highestCounter > this.#counter) this.#counter = welcome.highestCounter
    const committed = new Map(welcome.committed.map(({ counter, number }) => [counter, number]))
    this.#numbers.clear()
    for (const waiting of this.#waiting.values()) {
      waiting.sent = false
      const number = committed.get(waiting.counter)
      if (number !== undefined && waiting.committed === undefined) {
        told.answers.push({ counter: waiting.counter, committed: number })
      }
      waiting.committed = number
      if (number !== undefined) this.#numbers.set(number, waiting.counter)
    }
    return told
  }

  takePart(part: Part): Told {
    const told = nothing()
    const incoming = this.#incoming ?? this.#inParts?.incoming
    if (!incoming) return told
    incoming.take(part)
    if (!part.last) return told
    if (this.#incoming) {
      this.#renew(this.#incoming, part.upto, told)
    } else if (this.#inParts) {
      const { record } = this.#inParts
      this.#inParts = undefined
      this.#takeRecords([withAppeared(record, incoming)], told)
    }
    this.#pass(part.upto, told)
    return told
  }

  takeUpdate(update: Update): Told {
    const told = nothing()
    for (const outcome of update.outcomes) this.#answer(outcome, told)
    const records = update.records.filter((record) => record.number <= update.upto)
    this.#takeRecords(records, told)
    const last = update.records.at(-1)
    if (last && last.number > update.upto) this.#inParts = { record: last, incoming: new Incoming() }
    this.#pass(update.upto, told)
    return told
  }

  #answer(outcome: Outcome, told: Told): void {
    const waiting = this.#waiting.get(outcome.counter)
    if (!waiting) return
    const { answer } = outcome
    if (answer.case === 'committed') {
      waiting.committed = answer.value
      if (answer.value > this.upto) this.#numbers.set(answer.value, waiting.counter)
      told.answers.push({ counter: waiting.counter, committed: answer.value })
    } else if (answer.case === 'refused') {
      this.#over(waiting.counter)
      const lost = this.#refuse(waiting, answer.value, told)
      told.answers.push({ counter: waiting.counter, refused: answer.value, waiting, lost })
    }
  }

  #over(counter: bigint): void {
    this.#waiting.delete(counter)
    this.#predicted = undefined
  }

  // Returns what a person typed in it since, if that is more than the operation holds.
  #refuse(waiting: Waiting, refusal: Refusal, told: Told): string | undefined {
    const { kind } = waiting.operation
    if (kind.case === 'editText') {
      const text = this.#texts.get(kind.value.item)
      if (text?.out !== waiting.counter) return undefined
      text.out = undefined
      this.dirty.add(text.item)
      if (text.open > 0 && (text.stands === 'gone' || refusal.code === 'unknown_thing')) {
        text.stands = 'gone'
        text.replica.takeBack()
        return ''
      }
      const refused = text.replica.refused()
      if (refused) this.#changed(text, refused.shown, told)
      return undefined
    }
    const text = this.#texts.get(waiting.thing)
    if (text?.stands !== 'foreseen') return undefined
    const { shown } = text.replica
    this.#lose(text, told, kind.case === 'addItem')
    return kind.case === 'addItem' ? shown : undefined
  }

  #takeRecords(records: readonly Record[], told: Told): void {
    told.records.push(...records)
    if (this.#texts.size === 0) {
      this.confirmed = applyAll(this.confirmed, records)
      for (const record of records) this.#mine(record)
      return
    }
    for (const record of records) {
      this.confirmed = applyAll(this.confirmed, [record])
      const counter = this.#mine(record)
      for (const text of this.#texts.values()) this.#follow(text, record, counter, told)
    }
  }

  #mine(record: Record): bigint | undefined {
    const counter = this.#numbers.get(record.number)
    if (counter === undefined) return undefined
    this.#numbers.delete(record.number)
    this.#over(counter)
    return counter
  }

  #follow(text: OpenText, record: Record, counter: bigint | undefined, told: Told): void {
    const item = this.confirmed.items.get(text.item)
    if (!item) {
      if (text.stands === 'here') this.#lose(text, told)
      return
    }
    if (text.stands === 'foreseen') {
      this.#arrive(text, told)
      return
    }
    if (text.stands === 'gone') {
      this.#restart(text, told)
      return
    }
    if (item.revision === text.replica.revision) return
    const own = counter !== undefined && text.out === counter
    const spans = editOf(record, text)
    let change =
      spans && (own ? text.replica.acknowledge(spans, item.revision) : text.replica.receive(spans, item.revision))
    if (change && text.replica.confirmed.length !== item.text.length) change = undefined
    if (own) {
      text.out = undefined
      this.dirty.add(text.item)
    }
    if (change) this.#changed(text, change, told)
    else this.#restart(text, told, own)
  }

  // The item is there. What was cut off another may hold other words than was foreseen.
  #arrive(text: OpenText, told: Told): void {
    const item = this.confirmed.items.get(text.item)
    if (!item) return
    text.stands = 'here'
    this.dirty.add(text.item)
    this.#changed(text, text.replica.foreseen(item.text, item.revision), told)
  }

  #lose(text: OpenText, told: Told, elsewhere = false): void {
    text.stands = 'gone'
    if (text.open > 0) return
    const { unsent } = text.replica
    if (unsent.length > 0 && !elsewhere) told.left.push({ item: text.item, unsent })
    this.#forget(text)
  }

  #restart(text: OpenText, told: Told, landed = text.landed): void {
    const item = this.confirmed.items.get(text.item)
    if (!item) return
    text.stands = 'here'
    text.landed = false
    if (landed) text.out = undefined
    this.dirty.add(text.item)
    this.#changed(text, text.replica.restart(item.text, item.revision, landed ? 'committed' : 'awaited'), told)
  }

  #changed(text: OpenText, change: ChangeSet, told: Told): void {
    if (change.empty) return
    this.#shift(text.item, change)
    told.texts.push({ item: text.item, change })
  }

  #renew(incoming: Incoming, upto: bigint, told: Told): void {
    this.#incoming = undefined
    this.astray = false
    this.confirmed = fromCheckpoint(incoming.checkpoint)
    this.upto = upto // a server restored from a backup may stand before what was held here
    told.renewed = true
    for (const text of this.#texts.values()) {
      const out = text.out === undefined ? undefined : this.#waiting.get(text.out)
      if (out?.committed !== undefined && out.committed <= upto) text.landed = true
      if (this.confirmed.items.has(text.item)) {
        if (text.stands === 'foreseen') this.#arrive(text, told)
        else this.#restart(text, told)
      } else if (text.stands === 'here') {
        this.#lose(text, told)
      }
    }
  }

  #pass(upto: bigint, told: Told): void {
    if (upto > this.upto) this.upto = upto
    if (this.confirmed.number < this.upto) this.confirmed = { ...this.confirmed, number: this.upto }
    for (const waiting of [...this.#waiting.values()]) {
      if (waiting.committed === undefined || waiting.committed > this.upto) continue
      // Its author may not see it, or a checkpoint held it already.
      this.#over(waiting.counter)
      this.#numbers.delete(waiting.committed)
      for (const text of this.#texts.values()) {
        if (text.out !== waiting.counter) continue
        text.landed = true
        if (text.stands === 'here') this.astray = true
      }
    }
    for (const text of [...this.#texts.values()]) {
      if (text.open === 0 && text.replica.settled) this.#forget(text)
    }
    if (this.#kept.size > 0 && !this.#incoming && this.confirmed.created) this.#adoptTexts(told)
  }

  /// Nothing of the meeting is held any more. What waits stays.
  forget(): void {
    this.confirmed = emptyState()
    this.upto = 0n
    this.#incoming = undefined
    this.#inParts = undefined
    for (const text of this.#texts.values()) text.stands = 'gone'
  }

  // ---- what is shown -----------------------------------------------------------------------------------------------

  shown(): MeetingState {
    let splits = false
    for (const { operation } of this.#waiting.values()) splits ||= operation.kind.case === 'splitItem'
    // A split cuts what is typed; nothing else that waits asks for the words.
    if (splits) return this.#withTyped(this.#predictAll(this.#withTyped(this.confirmed, 'here')), 'foreseen')
    return this.#withTyped(this.#predictMore(), undefined)
  }

  #withTyped(state: MeetingState, only: OpenText['stands'] | undefined): MeetingState {
    const typed = new Map<string, string>()
    for (const { item, replica, stands } of this.#texts.values()) {
      if (stands !== 'gone' && (only ?? stands) === stands) typed.set(item, replica.shown)
    }
    return withTexts(state, typed)
  }

  #predictAll(from: MeetingState): MeetingState {
    let state = from
    for (const waiting of this.#waiting.values()) state = this.#predict(state, waiting)
    return state
  }

  // What was predicted before holds as long as nothing before it changed: who writes a hundred cards without a line does
  // not wait a hundred times longer for the last one.
  #predictMore(): MeetingState {
    const { confirmed, me } = this
    let known = this.#predicted
    if (known?.confirmed !== confirmed || known.me !== me) known = { confirmed, me, upTo: 0n, state: confirmed }
    let { upTo, state } = known
    for (const waiting of this.#waiting.values()) {
      if (waiting.counter <= upTo) continue
      state = this.#predict(state, waiting)
      upTo = waiting.counter
    }
    this.#predicted = { confirmed, me, upTo, state }
    return state
  }

  #predict(state: MeetingState, waiting: Waiting): MeetingState {
    const { kind, writtenIn } = waiting.operation
    if (kind.case === 'editText' || !this.me) return state
    const { counter, askedMs } = waiting
    const author = { me: this.me.id, client: this.client, counter, nowMs: askedMs, writtenIn }
    const record = predict(state, this.#asShown(state, waiting), author)
    return record ? applyAll(state, [record]) : state
  }

  // A split cuts the text as it is shown.
  #asShown(state: MeetingState, { operation: { kind }, held }: Waiting): Asked {
    if (kind.case !== 'splitItem') return kind
    const base = state.items.get(kind.value.item)?.revision ?? kind.value.base
    return { case: 'splitItem', value: { ...kind.value, base, at: held?.place ?? kind.value.at } }
  }
}

function nothing(): Told {
  return { answers: [], records: [], texts: [], left: [], renewed: false }
}

// What a record does to a text, as an edit; a split cuts like an edit that removes the rest.
function editOf(record: Record, text: OpenText): readonly WireSpan[] | undefined {
  const kind = record.operation?.kind
  if (kind?.case === 'editText' && kind.value.item === text.item) return kind.value.spans
  if (kind?.case !== 'splitItem' || kind.value.item !== text.item) return undefined
  const rest = text.replica.confirmed.length - kind.value.at
  return rest > 0 ? [{ keep: kind.value.at, remove: rest, insert: '' }] : []
}

function onlyInserts(spans: readonly WireSpan[]): WireSpan[] {
  const inserts: WireSpan[] = []
  let keep = 0
  for (const span of spans) {
    keep += span.keep
    if (span.insert !== '') {
      const last = keep === 0 ? inserts.pop() : undefined // side by side they are one
      inserts.push({ keep: last?.keep ?? keep, remove: 0, insert: (last?.insert ?? '') + span.insert })
      keep = 0
    }
    keep += span.remove
  }
  return inserts
}

function withTexts(state: MeetingState, typed: ReadonlyMap<string, string>): MeetingState {
  let items: Map<string, Item> | undefined
  for (const [id, text] of typed) {
    const item = state.items.get(id)
    if (!item || item.text === text) continue
    items ??= new Map(state.items)
    items.set(id, { ...item, text })
  }
  return items ? { ...state, items } : state
}
