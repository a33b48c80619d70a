/// Who sees what, as far as a viewer can say it of what he sees himself (server/model/visibility.cc). The server
/// decides; here it tells beforehand what an act will hide, and what may stand on the room's screen.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import { attendeeOf, mayWrite, roleOfParticipant } from './people'
import type { MeetingState } from './state'

export function isOwn(item: Item, participant: string): boolean {
  return participant !== '' && (item.saidBy === participant || item.typedBy === participant)
}

/// Sees the meeting as the client does: the client side always, a room screen while the client is at the table.
export function hasClientEyes(state: MeetingState, participant: string): boolean {
  const role = roleOfParticipant(state, participant)
  return role !== undefined && (role.clientSide || (role.roomScreen && state.course.clientView))
}

/// Sees counts, totals, reasons of the chair, and what is open to the client.
export function seesFigures(state: MeetingState, participant: string): boolean {
  return roleOfParticipant(state, participant) !== undefined && !hasClientEyes(state, participant)
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
  const house = attendeeOf(state, participant)?.participant?.organisation ?? ''
  return house !== '' && attendeeOf(state, speaker)?.participant?.organisation === house
}

/// Readiness is counted in a blind round alone.
export function countsReady(state: MeetingState): boolean {
  return state.course.round?.kind === OpenRound_Kind.BLIND
}

/// How many of those present may write: the "8" of "6 of 8 ready".
export function writersPresent(state: MeetingState): number {
  return state.attendees.filter(({ present, participant }) => present && mayWrite(state, participant?.id ?? '')).length
}
