/// *Scherm dicht*: the room screens show the page of welcome and the client's page shuts, in one press; and back in one,
/// whoever of those who lead pressed the first.
import type { Record } from '@/gen/meeting/v1/record_pb'
import type { Session } from '@/replica/session'
import type { Notices } from '../meeting/notices.svelte'
import { leadWords } from '../words/lead'
import { words } from '../words/language.svelte'

export class Screens {
  readonly #session: Session
  readonly #notices: Notices
  // The curtain was open when the screens were shut: then it goes open again with them. What changed behind it stays shut
  // to him until it is opened card by card, so the way back shows him nothing that he did not see. A page that was not
  // there then leaves the curtain as it is.
  #curtainToo = false
  #justShut = false // the screens were, and nothing was done with the curtain since

  constructor(session: Session, notices: Notices) {
    this.#session = session
    this.#notices = notices
  }

  /// Call within an effect, and give back what it answers: that stops the listening.
  start(): (() => void) | undefined {
    return this.#session.onRecord?.((record) => this.#look(record))
  }
  #look({ operation }: Record): void {
    const kind = operation?.kind
    if (kind?.case === 'shutScreens') {
      this.#curtainToo = false
      this.#justShut = kind.value.shut
    } else if (kind?.case === 'setClientView') {
      this.#curtainToo = this.#justShut && !kind.value.on
      this.#justShut = false
    }
  }

  shut(): void {
    const t = words(leadWords)
    const { clientView } = this.#session.state.course
    this.#curtainToo = clientView
    this.#notices.ask({ case: 'shutScreens', value: { shut: true } }, t.notDone)
    if (clientView) this.#notices.ask({ case: 'setClientView', value: { on: false } }, t.notDone)
  }

  openAgain(): void {
    const t = words(leadWords)
    if (this.#curtainToo && !this.#session.state.course.clientView) {
      this.#notices.ask({ case: 'setClientView', value: { on: true, reason: t.openAgain } }, t.notDone)
    }
    this.#notices.ask({ case: 'shutScreens', value: { shut: false } }, t.notDone)
  }
}
