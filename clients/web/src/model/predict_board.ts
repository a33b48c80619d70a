// What the server will make of operations about where things stand: moving, removing, stacking, parking, pages, strokes.
import { create } from '@bufbuild/protobuf'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import {
  Arrive_Location,
  ParkedSchema,
  type AddPage,
  type Draw,
  type MoveItem,
  type Parked,
  type ParkItem,
  type StackItem,
  type TakeBackItem,
  type WithdrawItem,
} from '@/gen/meeting/v1/operation_pb'
import { homeRegions, phaseOfSheet, sheetOf } from './board'
import { liesAhead, parkingRegion, phaseOf } from './charter'
import { othersDissent } from './given'
import { attendeeOf, firstSayer, mayWrite, onBehalf, roleOfParticipant } from './people'
import {
  hasRegion,
  isAtHome,
  isOnlySayers,
  itemFor,
  keyBehind,
  mayBecome,
  parkingRule,
  writes,
  writesFewKinds,
  type Asking,
  type Kind,
} from './predicting'
import { isOwn } from './sight'

// Where it lies parked, or from where it goes there now.
function whence(item: Item): Parked {
  const { sheet, region } = item
  return item.parked ?? create(ParkedSchema, { sheet, region })
}

// May the item go there, as this kind? Where it stood before it was parked, it may stand again as it was.
function mayStand(asking: Asking, item: Item, sheetId: string, region: string, kind: string): boolean {
  const sheet = sheetOf(asking.state, sheetId)
  if (!sheet || sheet.removed || !hasRegion(asking.state, sheet, region)) return false
  if (liesAhead(asking.state, sheet.phase)) return false
  const returns = item.parked?.sheet === sheetId && item.parked.region === region
  return (returns && kind === item.kind) || isAtHome(asking, sheet, region, kind)
}

function moveItem(asking: Asking, asked: MoveItem): Kind | undefined {
  const { state } = asking
  const item = itemFor(asking, asked.item)
  if (!item || !writes(asking, item)) return
  const namesRegion = asked.sheet !== '' || asked.region !== ''
  const sheet = asked.sheet || item.sheet
  const region = asked.sheet === '' && asked.region === '' ? item.region : asked.region
  if (!sheetOf(state, sheet)) return
  const kind = asked.kind || item.kind
  const becomes = kind !== item.kind
  if (becomes && !mayBecome(asking, item, kind)) return
  const rule = parkingRule(state, kind)
  const stays = sheet === item.sheet && region === item.region
  const parking = parkingRegion(phaseOfSheet(state, sheet))?.id
  let parked: Parked | undefined
  if (parking !== undefined && region === parking) parked = whence(item)
  else if (item.parked && stays && !namesRegion) parked = item.parked
  else if (item.parked && rule !== undefined) return
  else if ((!stays || becomes) && !mayStand(asking, item, sheet, region, kind)) return
  if (becomes && rule !== undefined) parked = { ...(parked ?? create(ParkedSchema, { sheet, region })), rule }
  const orderKey = keyBehind(asking, sheet, region, asked.behind, item.id)
  if (orderKey === undefined) return
  return {
    case: 'moveItem',
    value: { ...asked, sheet, region, kind: becomes ? kind : '', orderKey, parked, behind: undefined },
  }
}

function parkItem(asking: Asking, asked: ParkItem): Kind | undefined {
  const { state, me } = asking
  const item = itemFor(asking, asked.item)
  if (!item || !writes(asking, item) || !(isOwn(item, me) || onBehalf(state, me))) return
  const from = whence(item)
  const parked = asked.reason === '' ? from : { ...from, reason: asked.reason }
  return { case: 'parkItem', value: { ...asked, parked } }
}

function takeBackItem(asking: Asking, asked: TakeBackItem): Kind | undefined {
  const { state } = asking
  const item = itemFor(asking, asked.item)
  if (!item?.parked || !writes(asking, item) || parkingRule(state, item.kind) !== undefined) return
  const home = (on: string) => homeRegions(state, on, item.kind)[0]?.id ?? ''
  const whence = asked.sheet === '' && asked.region === ''
  let sheet = whence ? item.parked.sheet : asked.sheet || state.course.phase
  if (!sheetOf(state, sheet)) return
  let region = (whence ? item.parked.region : asked.region) || home(sheet)
  if (region === '' && sheetOf(state, sheet)?.phase !== '') {
    // It was offered straight to the parking place of a step where its kind has no home; the present step may have one.
    sheet = state.course.phase
    region = home(sheet)
    if (region === '') return
  }
  if (!mayStand(asking, item, sheet, region, item.kind)) return
  const orderKey = keyBehind(asking, sheet, region, asked.behind, item.id)
  if (orderKey === undefined) return
  return { case: 'takeBackItem', value: { ...asked, sheet, region, orderKey, behind: undefined } }
}

