/// The hands of who looks at the client's cards as he would read them, and asks nothing: the chair at the preview. Nobody
/// is addressed as "you" there, and nothing can be pressed.
import type { MeetingState } from '@/model/state'
import type { Session } from '@/replica/session'
import { ClientHands } from './client_hands.svelte'

export class LookingOn extends ClientHands {
  readonly #seen: () => MeetingState

  constructor(session: Session, seen: () => MeetingState) {
    super(session)
    this.#seen = seen
  }

  override get state(): MeetingState {
    return this.#seen()
  }
  override get me(): string {
    return ''
  }
}
