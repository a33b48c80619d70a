/// Who takes part and what each may, from the role's data and from who holds the chair. The server asks the same on
/// every operation (server/model/rights.cc); here it decides what a screen offers.
import { Arrive_Location, type Participant } from '@/gen/meeting/v1/operation_pb'
import type { Attendee, Item } from '@/gen/meeting/v1/checkpoint_pb'
import type { Role } from '@/gen/meeting/v1/method_pb'
import { presentPhase, roleOf } from './charter'
import type { MeetingState } from './state'

export function attendeeOf(state: MeetingState, id: string): Attendee | undefined {
  return state.attendees.find((attendee) => attendee.participant?.id === id)
}

/// '' for who is not known here: no speaker, the server, a speaker one may not see.
export function nameOf(state: MeetingState, id: string): string {
  return attendeeOf(state, id)?.participant?.name ?? ''
}

export function organisationNameOf(state: MeetingState, id: string): string {
  const participant = attendeeOf(state, id)?.participant
  return participant?.organisationName || participant?.organisation || ''
}

export function present(state: MeetingState): readonly Attendee[] {
  return state.attendees.filter((attendee) => attendee.present)
}

/// The role of who takes part; undefined for who does not, or no longer.
export function roleOfParticipant(state: MeetingState, id: string): Role | undefined {
  const participant = attendeeOf(state, id)?.participant
  return participant && !participant.ended ? roleOf(state, participant.role) : undefined
}

export function isChair(state: MeetingState, id: string): boolean {
  return id !== '' && state.course.chair === id && roleOfParticipant(state, id) !== undefined
}

/// May do what is the chair's alone: steps, rounds, rules, the client view.
export function mayLead(state: MeetingState, id: string): boolean {
  return isChair(state, id)
}

/// Chair and notulist: may name every speaker, and tidy what others wrote.
export function onBehalf(state: MeetingState, id: string): boolean {
  return isChair(state, id) || (roleOfParticipant(state, id)?.onBehalf ?? false)
}

export function isClientSide(state: MeetingState, id: string): boolean {
  return roleOfParticipant(state, id)?.clientSide ?? false
}

/// The client at this table; where there is none, who supports him.
export function theClient(state: MeetingState): Participant | undefined {
  const side = state.attendees.flatMap(({ participant }) =>
    participant && isClientSide(state, participant.id) ? [participant] : [],
  )
  return side.find((each) => each.role === 'client') ?? side[0]
}

// The curtain works both ways: who receives nothing writes nothing.
function behindTheCurtain(state: MeetingState, role: Role): boolean {
  return role.clientSide && !state.course.clientView
}

/// May write at all in the present phase; of which kinds, says `mayUseKind`.
export function mayWrite(state: MeetingState, id: string): boolean {
  const role = roleOfParticipant(state, id)
  if (!role?.writes || role.readsOnly || behindTheCurtain(state, role)) return false
  const writers = presentPhase(state)?.writeRoles ?? []
  return (
    writers.length === 0 ||
    writers.includes(role.id) ||
    role.onlyKinds.length > 0 ||
    role.alwaysKinds.length > 0 ||
    onBehalf(state, id)
  )
}

/// May write items of this kind in the present phase.
export function mayUseKind(state: MeetingState, id: string, kind: string): boolean {
  const role = roleOfParticipant(state, id)
  if (!role) return false
  if (role.onlyKinds.length > 0) return role.onlyKinds.includes(kind)
  if (role.alwaysKinds.includes(kind)) return true
  const writers = presentPhase(state)?.writeRoles ?? []
  return writers.length === 0 || writers.includes(role.id) || onBehalf(state, id)
}

/// May add it in every phase and region: a client's own words, correction, question.
export function alwaysMayUseKind(state: MeetingState, id: string, kind: string): boolean {
  return roleOfParticipant(state, id)?.alwaysKinds.includes(kind) ?? false
}

export function mayVote(state: MeetingState, id: string): boolean {
  const role = roleOfParticipant(state, id)
  if (!role?.votes || role.readsOnly || behindTheCurtain(state, role)) return false
  const voters = presentPhase(state)?.voteRoles ?? []
  return voters.length === 0 || voters.includes(role.id)
}

/// May enter words said by `speaker` ('': unknown, named later): his own; all of them for who writes for others; for
/// whom his role speaks (CP-13); and for a person in the room without a device (HY-04). The client's side for itself alone.
export function maySpeakFor(state: MeetingState, id: string, speaker: string): boolean {
  if (speaker === id || onBehalf(state, id)) return true
  const other = attendeeOf(state, speaker)
  if (!other?.participant) return false
  const speaksFor = roleOfParticipant(state, id)?.speaksFor ?? []
  if (isClientSide(state, id)) return false
  return speaksFor.includes(other.participant.role) || (other.present && other.location === Arrive_Location.NO_DEVICE)
}

/// Whom `me` may name as speaker: himself first, then the others in order of being added. Not who left the meeting for
/// good, nor a room screen; who only reads along may have said something all the same.
export function speakersFor(state: MeetingState, me: string): readonly Attendee[] {
  const others = state.attendees.filter((attendee) => {
    const id = attendee.participant?.id ?? ''
    const role = roleOfParticipant(state, id)
    return id !== me && role !== undefined && !role.roomScreen && maySpeakFor(state, me, id)
  })
  const self = attendeeOf(state, me)
  return self ? [self, ...others] : others
}

/// Whose right it is to withdraw or share what was said: his who was named first, until he gave it away. Known where the
/// naming was seen.
export function firstSayer({ firstSaidBy, saidBy }: Item): string {
  return firstSaidBy || saidBy
}

/// The client view is on and a client or support person is present: what is made now, he has seen being made.
export function clientAtTable(state: MeetingState): boolean {
  return (
    state.course.clientView &&
    state.attendees.some((attendee) => attendee.present && isClientSide(state, attendee.participant?.id ?? ''))
  )
}
