/// Replica: what this client holds of a meeting: what the log confirmed, and what it still hopes for.
///
///     shown()  =  confirmed, with own texts as typed, with the predictions of what waits, in its order
///
/// Invariants: what waits keeps its order and its counters until it is answered; an answer stands before the record that
///   it speaks of, so own records are known when they come. `upto` is the number to resume from: the server says it, a
///   record alone never moves it. A checkpoint in parts replaces `confirmed` when its last part is there.
/// After a return the server tells what is in the log (Welcome); all else goes again as it was.
/// Pure: no socket, no clock, no store. What happened is returned, for whoever owns those.
import { create } from '@bufbuild/protobuf'
import type { ChangeSet } from '@codemirror/state'
import { OperationSchema, type Operation, type Participant } from '@/gen/meeting/v1/operation_pb'
import type { Record } from '@/gen/meeting/v1/record_pb'
import type { Outcome, Part, Update, Welcome } from '@/gen/meeting/v1/session_pb'
import { applyAll } from '@/model/apply'
import { fromCheckpoint } from '@/model/appeared'
import { emptyState } from '@/model/board'
import type { MeetingState } from '@/model/state'
import { Incoming, withAppeared } from './incoming'
import { OpenTexts } from './open_texts'
import { concerns, words } from './operation_facts'
import { Prediction } from './prediction'
import type { Outgoing, TextReplica } from './text_replica'
import { nothingTold, type Told } from './told'
import { WaitingLine, type Asked, type Waiting } from './waiting_line'

export class Replica {
  me: Participant | undefined
  confirmed: MeetingState = emptyState()
  upto = 0n
  /// Which past `upto` counts in: after a backup was put back the same numbers stand for other records.
  past: Uint8Array<ArrayBuffer> = new Uint8Array()
  /// What came does not fit what is held: come back with nothing in hand.
  astray = false

  readonly line: WaitingLine
  readonly texts: OpenTexts
  readonly #prediction: Prediction
  #pastOfWelcome: Uint8Array<ArrayBuffer> = new Uint8Array()
  #incoming: Incoming | undefined
  #inParts: { readonly record: Record; readonly incoming: Incoming } | undefined

  /// `counter`: the highest that this client id has ever used.
  constructor(client: string, counter = 0n) {
    this.line = new WaitingLine(client, counter)
    this.texts = new OpenTexts(this.line)
    this.#prediction = new Prediction(this.line, this.texts)
  }

