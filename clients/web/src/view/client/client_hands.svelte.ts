/// What the client's page asks of the meeting, and what it tells him of it: that it is there, or why not.
import type { Asked, Sent, Session } from '@/replica/session'
import { said } from '../words/language.svelte'

export class ClientHands {
  readonly session: Session
  /// What was done, in words; said aloud too.
  told = $state('')
  /// What did not go, in words.
  trouble = $state('')
  /// Puts back what was just taken away.
  back = $state.raw<(() => void) | undefined>(undefined)
  /// The card on which something is being written; the page stays while it is.
  writing = $state('')

  constructor(session: Session) {
    this.session = session
  }

  get state() {
    return this.session.state
  }
  get me(): string {
    return this.session.me?.id ?? ''
  }

  ask(asked: readonly Asked[], told: string, otherwise: string): readonly Sent[] {
    this.trouble = ''
    this.back = undefined
    this.told = told
    return asked.map((each) => {
      const sent = this.session.send(each)
      void sent.done.then((done) => {
        if (done.ok) return
        this.told = ''
        this.trouble = said(done.refused.words) || otherwise
        // What he wrote lies in "not placed"; a press alone leaves nothing behind.
        if (done.refused.text === '') this.session.putAway(done.refused)
      })
      return sent
    })
  }
}
