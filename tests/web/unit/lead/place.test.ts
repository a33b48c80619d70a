import { expect, test } from 'vitest'
import type { Session } from '@/replica/session'
import { Place } from '@/view/meeting/place.svelte'
import { Table } from '../model/table'

function meeting(): { table: Table; place: Place; go: (phase: string) => void } {
  const table = new Table({ Mirjam: 'procesregisseur' })
  const go = (phase: string): void => void table.asks('Mirjam', { case: 'goToPhase', value: { phase } })
  go('factoren')
  // A place asks nothing of a session but its state.
  const session = {
    get state() {
      return table.state
    },
  } as Session
  return { table, place: new Place(session), go }
}

test('it follows the meeting until I look elsewhere, and one press leads back', () => {
  const { place, go } = meeting()
  expect([place.sheet, place.alone]).toEqual(['factoren', false])
  place.look('over_wie')
  go('duwtje')
  expect([place.sheet, place.alone]).toEqual(['over_wie', true])
  place.follow()
  expect([place.sheet, place.alone]).toEqual(['duwtje', false])
})

test('looking at where the meeting is, is following it', () => {
  const { place, go } = meeting()
  place.look('factoren')
  go('duwtje')
  expect(place.sheet).toBe('duwtje')
})

test('when the meeting comes to where I look I go along again', () => {
  const { place, go } = meeting()
  place.look('duwtje')
  go('duwtje')
  place.meetAgain()
  go('wenselijk')
  expect(place.sheet).toBe('wenselijk')
})

test('who is writing stays, and it is said that the meeting went on', () => {
  const { place, go } = meeting()
  go('duwtje')
  place.stay('factoren')
  expect([place.sheet, place.stays]).toEqual(['factoren', true])
})

test('a page that was taken off leads back', () => {
  const { table, place } = meeting()
  const added = table.asks('Mirjam', { case: 'addPage', value: { title: 'Schets' } })
  const sheet = added.case === 'addPage' ? added.value.sheet : ''
  place.look(sheet)
  expect(place.sheet).toBe(sheet)
  table.asks('Mirjam', { case: 'remove', value: { thing: sheet } })
  expect([place.sheet, place.alone]).toEqual(['factoren', false])
})
