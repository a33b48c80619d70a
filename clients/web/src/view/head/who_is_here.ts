/// Who takes part, and where each is: from attendance (the log) and from presence (who has a line now).
import type { Attendee } from '@/gen/meeting/v1/checkpoint_pb'
import type { Label, Role } from '@/gen/meeting/v1/method_pb'
import { Arrive_Location } from '@/gen/meeting/v1/operation_pb'
import { organisationNameOf, roleOfParticipant } from '@/model/people'
import type { MeetingState } from '@/model/state'
import type { Seen } from '@/replica/session'

export type Where = 'room' | 'remote' | 'noDevice' | 'away'

export interface Person {
  readonly id: string
  readonly name: string
  readonly organisation: string
  readonly role: Label | undefined
  readonly where: Where
  readonly sinceMs: bigint | undefined // of the stay, or of having left; undefined: never here
  readonly noLine: boolean // here with a device, and nothing is heard of it
  readonly me: boolean
  readonly chair: boolean
  readonly turn: boolean
}

// Who has the page open and did not say yet where he sits, is here all the same.
function whereOf(attendee: Attendee, heard: boolean): Where {
  if (!attendee.present) return heard && attendee.stays.length === 0 ? 'room' : 'away'
  if (attendee.location === Arrive_Location.REMOTE) return 'remote'
  return attendee.location === Arrive_Location.NO_DEVICE ? 'noDevice' : 'room'
}

function sinceOf(attendee: Attendee): bigint | undefined {
  const stay = attendee.stays.at(-1)
  return attendee.present ? stay?.fromMs : stay?.toMs
}

// A room screen is a thing, no person.
function isPerson(role: Role | undefined): role is Role {
  return role !== undefined && !role.roomScreen
}

/// Everybody who takes part, in order of being added, the chair first.
export function people(state: MeetingState, me: string, presence: ReadonlyMap<string, Seen>): readonly Person[] {
  const all = state.attendees.flatMap((attendee): Person[] => {
    const { id, name } = attendee.participant ?? { id: '', name: '' }
    const role = roleOfParticipant(state, id)
    if (!isPerson(role)) return []
    const heard = id === me || presence.get(id)?.connected === true
    const where = whereOf(attendee, heard && !state.course.ended)
    const device = where === 'room' || where === 'remote'
    return [
      {
        id,
        name,
        organisation: organisationNameOf(state, id),
        role: role.name,
        where,
        sinceMs: sinceOf(attendee),
        noLine: device && !heard && !state.course.ended,
        me: id === me,
        chair: id === state.course.chair,
        turn: id === state.course.turn,
      },
    ]
  })
  return [...all.filter((person) => person.chair), ...all.filter((person) => !person.chair)]
}

export function here(all: readonly Person[]): readonly Person[] {
  return all.filter((person) => person.where !== 'away')
}

/// The faces on the head: at most `most`, and somebody far away among them when there is one (HY-03).
export function faces(all: readonly Person[], most: number): readonly Person[] {
  const present = here(all)
  const shown = present.slice(0, most)
  const remote = present.find((person) => person.where === 'remote')
  if (!remote || shown.some((person) => person.where === 'remote')) return shown
  return [...shown.slice(0, most - 1), remote]
}

/// "Mi", "P.": as one would write it on a name tag that is too small.
export function initials(name: string): string {
  const [first = '', second] = name.trim().split(/\s+/)
  const letters = Array.from(first)
  return second ? (letters[0] ?? '') + (Array.from(second)[0] ?? '') : letters.slice(0, 2).join('')
}

/// Who is writing now, and for whom, as far as one may know it: the speaker of the card he writes in, or of the line he
/// types. In a blind round nobody is shown writing (VB-04).
export interface Writing {
  readonly who: string
  readonly whom: string // '' when he writes his own words, or it is not known whose
}
export function writing(state: MeetingState, presence: ReadonlyMap<string, Seen>): readonly Writing[] {
  return [...presence.values()]
    .filter((seen) => seen.connected && (seen.presence.typing || seen.presence.item !== ''))
    .map((seen) => {
      const { item, speaker } = seen.presence
      const sayer = item === '' ? speaker : (state.items.get(item)?.saidBy ?? '')
      return { who: seen.participant, whom: sayer === seen.participant ? '' : sayer }
    })
}
