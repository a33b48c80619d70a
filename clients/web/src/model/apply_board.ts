// What lies on the board beside the items themselves: links, points, pages, strokes, and taking off or putting back.
import { create } from '@bufbuild/protobuf'
import { BallotSchema, LinkSchema, SheetSchema, StrokeSchema } from '@/gen/meeting/v1/checkpoint_pb'
import type { Vote } from '@/gen/meeting/v1/operation_pb'
import type { Record } from '@/gen/meeting/v1/record_pb'
import { changedUnseen, isOpenToAll } from './apply_item'
import { sheetOf } from './board'
import type { Changing } from './changing'
import { isClientRelation } from './client_page'
import { clientAtTable } from './people'
import { isOpenToClient } from './sight'
import { bringBack, withdraw } from './withdrawal'

/// The item that carries a comment.
export function homeOfComment(changing: Changing, comment: string): string | undefined {
  for (const item of changing.items.all.values()) {
    if (item.comments.some((each) => each.id === comment)) return item.id
  }
  return undefined
}

// A relation between two cards that are open says something new of the first; with the curtain open, of that which is hidden.
function joinsUnseen(changing: Changing, link: string): void {
  const { from = '', to = '', relation = '' } = changing.links.get(link) ?? {}
  if (!isClientRelation(changing.state, relation)) return
  const changes = (end: string, other: string) => {
    if (isOpenToAll(changing, other)) changing.items.change(end, (item) => changedUnseen(changing, item))
  }
  changes(from, to)
  if (changing.course.clientView) changes(to, from)
}

function setRemoved(changing: Changing, thing: string, removed: boolean): void {
  const item = changing.items.get(thing)
  if (item?.withdrawn && !removed) bringBack(changing, thing)
  else if (item) changing.items.change(thing, () => ({ removed }))
  else if (changing.links.get(thing)) {
    changing.links.change(thing, () => ({ removed }))
    if (!removed) joinsUnseen(changing, thing)
  } else if (changing.strokes.get(thing)) changing.strokes.change(thing, () => ({ removed }))
  else if (changing.sheets.some((sheet) => sheet.id === thing)) changing.changeSheet(thing, { removed })
  else setCommentRemoved(changing, thing, removed)
}

function setCommentRemoved(changing: Changing, thing: string, removed: boolean): void {
  const home = homeOfComment(changing, thing)
  if (home === undefined) return
  changing.items.change(home, (item) => ({
    comments: item.comments.map((each) => (each.id === thing ? { ...each, removed } : each)),
  }))
}

function vote(changing: Changing, record: Record, op: Vote): void {
  const { round, item, points } = op
  const others = changing.ballots.filter(
    (each) => each.round !== round || each.participant !== record.by || each.item !== item,
  )
  changing.ballots =
    points === 0 ? others : [...others, create(BallotSchema, { round, participant: record.by, item, points })]
}

export function applyToBoard(changing: Changing, record: Record): void {
  const op = record.operation?.kind
  switch (op?.case) {
    case 'remove':
      setRemoved(changing, op.value.thing, true)
      break
    case 'restore':
      setRemoved(changing, op.value.thing, false)
      break
    case 'withdrawItem':
      withdraw(changing, op.value.item)
      break
    case 'linkItems': {
      const { link: id, from, to, relation } = op.value
      changing.links.put(id, create(LinkSchema, { id, from, to, relation, by: record.by }))
      joinsUnseen(changing, id)
      break
    }
    case 'vote':
      vote(changing, record, op.value)
      break
    case 'addPage': {
      const { sheet: id, phase, title } = op.value
      const atClientTable = clientAtTable(changing.state)
      changing.sheets = [...changing.sheets, create(SheetSchema, { id, phase, title, by: record.by, atClientTable })]
      return
    }
    case 'draw': {
      const { stroke: id, sheet, points, colour, width } = op.value
      const { state } = changing
      const atClientTable = clientAtTable(state) && isOpenToClient(sheetOf(state, sheet))
      const stroke = create(StrokeSchema, { id, sheet, by: record.by, colour, width, atClientTable })
      stroke.points = points
      changing.strokes.put(id, stroke)
      break
    }
  }
}
