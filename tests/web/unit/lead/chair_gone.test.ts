import { expect, test } from 'vitest'
import type { Seen, Session } from '@/replica/session'
import { ChairGone } from '@/view/lead/chair_gone.svelte'
import { mayTakeOver } from '@/view/lead/guard'
import { newChairOf } from '@/view/lead/new_chair'
import { Table } from '../model/table'
import { presence } from './seen'

interface Page {
  now: number
  seen: ReadonlyMap<string, Seen>
  line: 'live' | 'offline'
}
function page(table: Table, me = 'Karim'): { gone: ChairGone; page: Page } {
  const page: Page = { now: 0, seen: presence(['Mirjam', {}]), line: 'live' }
  const session = {
    me: { id: me },
    get state() {
      return table.state
    },
    get presence() {
      return page.seen
    },
    get connection() {
      return { state: page.line }
    },
    now: () => page.now,
  } as unknown as Session
  return { gone: new ChairGone(session), page }
}
const minute = 60_000

test('the chair is gone after two minutes without a connection, and not when it was here in between', () => {
  const { gone, page: my } = page(new Table({ Mirjam: 'procesregisseur', Karim: 'casusregisseur' }))
  const at = (now: number, seen: ReadonlyMap<string, Seen>): boolean => {
    my.now = now
    my.seen = seen
    gone.look()
    return gone.is
  }
  const [here, away] = [presence(['Mirjam', {}]), presence()]
  expect(at(0, here)).toBe(false)
  expect(at(minute, away)).toBe(false)
  expect(at(2 * minute, here)).toBe(false)
  expect(at(3 * minute, away)).toBe(false)
  expect(at(5 * minute - 1, away)).toBe(false)
  expect(at(5 * minute, away)).toBe(true)
  expect(at(6 * minute, here)).toBe(false)
})

test('while my own line is down nobody is gone', () => {
  const { gone, page: my } = page(new Table({ Mirjam: 'procesregisseur', Karim: 'casusregisseur' }))
  my.seen = presence()
  gone.look()
  my.line = 'offline'
  my.now = 10 * minute
  gone.look()
  expect(gone.is).toBe(false)
  my.line = 'live'
  gone.look()
  expect(gone.is, 'it is counted from when I am back').toBe(false)
})

test('who takes part no longer is gone at once, with a connection too', () => {
  const table = new Table({ Mirjam: 'procesregisseur', Karim: 'casusregisseur' })
  table.state = {
    ...table.state,
    attendees: table.state.attendees.map((each) =>
      each.participant?.id === 'Mirjam' ? { ...each, participant: { ...each.participant, ended: true } } : each,
    ),
  }
  const { gone, page: my } = page(table)
  my.seen = presence()
  gone.look()
  expect(gone.is).toBe(true)
})

test('whose role chairs takes over; where none of them has a line, who writes or speaks for others', () => {
  const seats = { Mirjam: 'procesregisseur', Karim: 'casusregisseur', Noor: 'notulist', Joost: 'partner', P: 'client' }
  const { state } = new Table({ ...seats, Yara: 'procesregisseur' })
  const may = (...heard: readonly string[]): readonly string[] => {
    const seen = presence(...heard.map((who) => [who, {}] as const))
    return [...Object.keys(seats), 'Yara'].filter((who) => mayTakeOver(state, who, seen))
  }
  expect(may('Joost', 'Yara')).toEqual(['Yara'])
  expect(may('Joost')).toEqual(['Karim', 'Noor', 'Yara'])
  expect(may('Mirjam'), 'the absent chair is none of them').toEqual(['Karim', 'Noor', 'Yara'])
})

test('everybody reads who leads now and why; a chair handed over in the room needs no word', () => {
  const table = new Table({ Mirjam: 'procesregisseur', Karim: 'casusregisseur' })
  const last = (by: string, ...[kind]: Parameters<Table['logged']> extends [string, infer Kind] ? [Kind] : never) => {
    table.logged(by, kind)
    const record = table.records.at(-1)
    return record && newChairOf(record)
  }
  expect(last('Karim', { case: 'takeOverChair', value: { reason: 'lijn weg' } })).toEqual({
    who: 'Karim',
    reason: 'lijn weg',
  })
  expect(last('', { case: 'handOverChair', value: { to: 'Karim', reason: 'ziek' } })).toEqual({
    who: 'Karim',
    reason: 'ziek',
  })
  expect(last('Mirjam', { case: 'handOverChair', value: { to: 'Karim' } })).toBeUndefined()
})
