/// What was asked and is not yet seen in the log, in the order it was asked. It keeps its order and its counters, over
/// connections and pages, until the record has come or the server refused it.
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { OperationIdSchema, OperationSchema, type Operation } from '@/gen/meeting/v1/operation_pb'
import type { Record } from '@/gen/meeting/v1/record_pb'
import type { Welcome } from '@/gen/meeting/v1/session_pb'
import { thingId } from '@/model/entity_id'
import { adds, concerns } from './operation_facts'

export type Asked = NonNullable<MessageInitShape<typeof OperationSchema>['kind']>

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
export interface Held {
  place: number // where it cuts the text shown
  spare: bigint | undefined // a counter before its own, for the edit that has to go first
}

export class WaitingLine implements Iterable<Waiting> {
  readonly client: string
  #counter: bigint // the highest that this client id has ever used
  #changes = 0
  readonly #all = new Map<bigint, Waiting>() // by counter, growing
  readonly #numbers = new Map<bigint, bigint>() // own numbers whose record has not come yet: their counters

  constructor(client: string, counter: bigint) {
    this.client = client
    this.#counter = counter
  }

  get counter(): bigint {
    return this.#counter
  }
  /// Differs when something other than the end of the line changed.
  get changes(): number {
    return this.#changes
  }
  [Symbol.iterator](): Iterator<Waiting> {
    return this.#all.values()
  }
  get(counter: bigint): Waiting | undefined {
    return this.#all.get(counter)
  }
  /// A counter that may be used later, for something that has to stand before what comes now.
  spare(): bigint {
    return ++this.#counter
  }

  /// At the end, unless a spare counter says otherwise.
  add(operation: Operation, askedMs: number, held?: Held, counter = ++this.#counter): Waiting {
    if (counter > this.#counter) this.#counter = counter
    const waiting: Waiting = {
      counter,
      operation: { ...operation, id: create(OperationIdSchema, { counter }) },
      thing: adds(operation.kind) ? thingId(this.client, counter) : '',
      askedMs,
      sent: false,
      committed: undefined,
      held,
    }
    const later = counter < this.#counter ? [...this].filter((one) => one.counter > counter) : []
    for (const one of later) this.#all.delete(one.counter)
    this.#all.set(counter, waiting)
    for (const one of later) this.#all.set(one.counter, one)
    if (later.length > 0) ++this.#changes
    return waiting
  }

  /// It waits no longer.
  over(counter: bigint): void {
    const waiting = this.#all.get(counter)
    if (!waiting) return
    if (waiting.committed !== undefined) this.#numbers.delete(waiting.committed)
    this.#all.delete(counter)
    ++this.#changes
  }

  /// It is in the log. It waits for its record.
  committed(waiting: Waiting, number: bigint): void {
    waiting.committed = number
    this.#numbers.set(number, waiting.counter)
  }

  /// The counter of an own record, which waits no longer.
  mine(record: Record): bigint | undefined {
    const counter = this.#numbers.get(record.number)
    if (counter !== undefined) this.over(counter)
    return counter
  }

  /// A new connection: what the server knows of this client id counts. Returns what was not known here.
  welcomed(welcome: Welcome): { readonly counter: bigint; readonly committed: bigint }[] {
    if (welcome.highestCounter > this.#counter) this.#counter = welcome.highestCounter
    const known = new Map(welcome.committed.map(({ counter, number }) => [counter, number]))
    const fresh: { counter: bigint; committed: bigint }[] = []
    this.#numbers.clear()
    for (const waiting of this) {
      const number = known.get(waiting.counter)
      if (number !== undefined && waiting.committed === undefined) {
        fresh.push({ counter: waiting.counter, committed: number })
      }
      waiting.sent = false
      waiting.committed = undefined
      if (number !== undefined) this.committed(waiting, number)
    }
    return fresh
  }

  /// The next to be sent on this connection, at most `most` and about `bytes`. What may not go yet holds up all behind it.
  next(
    most: number,
    bytes: number,
    size: (operation: Operation) => number,
    mayGo: (waiting: Waiting) => boolean,
  ): Waiting[] {
    const next: Waiting[] = []
    let room = bytes
    for (const waiting of this) {
      if (waiting.sent || waiting.committed !== undefined) continue
      if (next.length >= most || !mayGo(waiting)) break
      room -= size(waiting.operation)
      if (room < 0 && next.length > 0) break
      next.push(waiting)
    }
    return next
  }

  get hasSplits(): boolean {
    for (const { operation } of this) if (operation.kind.case === 'splitItem') return true
    return false
  }
  cuts(item: string): boolean {
    for (const { operation } of this) {
      if (operation.kind.case === 'splitItem' && operation.kind.value.item === item) return true
    }
    return false
  }
  heldSplit(item: string): Held | undefined {
    for (const { held, operation } of this) if (held && concerns(operation.kind) === item) return held
    return undefined
  }
  willAdd(thing: string): boolean {
    for (const waiting of this) if (waiting.thing === thing) return true
    return false
  }
}
