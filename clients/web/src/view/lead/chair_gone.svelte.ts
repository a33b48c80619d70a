/// How long nobody has led: since the chair had no connection any more, as this page saw it, or since he takes part no
/// longer. The server knows it better and has the last word; here it decides when taking over is offered.
import { isChair } from '@/model/people'
import type { Session } from '@/replica/session'

const goneAfterMs = 2 * 60_000
const beatMs = 5_000

export class ChairGone {
  is = $state(false)
  readonly #session: Session
  #since: number | undefined

  constructor(session: Session) {
    this.#session = session
  }

  /// Looks now and every few seconds; answers how to stop.
  start(): () => void {
    this.look()
    const beat = setInterval(() => this.look(), beatMs)
    return () => clearInterval(beat)
  }

  look(): void {
    const { state, presence, me, connection } = this.#session
    const { chair, settled } = state.course
    if (settled || connection.state !== 'live' || chair === me?.id || presence.get(chair)?.connected) {
      this.#since = undefined
      this.is = false
      return
    }
    const now = this.#session.now()
    this.#since ??= now
    this.is = !isChair(state, chair) || now - this.#since >= goneAfterMs
  }
}
