// What the server will make of an item's own operations: adding it, its text, its fields, splitting it, who sees it.
import { create } from '@bufbuild/protobuf'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import {
  ParkedSchema,
  VisibilitySchema,
  type AddItem,
  type EditText,
  type SetField,
  type SetVisibility,
  type SplitItem,
} from '@/gen/meeting/v1/operation_pb'
import { edited } from './apply_item'
import { homeRegions, phaseOfSheet, sheetOf } from './board'
import { kindOf, liesAhead, parkingRegion } from './charter'
import { firstSayer, isChair, mayUseKind, mayWrite, onBehalf } from './people'
import {
  admitsAllOf,
  coveringRound,
  editsWords,
  hasReason,
  hasRegion,
  hidesDissent,
  isAtHome,
  isOnlySayers,
  isSaid,
  itemFor,
  keyBehind,
  mayBecome,
  needsReason,
  parkingRule,
  speaker,
  writes,
  type Asking,
  type Kind,
} from './predicting'
import { isOwn } from './sight'

function addItem(asking: Asking, asked: AddItem): Kind | undefined {
  const { state, me, id } = asking
  const { kind } = asked
  if (!kindOf(state, kind) || !mayWrite(state, me) || !mayUseKind(state, me, kind)) return
  const sheet = sheetOf(state, asked.sheet || state.course.phase)
  if (!sheet || sheet.removed || liesAhead(state, sheet.phase)) return
  const saidBy = speaker(asking, asked.saidBy)
  if (saidBy === undefined || (needsReason(state, kind) && !hasReason(asked.fields))) return
  let region = asked.region || (homeRegions(state, sheet.id, kind)[0]?.id ?? '')
  if (asked.region !== '' && !hasRegion(state, sheet, asked.region)) return

  const coveredBy = coveringRound(state, sheet, region)
  const parking = parkingRegion(phaseOfSheet(state, sheet.id))?.id ?? ''
  const rule = parkingRule(state, kind)
  const toParking = region !== '' && region === parking
  const parks = rule !== undefined || toParking
  const parked = parks ? create(ParkedSchema, { sheet: sheet.id, region: toParking ? '' : region, rule }) : undefined
  if (!parks && !isAtHome(asking, sheet, region, kind)) return
  if (parks && parking !== '') region = parking

  const orderKey = keyBehind(asking, sheet.id, region, asked.behind)
  if (orderKey === undefined) return
  const visibility = asked.visibility?.level ? asked.visibility : create(VisibilitySchema, { level: 'deelnemers' })
  const fields = [...asked.fields].sort((a, b) => (a.field < b.field ? -1 : 1))
  const filled = { sheet: sheet.id, region, saidBy, visibility, fields, item: id, orderKey, parked, coveredBy }
  return { case: 'addItem', value: { ...asked, ...filled, behind: undefined } }
}

// Only on the text as it is here: what is older, the replica moves before it asks.
function editText(asking: Asking, asked: EditText): Kind | undefined {
  const item = itemFor(asking, asked.item)
  if (!item || !editsWords(asking, item) || asked.base !== item.revision) return
  const text = edited(item.text, asked.spans)
  return text === undefined || halvesPair(text) ? undefined : { case: 'editText', value: asked }
}

function splitItem(asking: Asking, asked: SplitItem): Kind | undefined {
  const item = itemFor(asking, asked.item)
  if (!item || !editsWords(asking, item) || asked.base !== item.revision) return
  const { at } = asked
  if (at === 0 || at >= item.text.length || halvesPair(item.text.slice(0, at))) return
  const orderKey = keyBehind(asking, item.sheet, item.region, item.id) ?? item.orderKey
  return { case: 'splitItem', value: { ...asked, cut: item.text.length - at, newItem: asking.id, orderKey } }
}

// Half of a surrogate pair, as left by a cut through an emoji.
function halvesPair(text: string): boolean {
  return /\p{Surrogate}/u.test(text)
}

// Whoever may enter his words names him; a named speaker may say that it was not he (HY-04). Whoever is named as the sayer
// of a quote or a dissent may change it: that right is not for others to give.
function maySetSpeaker(asking: Asking, item: Item, saidBy: string): boolean {
  const { state, me } = asking
  const mine = isOwn(item, me) || firstSayer(item) === me
  if (!mine && (!onBehalf(state, me) || (isOnlySayers(state, item) && item.saidBy !== ''))) return false
  if ((!mine || saidBy !== '') && speaker(asking, saidBy) === undefined) return false
  return !hidesDissent(asking, item, { ...item, saidBy })
}

function setField(asking: Asking, asked: SetField): Kind | undefined {
  const { state } = asking
  const item = itemFor(asking, asked.item)
  const { value } = asked
  if (!item || !value || !writes(asking, item)) return
  const first = value.values[0] ?? ''
  const plain: Kind = { case: 'setField', value: { ...asked, parked: undefined } }
  if (value.field === 'said_by') return maySetSpeaker(asking, item, first) ? plain : undefined
  if (value.field !== 'kind') {
    return value.field === 'reden' && !isSaid(first) && needsReason(state, item.kind) ? undefined : plain
  }
  if (!mayBecome(asking, item, first)) return
  const rule = parkingRule(state, first)
  if (rule !== undefined) {
    const { sheet, region } = item
    const parked = { ...(item.parked ?? create(ParkedSchema, { sheet, region })), rule }
    return { case: 'setField', value: { ...asked, parked } }
  }
  const sheet = sheetOf(state, item.sheet)
  const stands = !sheet || item.parked !== undefined || isAtHome(asking, sheet, item.region, first)
  return stands ? plain : undefined
}

function setVisibility(asking: Asking, asked: SetVisibility): Kind | undefined {
  const { state, me } = asking
  const item = itemFor(asking, asked.item)
  if (!item || !asked.visibility) return
  const becomes = { ...item, visibility: asked.visibility }
  const first = firstSayer(item) === me || item.typedBy === me
  // Whom others named as its sayer shows it to nobody more.
  const own = first || (item.saidBy === me && admitsAllOf(state, becomes, item))
  const open = item.visibility?.level === 'deelnemers'
  const may = (own && mayWrite(state, me)) || (open && isChair(state, me))
  return may && !hidesDissent(asking, item, becomes) ? { case: 'setVisibility', value: asked } : undefined
}

export function predictItem(asking: Asking, op: Kind): Kind | undefined {
  switch (op.case) {
    case 'addItem':
      return addItem(asking, op.value)
    case 'editText':
      return editText(asking, op.value)
    case 'splitItem':
      return splitItem(asking, op.value)
    case 'setField':
      return setField(asking, op.value)
    case 'setVisibility':
      return setVisibility(asking, op.value)
    default:
      return undefined
  }
}
