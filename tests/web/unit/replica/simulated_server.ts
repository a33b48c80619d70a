/// A server in TypeScript, as far as a client can see one: it decides one by one, logs, answers before it shows, shows
/// each viewer what he may see, resumes or renews, and knows every operation by its id. The decisions are those of the
/// model's prediction, which the server's own vectors hold to the rules; text it moves over the single logged edits.
import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf'
import { ChangeSet } from '@codemirror/state'
import { bytesToHex } from '@noble/hashes/utils.js'
import { CheckpointSchema, type Checkpoint, type Item } from '@/gen/meeting/v1/checkpoint_pb'
import { OperationSchema, type EditText, type Operation, type SplitItem } from '@/gen/meeting/v1/operation_pb'
import { RecordSchema, SeenSchema, type Record } from '@/gen/meeting/v1/record_pb'
import {
  ClientFrameSchema,
  Goodbye_ComeBack,
  ServerFrameSchema,
  type Hello,
  type Outcome,
} from '@/gen/meeting/v1/session_pb'
import { apply } from '@/model/apply'
import { predict, type AskedKind } from '@/model/predict'
import { levelAdmits } from '@/model/sight'
import { stateHash } from '@/model/state_hash'
import type { MeetingState } from '@/model/state'
import { concerns } from '@/replica/operation_facts'
import { toChange, toSpans } from '@/replica/text_wire'
import { Table } from '../model/table'
import type { Chance } from './chance'
import type { Clock, Line, Peer } from './simulated_world'

interface Progress {
  participant: string
  highest: bigint
  readonly committed: Map<bigint, bigint>
}

interface Visit {
  readonly line: Line
  readonly participant: string
  readonly client: string
}

export class SimulatedServer implements Peer {
  state: MeetingState
  readonly log: Record[] = []
  /// Refuses what this says, with the code it gives.
  refuses: (operation: Operation) => string | undefined = () => undefined
  unansweredMost = 0
  /// Tells this history from another with the same numbers.
  past: Uint8Array<ArrayBuffer> = new Uint8Array([1])
  readonly boardsChecked: { readonly participant: string; readonly right: boolean }[] = []

  readonly #clock: Clock
  readonly #luck: Chance
  readonly #edits = new Map<string, ChangeSet[]>() // by item: the edit that made revision 1, 2 ...
  readonly #progress = new Map<string, Progress>()
  readonly #refused = new Map<string, bigint>() // in memory alone
  readonly #visits = new Map<Line, Visit>()
  readonly #shown = new Map<bigint, Map<string, Record | undefined>>() // what each viewer got of a record
  #resumesFrom: bigint

  constructor(people: Readonly<{ [id: string]: string }>, clock: Clock, luck: Chance) {
    this.#clock = clock
    this.#luck = luck
    const table = new Table(people)
    table.goesTo('probleem')
    this.state = table.state
    this.#resumesFrom = this.state.number
  }

  /// What a participant sees of all this.
  project(participant: string): MeetingState {
    const seen = [...this.state.items].filter(([, item]) => levelAdmits(this.state, item, participant))
    return { ...this.state, items: new Map(seen) }
  }

