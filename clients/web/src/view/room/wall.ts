/// What every room screen shows now, by the server's rule, and what the page of welcome says. Pure: the wall draws it, and
/// the chair's strip tells it.
import type { Label, Phase } from '@/gen/meeting/v1/method_pb'
import { phaseIndex, phases } from '@/model/charter'
import { isChair, isClientSide, organisationNameOf, roleOfParticipant } from '@/model/people'
import { roomHasClientEyes, roomIsBlank } from '@/model/sight'
import type { MeetingState } from '@/model/state'
import { here, people } from '../head/who_is_here'

/// What everybody at the table may see; what the client sees; or the page of welcome, without cards. While the client is in
/// the room the wall has his eyes, so a curtain that is shut for him is shut for the wall.
export type Wall = 'table' | 'client' | 'welcome'

export function wallOf(state: MeetingState): Wall {
  if (roomIsBlank(state)) return 'welcome'
  return roomHasClientEyes(state) ? 'client' : 'table'
}

export interface Welcomed {
  readonly id: string
  readonly name: string
  readonly does: 'leads' | 'writes' | '' // what he does for all
  readonly house: string
  readonly remote: boolean
}

export interface Welcome {
  readonly guests: readonly string[] // the client and who came with him
  readonly here: readonly Welcomed[] // the guests first
  readonly coming: number // invited, and not here yet; told before the beginning alone
  readonly begun: boolean
  readonly next: readonly (Label | undefined)[] // the present step and those after it, in the client's words
}

const stepsTold = 5
const breakId = 'pauze' // the step that the methods of the catalogue rest in; what it is for is not the client's to read

// A step without a plain name is called by its short one: the long one is of the trade.
function asRead(phase: Phase): Label | undefined {
  return phase.clientName?.nl ? phase.clientName : (phase.shortName ?? phase.name)
}

export function welcomeOf(state: MeetingState): Welcome {
  const all = people(state, '', new Map())
  const present = here(all).map(({ id, name, where }): Welcomed => {
    const does = isChair(state, id) ? 'leads' : roleOfParticipant(state, id)?.onBehalf ? 'writes' : ''
    const house = isClientSide(state, id) ? '' : organisationNameOf(state, id)
    return { id, name, does, house, remote: where === 'remote' }
  })
  const guests = present.filter((each) => isClientSide(state, each.id))
  const now = Math.max(0, phaseIndex(state, state.course.phase))
  const ahead = phases(state).slice(now)
  return {
    guests: guests.map((each) => each.name),
    here: [...guests, ...present.filter((each) => !guests.includes(each))],
    coming: state.course.begun ? 0 : all.length - present.length,
    begun: state.course.begun,
    next: ahead
      .filter((phase) => phase.id !== breakId)
      .slice(0, stepsTold)
      .map(asRead),
  }
}
