/// Hands at the line: each sign is a key, as in the field of the page. Counts them.
import type { Choices } from '@/view/line/choices'
import { pressed, typed, type Key } from '@/view/line/line_keys'
import { emptyLine, type Line, type Placing, type Step } from '@/view/line/line_state'

export class Hands {
  line: Line
  caret = 0
  keys = 0
  readonly cards: Placing[] = []

  constructor(
    public choices: Choices,
    line: Line = emptyLine,
  ) {
    this.line = line
    this.caret = line.text.length
  }

  /// What the field shows.
  get field(): string {
    return this.line.asking?.what === 'reason' ? this.line.asking.reason : this.line.text
  }

  type(text: string): this {
    for (const sign of text) {
      if (this.key(sign)) continue
      const value = this.field.slice(0, this.caret) + sign + this.field.slice(this.caret)
      this.caret += sign.length
      this.take(typed(this.line, value, this.caret, this.choices))
    }
    return this
  }

  /// Presses a key with a name; false: the line had no use for it.
  press(key: string, more: Partial<Key> = {}): boolean {
    return this.key(key, more)
  }

  private key(key: string, more: Partial<Key> = {}): boolean {
    ++this.keys
    const step = pressed(
      this.line,
      {
        key,
        shift: false,
        modified: false,
        composing: false,
        repeated: false,
        atStart: this.caret === 0,
        ...more,
      },
      this.choices,
    )
    if (step) this.take(step)
    return step !== undefined
  }

  take(step: Step): void {
    this.line = step.line
    this.cards.push(...(step.place ?? []))
    this.caret = Math.min(step.caret ?? this.caret, this.field.length)
  }
}