  /// Ends all connections and forgets what is not in the log.
  restarts(politely: boolean): void {
    for (const { line } of [...this.#visits.values()]) {
      if (politely) this.#goodbye(line, 1012, Goodbye_ComeBack.AT_ONCE)
      else line.break(true)
    }
    this.#visits.clear()
    this.#refused.clear()
    this.forgetsRecent()
  }
  /// What another server came to, as after a backup of both was put back; all lines break.
  restores(other: SimulatedServer, past: Uint8Array<ArrayBuffer>): void {
    for (const { line } of [...this.#visits.values()]) line.break(true)
    this.#visits.clear()
    this.state = other.state
    this.past = past
    this.log.splice(0, this.log.length, ...other.log)
    this.#progress.clear()
    this.#refused.clear()
    this.#edits.clear()
  }
  /// Who comes back from here gets a whole checkpoint.
  forgetsRecent(): void {
    this.#resumesFrom = this.state.number + 1n
  }
  dismisses(participant: string, code: number, comeBack = Goodbye_ComeBack.NOT): void {
    for (const { line } of [...this.#visits.values()].filter((visit) => visit.participant === participant)) {
      this.#goodbye(line, code, comeBack)
    }
  }
  get clients(): string[] {
    return [...this.#visits.values()].map(({ client }) => client)
  }

  // ---- lines

  connected(): void {
    // nothing before Hello
  }
  gone(line: Line): void {
    this.#visits.delete(line)
  }
  received(line: Line, bytes: Uint8Array<ArrayBuffer>): void {
    const { frame } = fromBinary(ClientFrameSchema, bytes)
    if (frame.case === 'hello') this.#greet(line, frame.value)
    const visit = this.#visits.get(line)
    if (!visit) return
    if (frame.case === 'submit') this.#submit(visit, frame.value.operations)
    if (frame.case === 'boardHash' && frame.value.number === this.state.number) {
      const right = bytesToHex(frame.value.hash) === stateHash(this.project(visit.participant))
      this.boardsChecked.push({ participant: visit.participant, right })
      if (!right) this.#welcome(visit, undefined)
    }
    if (frame.case === 'presence') {
      const of = [{ participant: visit.participant, presence: frame.value, connected: true }]
      for (const { line: other } of this.#visits.values()) {
        if (other !== line) this.#send(other, { case: 'presence', value: { of } })
      }
    }
  }

  #send(line: Line, frame: MessageInitShape<typeof ServerFrameSchema>['frame']): void {
    line.deliver(toBinary(ServerFrameSchema, create(ServerFrameSchema, { frame })))
  }
  #goodbye(line: Line, code: number, comeBack: Goodbye_ComeBack): void {
    this.#send(line, { case: 'goodbye', value: { code, comeBack, words: { nl: 'Tot zo.', en: 'Till then.' } } })
    line.hangUp(code)
    this.#visits.delete(line)
  }

  #greet(line: Line, { client, lastSeen, past }: Hello): void {
    const participant = line.who
    const progress = this.#progress.get(client)
    if (progress && progress.participant !== participant) {
      this.#goodbye(line, 4002, Goodbye_ComeBack.NOT)
      return
    }
    for (const old of [...this.#visits.values()]) {
      if (old.client === client) this.#goodbye(old.line, 4010, Goodbye_ComeBack.AT_ONCE)
    }
    const visit = { line, participant, client }
    this.#visits.set(line, visit)
    const known = bytesToHex(past) === bytesToHex(this.past)
    this.#welcome(visit, known ? this.#since(lastSeen, participant) : undefined)
  }

  // With the records since what the visitor holds, or with the board.
  #welcome({ line, participant, client }: Visit, since: Record[] | undefined): void {
    const progress = this.#progress.get(client)
    const refused = this.#refused.get(client) ?? 0n
    const highest = progress?.highest ?? 0n
    this.#send(line, {
      case: 'welcome',
      value: {
        you: this.state.attendees.find((one) => one.participant?.id === participant)?.participant,
        meeting: 'm1',
        number: this.state.number,
        highestCounter: refused > highest ? refused : highest,
        committed: [...(progress?.committed ?? [])].map(([counter, number]) => ({ counter, number })),
        resumed: since !== undefined,
        past: this.past,
        limits: { frameBytes: 1 << 20, textUnits: 1 << 18, operationsInFrame: 256, unanswered: 256 },
      },
    })
    if (since) this.#send(line, { case: 'update', value: { records: since, upto: this.state.number } })
    else this.#sendParts(line, checkpointOf(this.project(participant)), this.state.number)
  }

  // The records since, if nothing of them changed what this viewer may see.
  #since(lastSeen: bigint, participant: string): Record[] | undefined {
    if (lastSeen === 0n || lastSeen > this.state.number || lastSeen + 1n < this.#resumesFrom) return undefined
    const records: Record[] = []
    for (let number = lastSeen + 1n; number <= this.state.number; ++number) {
      const record = this.#shown.get(number)?.get(participant)
      if (record?.seen) return undefined
      if (record) records.push(record)
    }
    return records
  }

