// What the server will make of the course of the meeting: steps, rules, rounds, turns, the client view, who is there.
import type { Item, Sheet } from '@/gen/meeting/v1/checkpoint_pb'
import { Rule_Kind } from '@/gen/meeting/v1/method_pb'
import {
  Arrive_Location,
  OpenRound_Kind,
  type Arrive,
  type CloseToClient,
  type HandOverChair,
  type LiftRule,
  type OpenRound,
  type OpenToClient,
} from '@/gen/meeting/v1/operation_pb'
import { sheetOf } from './board'
import { phaseOf, regionOf, ruleHolds, ruleInForce } from './charter'
import { attendeeOf, isChair, mayWrite, onBehalf, roleOfParticipant } from './people'
import { isSaid, itemFor, type Asking, type Kind } from './predicting'
import { countsReady } from './sight'
import type { MeetingState } from './state'

const usualPoints = 3
const mostPoints = 100

function liftRule({ state }: Asking, asked: LiftRule): Kind | undefined {
  const phase = asked.phase || state.course.phase
  if (!ruleHolds(state, phase, asked.rule) || !isSaid(asked.reason)) return
  return { case: 'liftRule', value: { ...asked, phase } }
}

function openRound({ state }: Asking, asked: OpenRound): Kind | undefined {
  const { course } = state
  const phase = phaseOf(state, course.phase)
  if (!phase || course.round || asked.kind === OpenRound_Kind.KIND_UNSPECIFIED) return
  const blind = asked.kind === OpenRound_Kind.BLIND
  const rule = ruleInForce(state, phase.id, blind ? Rule_Kind.BLIND : Rule_Kind.VOTE_BUDGET)
  const regions = asked.regions.length > 0 ? asked.regions : (rule?.regions ?? [])
  if (regions.some((region) => !regionOf(phase, region))) return
  const opened = { ...asked, regions, round: course.rounds + 1n, sheet: course.phase }
  if (blind) {
    return {
      case: 'openRound',
      value: { ...opened, kinds: [], points: 0, minutes: asked.minutes || (rule?.number ?? 0) },
    }
  }
  const kinds = asked.kinds.length > 0 ? asked.kinds : (rule?.kinds ?? [])
  const points = asked.points || (rule?.number ?? usualPoints)
  if (points > (rule?.number ?? mostPoints)) return
  return { case: 'openRound', value: { ...opened, kinds, points } }
}

function handOverChair({ state }: Asking, asked: HandOverChair): Kind | undefined {
  const role = roleOfParticipant(state, asked.to)
  const writes = role?.professional && role.writes && role.onlyKinds.length === 0
  return role?.chairs || writes ? { case: 'handOverChair', value: asked } : undefined
}

function arrive({ state, me }: Asking, asked: Arrive): Kind | undefined {
  const participant = asked.participant || me
  if (!mayAttend(state, me, participant) || asked.location === Arrive_Location.LOCATION_UNSPECIFIED) return
  return { case: 'arrive', value: { ...asked, participant } }
}

// Oneself, or by who writes for others.
function mayAttend(state: MeetingState, me: string, participant: string): boolean {
  return roleOfParticipant(state, participant) !== undefined && (participant === me || onBehalf(state, me))
}

type Curtained = Pick<Item, 'atClientTable' | 'openedToClient'>

function isOpen(thing: Curtained): boolean {
  return thing.atClientTable || thing.openedToClient
}

// Open, and not changed since behind the curtain.
function isShown(item: Item): boolean {
  return isOpen(item) && !item.changedSinceSeen
}

// An item that may be shown to the client: for all at the table, on the board, and no longer covered.
function mayBeOpened(item: Item): boolean {
  return (
    item.visibility?.level === 'deelnemers' && item.coveredBy === 0n && !item.removed && !item.parked && !item.withdrawn
  )
}

function isOwnPage(sheet: Sheet | undefined): boolean {
  return sheet !== undefined && sheet.id !== sheet.phase
}

