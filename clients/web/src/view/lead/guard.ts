/// Before the meeting goes on: who is in the middle of a sentence, to whom the chair may go, and who takes it when it is empty.
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

/// Who leads on when the chair is gone: whose role chairs; where none of those has a line now, who writes or speaks for
/// others (server/model/decide_course.cc).
export function mayTakeOver(state: MeetingState, me: string, presence: ReadonlyMap<string, Seen>): boolean {
  const role = roleOfParticipant(state, me)
  const { chair, settled } = state.course
  if (!role || settled || me === chair) return false
  if (role.chairs) return true
  if (!role.onBehalf && role.speaksFor.length === 0) return false
  const here = [...presence.values()].filter((seen) => seen.connected && seen.participant !== chair)
  return !here.some((seen) => roleOfParticipant(state, seen.participant)?.chairs === true)
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