  #sendParts(line: Line, whole: Checkpoint, upto: bigint): void {
    const { items } = whole
    const fragments: MessageInitShape<typeof CheckpointSchema>[] = [{ ...whole, items: [] }]
    const chunks: { item: string; text: string }[][] = [[]]
    for (const item of items) {
      const half = Math.floor(item.text.length / 2)
      const cut = this.#luck.oneIn(3) && !/[\ud800-\udbff]$/.test(item.text.slice(0, half)) ? half : item.text.length
      fragments.push({ items: [{ ...item, text: item.text.slice(0, cut) }] })
      chunks.push([])
      if (cut < item.text.length) {
        fragments.push({})
        chunks.push([{ item: item.id, text: item.text.slice(cut) }])
      }
    }
    fragments.forEach((fragment, at) => {
      const last = at === fragments.length - 1
      const moreText = chunks[at] ?? []
      this.#send(line, { case: 'part', value: { fragment, moreText, last, upto: last ? upto : 0n } })
    })
  }

  // ---- operations

  #submit(visit: Visit, operations: readonly Operation[]): void {
    if (operations.length > 256) throw new Error('too many operations in a frame')
    this.unansweredMost = Math.max(this.unansweredMost, operations.length)
    const outcomes: MessageInitShape<typeof import('@/gen/meeting/v1/session_pb').OutcomeSchema>[] = []
    const from = this.state.number
    for (const operation of operations) outcomes.push(this.#decide(visit, operation))
    this.#send(visit.line, { case: 'update', value: { outcomes } })
    if (this.state.number > from) this.#show(from)
  }

  // What each viewer gets of the records after `from`. What one made appear may come in parts.
  #show(from: bigint): void {
    for (const { line, participant } of this.#visits.values()) {
      let records: Record[] = []
      let upto = from
      for (let number = from + 1n; number <= this.state.number; ++number) {
        const record = this.#shown.get(number)?.get(participant)
        if (record?.seen?.appeared && this.#luck.oneIn(2)) {
          const told = { ...record, seen: { ...record.seen, appeared: undefined } }
          this.#send(line, { case: 'update', value: { records: [...records, told], upto } })
          this.#sendParts(line, record.seen.appeared, number)
          records = []
        } else if (record) {
          records.push(record)
        }
        upto = number
      }
      if (records.length > 0 || this.#luck.oneIn(4)) this.#send(line, { case: 'update', value: { records, upto } })
    }
  }

  #decide(
    { participant, client }: Visit,
    operation: Operation,
  ): MessageInitShape<typeof import('@/gen/meeting/v1/session_pb').OutcomeSchema> {
    const counter = operation.id?.counter ?? 0n
    const refuse = (code: string) => {
      const known = this.#refused.get(client) ?? 0n
      if (counter > known && code !== 'was_refused') this.#refused.set(client, counter)
      const refused = { code, words: { nl: code, en: code }, operation }
      return { counter, answer: { case: 'refused' as const, value: refused } }
    }
    if (counter === 0n) return refuse('counter_invalid')
    const progress = this.#progress.get(client) ?? { participant, highest: 0n, committed: new Map<bigint, bigint>() }
    const before = progress.committed.get(counter)
    if (before !== undefined) return { counter, answer: { case: 'committed', value: before } }
    const refused = this.#refused.get(client) ?? 0n
    if (counter <= progress.highest || counter <= refused) return refuse('was_refused')
    const code = this.refuses(operation)
    if (code !== undefined) return refuse(code)
    const thing = concerns(operation.kind)
    const item = this.state.items.get(thing)
    if (item && !levelAdmits(this.state, item, participant)) return refuse('unknown_thing')
    const kind = this.#moved(operation.kind)
    if (typeof kind === 'string') return refuse(kind)
    const nowMs = Math.trunc(this.#clock.ms)
    // An event that changes nothing: nobody predicts it.
    const event = create(RecordSchema, { timeMs: BigInt(nowMs), by: participant, operation: { kind } })
    const decided =
      kind.case === 'callToItem' ? event : predict(this.state, kind, { me: participant, client, counter, nowMs })
    if (!decided) return refuse(item || thing === '' ? 'not_allowed' : 'unknown_thing')
    this.#commit({ ...decided, seen: undefined, loggedAtMs: BigInt(nowMs) })
    progress.highest = counter
    progress.committed.set(counter, this.state.number)
    this.#progress.set(client, progress)
    return { counter, answer: { case: 'committed', value: this.state.number } }
  }

  // Text: over the single logged edits since its base.
  #moved(kind: Operation['kind']): AskedKind | string {
    if (kind.case === 'editText') return this.#movedEdit(kind.value)
    if (kind.case === 'splitItem') return this.#movedSplit(kind.value)
    return kind
  }
  #movedEdit(edit: EditText): AskedKind | string {
    const item = this.state.items.get(edit.item)
    if (!item) return 'unknown_thing'
    if (edit.base > item.revision) return 'base_unknown'
    const moved = this.#over(item, edit.base, (length) => toChange(edit.spans, length))
    if (!moved) return 'text_invalid'
    return { case: 'editText', value: { item: edit.item, base: item.revision, spans: toSpans(moved) } }
  }
  #movedSplit(split: SplitItem): AskedKind | string {
    const item = this.state.items.get(split.item)
    if (!item) return 'unknown_thing'
    if (split.base > item.revision) return 'base_unknown'
    const mark = this.#over(item, split.base, (length) =>
      split.at > length ? undefined : ChangeSet.of({ from: split.at, insert: '|' }, length),
    )
    const at = mark && toSpans(mark)[0]?.keep
    if (at === undefined || at === 0 || at >= item.text.length) return 'text_invalid'
    return { case: 'splitItem', value: { item: split.item, base: item.revision, at } }
  }
  #over(item: Item, base: bigint, change: (length: number) => ChangeSet | undefined): ChangeSet | undefined {
    const since = (this.#edits.get(item.id) ?? []).slice(Number(base))
    let length = item.text.length
    for (const edit of since) length -= edit.newLength - edit.length
    let moved = change(length)
    for (const edit of since) moved = moved?.map(edit)
    return moved
  }

  #commit(decided: Record): void {
    const before = this.state
    const number = before.number + 1n
    const record = create(RecordSchema, { ...decided, number })
    this.state = apply(before, record)
    this.log.push(record)
    const { kind } = record.operation ?? create(OperationSchema)
    const item = kind.case === 'editText' || kind.case === 'splitItem' ? before.items.get(kind.value.item) : undefined
    if (item) {
      const edit =
        kind.case === 'editText'
          ? toChange(kind.value.spans, item.text.length)
          : ChangeSet.of(
              { from: kind.case === 'splitItem' ? kind.value.at : 0, to: item.text.length },
              item.text.length,
            )
      if (edit) this.#edits.set(item.id, [...(this.#edits.get(item.id) ?? []), edit])
    }
    const shown = new Map<string, Record | undefined>()
    for (const { participant } of this.state.attendees) {
      if (participant) shown.set(participant.id, this.#seenBy(participant.id, before, record))
    }
    this.#shown.set(number, shown)
  }

  #seenBy(participant: string, before: MeetingState, record: Record): Record | undefined {
    const { kind } = record.operation ?? create(OperationSchema)
    const id = kind.case === 'addItem' ? kind.value.item : concerns(kind)
    const [was, is] = [before.items.get(id), this.state.items.get(id)]
    if (!is) return record
    const saw = was !== undefined && levelAdmits(before, was, participant)
    const sees = levelAdmits(this.state, is, participant)
    if (sees && (saw || !was)) return record
    if (!sees && !saw) return undefined
    const seen = sees
      ? create(SeenSchema, { appeared: { items: [is] }, masked: true })
      : create(SeenSchema, { gone: [id], masked: true })
    return create(RecordSchema, { number: record.number, timeMs: record.timeMs, loggedAtMs: record.loggedAtMs, seen })
  }
}

function checkpointOf(state: MeetingState): Checkpoint {
  return create(CheckpointSchema, {
    number: state.number,
    timeMs: state.timeMs,
    info: { created: state.created },
    attendees: [...state.attendees],
    sheets: [...state.sheets],
    items: [...state.items.values()],
    links: [...state.links.values()],
    strokes: [...state.strokes.values()],
    course: state.course,
    ballots: [...state.ballots],
  })
}

export type { Outcome }
