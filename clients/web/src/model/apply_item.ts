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
import { clientAtTable } from './people'

/// What an undo of a first score logs: none (server/model/undo.h).
const scoreWithdrawn = 0xffffffff

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

function editText(changing: Changing, op: EditText): void {
  changing.items.change(op.item, (item) => ({
    text: edited(item.text, op.spans) ?? item.text,
    revision: item.revision + 1n,
  }))
}

function splitItem(changing: Changing, record: Record, op: SplitItem): void {
  const whole = changing.items.get(op.item)
  if (!whole) return
  // Comments, stances, scores and totals were given to the whole and stay with it.
  const rest: Item = {
    ...whole,
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
    madeMs: record.timeMs,
    madeAt: record.number,
    madeIn: changing.course.phase,
  }
  changing.items.put(whole.id, {
    ...whole,
    text: whole.text.slice(0, op.at),
    revision: whole.revision + 1n,
  })
  changing.items.put(rest.id, rest)
}

function sortedFields(fields: readonly FieldValue[], value: FieldValue): FieldValue[] {
  const others = fields.filter((field) => field.field !== value.field)
  if (value.values.length === 0) return others
  return [...others, value].sort((a, b) => (a.field < b.field ? -1 : 1))
}

function tagged(item: Item, value: FieldValue): Fields<Item> {
  const first = value.values[0] ?? ''
  switch (value.field) {
    case 'kind':
      return { kind: first }
    case 'said_by':
      return { saidBy: first }
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

function setField(changing: Changing, op: SetField): void {
  const { value, parked } = op
  changing.items.change(op.item, (item) => ({
    ...(value ? tagged(item, value) : {}),
    ...(parked ? { parked } : {}),
  }))
}

function moveItem(changing: Changing, op: MoveItem): void {
  const { sheet, region, orderKey, place, parked, kind } = op
  changing.items.change(op.item, (item) => ({ sheet, region, orderKey, place, parked, kind: kind || item.kind }))
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
        atClientTable: clientAtTable(changing.state),
      }),
    ],
  }))
}

function byParticipant(a: { participant: string }, b: { participant: string }): number {
  return a.participant < b.participant ? -1 : 1
}

function takeStance(changing: Changing, record: Record, op: TakeStance): void {
  const participant = op.by || record.by
  changing.items.change(op.item, (item) => {
    const stances = item.stances.filter((taken) => taken.participant !== participant)
    if (op.stance === TakeStance_Stance.STANCE_UNSPECIFIED) return { stances }
    const { stance, words } = op
    stances.push(create(StanceTakenSchema, { participant, stance, words, typedBy: record.by }))
    return { stances: stances.sort(byParticipant) }
  })
}

function score(changing: Changing, record: Record, op: Score): void {
  const participant = op.by || record.by
  changing.items.change(op.item, (item) => {
    const scores = item.scores.filter((given) => given.participant !== participant)
    if (op.value === scoreWithdrawn) return { scores }
    scores.push(create(ScoreGivenSchema, { participant, value: op.value, words: op.words }))
    return { scores: scores.sort(byParticipant) }
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
      setField(changing, op.value)
      break
    case 'moveItem':
      moveItem(changing, op.value)
      break
    case 'splitItem':
      splitItem(changing, record, op.value)
      break
    case 'stackItem': {
      const { item, onto } = op.value
      items.change(item, () => ({ stackedOn: onto }))
      // What it is laid on lies on nothing from here: where the author did not see what it lay on, a ring could come.
      items.change(onto, () => ({ stackedOn: '' }))
      break
    }
    case 'unstackItem':
      items.change(op.value.item, () => ({ stackedOn: '' }))
      break
    case 'parkItem': {
      const { parked } = op.value
      items.change(op.value.item, () => ({ parked }))
      break
    }
    case 'takeBackItem': {
      const { sheet, region, orderKey } = op.value
      const back = { sheet, region, orderKey, parked: undefined, place: undefined }
      items.change(op.value.item, () => back)
      break
    }
    case 'setVisibility': {
      const visibility = op.value.visibility ?? create(VisibilitySchema)
      items.change(op.value.item, () => ({ visibility }))
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
      items.change(op.value.item, () => ({ resolved: true, answeredBy }))
      break
    }
    case 'reopen':
      items.change(op.value.item, () => ({ resolved: false, answeredBy: '' }))
      break
  }
}
