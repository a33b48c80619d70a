/// What comes to a viewer whole: a checkpoint in parts when he comes in, and what a record made appear or disappear.
import type { Ballot, Checkpoint, Item } from '@/gen/meeting/v1/checkpoint_pb'
import type { Seen } from '@/gen/meeting/v1/record_pb'
import { emptyState } from './board'
import { Changing, type Fields } from './changing'
import type { MeetingState } from './state'

export function fromCheckpoint(checkpoint: Checkpoint): MeetingState {
  return mergeCheckpoint(emptyState(), checkpoint)
}

/// Takes in a checkpoint or a part of one: things that are there are replaced, course and meeting when it has them.
export function mergeCheckpoint(state: MeetingState, part: Checkpoint): MeetingState {
  const changing = new Changing(state)
  merge(changing, part)
  return changing.state
}

/// What a later part adds to the text of an item that an earlier one brought (TextChunk).
export function appendText(state: MeetingState, item: string, text: string): MeetingState {
  const changing = new Changing(state)
  changing.items.change(item, (before) => ({ text: before.text + text }))
  return changing.state
}

// Those that are there are replaced where they stand, new ones come behind.
function replaced<Thing>(
  things: readonly Thing[],
  by: readonly Thing[],
  key: (thing: Thing) => string,
): readonly Thing[] {
  if (by.length === 0) return things
  const all = new Map(things.map((thing) => [key(thing), thing]))
  for (const thing of by) all.set(key(thing), thing)
  return [...all.values()]
}

function ballotKey({ round, participant, item }: Ballot): string {
  return `${String(round)} ${participant} ${item}`
}

function merge(changing: Changing, part: Checkpoint): void {
  if (part.number !== 0n) changing.number = part.number
  if (part.timeMs !== 0n) changing.timeMs = part.timeMs
  if (part.info) changing.created = part.info.created
  const { attendees, sheets, ballots } = changing
  changing.attendees = replaced(attendees, part.attendees, (each) => each.participant?.id ?? '')
  changing.sheets = replaced(sheets, part.sheets, (sheet) => sheet.id)
  for (const item of part.items) changing.items.put(item.id, item)
  for (const link of part.links) changing.links.put(link.id, link)
  for (const stroke of part.strokes) changing.strokes.put(stroke.id, stroke)
  if (part.course) changing.course = part.course
  changing.ballots = replaced(ballots, part.ballots, ballotKey)
}

/// After the operation: what ceased to be visible goes, then what became visible comes, then the count of who is ready.
export function applySeen(changing: Changing, seen: Seen): void {
  if (seen.gone.length > 0) forget(changing, new Set(seen.gone))
  if (seen.appeared) merge(changing, seen.appeared)
  const { round } = changing.course
  if (seen.roundCount && round) {
    changing.changeCourse({ round: { ...round, count: seen.roundCount } })
  }
}

// What an item that stays still says of things that went.
function withoutThe(gone: ReadonlySet<string>, item: Item): Fields<Item> | undefined {
  const fields: Fields<Item> = {}
  if (gone.has(item.stackedOn)) fields.stackedOn = ''
  if (gone.has(item.answeredBy)) fields.answeredBy = ''
  // His own, on a page that he sees no more.
  if (gone.has(item.sheet)) Object.assign(fields, { sheet: '', region: '', place: undefined })
  if (item.parked && gone.has(item.parked.sheet)) {
    fields.parked = { ...item.parked, sheet: '', region: '' }
  }
  if (item.comments.some((comment) => gone.has(comment.id))) {
    fields.comments = item.comments.filter((comment) => !gone.has(comment.id))
  }
  return Object.keys(fields).length > 0 ? fields : undefined
}

function forget(changing: Changing, gone: ReadonlySet<string>): void {
  for (const item of [...changing.items.all.values()]) {
    const fields = withoutThe(gone, item)
    if (gone.has(item.id)) changing.items.erase(item.id)
    else if (fields) changing.items.change(item.id, () => fields)
  }
  for (const link of [...changing.links.all.values()]) {
    if (gone.has(link.id) || gone.has(link.from) || gone.has(link.to)) changing.links.erase(link.id)
  }
  for (const thing of gone) changing.strokes.erase(thing)
  if (changing.sheets.some((sheet) => gone.has(sheet.id))) {
    changing.sheets = changing.sheets.filter((sheet) => !gone.has(sheet.id))
  }
  if (changing.ballots.some((ballot) => gone.has(ballot.item))) {
    changing.ballots = changing.ballots.filter((ballot) => !gone.has(ballot.item))
  }
}