  get client(): string {
    return this.line.client
  }
  get lastSeen(): bigint {
    return this.astray ? 0n : this.upto
  }
  /// A checkpoint is on its way.
  get awaitsParts(): boolean {
    return this.#incoming !== undefined
  }
  /// Nothing is on its way to or from here, as far as one can know.
  get atRest(): boolean {
    if (this.#incoming || this.#inParts || this.astray || this.upto === 0n) return false
    for (const { replica } of this.texts) if (!replica.settled) return false
    return [...this.line].length === 0
  }
  shown(): MeetingState {
    return this.#prediction.of(this.confirmed, this.me?.id ?? '')
  }

  /// Operations without an answer, and texts with something unsent.
  get unsaved(): number {
    let count = [...this.texts.kept].length
    for (const waiting of this.line) if (waiting.committed === undefined) ++count
    for (const text of this.texts) if (text.out === undefined && !text.replica.settled) ++count
    return count
  }
  /// Things of which something is not saved yet.
  get unsavedThings(): Set<string> {
    const things = new Set(this.texts.kept)
    for (const waiting of this.line) {
      if (waiting.committed !== undefined) continue
      things.add(waiting.thing)
      things.add(concerns(waiting.operation.kind))
    }
    for (const { item, out, replica } of this.texts) {
      const saved = out !== undefined && this.line.get(out)?.committed !== undefined
      if (!replica.settled && !saved) things.add(item)
    }
    things.delete('')
    return things
  }

  // ---- what is asked -----------------------------------------------------------------------------------------------

  /// A new operation, behind all that waits. Flush before it what was typed before it.
  ask(asked: Asked, nowMs: number, writtenIn: bigint): Waiting {
    const operation = create(OperationSchema, { writtenIn, kind: asked })
    const { kind } = operation
    if (kind.case !== 'splitItem') return this.line.add(operation, nowMs)
    const { item, at } = kind.value
    const text = this.texts.get(item)
    kind.value.base = this.confirmed.items.get(item)?.revision ?? 0n
    const settled = text?.replica.settled ?? true
    return this.line.add(operation, nowMs, settled ? undefined : { place: at, spare: this.line.spare() })
  }

  /// What an earlier page left waiting, in order of its counters, and typed without sending it. Before anything else.
  adopt(
    operations: readonly { readonly operation: Operation; readonly askedMs: number }[],
    texts: readonly { readonly item: string; readonly unsent: readonly Outgoing[] }[],
  ): void {
    for (const { operation, askedMs } of operations) {
      const counter = operation.id?.counter ?? 0n
      if (counter !== 0n) this.line.add(operation, askedMs, undefined, counter)
    }
    for (const { item, unsent } of texts) this.texts.keep(item, unsent)
  }

  /// The next to be sent on this connection.
  next(most: number, bytes: number, size: (operation: Operation) => number): Waiting[] {
    return this.line.next(most, bytes, size, (waiting) => this.texts.letGo(waiting, this.confirmed))
  }

  /// The text of an item, to be edited; close it as often in `texts`.
  openText(item: string): TextReplica {
    const text = this.texts.of(item, this.confirmed, () => this.shown())
    ++text.open
    return text.replica
  }
  editText(item: string, change: ChangeSet): void {
    this.texts.edit(
      this.texts.of(item, this.confirmed, () => this.shown()),
      change,
    )
  }

  // ---- what comes --------------------------------------------------------------------------------------------------

  takeWelcome(welcome: Welcome): Told {
    this.me = welcome.you
    this.#pastOfWelcome = welcome.past.slice()
    if (welcome.resumed) this.past = this.#pastOfWelcome
    this.#incoming = welcome.resumed ? undefined : new Incoming()
    this.#inParts = undefined
    const told = nothingTold()
    told.answers.push(...this.line.welcomed(welcome))
    return told
  }

  takePart(part: Part): Told {
    const told = nothingTold()
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
    const told = nothingTold()
    for (const outcome of update.outcomes) this.#answer(outcome, told)
    const records = update.records.filter((record) => record.number <= update.upto)
    this.#takeRecords(records, told)
    const last = update.records.at(-1)
    if (last && last.number > update.upto) this.#inParts = { record: last, incoming: new Incoming() }
    this.#pass(update.upto, told)
    return told
  }

  /// Nothing of the meeting is held any more. What waits stays.
  forget(): void {
    this.confirmed = emptyState()
    this.upto = 0n
    this.#incoming = undefined
    this.#inParts = undefined
    this.texts.loseAll()
    // Words are kept; where things were to go is nothing to anybody any more.
    for (const { counter, operation } of [...this.line]) if (words(operation.kind) === '') this.line.over(counter)
  }

  #answer({ counter, answer }: Outcome, told: Told): void {
    const waiting = this.line.get(counter)
    if (!waiting) return
    if (answer.case === 'committed') {
      this.line.committed(waiting, answer.value)
      told.answers.push({ counter, committed: answer.value })
    } else if (answer.case === 'refused') {
      this.line.over(counter)
      const { kind } = waiting.operation
      let lost: string | undefined
      if (kind.case === 'editText') {
        if (this.texts.refusedEdit(counter, kind.value.item, answer.value, told)) lost = ''
      } else {
        lost = this.texts.neverCame(waiting.thing, kind.case === 'addItem' ? kind.value.text : undefined, told)
      }
      told.answers.push({ counter, refused: answer.value, waiting, lost })
    }
  }

  #takeRecords(records: readonly Record[], told: Told): void {
    told.records.push(...records)
    if (this.texts.size === 0) {
      this.confirmed = applyAll(this.confirmed, records)
      for (const record of records) this.line.mine(record)
      return
    }
    for (const record of records) {
      this.confirmed = applyAll(this.confirmed, [record])
      this.texts.follow(this.confirmed, record, this.line.mine(record), told)
    }
  }

  #renew(incoming: Incoming, upto: bigint, told: Told): void {
    this.#incoming = undefined
    this.astray = false
    this.confirmed = fromCheckpoint(incoming.checkpoint)
    this.past = this.#pastOfWelcome
    this.upto = upto // a server restored from a backup may stand before what was held here
    told.renewed = true
    this.texts.renewed(this.confirmed, upto, told)
  }

  #pass(upto: bigint, told: Told): void {
    if (upto > this.upto) this.upto = upto
    if (this.confirmed.number < this.upto) this.confirmed = { ...this.confirmed, number: this.upto }
    for (const { counter, committed } of [...this.line]) {
      if (committed === undefined || committed > this.upto) continue
      // Its author may not see it, or a checkpoint held it already.
      this.line.over(counter)
      if (this.texts.passed(counter)) this.astray = true
    }
    if (this.#incoming || !this.confirmed.created) return
    this.texts.tidy(told)
    this.texts.adoptKept(this.confirmed, told)
  }
}
