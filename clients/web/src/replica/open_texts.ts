/// The texts that are edited here, or hold something unsent: each a TextReplica that follows its item through the log.
///
/// An item may be foreseen (it waits itself), here, or gone: out of sight. Edits go to the server while it is here; on one
/// that is gone they stay with the editor, and what is left when it closes is handed back.
import { create } from '@bufbuild/protobuf'
import type { ChangeSet } from '@codemirror/state'
import { OperationSchema } from '@/gen/meeting/v1/operation_pb'
import type { Record } from '@/gen/meeting/v1/record_pb'
import type { Refusal } from '@/gen/meeting/v1/session_pb'
import type { MeetingState } from '@/model/state'
import { TextReplica, type Outgoing } from './text_replica'
import { wordsOf, type WireSpan } from './text_wire'
import type { Told } from './told'
import type { Waiting, WaitingLine } from './waiting_line'

export interface OpenText {
  readonly item: string
  readonly replica: TextReplica
  out: bigint | undefined // the counter of the edit that is with the server
  landed: boolean // that edit is in the log, and its record never came: the item was out of sight
  stands: 'foreseen' | 'here' | 'gone'
  open: number // editors on it
}

export class OpenTexts implements Iterable<OpenText> {
  /// Texts whose unsent part changed since it was last looked at, for the store.
  readonly dirty = new Set<string>()
  readonly #line: WaitingLine
  readonly #texts = new Map<string, OpenText>()
  readonly #kept = new Map<string, readonly Outgoing[]>() // of an earlier page, until their item is there

  constructor(line: WaitingLine) {
    this.#line = line
  }

  [Symbol.iterator](): Iterator<OpenText> {
    return this.#texts.values()
  }
  get(item: string): OpenText | undefined {
    return this.#texts.get(item)
  }
  get size(): number {
    return this.#texts.size
  }
  /// Items of which an earlier page left typing that found no place yet.
  get kept(): Iterable<string> {
    return this.#kept.keys()
  }

  // ---- at the editors' side

  /// The text of an item; made when it is asked for. `shown`: with what waits, for an item that waits itself.
  of(item: string, confirmed: MeetingState, shown: () => MeetingState): OpenText {
    const known = this.#texts.get(item)
    if (known) return known
    const here = confirmed.items.get(item)
    const seen = here ?? shown().items.get(item)
    const replica = new TextReplica(seen?.text ?? '', seen?.revision ?? 0n)
    const stands = here ? 'here' : seen ? 'foreseen' : 'gone'
    const text: OpenText = { item, replica, out: undefined, landed: false, stands, open: 0 }
    // An edit of an earlier page is on its way.
    for (const { operation, counter } of this.#line) {
      const { kind } = operation
      if (kind.case !== 'editText' || kind.value.item !== item || text.out !== undefined) continue
      replica.adopt({ base: kind.value.base, spans: kind.value.spans }, true)
      text.out = counter
    }
    this.#texts.set(item, text)
    return text
  }

  edit(text: OpenText, change: ChangeSet): void {
    text.replica.edit(change)
    this.dirty.add(text.item)
    this.#shift(text.item, change)
  }

  /// An editor closes. What is not sent stays and is sent; of an item out of sight it is returned, with the last editor.
  close(item: string): Outgoing[] {
    const text = this.#texts.get(item)
    if (!text || --text.open > 0) return []
    const left = text.stands === 'gone' ? text.replica.unsent : []
    if (text.stands === 'gone' || text.replica.settled) this.#forget(text)
    return left
  }

  /// What a later page would have to send of a text. Of a half whose cut waits itself nobody knows yet what stands in
  /// it: only what was put in is kept.
  unsentOf(item: string): Outgoing[] {
    const text = this.#texts.get(item)
    const unsent = text?.replica.unsent ?? []
    return text?.stands === 'foreseen' ? unsent.map(({ base, spans }) => ({ base, spans: onlyInserts(spans) })) : unsent
  }

  // ---- at the server's side

  /// Edits go out behind what waits, one per text at a time. Returns those that now wait.
  flush(nowMs: number, writtenIn: (item: string) => bigint): Waiting[] {
    const flushed: Waiting[] = []
    for (const text of this) {
      if (text.stands !== 'here' || text.out !== undefined || !text.replica.ready) continue
      const held = this.#line.heldSplit(text.item)
      if (held && held.spare === undefined) continue // what was typed after it goes behind it
      const edit = text.replica.send()
      if (!edit) continue
      const value = { item: text.item, base: edit.base, spans: [...edit.spans] }
      const kind = { case: 'editText' as const, value }
      const operation = create(OperationSchema, { writtenIn: writtenIn(text.item), kind })
      const waiting = this.#line.add(operation, nowMs, undefined, held?.spare)
      if (held) held.spare = undefined
      text.out = waiting.counter
      this.dirty.add(text.item)
      flushed.push(waiting)
    }
    return flushed
  }

  /// A split may go when the text that it was asked on is in the log; it then names the place there.
  letGo(waiting: Waiting, confirmed: MeetingState): boolean {
    const { held } = waiting
    const { kind } = waiting.operation
    if (!held || kind.case !== 'splitItem') return true
    const { item } = kind.value
    const text = this.#texts.get(item)
    if (text && text.stands !== 'gone') {
      const isIn = text.out === undefined && (text.replica.settled || held.spare === undefined)
      if (!isIn || text.stands === 'foreseen') return false
    }
    const base = text?.replica.revision ?? confirmed.items.get(item)?.revision ?? 0n
    const at = text?.replica.toConfirmed(held.place) ?? held.place
    waiting.operation = { ...waiting.operation, kind: { case: 'splitItem', value: { ...kind.value, base, at } } }
    waiting.held = undefined
    return true
  }

