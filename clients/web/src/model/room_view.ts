/// What of a professional's board may stand on the wall: exactly what a room screen would be sent at this moment (level
/// `deelnemers`; while the client view is on, what the client sees), so that the chair can share his own screen.
///
/// It cannot show what the chair himself does not see, which the room may not see either; nor does it know more than
/// the state it is given: who has client eyes himself is not told what is open to the client, and for him nothing of
/// before the client's arrival would remain. Give it the state of the chair or another professional.
import type { Item, Link, Sheet, Stroke } from '@/gen/meeting/v1/checkpoint_pb'
import { countsReady } from './sight'
import type { MeetingState } from './state'

export function forRoom(state: MeetingState): MeetingState {
  const { clientView } = state.course
  const sheets = state.sheets.filter((sheet) => !clientView || showsSheet(sheet))
  const shown = new Set(sheets.map((sheet) => sheet.id))
  const items = new Map<string, Item>()
  for (const [id, item] of state.items) if (showsItem(item, clientView, shown)) items.set(id, item)
  for (const [id, item] of items) {
    const told = roomItem(item, clientView, items)
    if (told !== item) items.set(id, told)
  }
  return {
    ...state,
    sheets,
    items,
    links: kept(state.links, (link) => showsLink(link, clientView, items)),
    strokes: kept(state.strokes, (stroke) => shown.has(stroke.sheet) && (!clientView || showsStroke(stroke))),
    course: roomCourse(state),
    ballots: [],
  }
}

function kept<Thing>(things: ReadonlyMap<string, Thing>, shows: (thing: Thing) => boolean): ReadonlyMap<string, Thing> {
  return new Map([...things].filter(([, thing]) => shows(thing)))
}

// The pages of the method are structure; one that someone added carries his title.
function showsSheet(sheet: Sheet): boolean {
  return sheet.id === sheet.phase || (!sheet.removed && (sheet.atClientTable || sheet.openedToClient))
}

function showsStroke(stroke: Stroke): boolean {
  return !stroke.removed && (stroke.atClientTable || stroke.openedToClient)
}

function showsItem(item: Item, clientView: boolean, sheets: ReadonlySet<string>): boolean {
  const level = item.visibility?.level ?? ''
  if (item.coveredBy !== 0n || (level !== '' && level !== 'deelnemers')) return false
  if (!clientView) return true
  return !item.removed && !item.parked && sheets.has(item.sheet) && (item.atClientTable || item.openedToClient)
}

function showsLink(link: Link, clientView: boolean, items: ReadonlyMap<string, Item>): boolean {
  return items.has(link.from) && items.has(link.to) && !(clientView && link.removed)
}

// The item without what points to hidden things; while the client looks on, without figures and what was said apart.
function roomItem(item: Item, clientView: boolean, items: ReadonlyMap<string, Item>): Item {
  const { stackedOn, answeredBy } = item
  const pointing = (stackedOn !== '' && !items.has(stackedOn)) || (answeredBy !== '' && !items.has(answeredBy))
  const figures = item.tallies.length + item.scores.length + item.comments.length > 0
  if (!pointing && !(clientView && figures)) return item
  return {
    ...item,
    stackedOn: items.has(stackedOn) ? stackedOn : '',
    answeredBy: items.has(answeredBy) ? answeredBy : '',
    ...(clientView
      ? {
          tallies: [],
          scores: [],
          comments: item.comments.filter((comment) => comment.atClientTable && !comment.removed),
        }
      : {}),
  }
}

function roomCourse(state: MeetingState): MeetingState['course'] {
  const { course } = state
  if (!course.round) return course
  const count = countsReady(state) && !course.clientView ? course.round.count : undefined
  return { ...course, round: { ...course.round, ready: [], count } }
}
