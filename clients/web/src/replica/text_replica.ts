/// TextReplica: a client's copy of one text that others edit as well (server/model/text_replica.h is the same in C++).
///
///     text  =  confirmed  +  what is ahead of it (at most: in flight)  +  buffer
///
/// Own edits gather in the buffer. One change per text is with the server at a time: `send` moves the buffer ahead, and
/// there it stays until the server answers. An edit of another is laid under both; both are moved over it, and it over
/// them, each pair with the very mapping the server does, so that all replicas come to hold the same text.
///
/// A revision counts the logged edits of this text. A change goes out on the revision it was made on and keeps it: after
/// a reconnect it goes again as it was, with its id, and the server moves it over what came since.
///
/// A restart from the whole text at a later revision (a checkpoint) leaves out the edits between. What was ahead is then
/// shown where a comparison of the texts puts it, but goes to the server on its old base; what the server makes of
/// it replaces the guess. Changes that are returned say what happened to `text`, for cursors and screens.
import { ChangeSet, type Text } from '@codemirror/state'
import { textDiff } from './text_diff'
import { sameSpans, toChange, toSpans, toText, type WireSpan } from './text_wire'

export interface Outgoing {
  readonly base: bigint
  readonly spans: readonly WireSpan[]
}

interface Ahead {
  readonly sent: Outgoing
  moved: ChangeSet // as it stands on what is below it
  out: boolean // it is with the server; only the first one is
}

/// How many logged edits carets of others may be behind.
const kHistoryMax = 200

export class TextReplica {
  #confirmed: Text
  #revision: bigint
  #ahead: Ahead[] = []
  #buffer: ChangeSet
  #text: Text
  #shown: string | undefined // `text` as a string, made when asked
  #history: { readonly revision: bigint; readonly change: ChangeSet }[] = []

  constructor(confirmed: string, revision: bigint) {
    this.#confirmed = toText(confirmed)
    this.#revision = revision
    this.#buffer = ChangeSet.empty(this.#confirmed.length)
    this.#text = this.#confirmed
  }

