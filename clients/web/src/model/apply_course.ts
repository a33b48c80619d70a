// The course of the meeting: steps, rules, rounds, turns, the client view, who is there.
import { create } from '@bufbuild/protobuf'
import {
  AttendeeSchema,
  DeviceSchema,
  LiftedRuleSchema,
  RoundSchema,
  SheetSchema,
  StaySchema,
  type Attendee,
  type Stay,
} from '@/gen/meeting/v1/checkpoint_pb'
import {
  Arrive_Location,
  TallySchema,
  type AddDevice,
  type Arrive,
  type CloseRound,
  type CreateMeeting,
  type OpenRound,
  type Participant,
} from '@/gen/meeting/v1/operation_pb'
import type { Record } from '@/gen/meeting/v1/record_pb'
import { roleOf } from './charter'
import type { Changing } from './changing'
import { revealedSaid } from './given'
import { attendeeOf } from './people'
import type { MeetingState } from './state'

/// Hands raised so close together count as a tie (HY-03).
const handTieMs = 1_000n

/// Second devices of a participant (kDevicesKept).
const devicesKept = 32

function goToPhase(changing: Changing, record: Record, phase: string): void {
  const { visited } = changing.course
  changing.changeCourse({
    phase,
    phaseSinceMs: record.timeMs,
    extendedSeconds: 0,
    visited: visited.includes(phase) ? visited : [...visited, phase],
  })
}

function openRound(changing: Changing, record: Record, op: OpenRound): void {
  const { round, kind, sheet, regions, kinds, points, minutes } = op
  const opened = { round, kind, sheet, regions, kinds, points, minutes, sinceMs: record.timeMs }
  changing.changeCourse({ rounds: round, round: create(RoundSchema, opened) })
}

function closeRound(changing: Changing, op: CloseRound): void {
  const { round } = op
  for (const { item: id, points } of op.tallies) {
    changing.items.change(id, (item) => ({
      tallies: [...item.tallies, create(TallySchema, { round, points })],
    }))
  }
  for (const item of [...changing.items.all.values()]) {
    const said = revealedSaid(item, round)
    const coveredBy = item.coveredBy === round && !item.withdrawn ? 0n : item.coveredBy
    if (said || coveredBy !== item.coveredBy) changing.items.change(item.id, () => ({ ...said, coveredBy }))
  }
  changing.changeCourse({ round: undefined })
}

function setReady(changing: Changing, participant: string, ready: boolean): void {
  const { round } = changing.course
  if (!round) return
  const others = round.ready.filter((each) => each !== participant)
  changing.changeCourse({
    round: { ...round, ready: ready ? [...others, participant] : others },
  })
}

function lowerHand(changing: Changing, participant: string): void {
  const { hands, handsMs } = changing.course
  const place = hands.indexOf(participant)
  if (place === -1) return
  changing.changeCourse({
    hands: hands.filter((_, at) => at !== place),
    handsMs: handsMs.filter((_, at) => at !== place),
  })
}

function isRemote(changing: Changing, participant: string): boolean {
  const location = attendeeOf(changing.state, participant)?.location
  return location === Arrive_Location.REMOTE
}

// In order of raising; who is far away passes those in the room who raised theirs within the same second (HY-03).
function raiseHand(changing: Changing, participant: string, nowMs: bigint): void {
  lowerHand(changing, participant)
  const { hands, handsMs } = changing.course
  let place = hands.length
  if (isRemote(changing, participant)) {
    for (; place > 0; --place) {
      const since = handsMs[place - 1]
      const before = hands[place - 1] ?? ''
      if (since === undefined || nowMs - since > handTieMs || isRemote(changing, before)) break
    }
  }
  changing.changeCourse({
    hands: [...hands.slice(0, place), participant, ...hands.slice(place)],
    handsMs: [...handsMs.slice(0, place), nowMs, ...handsMs.slice(place)],
  })
}

function openOrClose(changing: Changing, things: readonly string[], open: boolean): void {
  const fields = open ? { openedToClient: true } : { openedToClient: false, atClientTable: false }
  for (const thing of things) {
    if (changing.items.get(thing)) changing.items.change(thing, () => ({ ...fields, changedSinceSeen: false }))
    else if (changing.strokes.get(thing)) changing.strokes.change(thing, () => fields)
    else changing.changeSheet(thing, fields)
  }
}

// The stay that was going on, if any, ends now.
function staysEnded(attendee: Attendee, nowMs: bigint): Stay[] {
  const { stays } = attendee
  if (!attendee.present) return stays
  return stays.map((stay, at) => (at === stays.length - 1 ? { ...stay, toMs: nowMs } : stay))
}

function arrive(changing: Changing, record: Record, op: Arrive): void {
  const { location } = op
  changing.changeAttendee(op.participant || record.by, (attendee) => ({
    present: true,
    location,
    stays: [...staysEnded(attendee, record.timeMs), create(StaySchema, { fromMs: record.timeMs, location })],
  }))
}