  /// After a record: each text goes along with its item. `counter`: of the record, if it is our own.
  follow(confirmed: MeetingState, record: Record, counter: bigint | undefined, told: Told): void {
    for (const text of this) this.#follow(text, confirmed, record, counter, told)
  }

  #follow(text: OpenText, confirmed: MeetingState, record: Record, counter: bigint | undefined, told: Told): void {
    const item = confirmed.items.get(text.item)
    if (!item || text.stands !== 'here') {
      this.#stand(text, confirmed, told)
      return
    }
    const { replica } = text
    if (item.revision === replica.revision) return
    const own = counter !== undefined && text.out === counter
    const spans = editOf(record, text)
    let change = spans && (own ? replica.acknowledge(spans, item.revision) : replica.receive(spans, item.revision))
    if (change && replica.confirmed.length !== item.text.length) change = undefined
    if (own) {
      text.out = undefined
      this.dirty.add(text.item)
    }
    if (change) this.#changed(text, change, told)
    else this.#restart(text, confirmed, told, own)
  }

  /// After a checkpoint: `upto` is where it stands.
  renewed(confirmed: MeetingState, upto: bigint, told: Told): void {
    for (const text of this) {
      const out = text.out === undefined ? undefined : this.#line.get(text.out)
      if (out?.committed !== undefined && out.committed <= upto) text.landed = true
      if (text.stands === 'here' && confirmed.items.has(text.item)) this.#restart(text, confirmed, told)
      else this.#stand(text, confirmed, told)
    }
  }

  // The item came into sight, or went out of it.
  #stand(text: OpenText, confirmed: MeetingState, told: Told): void {
    const item = confirmed.items.get(text.item)
    if (!item) {
      if (text.stands === 'here') this.#lose(text, told)
    } else if (text.stands === 'foreseen') {
      // What was cut off another may hold other words than was foreseen.
      text.stands = 'here'
      this.dirty.add(text.item)
      this.#changed(text, text.replica.foreseen(item.text, item.revision), told)
    } else {
      this.#restart(text, confirmed, told)
    }
  }

  /// An edit was refused. True: an editor keeps it, for its item is out of sight.
  refusedEdit(counter: bigint, item: string, refusal: Refusal, told: Told): boolean {
    const text = this.#texts.get(item)
    if (text?.out !== counter) return false
    text.out = undefined
    this.dirty.add(item)
    if (text.open > 0 && (text.stands === 'gone' || refusal.code === 'unknown_thing')) {
      text.stands = 'gone'
      text.replica.takeBack()
      return true
    }
    const refused = text.replica.refused()
    if (refused) this.#changed(text, refused.shown, told)
    return false
  }

  /// What would have added this thing was refused. Returns what stands on the screen instead of `words`, if somebody
  /// wrote on it.
  neverCame(thing: string, words: string | undefined, told: Told): string | undefined {
    const text = this.#texts.get(thing)
    if (text?.stands !== 'foreseen') return undefined
    const { shown, unsent } = text.replica
    this.#lose(text, words === undefined ? told : undefined)
    if (words === undefined) return undefined
    // Of a card that was cut as well the editor shows a part.
    return this.#line.cuts(thing) ? [words, ...unsent.map(({ spans }) => wordsOf(spans))].join(' ') : shown
  }

  /// All up to this edit's number has come, and its record was not among it. True: it should have been.
  passed(counter: bigint): boolean {
    let astray = false
    for (const text of this) {
      if (text.out !== counter) continue
      text.landed = true
      astray ||= text.stands === 'here'
    }
    return astray
  }

  /// Lets go of what nobody edits and nobody waits for.
  tidy(told: Told): void {
    for (const text of [...this]) {
      // It was added, and hidden from us before we saw it.
      if (text.stands === 'foreseen' && !this.#line.willAdd(text.item)) this.#lose(text, told)
      else if (text.open === 0 && text.replica.settled) this.#forget(text)
    }
  }

  /// All content is taken off; editors keep what they hold.
  loseAll(): void {
    for (const text of this) text.stands = 'gone'
  }

  // ---- of an earlier page

  keep(item: string, unsent: readonly Outgoing[]): void {
    this.#kept.set(item, unsent)
  }

  /// What was kept goes on where its item is there, waits where that waits itself, and is handed back where there is none.
  adoptKept(confirmed: MeetingState, told: Told): void {
    for (const [item, unsent] of this.#kept) {
      if (confirmed.items.has(item)) {
        const text = this.of(item, confirmed, () => confirmed)
        for (const edit of unsent) this.#changed(text, text.replica.adopt(edit, false), told)
      } else if (this.#line.willAdd(item)) {
        continue
      } else {
        told.left.push({ item, unsent })
      }
      this.#kept.delete(item)
      this.dirty.add(item)
    }
  }

  // ---- parts

  #lose(text: OpenText, told: Told | undefined): void {
    text.stands = 'gone'
    if (text.open > 0) return
    const { unsent } = text.replica
    if (unsent.length > 0) told?.left.push({ item: text.item, unsent })
    this.#forget(text)
  }

  #restart(text: OpenText, confirmed: MeetingState, told: Told, landed = text.landed): void {
    const item = confirmed.items.get(text.item)
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

  #forget(text: OpenText): void {
    this.#texts.delete(text.item)
    this.dirty.add(text.item)
  }

  // A split that waits for its text keeps its place in it.
  #shift(item: string, change: ChangeSet): void {
    const held = this.#line.heldSplit(item)
    if (held) held.place = change.mapPos(Math.min(held.place, change.length))
  }
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
