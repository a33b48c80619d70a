// An item and what is said of it: added, written in, split, moved, parked, tagged, commented, scored.
import { create } from '@bufbuild/protobuf'
import {
  CommentSchema,
  ItemSchema,
  ScoreGivenSchema,
  StanceTakenSchema,
  type Item,
} from '@/gen/meeting/v1/checkpoint_pb'
import {
  TakeStance_Stance,
  VisibilitySchema,
  type AddComment,
  type AddItem,
  type EditText,
  type FieldValue,
  type MoveItem,
  type Score,
  type SetField,
  type Span,
  type SplitItem,
  type TakeStance,
} from '@/gen/meeting/v1/operation_pb'
import type { Record } from '@/gen/meeting/v1/record_pb'
import type { Changing, Fields } from './changing'
import { isClientField } from './client_page'
import { sortedGiven, withoutGiven } from './given'
import { clientAtTable, firstSayer } from './people'
import { isForAll, isShownToClient, liesOpenToClient, saidAtClientTable } from './sight'

/// What an undo of a first score logs: none (server/model/undo.h).
const scoreWithdrawn = 11

function addItem(changing: Changing, record: Record, op: AddItem): void {
  const item = create(ItemSchema, {
    id: op.item,
    kind: op.kind,
    sheet: op.sheet,
    region: op.region,
    orderKey: op.orderKey,
    text: op.text,
    saidBy: op.saidBy ?? '',
    typedBy: record.by,
    madeMs: record.timeMs,
    madeAt: record.number,
    source: op.source,
    epistemic: op.epistemic,
    domain: op.domain,
    world: op.world,
    coveredBy: op.coveredBy,
    atClientTable: clientAtTable(changing.state),
    madeIn: changing.course.phase,
  })
  // Shared with the record, which nobody changes either.
  item.place = op.place
  item.persons = op.persons
  item.fields = op.fields
  item.visibility = op.visibility ?? create(VisibilitySchema)
  item.parked = op.parked
  if (!liesOpenToClient(changing.state, item)) item.atClientTable = false // he does not see it being made
  changing.items.put(item.id, item)
}

/// The text after the spans; undefined when they reach beyond it.
export function edited(text: string, spans: readonly Span[]): string | undefined {
  let place = 0
  let after = ''
  for (const span of spans) {
    after += text.slice(place, place + span.keep) + span.insert
    place += span.keep + span.remove
  }
  return place > text.length ? undefined : after + text.slice(place)
}

/// What of an open item changes where the client's eyes do not see it, behind the shut curtain or while the item is hidden
/// from them, needs an act before it reaches them (CP-12). Takes the fields that change; gives back what it becomes.
export function changedUnseen(changing: Changing, item: Item, fields: Fields<Item> = {}): Item {
  const changed = { ...item, ...fields }
  if (!changed.atClientTable && !changed.openedToClient) return changed
  const seen = changing.course.clientView && liesOpenToClient(changing.state, changed)
  return seen ? changed : { ...changed, changedSinceSeen: true }
}

/// Open to the client's side and to all at the table, so that whoever is told of another item what it has to do with this
/// one knows this one. It may be hidden from the client's eyes for now.
export function isOpenToAll(changing: Changing, id: string): boolean {
  const item = changing.items.get(id)
  return item !== undefined && isForAll(item) && isShownToClient(item) && item.coveredBy === 0n && !item.withdrawn
}

function editText(changing: Changing, op: EditText): void {
  changing.items.change(op.item, (item) =>
    changedUnseen(changing, item, {
      text: edited(item.text, op.spans) ?? item.text,
      revision: item.revision + 1n,
    }),
  )
}

function splitItem(changing: Changing, record: Record, op: SplitItem): void {
  const whole = changing.items.get(op.item)
  if (!whole) return
  // Comments, stances, scores and totals were given to the whole and stay with it.
  const rest: Item = {
    ...changedUnseen(changing, whole),
    id: op.newItem,
    orderKey: op.orderKey,
    text: whole.text.slice(op.at),
    revision: 0n,
    comments: [],
    stances: [],
    scores: [],
    tallies: [],
    stackedOn: '',
    answeredBy: '',
    resolved: false,
    restedOnWithdrawn: false,
    restedOn: [],
    madeMs: record.timeMs,
    madeAt: record.number,
  }
  const first = { text: whole.text.slice(0, op.at), revision: whole.revision + 1n }
  changing.items.put(whole.id, changedUnseen(changing, whole, first))
  changing.items.put(rest.id, rest)
}

function sortedFields(fields: readonly FieldValue[], value: FieldValue): FieldValue[] {
  const others = fields.filter((field) => field.field !== value.field)
  if (value.values.length === 0) return others
  return [...others, value].sort((a, b) => (a.field < b.field ? -1 : 1))
}

// Others may name another sayer. Whose it was first keeps the right to it, until he gives it away.
function namedSayer(item: Item, sayer: string, by: string): Fields<Item> {
  const first = firstSayer(item)
  return { saidBy: sayer, firstSaidBy: by === first || sayer === first ? '' : first }
}

function tagged(item: Item, value: FieldValue, by: string): Fields<Item> {
  const first = value.values[0] ?? ''
  switch (value.field) {
    case 'kind':
      return { kind: first }
    case 'said_by':
      return namedSayer(item, first, by)
    case 'source':
      return { source: first }
    case 'epistemic':
      return { epistemic: first }
    case 'domain':
      return { domain: first }
    case 'world':
      return { world: first }
    case 'persons':
      return { persons: value.values }
    default:
      return { fields: sortedFields(item.fields, value) }
  }
}

