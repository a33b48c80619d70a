import { expect, test } from 'vitest'
import { Arrive_Location } from '@/gen/meeting/v1/operation_pb'
import { faces, here, initials, people, writing } from '@/view/head/who_is_here'
import { newcomer } from '@/view/head/newcomer'
import { Table } from '../model/table'
import { presence } from './seen'

function table(): Table {
  const made = new Table({
    Karim: 'casusregisseur',
    Mirjam: 'procesregisseur',
    Ruud: 'partner',
    Dilara: 'partner',
    Ellen: 'partner',
    Joost: 'partner',
    zaal: 'zaalscherm',
  })
  made.logged('Joost', { case: 'arrive', value: { participant: 'Joost', location: Arrive_Location.REMOTE } })
  return made
}

test('the chair stands first and a room screen is nobody', () => {
  const all = people(table().state, 'Ruud', presence())
  expect(all.map((person) => person.id)).toEqual(['Mirjam', 'Karim', 'Ruud', 'Dilara', 'Ellen', 'Joost'])
  expect(all[0]).toMatchObject({ chair: true, me: false })
  expect(all[2]).toMatchObject({ me: true, organisation: 'Huis van Ruud' })
})

test('among five faces there is one of who is far away', () => {
  const shown = faces(people(table().state, 'Mirjam', presence()), 5)
  expect(shown.map((person) => person.id)).toEqual(['Mirjam', 'Karim', 'Ruud', 'Dilara', 'Joost'])
})

test('who left is not here, and is still known', () => {
  const made = table()
  made.logged('Ellen', { case: 'depart', value: { participant: 'Ellen' } })
  const all = people(made.state, 'Mirjam', presence())
  expect(here(all).map((person) => person.id)).not.toContain('Ellen')
  expect(all.find((person) => person.id === 'Ellen')).toMatchObject({ where: 'away', noLine: false })
})

test('who has the page open is here, also before he said where he sits; who left is not', () => {
  const made = table()
  const participant = { id: 'Nadia', name: 'Nadia', role: 'partner', organisation: 'o1' }
  made.logged('Mirjam', { case: 'addParticipant', value: { participant } })
  const whereIsNadia = (seen = presence()) =>
    people(made.state, 'Mirjam', seen).find((person) => person.id === 'Nadia')?.where
  expect(whereIsNadia()).toBe('away')
  expect(whereIsNadia(presence(['Nadia', {}]))).toBe('room')
  made.logged('Nadia', { case: 'arrive', value: { participant: 'Nadia', location: Arrive_Location.REMOTE } })
  expect(whereIsNadia(presence(['Nadia', {}]))).toBe('remote')
  made.logged('Nadia', { case: 'depart', value: { participant: 'Nadia' } })
  expect(whereIsNadia(presence(['Nadia', {}]))).toBe('away')
})

test('a device of which nothing is heard is told; a person without a device has none', () => {
  const made = table()
  made.logged('Mirjam', { case: 'arrive', value: { participant: 'Ellen', location: Arrive_Location.NO_DEVICE } })
  const all = people(made.state, 'Mirjam', presence(['Ruud', {}], ['Joost', {}, false]))
  const noLine = all.filter((person) => person.noLine).map((person) => person.id)
  expect(noLine).toEqual(['Karim', 'Dilara', 'Joost'])
})

test('who writes in the card of another writes for him', () => {
  const made = table()
  made.asks('Mirjam', { case: 'goToPhase', value: { phase: 'over_wie' } })
  const added = made.asks('Mirjam', { case: 'addItem', value: { kind: 'feit', text: 'x', saidBy: 'Joost' } })
  const item = added.case === 'addItem' ? added.value.item : ''
  const seen = presence(['Karim', { item, typing: true }], ['Joost', { item, typing: true }], ['Ruud', {}])
  expect(writing(made.state, seen)).toEqual([
    { who: 'Karim', whom: 'Joost' },
    { who: 'Joost', whom: '' },
  ])
})

test('who types in the line writes for whom the line names', () => {
  const made = table()
  const seen = presence(['Mirjam', { typing: true, speaker: 'Joost' }], ['Ruud', { typing: true }])
  expect(writing(made.state, seen)).toEqual([
    { who: 'Mirjam', whom: 'Joost' },
    { who: 'Ruud', whom: '' },
  ])
})

test('a newcomer of an organisation at the table belongs to that one', () => {
  const { state } = table()
  const one = newcomer(state, { name: ' Aad ', organisation: 'huis van ruud', role: 'partner' })
  expect(one).toMatchObject({ name: 'Aad', organisation: 'huis-Ruud', organisationName: 'Huis van Ruud' })
  const other = newcomer(state, { name: 'Bo', organisation: 'Buurthuis', role: 'partner' })
  expect(other.organisationName).toBe('Buurthuis')
  expect(other.organisation).toMatch(/^[a-z0-9-]{1,40}$/)
  expect(one.id).toMatch(/^[A-Za-z0-9_-]{1,40}$/)
  expect(one.id).not.toBe(other.id)
})

test('initials are short and readable', () => {
  expect(['Mirjam', 'P.', 'Jan de Wit', ''].map(initials)).toEqual(['Mi', 'P.', 'Jd', ''])
})