function openToClient(asking: Asking, asked: OpenToClient): Kind | undefined {
  const { state, me } = asking
  if (!onBehalf(state, me) || (asked.sheet === '') === (asked.item === '')) return
  const item = itemFor(asking, asked.item)
  const sheet = sheetOf(state, item?.sheet ?? asked.sheet)
  if (asked.item !== '') {
    if (!item || !mayBeOpened(item)) return
    const page = sheet && isOwnPage(sheet) && !isOpen(sheet) ? [sheet.id] : []
    return { case: 'openToClient', value: { ...asked, things: [...page, item.id] } }
  }
  if (!sheet || sheet.removed) return
  const items = [...state.items.values()].filter((each) => mayBeOpened(each) && !isShown(each))
  const strokes = [...state.strokes.values()].filter((each) => !each.removed && !isOpen(each))
  return { case: 'openToClient', value: { ...asked, things: thingsOn(sheet, [...items, ...strokes]) } }
}

function closeToClient(asking: Asking, asked: CloseToClient): Kind | undefined {
  const { state, me } = asking
  if (!onBehalf(state, me) || (asked.sheet === '') === (asked.item === '')) return
  if (asked.item !== '') {
    if (!itemFor(asking, asked.item)) return
    return { case: 'closeToClient', value: { ...asked, things: [asked.item] } }
  }
  const sheet = sheetOf(state, asked.sheet)
  if (!sheet) return
  const open = [...state.items.values(), ...state.strokes.values()].filter(isOpen)
  return { case: 'closeToClient', value: { ...asked, things: thingsOn(sheet, open) } }
}

// A page that someone added comes and goes with what stands on it; those of the method all see.
function thingsOn(sheet: Sheet, things: readonly { id: string; sheet: string }[]): string[] {
  const there = things.filter((thing) => thing.sheet === sheet.id).map((thing) => thing.id)
  return isOwnPage(sheet) ? [sheet.id, ...there] : there
}

// What is not the chair's alone.
function predictTable(asking: Asking, op: Kind): Kind | undefined {
  const { state, me } = asking
  switch (op.case) {
    case 'setReady':
      return countsReady(state) && mayWrite(state, me) ? op : undefined
    case 'raiseHand': {
      const role = roleOfParticipant(state, me)
      return role && !role.readsOnly ? op : undefined
    }
    case 'setClientView': {
      const planned = ruleHolds(state, state.course.phase, Rule_Kind.CLIENT_VIEW)
      return onBehalf(state, me) && (!op.value.on || planned || isSaid(op.value.reason)) ? op : undefined
    }
    case 'shutScreens':
      return onBehalf(state, me) ? op : undefined
    case 'openToClient':
      return openToClient(asking, op.value)
    case 'closeToClient':
      return closeToClient(asking, op.value)
    case 'arrive':
      return arrive(asking, op.value)
    case 'depart': {
      const participant = op.value.participant || me
      if (!mayAttend(state, me, participant) || !attendeeOf(state, participant)?.present) return
      return { case: 'depart', value: { ...op.value, participant } }
    }
    default:
      return undefined
  }
}

export function predictCourse(asking: Asking, op: Kind): Kind | undefined {
  const { state, me } = asking
  const { course } = state
  const atTable = predictTable(asking, op)
  if (atTable || !isChair(state, me)) return atTable
  switch (op.case) {
    case 'goToPhase':
      return phaseOf(state, op.value.phase) && !course.round ? op : undefined
    case 'extendPhase':
      return op.value.seconds !== 0 && isSaid(op.value.reason) ? op : undefined
    case 'liftRule':
      return liftRule(asking, op.value)
    case 'openRound':
      return openRound(asking, op.value)
    case 'giveTurn': {
      const to = op.value.participant
      return to === '' || roleOfParticipant(state, to) ? op : undefined
    }
    case 'handOverChair':
      return handOverChair(asking, op.value)
    case 'beginMeeting':
      return course.begun ? undefined : op
    case 'endMeeting':
      return course.round ? undefined : op
    case 'settleMeeting':
      return course.ended ? op : undefined
    case 'addParticipant': {
      const id = op.value.participant?.id ?? ''
      return id === '' || attendeeOf(state, id) ? undefined : op
    }
    case 'endParticipation': {
      const who = op.value.participant
      return roleOfParticipant(state, who) && who !== course.chair ? op : undefined
    }
    default:
      return undefined
  }
}
