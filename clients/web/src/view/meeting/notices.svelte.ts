/// What has to be said to me about my own act: that it was refused, or that it can still be taken back. One at a time.
import type { Asked, Sent, Session } from '@/replica/session'
import { said } from '../words/language.svelte'

export interface Notice {
  readonly words: string
  readonly alarm: boolean // it did not go as asked
  readonly back: (() => void) | undefined // takes the act back, or goes on in another way
  readonly backWords: string | undefined // when `back` is not "take back"
  readonly untilMs: number | undefined // it goes by itself then; undefined: when it is put away
}

export class Notices {
  readonly #session: Session
  now = $state.raw<Notice>()

  constructor(session: Session) {
    this.#session = session
  }

  say(words: string, more: { alarm?: boolean; back?: () => void; backWords?: string; seconds?: number } = {}): void {
    const { alarm = false, back, backWords, seconds } = more
    const untilMs = seconds === undefined ? undefined : Date.now() + seconds * 1000
    this.now = { words, alarm, back, backWords, untilMs }
  }

  putAway(): void {
    this.now = undefined
  }

  /// Asks for an act of leading. When it is refused its words are said here: there is no text to be kept in "Niet
  /// geplaatst", and who pressed a button looks for an answer near it.
  ask(asked: Asked, otherwise: string): Sent {
    const sent = this.#session.send(asked)
    void sent.done.then((done) => {
      if (done.ok) return
      this.say(said(done.refused.words) || otherwise, { alarm: true })
      if (done.refused.text === '') this.#session.putAway(done.refused)
    })
    return sent
  }
}
