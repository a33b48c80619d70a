/// One record of the log forward: the state of a viewer after what he received. The same rules, word for word, as
/// server/model/apply.cc; tests/vectors/model holds both to them.
import type { Record } from '@/gen/meeting/v1/record_pb'
import { applyToBoard } from './apply_board'
import { applyToCourse } from './apply_course'
import { applyToItem } from './apply_item'
import { applySeen } from './appeared'
import { Changing } from './changing'
import type { MeetingState } from './state'

export function apply(state: MeetingState, record: Record): MeetingState {
  return applyAll(state, [record])
}

/// Many at once: what they change together is copied once.
export function applyAll(state: MeetingState, records: readonly Record[]): MeetingState {
  if (records.length === 0) return state
  const changing = new Changing(state)
  for (const record of records) takeIn(changing, record)
  return changing.state
}

function takeIn(changing: Changing, record: Record): void {
  if (record.timeMs > changing.timeMs) changing.timeMs = record.timeMs
  // Of one family each. CallToItem is an event, told to all and not kept; Undo is logged as its inverse.
  applyToItem(changing, record)
  applyToBoard(changing, record)
  applyToCourse(changing, record)
  if (record.seen) applySeen(changing, record.seen)
  changing.number = record.number // whatever a fragment says of itself
}
