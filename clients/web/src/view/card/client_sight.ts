/// Whether the client has this card before him: what all at the table may see, and was opened to him or made while he
/// sat there (design, Visibility). Only professionals' screens know.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { open } from './acts'

export function clientSees(item: Item): boolean {
  if (item.parked || item.coveredBy !== 0n) return false
  return (item.visibility?.level ?? open) === open && (item.openedToClient || item.atClientTable)
}

/// Whether the room may read it on a beamer: what all at the table may see, and no round covers.
export function roomSees(item: Item, covered: boolean): boolean {
  return (item.visibility?.level ?? open) === open && !covered
}
