/// Before the meeting goes on: who is in the middle of a sentence, and who may take over.
import type { Attendee } from '@/gen/meeting/v1/checkpoint_pb'
import { nameOf, roleOfParticipant } from '@/model/people'
import type { MeetingState } from '@/model/state'
import type { Seen } from '@/replica/session'

/// The names of those who are writing now, in a card or in the line.
export function stillWriting(state: MeetingState, presence: ReadonlyMap<string, Seen>): readonly string[] {
  return [...presence.values()]
    .filter((seen) => seen.connected && seen.presence.typing)
    .map((seen) => nameOf(state, seen.participant))
    .filter((name) => name !== '')
}

/// To whom the chair may be handed: who is here and chairs by role, or is a professional who writes all kinds.
export function mayTakeChair(state: MeetingState): readonly Attendee[] {
  return state.attendees.filter((attendee) => {
    const id = attendee.participant?.id ?? ''
    const role = roleOfParticipant(state, id)
    if (!role || !attendee.present || id === state.course.chair) return false
    return role.chairs || (role.professional && role.writes && role.onlyKinds.length === 0)
  })
}