function setField(changing: Changing, record: Record, op: SetField): void {
  const { value, parked } = op
  if (!value) return
  const { field } = value
  changing.items.change(op.item, (item) => {
    const fields = { ...tagged(item, value, record.by), ...(parked ? { parked } : {}) }
    const tells = field === 'kind' || field === 'said_by' || isClientField(changing.state, item.kind, field)
    return tells ? changedUnseen(changing, item, fields) : fields
  })
}

// In another region it says another thing; of what is parked it is shown where it lies when it comes back.
function moved(changing: Changing, item: Item, fields: Fields<Item>): Fields<Item> {
  const elsewhere = item.sheet !== fields.sheet || item.region !== fields.region
  const tells = (fields.kind ?? item.kind) !== item.kind || (elsewhere && !fields.parked)
  return tells ? changedUnseen(changing, item, fields) : fields
}

function moveItem(changing: Changing, op: MoveItem): void {
  const { sheet, region, orderKey, place, parked, kind } = op
  changing.items.change(op.item, (item) =>
    moved(changing, item, { sheet, region, orderKey, place, parked, kind: kind || item.kind }),
  )
}

// It lies there from now; '': on nothing.
function lieOn(changing: Changing, id: string, onto: string): void {
  changing.items.change(id, (item) => {
    const shows = isOpenToAll(changing, item.stackedOn) || isOpenToAll(changing, onto)
    return shows ? changedUnseen(changing, item, { stackedOn: onto }) : { stackedOn: onto }
  })
}

function isSaidAtTable(changing: Changing, { operation }: Record, item: Item): boolean {
  return operation !== undefined && saidAtClientTable(changing.state, operation, item)
}

function addComment(changing: Changing, record: Record, op: AddComment): void {
  changing.items.change(op.item, (item) => ({
    comments: [
      ...item.comments,
      create(CommentSchema, {
        id: op.comment,
        text: op.text,
        saidBy: op.saidBy ?? '',
        typedBy: record.by,
        madeMs: record.timeMs,
        atClientTable: isSaidAtTable(changing, record, item),
        coveredBy: op.coveredBy,
      }),
    ],
  }))
}

function takeStance(changing: Changing, record: Record, op: TakeStance): void {
  const participant = op.by || record.by
  changing.items.change(op.item, (item) => {
    const { stance, words, coveredBy } = op
    const typedBy = record.by
    const stances = withoutGiven(item.stances, participant, typedBy, coveredBy)
    if (op.stance === TakeStance_Stance.STANCE_UNSPECIFIED) return { stances }
    const atClientTable = isSaidAtTable(changing, record, item)
    stances.push(create(StanceTakenSchema, { participant, stance, words, typedBy, coveredBy, atClientTable }))
    return { stances: sortedGiven(stances) }
  })
}

function score(changing: Changing, record: Record, op: Score): void {
  const participant = op.by || record.by
  changing.items.change(op.item, (item) => {
    const { value, words, coveredBy } = op
    const typedBy = record.by
    const scores = withoutGiven(item.scores, participant, typedBy, coveredBy)
    if (op.value === scoreWithdrawn) return { scores }
    scores.push(create(ScoreGivenSchema, { participant, value, words, typedBy, coveredBy }))
    return { scores: sortedGiven(scores) }
  })
}

export function applyToItem(changing: Changing, record: Record): void {
  const op = record.operation?.kind
  const items = changing.items
  switch (op?.case) {
    case 'addItem':
      addItem(changing, record, op.value)
      break
    case 'editText':
      editText(changing, op.value)
      break
    case 'setField':
      setField(changing, record, op.value)
      break
    case 'moveItem':
      moveItem(changing, op.value)
      break
    case 'splitItem':
      splitItem(changing, record, op.value)
      break
    case 'stackItem': {
      const { item, onto } = op.value
      lieOn(changing, item, onto)
      // What it is laid on lies on nothing from here: where the author did not see what it lay on, a ring could come.
      lieOn(changing, onto, '')
      break
    }
    case 'unstackItem':
      lieOn(changing, op.value.item, '')
      break
    case 'parkItem': {
      const { parked } = op.value
      items.change(op.value.item, () => ({ parked }))
      break
    }
    case 'takeBackItem': {
      const { sheet, region, orderKey } = op.value
      const back = { sheet, region, orderKey, parked: undefined, place: undefined }
      items.change(op.value.item, (item) => moved(changing, item, back))
      break
    }
    case 'setVisibility': {
      const visibility = op.value.visibility ?? create(VisibilitySchema)
      // With the curtain open he sees the card go and come.
      items.change(op.value.item, (item) =>
        changing.course.clientView ? { visibility } : changedUnseen(changing, item, { visibility }),
      )
      break
    }
    case 'addComment':
      addComment(changing, record, op.value)
      break
    case 'score':
      score(changing, record, op.value)
      break
    case 'takeStance':
      takeStance(changing, record, op.value)
      break
    case 'resolve': {
      const { answeredBy } = op.value
      items.change(op.value.item, (item) => changedUnseen(changing, item, { resolved: true, answeredBy }))
      break
    }
    case 'reopen':
      items.change(op.value.item, (item) => changedUnseen(changing, item, { resolved: false, answeredBy: '' }))
      break
  }
}
