/// Whether the client has this card before him: his own, and what all at the table may see and was opened to him or made while
/// he sat there (design, Visibility; server/model/visibility.cc). Only professionals' screens know.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { sheetOf } from '@/model/board'
import { theClient } from '@/model/people'
import { isOwn, levelAdmits } from '@/model/sight'
import type { MeetingState } from '@/model/state'
import { open } from './acts'

/// Sees it while the curtain is open; `changed`: saw it, and sees it again only when the change is opened to him.
export type ClientSight = 'sees' | 'changed' | 'not'

export function clientSight(state: MeetingState, item: Item): ClientSight {
  const client = theClient(state)?.id ?? ''
  if (isOwn(item, client)) return 'sees'
  if (item.parked || item.removed || item.withdrawn || item.coveredBy !== 0n) return 'not'
  if (!levelAdmits(state, item, client) || !isPageOpen(state, item.sheet)) return 'not'
  if (!item.openedToClient && !item.atClientTable) return 'not'
  return item.changedSinceSeen ? 'changed' : 'sees'
}

// The pages of the method are structure; one that someone added is opened as cards are.
function isPageOpen(state: MeetingState, id: string): boolean {
  const sheet = sheetOf(state, id)
  if (!sheet) return false
  return sheet.id === sheet.phase || (!sheet.removed && (sheet.atClientTable || sheet.openedToClient))
}

export function clientSees(state: MeetingState, item: Item): boolean {
  return clientSight(state, item) === 'sees'
}

/// Whether the room may read it on a beamer: what all at the table may see, and no round covers.
export function roomSees(item: Item, covered: boolean): boolean {
  return (item.visibility?.level ?? open) === open && !covered
}
