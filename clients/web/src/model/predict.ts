/// What the server would log of an operation if it came to it now, as far as its author can know: ids, home region,
/// order key, speaker, what parks it and what covers it. `apply` of it shows the operation at once; the server's own
/// record replaces it.
///
/// undefined: nothing is shown until the server answers. So for what the author cannot know: Undo (its inverse is the
/// server's), CloseRound (what it reveals, what was voted), TakeOverChair (how long the chair has been away), an edit on a
/// text older than the one here; for CallToItem, which changes no state; and for what the server will refuse by all that
/// is seen here. Not asked: lengths, the
/// values of tags and fields, and how full the meeting is.
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { RoundCountSchema } from '@/gen/meeting/v1/checkpoint_pb'
import { OperationSchema } from '@/gen/meeting/v1/operation_pb'
import { RecordSchema, SeenSchema, type Record, type Seen } from '@/gen/meeting/v1/record_pb'
import { apply } from './apply'
import { clientSideMay } from './client_side'
import { orderSalt, thingId } from './entity_id'
import { isClientSide, onBehalf, roleOfParticipant } from './people'
import { predictBoard } from './predict_board'
import { predictCourse } from './predict_course'
import { predictItem } from './predict_item'
import { predictSaid } from './predict_said'
import type { Kind } from './predicting'
import { countsReady, levelAdmits, seesFigures, writersPresent } from './sight'
import type { MeetingState } from './state'

/// The kind of an operation with its fields, as protobuf-es takes it.
export type AskedKind = NonNullable<MessageInitShape<typeof OperationSchema>['kind']>

export interface Author {
  readonly me: string // participant
  readonly client: string // with the counter: the id of the operation, and of what it adds
  readonly counter: bigint
  readonly nowMs: number
  readonly writtenIn?: bigint // the blind round in which it was written
}

export function predict(state: MeetingState, asked: AskedKind, author: Author): Record | undefined {
  const { me, client, counter, writtenIn } = author
  const { kind } = create(OperationSchema, { kind: asked })
  if (!roleOfParticipant(state, me) || !isOpen(state, me, kind)) return undefined
  if (writtenIn && state.course.round?.round !== writtenIn) return undefined // the reveal has come: it asks first
  const asking = { state, me, id: thingId(client, counter), salt: orderSalt(client, counter) }
  if (isClientSide(state, me) && !clientSideMay(asking, kind)) return undefined
  const decided =
    predictItem(asking, kind) ?? predictBoard(asking, kind) ?? predictSaid(asking, kind) ?? predictCourse(asking, kind)
  if (!decided) return undefined
  const record = create(RecordSchema, {
    number: state.number, // the log has not come to it yet
    timeMs: BigInt(Math.trunc(author.nowMs)),
    by: me,
    operation: create(OperationSchema),
  })
  if (record.operation) record.operation.kind = decided
  record.seen = seenOf(state, record, me)
  return record
}

// After the end the chair and the notulist tidy, until the minutes are settled; one may always leave.
function isOpen(state: MeetingState, me: string, op: Kind): boolean {
  const { ended, settled } = state.course
  if (!ended) return true
  if (settled) return false
  switch (op.case) {
    case 'takeOverChair': // so that somebody can settle it
    case 'depart':
      return true
    case 'goToPhase':
    case 'extendPhase':
    case 'openRound':
    case 'vote':
    case 'beginMeeting':
    case 'endMeeting':
      return false
    default:
      return onBehalf(state, me)
  }
}

// What it changes of the author's own sight: an item he hides from himself, and the count of who is ready.
function seenOf(state: MeetingState, record: Record, me: string): Seen | undefined {
  const op = record.operation?.kind
  if (op?.case === 'setVisibility') {
    const item = apply(state, record).items.get(op.value.item)
    return item && !levelAdmits(state, item, me) ? create(SeenSchema, { gone: [item.id] }) : undefined
  }
  if (!countsReady(state) && op?.case !== 'openRound') return undefined
  const after = apply(state, record)
  if (!countsReady(after) || !seesFigures(after, me)) return undefined
  const known = state.course.round?.count
  // Of others one knows the number alone; oneself one can count.
  const ready = (known?.ready ?? 0) + Number(isReady(after, me)) - Number(isReady(state, me))
  const present = writersPresent(after)
  if (op?.case !== 'openRound' && ready === known?.ready && present === known.present) return undefined
  return create(SeenSchema, { roundCount: create(RoundCountSchema, { ready, present }) })
}

function isReady(state: MeetingState, me: string): boolean {
  return state.course.round?.ready.includes(me) ?? false
}
