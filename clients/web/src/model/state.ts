/// MeetingState: what this viewer sees of a meeting at one number of its log.
///
/// A value: nothing in it is changed in place. `apply` gives a new state that shares all that stayed the same, so a
/// card that did not change is the same object as before, and a view redraws only what moved.
import type { Attendee, Ballot, Course, Item, Link, Sheet, Stroke } from '@/gen/meeting/v1/checkpoint_pb'
import type { CreateMeeting } from '@/gen/meeting/v1/operation_pb'

export interface MeetingState {
  readonly number: bigint // the last record folded in
  readonly timeMs: bigint // its time
  readonly created: CreateMeeting | undefined // with method and vocabulary; undefined: nothing came yet
  readonly attendees: readonly Attendee[] // in order of being added
  readonly sheets: readonly Sheet[] // in order of the method, then of being added
  readonly items: ReadonlyMap<string, Item> // Item.text is the whole text; its length is in UTF-16 code units
  readonly links: ReadonlyMap<string, Link>
  readonly strokes: ReadonlyMap<string, Stroke>
  readonly course: Course
  readonly ballots: readonly Ballot[]
}