function stackItem(asking: Asking, asked: StackItem): Kind | undefined {
  const item = itemFor(asking, asked.item)
  const onto = itemFor(asking, asked.onto)
  if (!item || !onto || item === onto || !writes(asking, item)) return
  if (item.parked || onto.parked || itemFor(asking, item.stackedOn) || itemFor(asking, onto.stackedOn)) return
  return { case: 'stackItem', value: asked }
}

function unstackItem(asking: Asking, op: Kind & { case: 'unstackItem' }): Kind | undefined {
  const item = itemFor(asking, op.value.item)
  if (!item || !writes(asking, item) || !itemFor(asking, item.stackedOn)) return
  return op
}

// The sayer decides; where he cannot, or is not known, it is for whoever typed it (PV-05). Being named later gives no right
// to it.
function mayWithdraw({ state, me }: Asking, item: Item): boolean {
  const first = firstSayer(item)
  if (first === me && isOwn(item, me)) return true
  const sayer = roleOfParticipant(state, first) && attendeeOf(state, first)
  return item.typedBy === me && (!sayer || sayer.location === Arrive_Location.NO_DEVICE)
}

function withdrawItem(asking: Asking, asked: WithdrawItem): Kind | undefined {
  const item = itemFor(asking, asked.item)
  if (!item || !mayWithdraw(asking, item) || othersDissent(item, asking.me).length > 0) return
  return { case: 'withdrawItem', value: asked }
}

// Items: every writer who sees them. Comments, links, strokes, pages: who made them, chair and notulist.
function mayRemove(asking: Asking, thing: string): boolean {
  const { state, me } = asking
  const made = (by: string | undefined) => by !== undefined && mayWrite(state, me) && (by === me || onBehalf(state, me))
  const item = itemFor(asking, thing)
  if (item) {
    return (!isOnlySayers(state, item) || isOwn(item, me)) && writes(asking, item)
  }
  for (const { comments, withdrawn } of state.items.values()) {
    const comment = comments.find((each) => each.id === thing)
    if (comment) return !withdrawn && made(comment.saidBy === me ? me : comment.typedBy)
  }
  const sheet = sheetOf(state, thing)
  if (sheet) return sheet.id !== sheet.phase && made(sheet.by) // the method's own page stays
  return made((state.links.get(thing) ?? state.strokes.get(thing))?.by)
}

// Somebody else's dissent would go with it.
function takesDissent(asking: Asking, thing: string): boolean {
  const { items } = asking.state
  const onIt = [...items.values()].filter((item) => !item.withdrawn && (item.id === thing || item.sheet === thing))
  return onIt.some((item) => othersDissent(item, asking.me).length > 0)
}

function restore(asking: Asking, op: Kind & { case: 'restore' }): Kind | undefined {
  const { thing } = op.value
  const item = asking.state.items.get(thing)
  const may = item?.withdrawn ? mayWithdraw(asking, item) : mayRemove(asking, thing)
  return may ? op : undefined
}

function addPage(asking: Asking, asked: AddPage): Kind | undefined {
  const { state, me, id } = asking
  if (!mayWrite(state, me) || writesFewKinds(asking)) return
  if (asked.phase !== '' && (!phaseOf(state, asked.phase) || liesAhead(state, asked.phase))) return
  return { case: 'addPage', value: { ...asked, sheet: id } }
}

function draw(asking: Asking, asked: Draw): Kind | undefined {
  const { state, me, id } = asking
  const sheet = sheetOf(state, asked.sheet)
  if (!sheet || sheet.removed || sheet.phase !== '' || !mayWrite(state, me) || writesFewKinds(asking)) return
  return { case: 'draw', value: { ...asked, stroke: id } }
}

export function predictBoard(asking: Asking, op: Kind): Kind | undefined {
  switch (op.case) {
    case 'moveItem':
      return moveItem(asking, op.value)
    case 'parkItem':
      return parkItem(asking, op.value)
    case 'takeBackItem':
      return takeBackItem(asking, op.value)
    case 'stackItem':
      return stackItem(asking, op.value)
    case 'unstackItem':
      return unstackItem(asking, op)
    case 'withdrawItem':
      return withdrawItem(asking, op.value)
    case 'remove':
      return mayRemove(asking, op.value.thing) && !takesDissent(asking, op.value.thing) ? op : undefined
    case 'restore':
      return restore(asking, op)
    case 'addPage':
      return addPage(asking, op.value)
    case 'draw':
      return draw(asking, op.value)
    default:
      return undefined
  }
}
