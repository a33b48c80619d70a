import { expect, test } from 'vitest'
import { Arrive_Location } from '@/gen/meeting/v1/operation_pb'
import { mayTakeChair, stillWriting } from '@/view/lead/guard'
import { silentRemote } from '@/view/lead/remote_silence'
import { Table } from '../model/table'
import { presence } from './seen'

function table(): Table {
  return new Table({
    Mirjam: 'procesregisseur',
    Karim: 'casusregisseur',
    Joost: 'partner',
    Ineke: 'observer',
    P: 'client',
    zaal: 'zaalscherm',
  })
}

test('who types holds the step up; who only looks, or is gone, does not', () => {
  const { state } = table()
  const seen = presence(
    ['Karim', { typing: true }],
    ['Joost', { sheet: 'factoren' }],
    ['Ineke', { typing: true }, false],
    ['nobody', { typing: true }],
  )
  expect(stillWriting(state, seen)).toEqual(['Karim'])
})

test('the chair goes to a professional who is here and writes all kinds', () => {
  const made = table()
  const whom = (): readonly (string | undefined)[] => mayTakeChair(made.state).map((each) => each.participant?.id)
  expect(whom()).toEqual(['Karim', 'Joost'])
  made.logged('Joost', { case: 'depart', value: { participant: 'Joost' } })
  expect(whom()).toEqual(['Karim'])
})

test('who is far away and long silent is named, never counted', () => {
  const made = table()
  made.asks('Mirjam', { case: 'beginMeeting', value: {} })
  made.logged('Joost', { case: 'arrive', value: { participant: 'Joost', location: Arrive_Location.REMOTE } })
  const since = Number(made.state.timeMs)
  expect(silentRemote(made.state, since + 14 * 60_000)).toEqual([])
  expect(silentRemote(made.state, since + 16 * 60_000)).toEqual(['Joost'])
  made.asks('Mirjam', { case: 'addItem', value: { kind: 'vraag', text: 'Opent hij zijn post?', saidBy: 'Joost' } })
  expect(silentRemote(made.state, Number(made.state.timeMs) + 14 * 60_000)).toEqual([])
  made.asks('Mirjam', { case: 'giveTurn', value: { participant: 'Joost' } })
  expect(silentRemote(made.state, Number(made.state.timeMs) + 60 * 60_000)).toEqual([])
})
