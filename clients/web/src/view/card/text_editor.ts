/// What the card one writes in asks of a field for its text: the editor (card_editor.ts), or the plain field that takes its
/// place until that is there (plain_field.ts).
import type { TextChannel } from '@/replica/session'
import type { Caret } from './carets'

export interface Selection {
  readonly anchor: number
  readonly head: number
}

export interface EditorWishes {
  readonly channel: TextChannel
  readonly label: string // what the field is called for who hears it
  readonly limit: number // code units
  readonly at: number | 'end' | Selection
  leave(): void
  split(): void
  /// Caret or text moved by my hand.
  moved(): void
  /// My change would make the text longer than the limit: it was not taken.
  full(): void
}

export interface TextEditor {
  readonly text: string
  readonly selection: Selection
  /// While something of others waits, its places are not the channel's: nothing is told then.
  readonly tellsPlaces: boolean
  /// A place in the text that stays where it is when something is typed at it; the caret's when it was set.
  readonly mark: number | undefined
  setMark(): void
  showCarets(others: readonly Caret[]): void
  close(): void
}
