import { create } from '@bufbuild/protobuf'
import { describe, expect, test } from 'vitest'
import { RoundSchema } from '@/gen/meeting/v1/checkpoint_pb'
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import type { MeetingState } from '@/model/state'
import { endOfPhase, roomMoment, roomRound, type RoomBoard } from '@/view/room/room_board'
import { Table, table } from '../model/table'

// Without the client: while he is here the wall shows what he sees (wall.test.ts).
function professionals(): Table {
  return new Table({ mirjam: 'procesregisseur', noor: 'notulist', karim: 'casusregisseur', wouter: 'partner' })
}
function begun(there = professionals()): Table {
  there.logged('mirjam', { case: 'beginMeeting', value: {} })
  return there
}

function boardOf(state: MeetingState): RoomBoard {
  const moment = roomMoment(state)
  if (moment.kind !== 'sheet') throw new Error(`the room shows ${moment.kind}`)
  return moment.board
}

describe('what the room screen shows', () => {
  test('before the meeting begins it says welcome, unless something was written already', () => {
    const there = professionals()
    expect(roomMoment(there.state).kind).toBe('welcome')
    there.adds('mirjam', { kind: 'doel', text: 'Waarom we hier zitten' })
    expect(roomMoment(there.state).kind).toBe('sheet')
  })

  test('shut, or with the client behind the curtain, it says welcome: no board at all', () => {
    const there = begun(table())
    there.adds('wouter', { kind: 'doel', text: 'Waarom we hier zitten' })
    expect(roomMoment(there.state)).toEqual({ kind: 'welcome' })
    const shut = begun()
    shut.adds('wouter', { kind: 'doel', text: 'Waarom we hier zitten' })
    expect(roomMoment({ ...shut.state, course: { ...shut.state.course, screensShut: true } })).toEqual({
      kind: 'welcome',
    })
  })

  test('the break is a clock, the end nothing of the meeting', () => {
    const there = begun()
    there.goesTo('pauze')
    expect(roomMoment(there.state)).toEqual({ kind: 'break', untilMs: endOfPhase(there.state) })
    there.logged('mirjam', { case: 'endMeeting', value: {} })
    expect(roomMoment(there.state)).toEqual({ kind: 'ended' })
  })

  test('regions come as the method has them, without the parking place; ideas are only counted', () => {
    const there = begun()
    there.goesTo('factoren')
    there.adds('wouter', { kind: 'risico', text: 'Huurachterstand' })
    there.adds('wouter', { kind: 'idee', text: 'Budgetbeheer' })
    const board = boardOf(there.state)
    expect(board.regions.map((region) => region.id)).toEqual(['beschermend', 'risico', 'onbekend'])
    expect(board.parked).toBe(1)
    const card = board.regions[1]?.cards[0]
    expect(card).toMatchObject({ text: 'Huurachterstand', saidBy: 'wouter', organisation: 'Huis van wouter' })
    expect(card?.kind).toBeUndefined() // its region says it
  })

  test('the head of the sheet is a strip while it is short, and a region where there is more of it', () => {
    const there = begun()
    there.goesTo('factoren')
    there.adds('mirjam', { kind: 'samenvatting', text: 'Kort' })
    expect(boardOf(there.state).head).toHaveLength(1)
    there.adds('mirjam', { kind: 'samenvatting', text: 'Lang. '.repeat(60) })
    const board = boardOf(there.state)
    expect(board.head).toEqual([])
    expect(board.regions[0]).toMatchObject({ id: 'kop', wide: true })
    expect(board.regions[0]?.cards).toHaveLength(2)
  })

  test('where there are five regions the empty ones are only named', () => {
    const there = begun()
    there.goesTo('plan')
    there.adds('mirjam', { kind: 'actie', region: 'acties', text: 'Bellen' })
    const board = boardOf(there.state)
    expect(board.regions.map((region) => region.id)).toEqual(['acties'])
    expect(board.empty).toHaveLength(4)
  })

  test('with the client at the table it speaks plainly: no tags, no tallies, no ideas, no alarm in the colour', () => {
    const there = begun()
    there.goesTo('factoren')
    const risk = there.adds('wouter', { kind: 'risico', text: 'Huurachterstand', epistemic: 'feit' })
    there.adds('wouter', { kind: 'idee', text: 'Budgetbeheer' })
    const item = there.item(risk)
    const tallies = [{ $typeName: 'flipover.v1.Tally' as const, item: '', round: 1n, points: 3 }]
    const state = { ...there.state, items: new Map([...there.state.items, [risk, { ...item, tallies }]]) }
    const before = boardOf(state).regions[1]?.cards[0]
    expect(before).toMatchObject({ points: 3, look: { tint: 'risk' } })
    expect(before?.tags).toHaveLength(1)
    const open = boardOf({ ...state, course: { ...state.course, clientView: true } })
    expect(open.regions[1]?.name?.nl).toBe('Wat lastig is')
    expect(open.parked).toBe(0)
    expect(open.regions[1]?.cards[0]).toMatchObject({ points: 0, tags: [], look: { tint: 'idea' } })
  })

  test('while a vote is open it tells nothing of points, not even of those of an earlier round', () => {
    const there = begun()
    there.goesTo('factoren')
    const risk = there.adds('wouter', { kind: 'risico', text: 'Huurachterstand' })
    const tallies = [{ $typeName: 'flipover.v1.Tally' as const, item: '', round: 1n, points: 3 }]
    const items = new Map([[risk, { ...there.item(risk), tallies }]])
    const round = create(RoundSchema, { round: 2n, kind: OpenRound_Kind.VOTE, points: 3 })
    const state = { ...there.state, items, course: { ...there.state.course, round } }
    expect(boardOf(state).regions[1]?.cards[0]?.points).toBe(0)
    expect(roomRound(round)).toEqual({ kind: 'vote', points: 3 })
  })

  test('of a silent round it knows how many are ready, never who', () => {
    const round = create(RoundSchema, {
      round: 1n,
      kind: OpenRound_Kind.BLIND,
      regions: ['risico'],
      ready: ['wouter'],
      count: { ready: 6, present: 8 },
    })
    expect(roomRound(round)).toEqual({ kind: 'blind', regions: ['risico'], ready: 6, present: 8 })
    expect(roomRound(undefined)).toBeUndefined()
  })

  test('what lies on a card is shown with it, each with its speaker', () => {
    const there = begun()
    there.goesTo('factoren')
    const one = there.adds('wouter', { kind: 'risico', text: 'Schulden' })
    const two = there.adds('karim', { kind: 'risico', text: 'Huurschuld' })
    there.asks('mirjam', { case: 'stackItem', value: { item: two, onto: one } })
    const cards = boardOf(there.state).regions[1]?.cards
    expect(cards).toHaveLength(1)
    expect(cards?.[0]?.beneath).toEqual([{ id: two, text: 'Huurschuld', saidBy: 'karim' }])
  })
})
