/// Whom one may bring to the table: nobody above what he sees himself (server/model/inviting.cc).
import type { Participant } from '@/gen/meeting/v1/operation_pb'
import type { Role } from '@/gen/meeting/v1/method_pb'
import { roleOf } from './charter'
import { attendeeOf, roleOfParticipant } from './people'
import type { MeetingState } from './state'

type Invited = Pick<Participant, 'id' | 'role' | 'organisation' | 'organisationName'>

function seesEveryLevelOf(mine: Role, other: Role): boolean {
  return (
    (mine.professional || !other.professional) &&
    (mine.direction || !other.direction) &&
    (mine.seesSources || !other.seesSources)
  )
}

/// Somebody in this role sees no level that I do not see.
export function mayInviteAs(state: MeetingState, me: string, role: Role): boolean {
  const mine = roleOfParticipant(state, me)
  return mine !== undefined && seesEveryLevelOf(mine, role)
}

/// The same of somebody of an organisation: one that is at the table may keep words from me.
export function mayInvite(state: MeetingState, me: string, invited: Invited): boolean {
  const role = roleOf(state, invited.role)
  if (!role || !mayInviteAs(state, me, role)) return false
  if (me === invited.id || roleOfParticipant(state, me)?.seesSources) return true
  if (!role.professional || invited.organisation === '') return true
  const self = attendeeOf(state, me)?.participant
  if (self && ofOneOrganisation(self, invited)) return true
  return !state.attendees.some(
    ({ participant }) => participant && !participant.ended && ofOneOrganisation(participant, invited),
  )
}

function ofOneOrganisation(a: Invited, b: Invited): boolean {
  return a.organisation === b.organisation && a.organisationName === b.organisationName
}
