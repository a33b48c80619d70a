/// What of a professional's board may stand on the wall: exactly what a room screen would be sent at this moment (level
/// `deelnemers`; while the client may read it, what the client sees or nothing), so that the chair can share his own screen.
///
/// It cannot show what the chair himself does not see, which the room may not see either; nor does it know more than
/// the state it is given: who has client eyes himself is not told what is open to the client, and for him nothing of
/// before the client's arrival would remain. Give it the state of the chair or another professional.
import { create } from '@bufbuild/protobuf'
import { ItemSchema, type Item, type Link, type Stroke } from '@/gen/meeting/v1/checkpoint_pb'
import { isClientField, isClientRelation } from './client_page'
import { countsReady, isForAll, isOpenToClient, isShownToClient, roomHasClientEyes, roomIsBlank } from './sight'
import type { MeetingState } from './state'

export function forRoom(state: MeetingState): MeetingState {
  const asClient = roomHasClientEyes(state)
  const blank = roomIsBlank(state)
  const sheets = state.sheets.filter(
    (sheet) => sheet.id === sheet.phase || (!blank && (!asClient || isOpenToClient(sheet))),
  )
  const shown = new Set(sheets.map((sheet) => sheet.id))
  const items = new Map<string, Item>()
  for (const [id, item] of state.items) if (!blank && showsItem(item, asClient, shown)) items.set(id, item)
  for (const [id, item] of items) {
    const told = roomItem(state, item, asClient, items)
    if (told !== item) items.set(id, told)
  }
  return {
    ...state,
    sheets,
    items,
    links: kept(state.links, (link) => showsLink(state, link, asClient, items)),
    strokes: kept(state.strokes, (each) => !blank && shown.has(each.sheet) && (!asClient || showsStroke(each))),
    course: roomCourse(state, asClient),
    ballots: [],
  }
}

function kept<Thing>(things: ReadonlyMap<string, Thing>, shows: (thing: Thing) => boolean): ReadonlyMap<string, Thing> {
  return new Map([...things].filter(([, thing]) => shows(thing)))
}

function showsStroke(stroke: Stroke): boolean {
  return !stroke.removed && (stroke.atClientTable || stroke.openedToClient)
}

function showsItem(item: Item, asClient: boolean, sheets: ReadonlySet<string>): boolean {
  if (item.coveredBy !== 0n || !isForAll(item)) return false
  return !asClient || (!item.removed && !item.parked && sheets.has(item.sheet) && isShownToClient(item))
}

function showsLink(state: MeetingState, link: Link, asClient: boolean, items: ReadonlyMap<string, Item>): boolean {
  if (!items.has(link.from) || !items.has(link.to)) return false
  return !asClient || (!link.removed && isClientRelation(state, link.relation))
}

// The item without what points to hidden things; with the client's eyes, what stands on his page.
function roomItem(state: MeetingState, item: Item, asClient: boolean, items: ReadonlyMap<string, Item>): Item {
  const stackedOn = items.has(item.stackedOn) ? item.stackedOn : ''
  const answeredBy = items.has(item.answeredBy) ? item.answeredBy : ''
  if (asClient) return clientCard(state, { ...item, stackedOn, answeredBy })
  if (stackedOn === item.stackedOn && answeredBy === item.answeredBy) return item
  return { ...item, stackedOn, answeredBy }
}

// Only what is named here (client_card in server/model/projection.cc).
function clientCard(state: MeetingState, item: Item): Item {
  const { id, kind, sheet, region, orderKey, text, revision, saidBy, typedBy, madeMs, madeAt } = item
  const { removed, coveredBy, stackedOn, resolved, answeredBy, restedOnWithdrawn } = item
  const card = create(ItemSchema, {
    ...{ id, kind, sheet, region, orderKey, text, revision, saidBy, typedBy, madeMs, madeAt },
    ...{ removed, coveredBy, stackedOn, resolved, answeredBy, restedOnWithdrawn },
    madeIn: item.atClientTable ? item.madeIn : '',
  })
  card.place = item.place
  card.fields = item.fields.filter((each) => isClientField(state, kind, each.field))
  card.comments = item.comments.filter((comment) => comment.atClientTable && !comment.removed)
  card.stances = item.stances.filter((taken) => taken.atClientTable)
  return card
}

function roomCourse(state: MeetingState, asClient: boolean): MeetingState['course'] {
  const { course } = state
  if (!course.round) return course
  const count = countsReady(state) && !asClient ? course.round.count : undefined
  return { ...course, round: { ...course.round, ready: [], count } }
}
