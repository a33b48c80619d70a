import { create } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import { RecordSchema } from '@/gen/meeting/v1/record_pb'
import { bundled, deedOf, turnsOfCourse, type Deed } from '@/view/meeting/told'
import { meetingWords } from '@/view/words/meeting'
import type { MeetingState } from '@/model/state'
import type { AskedKind } from '@/model/predict'
import { Table } from '../model/table'

const t = meetingWords.nl
const name = (id: string): string => id

test('deeds of some seconds are one sentence for each kind of deed', () => {
  const deeds: readonly Deed[] = [
    { by: 'Karim', what: 'cards', thing: 'a' },
    { by: 'Ellen', what: 'cards', thing: 'b' },
    { by: 'Joost', what: 'cards', thing: 'c' },
    { by: 'Karim', what: 'moved', thing: 'a' },
    { by: 'Karim', what: 'moved', thing: 'a' },
  ]
  expect(bundled(deeds, name, t)).toEqual(['Karim en 2 anderen: 3 kaarten.', 'Karim: 1 kaart verplaatst.'])
})

test('one name stands alone, two stand together, and who is not known is somebody', () => {
  const of = (...by: readonly string[]): readonly string[] =>
    bundled(
      by.map((each, i) => ({ by: each, what: 'comments', thing: String(i) }) satisfies Deed),
      name,
      t,
    )
  expect(of('Karim')).toEqual(['Karim: 1 reactie.'])
  expect(of('Karim', 'Ellen')).toEqual(['Karim en Ellen: 2 reacties.'])
  expect(of('')).toEqual(['Iemand: 1 reactie.'])
})

test('typing in a card is not told, a new card is', () => {
  const record = (kind: AskedKind) => create(RecordSchema, { by: 'Karim', operation: { kind } })
  expect(deedOf(record({ case: 'editText', value: { item: 'a' } }))).toBeUndefined()
  expect(deedOf(record({ case: 'addItem', value: { item: 'a', kind: 'feit' } }))).toEqual({
    by: 'Karim',
    what: 'cards',
    thing: 'a',
  })
  expect(deedOf(record({ case: 'addItem', value: { item: 'a', parked: { reason: '' } } }))?.what).toBe('parked')
})

test('turns of the meeting are told once, by name', () => {
  const table = new Table({ Mirjam: 'procesregisseur', Karim: 'casusregisseur', Joost: 'partner' })
  table.asks('Mirjam', { case: 'goToPhase', value: { phase: 'factoren' } })
  const told = (kind: AskedKind, by = 'Mirjam', me = 'Karim'): readonly string[] => {
    const before: MeetingState = table.state
    table.logged(by, kind)
    return turnsOfCourse(before, table.state, me, { step: (id) => `stap ${id}`, client: 'P.' }, t)
  }
  expect(told({ case: 'openRound', value: { kind: OpenRound_Kind.BLIND, round: 1n } })).toEqual([
    'Stille ronde begonnen.',
  ])
  expect(told({ case: 'closeRound', value: { round: 1n } })).toEqual(['De ronde is open: alles is te zien.'])
  expect(told({ case: 'goToPhase', value: { phase: 'duwtje' } })).toEqual(['Het overleg is nu bij stap duwtje.'])
  expect(told({ case: 'raiseHand', value: { raised: true } }, 'Joost')).toEqual([])
  expect(told({ case: 'raiseHand', value: { raised: true } }, 'Karim', 'Mirjam')).toEqual(['Karim steekt een hand op.'])
  expect(told({ case: 'giveTurn', value: { participant: 'Karim' } })).toEqual(['Jij hebt het woord.'])
  expect(told({ case: 'setClientView', value: { on: true } })).toEqual(['Het gordijn is open: P. kijkt mee.'])
  expect(told({ case: 'depart', value: { participant: 'Joost' } })).toEqual(['Joost is weg.'])
  expect(told({ case: 'handOverChair', value: { to: 'Karim' } })).toEqual(['Jij bent nu voorzitter.'])
})