  get text(): Text {
    return this.#text
  }
  get shown(): string {
    return (this.#shown ??= this.#text.toString())
  }
  get confirmed(): Text {
    return this.#confirmed
  }
  get revision(): bigint {
    return this.#revision
  }
  /// Everything of this client is in `confirmed`.
  get settled(): boolean {
    return this.#ahead.length === 0 && this.#buffer.empty
  }
  /// A change is with the server.
  get awaits(): boolean {
    return this.#ahead[0]?.out ?? false
  }
  /// Something may go to the server now.
  get ready(): boolean {
    const first = this.#ahead[0]
    return first ? !first.out : !this.#buffer.empty
  }

  /// An own edit, made on `text`.
  edit(change: ChangeSet): void {
    this.#show(change.apply(this.#text))
    this.#buffer = this.#buffer.compose(change)
  }

  /// The next change for the server, if there is one and none awaits its answer.
  send(): Outgoing | undefined {
    const first = this.#ahead[0]
    if (first) {
      if (first.out) return undefined
      first.out = true
      return first.sent
    }
    if (this.#buffer.empty) return undefined
    const sent = { base: this.#revision, spans: toSpans(this.#buffer) }
    this.#ahead.push({ sent, moved: this.#buffer, out: true })
    this.#buffer = ChangeSet.empty(this.#buffer.newLength)
    return sent
  }

  /// A logged edit of another. Undefined: it does not fit, and the way on is `restart`.
  receive(logged: readonly WireSpan[], revision: bigint): ChangeSet | undefined {
    const change = this.#fitting(logged, revision)
    if (!change) return undefined
    this.#confirm(change, revision)
    return this.#layUnder(change)
  }

  /// The awaited change is in the log, there in the form `logged`.
  acknowledge(logged: readonly WireSpan[], revision: bigint): ChangeSet | undefined {
    const change = this.#fitting(logged, revision)
    const [first] = this.#ahead
    if (!change || !first?.out) return undefined
    const before = this.#confirmed
    this.#confirm(change, revision)
    this.#ahead.shift()
    if (sameSpans(toSpans(first.moved), logged)) return ChangeSet.empty(this.#text.length)
    return this.#layUnder(textDiff(first.moved.apply(before).toString(), this.#confirmed.toString()))
  }

  /// The awaited change will never be in the log; what was typed after it stays.
  refused(): { readonly shown: ChangeSet; readonly lost: Outgoing } | undefined {
    const [first] = this.#ahead
    if (!first?.out) return undefined
    this.#ahead.shift()
    return { shown: this.#layUnder(first.moved.invert(this.#confirmed)), lost: first.sent }
  }

  /// The awaited change was refused because its item is out of sight: it stays, for the screen and for a later time.
  takeBack(): void {
    const [first, ...rest] = this.#ahead
    if (!first?.out) return
    let buffer = first.moved
    for (const { moved } of rest) buffer = buffer.compose(moved)
    this.#buffer = buffer.compose(this.#buffer)
    this.#ahead = []
  }

  /// Starts again from the whole text. `fate`: of the change that is with the server, if one is; what is `awaited` goes
  /// again with its id and its old base.
  restart(confirmed: string, revision: bigint, fate: 'awaited' | 'committed'): ChangeSet {
    const before = this.#confirmed
    let from = before
    const [first] = this.#ahead
    if (first?.out && fate === 'committed') {
      from = first.moved.apply(before)
      this.#ahead.shift()
    } else if (!first && !this.#buffer.empty && revision > this.#revision) {
      // It was made on the last revision that both sides know, so from there it goes.
      this.#ahead.push({
        sent: { base: this.#revision, spans: toSpans(this.#buffer) },
        moved: this.#buffer,
        out: false,
      })
      this.#buffer = ChangeSet.empty(this.#buffer.newLength)
    }
    this.#confirmed = toText(confirmed)
    this.#revision = revision
    this.#history = []
    return this.#layUnder(textDiff(from.toString(), confirmed))
  }

  /// What was foreseen of an item that was not there yet came in the form it has in the log.
  foreseen(confirmed: string, revision: bigint): ChangeSet {
    const before = this.#confirmed.toString()
    this.#confirmed = toText(confirmed)
    this.#revision = revision
    return this.#layUnder(textDiff(before, confirmed))
  }

  /// A change kept from an earlier page, made on revision `base`; `out`: it awaits its answer. One on an older base is
  /// shown when it is logged.
  adopt(sent: Outgoing, out: boolean): ChangeSet {
    let moved = sent.base === this.#revision ? toChange(sent.spans, this.#confirmed.length) : undefined
    for (const one of this.#ahead) moved = moved?.map(one.moved)
    moved ??= ChangeSet.empty(this.#buffer.length)
    const over = moved.map(this.#buffer, true)
    this.#buffer = this.#buffer.map(moved)
    this.#ahead.push({ sent, moved, out })
    this.#show(over.apply(this.#text))
    return over
  }

  /// What is not yet with the server, as changes of revisions it knows: what a closed page leaves behind.
  get unsent(): Outgoing[] {
    const unsent = this.#ahead.filter((one) => !one.out).map((one) => one.sent)
    if (this.#buffer.empty) return unsent
    let doc = this.#confirmed
    let back = ChangeSet.empty(doc.length)
    for (const { moved } of this.#ahead) {
      back = moved.invert(doc).compose(back)
      doc = moved.apply(doc)
    }
    const alone = this.#buffer.map(back)
    return alone.empty ? unsent : [...unsent, { base: this.#revision, spans: toSpans(alone) }]
  }

  /// A place of `text` as a place of the confirmed text, and back from one of a revision not too long ago.
  toConfirmed(place: number): number {
    let at = this.#buffer.invertedDesc.mapPos(clip(place, this.#buffer.newLength))
    for (const { moved } of this.#ahead.toReversed()) at = moved.invertedDesc.mapPos(at)
    return at
  }
  fromConfirmed(revision: bigint, place: number): number {
    let at = place
    for (const logged of this.#history) {
      if (logged.revision > revision) at = logged.change.mapPos(clip(at, logged.change.length))
    }
    at = clip(at, this.#confirmed.length)
    for (const { moved } of this.#ahead) at = moved.mapPos(at)
    return this.#buffer.mapPos(at)
  }

  #fitting(logged: readonly WireSpan[], revision: bigint): ChangeSet | undefined {
    return revision > this.#revision ? toChange(logged, this.#confirmed.length) : undefined
  }

  #confirm(change: ChangeSet, revision: bigint): void {
    this.#confirmed = change.apply(this.#confirmed)
    this.#revision = revision
    this.#history.push({ revision, change })
    if (this.#history.length > kHistoryMax) this.#history.shift()
  }

  // They were first in the server's order, so they stand left.
  #layUnder(change: ChangeSet): ChangeSet {
    let theirs = change
    for (const one of this.#ahead) {
      const over = theirs.map(one.moved, true)
      one.moved = one.moved.map(theirs)
      theirs = over
    }
    const over = theirs.map(this.#buffer, true)
    this.#buffer = this.#buffer.map(theirs)
    this.#show(over.apply(this.#text))
    return over
  }

  #show(text: Text): void {
    this.#text = text
    this.#shown = undefined
  }
}

function clip(place: number, length: number): number {
  return Math.min(Math.max(place, 0), length)
}
