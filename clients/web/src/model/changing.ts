/// A state on its way to the next one. Of this folder only: what it hands out at the end is a value like any other.
///
/// Each map is copied once, at the first thing that changes in it; whatever is untouched stays the same object.
import type { Attendee, Ballot, Course, Item, Link, Sheet, Stroke } from '@/gen/meeting/v1/checkpoint_pb'
import type { CreateMeeting } from '@/gen/meeting/v1/operation_pb'
import type { MeetingState } from './state'

/// The fields of a message that change; the rest of it stays.
export type Fields<Thing> = Partial<Omit<Thing, '$typeName' | '$unknown'>>

type ById<Thing> = ReadonlyMap<string, Thing>

// A map that is its owner's from the first change on.
class Things<Thing> {
  #shown: ById<Thing>
  #own: Map<string, Thing> | undefined

  constructor(shown: ById<Thing>) {
    this.#shown = shown
  }
  get all(): ById<Thing> {
    return this.#own ?? this.#shown
  }
  get(id: string): Thing | undefined {
    return this.all.get(id)
  }
  put(id: string, thing: Thing): void {
    this.#mine().set(id, thing)
  }
  erase(id: string): void {
    if (this.all.has(id)) this.#mine().delete(id)
  }
  change(id: string, fields: (thing: Thing) => Fields<Thing>): void {
    const thing = this.get(id)
    if (thing) this.put(id, { ...thing, ...fields(thing) })
  }
  #mine(): Map<string, Thing> {
    this.#own ??= new Map(this.#shown)
    return this.#own
  }
}

export class Changing {
  number: bigint
  timeMs: bigint
  created: CreateMeeting | undefined
  attendees: readonly Attendee[]
  sheets: readonly Sheet[]
  readonly items: Things<Item>
  readonly links: Things<Link>
  readonly strokes: Things<Stroke>
  course: Course
  ballots: readonly Ballot[]

  constructor(from: MeetingState) {
    this.number = from.number
    this.timeMs = from.timeMs
    this.created = from.created
    this.attendees = from.attendees
    this.sheets = from.sheets
    this.items = new Things(from.items)
    this.links = new Things(from.links)
    this.strokes = new Things(from.strokes)
    this.course = from.course
    this.ballots = from.ballots
  }

  /// As it stands now: for the questions that are asked of a state.
  get state(): MeetingState {
    return {
      number: this.number,
      timeMs: this.timeMs,
      created: this.created,
      attendees: this.attendees,
      sheets: this.sheets,
      items: this.items.all,
      links: this.links.all,
      strokes: this.strokes.all,
      course: this.course,
      ballots: this.ballots,
    }
  }

  changeCourse(fields: Fields<Course>): void {
    this.course = { ...this.course, ...fields }
  }
  changeAttendee(id: string, fields: (attendee: Attendee) => Fields<Attendee>): void {
    this.attendees = this.attendees.map((attendee) =>
      attendee.participant?.id === id ? { ...attendee, ...fields(attendee) } : attendee,
    )
  }
  changeSheet(id: string, fields: Fields<Sheet>): void {
    this.sheets = this.sheets.map((sheet) => (sheet.id === id ? { ...sheet, ...fields } : sheet))
  }
}
