/// What this page holds, told to whoever compares it with the server: a test, or an operator whose two screens seem to
/// differ (`flipover()` in the browser's console). Numbers and a hash, nothing of what was said; worked out when asked.
import { stateHash } from '@/model/state_hash'
import type { Session } from './session'

export interface Witness {
  readonly meeting: string
  readonly participant: string // '' until the first Welcome ever
  readonly number: string // the last record it knows
  readonly hash: string // as GET /api/v1/meetings/{id}/state?at=NUMBER tells
  readonly unsaved: number
  readonly notPlaced: number
  readonly connection: string
}

declare global {
  interface Window {
    flipover?: () => Witness
  }
}

/// The session opened last is the one asked about.
export function bearWitness(session: Session): void {
  window.flipover = () => ({
    meeting: session.meeting,
    participant: session.me?.id ?? '',
    number: String(session.confirmed.number),
    hash: stateHash(session.confirmed),
    unsaved: session.unsaved,
    notPlaced: session.notPlaced.length,
    connection: session.connection.state,
  })
}
