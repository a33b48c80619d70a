import { create } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'
import { PreviewViewSchema } from '@/gen/meeting/v1/api_pb'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { emptyState } from '@/model/board'
import type { MeetingState } from '@/model/state'
import {
  changedElsewhere,
  clientIsHere,
  curtainOf,
  hasRoomScreen,
  previewOf,
  regionName,
  wasShown,
  type Preview,
} from '@/view/lead/curtain'
import { phaseOf } from '@/model/charter'
import { Table } from '../model/table'

function factors(): { table: Table; ids: string[] } {
  const table = new Table({ Mirjam: 'procesregisseur', Karim: 'casusregisseur' })
  table.asks('Mirjam', { case: 'goToPhase', value: { phase: 'factoren' } })
  const ids = ['beschermend', 'risico', 'beschermend', 'risico'].map((kind, i) => {
    const added = table.asks('Mirjam', { case: 'addItem', value: { kind, text: `${kind} ${i}` } })
    return added.case === 'addItem' ? added.value.item : ''
  })
  return { table, ids }
}

/// His board: the table's with these cards alone, each with less in it than the chair's.
function boardOf(state: MeetingState, ids: readonly string[]): MeetingState {
  const his = (id: string): readonly [string, Item][] => {
    const item = state.items.get(id)
    return item ? [[id, { ...item, domain: '', fields: [] }]] : []
  }
  return { ...state, items: new Map(ids.flatMap(his)) }
}
function preview(state: MeetingState, part: Partial<Preview>): Preview {
  const { now = [], opened = [], changed = [] } = part
  return { now, opened, changed, seen: boardOf(state, [...now, ...opened]), ...part }
}

test('a sheet falls apart in what he sees, what can be added and what stays shut', () => {
  const { table, ids } = factors()
  const [a = '', b = '', c = ''] = ids
  const shown = curtainOf(table.state, 'factoren', preview(table.state, { now: [a], opened: [b, c, 'a-stroke'] }))
  expect(shown.sees.map((item) => item.id)).toEqual([a])
  // In the order of the regions, as on the sheet.
  expect(shown.could.map((item) => item.id)).toEqual([c, b])
  expect(shown.more).toBe(1)
  expect(shown.shut).toBe(1)
})

test('the cards are those of his own board, never the chair’s with what he does not get (CP-12)', () => {
  const { table, ids } = factors()
  const [a = ''] = ids
  table.sets('Mirjam', a, 'domain', 'zrm.financien')
  expect(table.item(a).domain).not.toBe('')
  const [card] = curtainOf(table.state, 'factoren', preview(table.state, { now: [a] })).sees
  expect(card?.domain).toBe('')
  const withheld = preview(table.state, { now: [a], seen: emptyState() })
  expect(curtainOf(table.state, 'factoren', withheld).sees).toEqual([])
})

test('cards of another sheet are not in it', () => {
  const { table, ids } = factors()
  const shown = curtainOf(table.state, 'probleem', preview(table.state, { now: ids }))
  expect(shown).toEqual({ sees: [], could: [], changed: [], more: 0, shut: 0 })
})

test('what changed since he saw it stands by itself, and other sheets are named that hold such', () => {
  const { table, ids } = factors()
  const [a = '', b = ''] = ids
  const changed = preview(table.state, { now: [a], opened: [b], changed: [b] })
  const shown = curtainOf(table.state, 'factoren', changed)
  expect(shown.changed.map((item) => item.id)).toEqual([b])
  expect(shown.could).toEqual([])
  expect([...changedElsewhere(table.state, 'factoren', changed)]).toEqual([])
  expect([...changedElsewhere(table.state, 'probleem', changed)]).toEqual([['factoren', 1]])
})

test('what came in after the preview, or changed in it, must be looked at first', () => {
  const { table, ids } = factors()
  const [a = '', b = '', c = '', d = ''] = ids
  const before = preview(table.state, { now: [a], opened: [b, c] })
  expect(wasShown(before, preview(table.state, { now: [a], opened: [c] }))).toBe(true)
  expect(wasShown(before, preview(table.state, { now: [a], opened: [b, c, d] }))).toBe(false)
  table.asks('Karim', {
    case: 'editText',
    value: { item: c, base: table.item(c).revision, spans: [{ keep: 0, insert: 'Toch niet ' }] },
  })
  const after = preview(table.state, { now: [a], opened: [b, c] })
  expect(wasShown(before, after)).toBe(false)
  expect(wasShown(before, after, [b])).toBe(true) // the one that is opened is as it was
})

test('a server that sends no board shows none', () => {
  const { table } = factors()
  const bare = previewOf(create(PreviewViewSchema, { now: ['a'] }))
  expect(curtainOf(table.state, 'factoren', bare).sees).toEqual([])
})

test('the client reads plain words where there are some', () => {
  const { table } = factors()
  expect(regionName(phaseOf(table.state, 'factoren'), 'beschermend')?.nl).toBe('Wat helpt')
  expect(regionName(phaseOf(table.state, 'factoren'), 'nowhere')).toBeUndefined()
})

test('a client who came in is known, and a screen that was paired', () => {
  const table = new Table({ Mirjam: 'procesregisseur' })
  expect([clientIsHere(table.state), hasRoomScreen(table.state)]).toEqual([false, false])
  const other = new Table({ Mirjam: 'procesregisseur', P: 'client', zaal: 'zaalscherm' })
  expect([clientIsHere(other.state), hasRoomScreen(other.state)]).toEqual([true, true])
  other.logged('', { case: 'endParticipation', value: { participant: 'zaal' } })
  expect(hasRoomScreen(other.state)).toBe(false)
})
