/// The carets and selections of others in the text of the card I write in, each with a name. They move with the text as
/// it changes; where the server last saw them comes in through `setCarets`.
import { StateEffect, StateField, type Extension, type Range } from '@codemirror/state'
import { Decoration, EditorView, WidgetType, type DecorationSet } from '@codemirror/view'
import { caretTint } from './caret_tint'

export interface Caret {
  readonly participant: string
  readonly name: string
  readonly anchor: number
  readonly head: number
}

export const setCarets = StateEffect.define<readonly Caret[]>()

class CaretMark extends WidgetType {
  readonly #caret: Caret
  constructor(caret: Caret) {
    super()
    this.#caret = caret
  }

  override eq(other: CaretMark): boolean {
    return other.#caret.participant === this.#caret.participant && other.#caret.name === this.#caret.name
  }

  override toDOM(): HTMLElement {
    const mark = document.createElement('span')
    mark.className = `caret caret-${caretTint(this.#caret.participant)}`
    mark.setAttribute('aria-hidden', 'true')
    mark.dataset['name'] = this.#caret.name
    mark.append('\u2060')
    return mark
  }

  override ignoreEvent(): boolean {
    return true
  }
}

function drawn(carets: readonly Caret[], length: number): DecorationSet {
  const within = (place: number): number => Math.max(0, Math.min(length, place))
  const marks: Range<Decoration>[] = []
  for (const caret of carets) {
    const [from, to] = [within(Math.min(caret.anchor, caret.head)), within(Math.max(caret.anchor, caret.head))]
    if (from < to) {
      marks.push(Decoration.mark({ class: `chosen caret-${caretTint(caret.participant)}` }).range(from, to))
    }
    marks.push(Decoration.widget({ widget: new CaretMark(caret), side: 1 }).range(within(caret.head)))
  }
  return Decoration.set(marks, true)
}

const caretField = StateField.define<DecorationSet>({
  create: () => Decoration.none,
  update(marks, transaction) {
    let now = marks.map(transaction.changes)
    for (const effect of transaction.effects) {
      if (effect.is(setCarets)) now = drawn(effect.value, transaction.newDoc.length)
    }
    return now
  },
  provide: (field) => EditorView.decorations.from(field),
})

export function carets(): Extension {
  return caretField
}