function depart(changing: Changing, record: Record, participant: string): void {
  if (!attendeeOf(changing.state, participant)) return
  changing.changeAttendee(participant, (attendee) => ({
    present: false,
    stays: staysEnded(attendee, record.timeMs),
  }))
  lowerHand(changing, participant)
  setReady(changing, participant, false)
  if (changing.course.turn === participant) changing.changeCourse({ turn: '' })
}

// The first who may hold the chair, in order of being added.
function nextChair(state: MeetingState): string {
  const next = state.attendees.find(
    ({ participant }) => participant && !participant.ended && roleOf(state, participant.role)?.chairs,
  )
  return next?.participant?.id ?? ''
}

function addParticipant(changing: Changing, participant: Participant): void {
  if (attendeeOf(changing.state, participant.id)) {
    changing.changeAttendee(participant.id, () => ({ participant }))
  } else {
    changing.attendees = [...changing.attendees, create(AttendeeSchema, { participant })]
  }
  if (changing.course.chair === '') changing.changeCourse({ chair: nextChair(changing.state) })
}

function endParticipation(changing: Changing, record: Record, id: string): void {
  depart(changing, record, id)
  changing.changeAttendee(id, ({ participant }) =>
    participant ? { participant: { ...participant, ended: true } } : {},
  )
  if (changing.course.chair === id) changing.changeCourse({ chair: nextChair(changing.state) })
}

// Of ever new devices one that was not confirmed goes, else the oldest; it is a new one when it comes back.
function addDevice(changing: Changing, record: Record, op: AddDevice): void {
  const { device, askedBy } = op
  changing.changeAttendee(op.participant, ({ devices }) => {
    const unconfirmed = devices.findIndex((each) => !each.confirmed)
    const goes = devices.length < devicesKept ? -1 : Math.max(unconfirmed, 0)
    const added = create(DeviceSchema, { device, askedBy, sinceMs: record.timeMs })
    return { devices: [...devices.filter((_, at) => at !== goes), added] }
  })
}

function confirmDevice(changing: Changing, participant: string, device: string): void {
  changing.changeAttendee(participant, ({ devices }) => ({
    devices: devices.map((each) => (each.device === device ? { ...each, confirmed: true } : each)),
  }))
}

function createMeeting(changing: Changing, record: Record, op: CreateMeeting): void {
  changing.created = op
  const steps = op.method?.phases ?? []
  changing.sheets = [...changing.sheets, ...steps.map(({ id }) => create(SheetSchema, { id, phase: id }))]
  const first = steps[0]
  if (!first) return
  changing.changeCourse({
    phase: first.id,
    phaseSinceMs: record.timeMs,
    visited: [...changing.course.visited, first.id],
  })
}

export function applyToCourse(changing: Changing, record: Record): void {
  const op = record.operation?.kind
  const { course } = changing
  switch (op?.case) {
    case 'goToPhase':
      goToPhase(changing, record, op.value.phase)
      break
    case 'extendPhase':
      changing.changeCourse({
        extendedSeconds: course.extendedSeconds + op.value.seconds,
      })
      break
    case 'liftRule': {
      const { phase, rule } = op.value
      const lifted = create(LiftedRuleSchema, { phase, rule })
      changing.changeCourse({ lifted: [...course.lifted, lifted] })
      break
    }
    case 'openRound':
      openRound(changing, record, op.value)
      break
    case 'closeRound':
      closeRound(changing, op.value)
      break
    case 'setReady':
      setReady(changing, record.by, op.value.ready)
      break
    case 'raiseHand':
      if (op.value.raised) raiseHand(changing, record.by, record.timeMs)
      else lowerHand(changing, record.by)
      break
    case 'giveTurn':
      changing.changeCourse({ turn: op.value.participant })
      lowerHand(changing, op.value.participant)
      break
    case 'handOverChair':
      changing.changeCourse({ chair: op.value.to })
      break
    case 'takeOverChair':
      changing.changeCourse({ chair: record.by })
      break
    case 'setClientView':
      changing.changeCourse({ clientView: op.value.on })
      break
    case 'shutScreens':
      changing.changeCourse({ screensShut: op.value.shut })
      break
    case 'openToClient':
      openOrClose(changing, op.value.things, true)
      break
    case 'closeToClient':
      openOrClose(changing, op.value.things, false)
      break
    case 'arrive':
      arrive(changing, record, op.value)
      break
    case 'depart':
      depart(changing, record, op.value.participant || record.by)
      break
    case 'beginMeeting':
      changing.changeCourse({ begun: true, begunMs: record.timeMs })
      break
    case 'endMeeting':
      changing.changeCourse({ ended: true, endedMs: record.timeMs })
      break
    case 'settleMeeting':
      changing.changeCourse({ settled: true })
      break
    case 'addParticipant':
      if (op.value.participant) addParticipant(changing, op.value.participant)
      return
    case 'endParticipation':
      endParticipation(changing, record, op.value.participant)
      break
    case 'addDevice':
      addDevice(changing, record, op.value)
      break
    case 'confirmDevice':
      confirmDevice(changing, record.by, op.value.device)
      break
    case 'createMeeting':
      createMeeting(changing, record, op.value)
      break
  }
}
