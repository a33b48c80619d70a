/// Tells the others that I write and what kind, never the words; and that I stopped, when nothing comes for a while.
import type { Session } from '@/replica/session'

const againMs = 2000 // a sign that is older is given anew while one goes on
const idleMs = 4000

export class TypingSign {
  readonly #session: Session
  #kind = ''
  #sheet = ''
  #sinceMs = 0
  #idle: ReturnType<typeof setTimeout> | undefined

  constructor(session: Session) {
    this.#session = session
  }

  writes(kind: string, sheet: string): void {
    clearTimeout(this.#idle)
    this.#idle = setTimeout(() => this.stops(), idleMs)
    const now = Date.now()
    if (kind === this.#kind && sheet === this.#sheet && now - this.#sinceMs < againMs) return
    this.#kind = kind
    this.#sheet = sheet
    this.#sinceMs = now
    this.#session.show({ typing: true, kind, sheet })
  }

  stops(): void {
    clearTimeout(this.#idle)
    if (this.#kind === '') return
    const sheet = this.#sheet
    this.#kind = ''
    this.#session.show({ typing: false, sheet })
  }
}
