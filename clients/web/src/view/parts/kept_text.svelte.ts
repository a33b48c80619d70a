/// A text that was begun and not sent: kept on this device with what waits, and there again when its field is. A page that
/// is taken away in the middle of a sentence (the meeting goes on, the tab is loaded anew) takes no words with it.
import type { Attachment } from 'svelte/attachments'
import type { Session } from '@/replica/session'

export class KeptText {
  readonly #session: Session
  readonly #of: string
  #text = $state('')
  #known = false
  /// Once it is known what was kept.
  readonly ready: Promise<void>

  /// `of` names the place where it is written, and what it is about.
  constructor(session: Session, of: string) {
    this.#session = session
    this.#of = of
    this.ready = session.draft(of).then((kept) => {
      this.#known = true
      if (kept !== '') this.text = this.#text === '' ? kept : `${kept} ${this.#text}`
      else if (this.#text !== '') this.text = this.#text
    })
  }

  get text(): string {
    return this.#text
  }
  set text(text: string) {
    this.#text = text
    if (this.#known) this.#session.keepDraft(text, this.#of)
  }
}

type Field = HTMLInputElement | HTMLTextAreaElement

/// A field that asks for what it holds when it is left. It asks also when it is taken away, or the page goes, while one
/// writes in it; and what comes in from others meanwhile does not replace what stands there.
///
///     <input value={field.shows(value)} {@attach field.here} />
export class LeftField {
  readonly #asks: () => (text: string) => void
  #written = $state<string>()
  #ask: ((text: string) => void) | undefined

  /// `asks` gives, at the first letter, what to do with the text in the end: about the thing that is shown then.
  constructor(asks: () => (text: string) => void) {
    this.#asks = asks
  }

  shows(value: string): string {
    return this.#written ?? value
  }

  readonly here: Attachment<Field> = (field) => {
    const written = (): void => {
      this.#ask ??= this.#asks()
      this.#written = field.value
    }
    const ask = (): void => {
      const [text, then] = [this.#written, this.#ask]
      this.#written = undefined
      this.#ask = undefined
      if (text !== undefined) then?.(text)
    }
    field.addEventListener('input', written)
    field.addEventListener('change', ask)
    window.addEventListener('pagehide', ask)
    return () => {
      field.removeEventListener('input', written)
      field.removeEventListener('change', ask)
      window.removeEventListener('pagehide', ask)
      queueMicrotask(ask) // nothing may be asked in the middle of drawing
    }
  }
}
