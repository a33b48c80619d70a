/// Tells the others that I write, what kind and for whom, never the words; and that I stopped, when nothing comes for a while.
import type { Session } from '@/replica/session'

const againMs = 2000 // a sign that is older is given anew while one goes on
const idleMs = 4000

export class TypingSign {
  readonly #session: Session
  #kind = ''
  #speaker = ''
  #sheet = ''
  #sinceMs = 0
  #idle: ReturnType<typeof setTimeout> | undefined

  constructor(session: Session) {
    this.#session = session
  }

  /// `speaker`: whose words they are, when not my own.
  writes(kind: string, speaker: string, sheet: string): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.stops(), idleMs)
    const now = Date.now()
    const told = kind === this.#kind && speaker === this.#speaker && sheet === this.#sheet
    if (told && now - this.#sinceMs < againMs) return
    this.#kind = kind
    this.#speaker = speaker
    this.#sheet = sheet
    this.#sinceMs = now
    this.#session.show({ typing: true, kind, speaker, sheet })
  }

  stops(): void {
    clearTimeout(this.#idle)
    if (this.#kind === '') return
    const sheet = this.#sheet
    this.#kind = ''
    this.#session.show({ typing: false, sheet })
  }
}
