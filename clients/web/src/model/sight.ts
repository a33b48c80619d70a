/// Who sees what, as far as a viewer can say it of what he sees himself (server/model/visibility.cc). The server
/// decides; here it tells beforehand what an act will hide, and what may stand on the room's screen.
import type { Item, Sheet } from '@/gen/meeting/v1/checkpoint_pb'
import { Arrive_Location, OpenRound_Kind, type Operation } from '@/gen/meeting/v1/operation_pb'
import { sheetOf } from './board'
import { attendeeOf, clientAtTable, isClientSide, mayWrite, roleOfParticipant } from './people'
import type { MeetingState } from './state'

export function isOwn(item: Item, participant: string): boolean {
  return participant !== '' && (item.saidBy === participant || item.typedBy === participant)
}

/// Somebody of the client's side is in the room, with or without a device.
export function clientInRoom(state: MeetingState): boolean {
  return state.attendees.some(
    ({ present, location, participant }) =>
      present && location !== Arrive_Location.REMOTE && isClientSide(state, participant?.id ?? ''),
  )
}

/// Whether every room screen looks with the client's eyes, by the server's rule.
export function roomHasClientEyes(state: MeetingState): boolean {
  return state.course.clientView || clientInRoom(state)
}

/// Whether every room screen is without content: shut, or the client sits before it behind the curtain.
export function roomIsBlank(state: MeetingState): boolean {
  const { clientView, screensShut } = state.course
  return screensShut || (!clientView && clientInRoom(state))
}

/// Sees the meeting as the client does: the client side always, a room screen while the client may read it.
export function hasClientEyes(state: MeetingState, participant: string): boolean {
  const role = roleOfParticipant(state, participant)
  return role !== undefined && (role.clientSide || (role.roomScreen && roomHasClientEyes(state)))
}

/// Sees counts, totals, reasons of the chair, and what is open to the client.
export function seesFigures(state: MeetingState, participant: string): boolean {
  return roleOfParticipant(state, participant) !== undefined && !hasClientEyes(state, participant)
}

/// Of the level of all at the table.
export function isForAll(item: Item): boolean {
  const level = item.visibility?.level ?? ''
  return level === '' || level === 'deelnemers'
}

/// Opened to the client's side or made before its eyes, and not changed since where it did not see it. Known to
/// professionals, as are the three that follow.
export function isShownToClient(item: Item): boolean {
  return (item.atClientTable || item.openedToClient) && !item.changedSinceSeen
}

/// A page of the method, or shown to the client's side and not removed.
export function isOpenToClient(sheet: Sheet | undefined): boolean {
  if (!sheet) return false
  return sheet.id === sheet.phase || (!sheet.removed && (sheet.atClientTable || sheet.openedToClient))
}

/// As the client's eyes see it while the curtain is open.
export function liesOpenToClient(state: MeetingState, item: Item): boolean {
  if (item.removed || item.parked || !isForAll(item) || !isShownToClient(item)) return false
  return isOpenToClient(sheetOf(state, item.sheet))
}

/// What an operation says of an item is said before the client's eyes: they see the item, which is open or their own. But
/// what an undo brings back was said before.
export function saidAtClientTable(state: MeetingState, { undoes }: Operation, item: Item): boolean {
  if (undoes !== 0n || !clientAtTable(state)) return false
  if (liesOpenToClient(state, item)) return true
  return state.attendees.some(({ present, participant }) => {
    const who = participant?.id ?? ''
    return present && isClientSide(state, who) && isOwn(item, who)
  })
}

/// Does the level of the item (4.5) admit this participant?
export function levelAdmits(state: MeetingState, item: Item, participant: string): boolean {
  const level = item.visibility?.level ?? ''
  if (isOwn(item, participant) || level === '' || level === 'deelnemers') return true
  const role = roleOfParticipant(state, participant)
  if (!role || role.roomScreen) return false // whoever sits in the room reads the screen
  switch (level) {
    case 'professionals':
      return role.professional
    case 'bron_en_regie':
      return role.seesSources || (role.professional && ofOneHouse(state, item.saidBy, participant))
    case 'regie':
      return role.direction
    case 'besloten_groep':
      return item.visibility?.members.includes(participant) ?? false
    default:
      return false // prive, and whatever level we do not know
  }
}

// Of an unknown speaker no organisation is the source.
function ofOneHouse(state: MeetingState, speaker: string, participant: string): boolean {
  const one = attendeeOf(state, participant)?.participant
  const other = attendeeOf(state, speaker)?.participant
  // By id and name: in older logs two organisations may have one id.
  if (!one || !other || one.organisation === '') return false
  return other.organisation === one.organisation && other.organisationName === one.organisationName
}

/// Readiness is counted in a blind round alone.
export function countsReady(state: MeetingState): boolean {
  return state.course.round?.kind === OpenRound_Kind.BLIND
}

/// How many of those present may write: the "8" of "6 of 8 ready".
export function writersPresent(state: MeetingState): number {
  return state.attendees.filter(({ present, participant }) => present && mayWrite(state, participant?.id ?? '')).length
}
