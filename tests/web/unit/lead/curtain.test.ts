import { expect, test } from 'vitest'
import { clientIsHere, clientName, curtainOf, hasRoomScreen, wasShown } from '@/view/lead/curtain'
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

test('a sheet falls apart in what he sees, what can be added and what stays shut', () => {
  const { table, ids } = factors()
  const [a = '', b = '', c = ''] = ids
  const shown = curtainOf(table.state, 'factoren', { now: [a], opened: [b, c, 'a-stroke'] })
  expect(shown.sees.map((item) => item.id)).toEqual([a])
  // In the order of the regions, as on the sheet.
  expect(shown.could.map((item) => item.id)).toEqual([c, b])
  expect(shown.more).toBe(1)
  expect(shown.shut).toBe(1)
})

test('cards of another sheet are not in it', () => {
  const { table, ids } = factors()
  const shown = curtainOf(table.state, 'probleem', { now: ids, opened: [] })
  expect(shown).toEqual({ sees: [], could: [], more: 0, shut: 0 })
})

test('what came in after the preview must be looked at first', () => {
  const before = { now: ['a'], opened: ['b', 'c'] }
  expect(wasShown(before, { now: ['a'], opened: ['c'] })).toBe(true)
  expect(wasShown(before, { now: ['a'], opened: ['b', 'c', 'd'] })).toBe(false)
})

test('the client reads plain words where there are some', () => {
  expect(clientName({ name: { $typeName: 'flipover.v1.Label', nl: 'Beschermende factoren', en: '' } })?.nl).toBe(
    'Beschermende factoren',
  )
})

test('a client who came in is known, and a screen that was paired', () => {
  const table = new Table({ Mirjam: 'procesregisseur' })
  expect([clientIsHere(table.state), hasRoomScreen(table.state)]).toEqual([false, false])
  const other = new Table({ Mirjam: 'procesregisseur', P: 'client', zaal: 'zaalscherm' })
  expect([clientIsHere(other.state), hasRoomScreen(other.state)]).toEqual([true, true])
  other.logged('', { case: 'endParticipation', value: { participant: 'zaal' } })
  expect(hasRoomScreen(other.state)).toBe(false)
})
