/// Text enters a field by keys, paste, drop, dictation and the browser's own memory. Whichever way: before anything else
/// reads it, what may not stand in a text is gone from it, and a soft return is a line's end. The editor of a card's text,
/// which is no field, cleans for itself (card_editor.ts).
import { cleaned } from '@/model/text_rule'

/// The part of a field that is used.
export interface WrittenField {
  value: string
  readonly selectionEnd: number | null
  setSelectionRange(start: number, end: number): void
}

/// Whether it had to be changed; the caret stays where it was.
export function cleanField(field: WrittenField): boolean {
  const { value, selectionEnd } = field
  const clean = cleaned(value)
  if (clean === value) return false
  const caret = selectionEnd === null ? undefined : cleaned(value.slice(0, selectionEnd)).length
  field.value = clean
  if (caret !== undefined) field.setSelectionRange(caret, caret)
  return true
}

function isWritten(target: EventTarget | null): target is HTMLInputElement | HTMLTextAreaElement {
  if (target instanceof HTMLTextAreaElement) return true
  return target instanceof HTMLInputElement && (target.type === 'text' || target.type === 'search')
}

/// For the whole page, once.
export function cleanWhatEnters(page: Window): void {
  const capture = { capture: true }
  page.addEventListener(
    'input',
    (event) => {
      // An input method's letters are not to be changed under its hands.
      if (event instanceof InputEvent && event.isComposing) return
      if (isWritten(event.target)) cleanField(event.target)
    },
    capture,
  )
  page.addEventListener(
    'compositionend',
    ({ target }) => {
      if (!isWritten(target) || !cleanField(target)) return
      target.dispatchEvent(new InputEvent('input', { bubbles: true }))
    },
    capture,
  )
}
