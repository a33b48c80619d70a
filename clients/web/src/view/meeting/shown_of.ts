/// What stands on the page of a meeting.
import { isClientSide, roleOfParticipant } from '@/model/people'
import type { Session } from '@/replica/session'
import { partingOf } from '../states/parted'

export type Shown = 'opening' | 'parted' | 'client' | 'table' | 'wall'

/// A board that is here stays, and with it the editor, whatever becomes of the line: a session whose right has ended holds
/// none any more. Where there is none yet, why the server sent one off is all there is to show.
export function shownOf({ me, state, connection }: Pick<Session, 'me' | 'state' | 'connection'>): Shown {
  if (!me || !state.created) return partingOf(connection) ? 'parted' : 'opening'
  if (roleOfParticipant(state, me.id)?.roomScreen === true) return 'wall'
  return isClientSide(state, me.id) ? 'client' : 'table'
}
