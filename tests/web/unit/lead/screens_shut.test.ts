import '../speaks_dutch'
import { expect, test } from 'vitest'
import type { Record } from '@/gen/meeting/v1/record_pb'
import type { Asked, Session } from '@/replica/session'
import { Screens } from '@/view/lead/screens_shut'
import type { Notices } from '@/view/meeting/notices.svelte'
import { Table } from '../model/table'

/// Pages of who leads, one for each name: what each asks for is logged, and told to all.
function pages(table: Table, ...names: readonly string[]) {
  const asked: Asked[] = []
  const told = new Set<(record: Record) => void>()
  const does = (by: string, one: Asked): void => {
    asked.push(one)
    table.logged(by, one)
    const record = table.records.at(-1)
    if (record) for (const take of told) take(record)
  }
  const page = (by: string): Screens => {
    const session = {
      get state() {
        return table.state
      },
      onRecord(take: (record: Record) => void) {
        told.add(take)
        return () => told.delete(take)
      },
    } as unknown as Session
    const notices = {
      ask: (one: Asked) => does(by, one),
    } as unknown as Notices
    const screens = new Screens(session, notices)
    screens.start()
    return screens
  }
  return { asked, all: names.map(page) as [Screens, ...Screens[]], joins: page, does }
}
function atTable(curtain: boolean): Table {
  const table = new Table({ Mirjam: 'procesregisseur', Ans: 'procesregisseur', P: 'client' })
  if (curtain) table.logged('Mirjam', { case: 'setClientView', value: { on: true } })
  return table
}
const cases = (asked: readonly Asked[]) => asked.map((one) => one.case)

test('*Scherm dicht* shuts the wall first, then the curtain, and one press opens both again', () => {
  const table = atTable(true)
  const { asked, all } = pages(table, 'Mirjam')
  all[0].shut()
  expect(cases(asked)).toEqual(['shutScreens', 'setClientView'])
  expect(table.state.course.clientView).toBe(false)
  asked.length = 0
  all[0].openAgain()
  expect(cases(asked)).toEqual(['setClientView', 'shutScreens'])
  expect(asked[1]).toMatchObject({ value: { shut: false } })
  expect(table.state.course.clientView).toBe(true)
})

test('whoever leads by then opens both again', () => {
  const table = atTable(true)
  const { asked, all } = pages(table, 'Mirjam', 'Ans')
  all[0].shut()
  asked.length = 0
  all[1]?.openAgain()
  expect(cases(asked)).toEqual(['setClientView', 'shutScreens'])
  expect(table.state.course.clientView).toBe(true)
})

test('a page that was not there when they were shut leaves the curtain shut', () => {
  const table = atTable(true)
  const { asked, all, joins } = pages(table, 'Mirjam')
  all[0].shut()
  asked.length = 0
  joins('Mirjam').openAgain()
  expect(cases(asked)).toEqual(['shutScreens'])
})

test('a curtain that was shut stays shut when the screens open again (CP-11)', () => {
  const { asked, all } = pages(atTable(false), 'Mirjam')
  all[0].shut()
  all[0].openAgain()
  expect(cases(asked)).toEqual(['shutScreens', 'shutScreens'])
})

test('a curtain that was shut by itself since stays shut, on every page', () => {
  const table = atTable(true)
  const { asked, all, does } = pages(table, 'Mirjam', 'Ans')
  all[0].shut()
  does('Ans', { case: 'setClientView', value: { on: true, reason: 'even kijken' } })
  does('Ans', { case: 'setClientView', value: { on: false } })
  for (const page of all) {
    asked.length = 0
    page.openAgain()
    expect(cases(asked)).toEqual(['shutScreens'])
  }
})
