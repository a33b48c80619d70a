/// A card's text in a plain field, on a channel of the session: it takes the first letters while the editor (card_editor.ts)
/// is still on its way, and all of them where that cannot be fetched. It is there in the same moment as the key that opened
/// the card, so no letter behind that key is lost. What it cannot do is show the others' carets.
import { ChangeSet } from '@codemirror/state'
import { cleaned } from '@/model/text_rule'
import { textDiff } from '@/replica/text_diff'
import { HeldChanges } from './held_changes'
import type { EditorWishes, Selection, TextEditor } from './text_editor'

/// The part of a <textarea> that is used.
export interface Field {
  value: string
  readonly selectionStart: number
  readonly selectionEnd: number
  setSelectionRange(start: number, end: number): void
}

export class PlainField implements TextEditor {
  readonly #field: Field
  readonly #wishes: EditorWishes
  readonly #changed: () => void // its text is another now: it may need another height
  readonly #held = new HeldChanges()
  #text: string // what stands in the field, as the channel was told
  #mark: number | undefined
  #composing = false
  #open = true

  constructor(field: Field, wishes: EditorWishes, changed: () => void = () => undefined) {
    this.#field = field
    this.#changed = changed
    this.#wishes = wishes
    const { channel, at } = wishes
    this.#text = channel.doc.toString()
    field.value = this.#text
    const end = this.#text.length
    const from = at === 'end' ? end : typeof at === 'number' ? Math.min(at, end) : at.anchor
    const to = typeof at === 'object' ? at.head : from
    field.setSelectionRange(Math.min(from, to), Math.max(from, to))
    channel.onRemote((change) => {
      if (this.#composing || this.#held.waits) this.#held.hold(change)
      else this.#put(change)
    })
  }

  /// Its text was changed by hand.
  typed(): void {
    if (!this.#open) return
    const field = this.#field
    const after = cleaned(field.value)
    const caret = cleaned(field.value.slice(0, field.selectionEnd)).length
    const change = changed(this.#text, after, caret)
    if (after.length > Math.max(this.#wishes.limit, this.#text.length)) {
      field.value = this.#text
      this.#wishes.full()
      return
    }
    if (after !== field.value && !this.#composing) this.#show(after, caret, caret)
    this.#text = after
    if (this.#mark !== undefined) this.#mark = change.mapPos(this.#mark, -1)
    this.#wishes.channel.local(this.#held.local(change))
    this.#changed()
    this.#wishes.moved()
  }
  composes(is: boolean): void {
    this.#composing = is
    if (is) return
    this.typed()
    const waited = this.#held.take()
    if (waited) this.#put(waited)
  }
  get composing(): boolean {
    return this.#composing
  }

  #put(change: ChangeSet): void {
    const { selectionStart, selectionEnd } = this.#field
    this.#text = textAfter(this.#text, change)
    if (this.#mark !== undefined) this.#mark = change.mapPos(this.#mark, -1)
    this.#show(this.#text, change.mapPos(selectionStart), change.mapPos(selectionEnd))
  }
  #show(text: string, start: number, end: number): void {
    this.#field.value = text
    this.#field.setSelectionRange(start, end)
    this.#changed()
  }

  get text(): string {
    return this.#text
  }
  get selection(): Selection {
    return { anchor: this.#field.selectionStart, head: this.#field.selectionEnd }
  }
  get tellsPlaces(): boolean {
    return this.#open && !this.#held.waits && !this.#composing
  }
  get mark(): number | undefined {
    return this.#mark
  }
  setMark(): void {
    this.#mark = this.#field.selectionEnd
  }
  showCarets(): void {
    // a plain field shows its own alone
  }
  /// Ends here, and leaves the channel open for the editor that goes on with it.
  handOver(): void {
    this.#open = false
  }
  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#wishes.channel.close()
  }
}

function textAfter(text: string, change: ChangeSet): string {
  let after = ''
  let from = 0
  change.iterChanges((start, end, _, __, inserted) => {
    after += text.slice(from, start) + inserted.toString()
    from = end
  })
  return after + text.slice(from)
}

// The caret stands behind what was typed: among equal letters that tells which of them is new.
function changed(before: string, after: string, caret: number): ChangeSet {
  const behind = after.length - caret
  if (after.length >= before.length && before.slice(before.length - behind) === after.slice(caret)) {
    const start = before.length - behind
    let same = 0
    while (same < start && same < caret && before[same] === after[same]) ++same
    if (same === start) return ChangeSet.of({ from: same, insert: after.slice(same, caret) }, before.length)
  }
  return textDiff(before, after)
}
