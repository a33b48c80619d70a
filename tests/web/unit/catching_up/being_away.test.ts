import { describe, expect, test } from 'vitest'
import { Away, offerToLatecomer, worthCatchingUp } from '@/view/catching_up/being_away'
import { table } from '../model/table'

describe('being away', () => {
  test('a minute out of sight or without a line is away; shorter is not', () => {
    const away = new Away()
    expect(away.told(true, 0)).toBeUndefined()
    expect(away.told(false, 10_000)).toBeUndefined()
    expect(away.told(true, 69_999)).toBeUndefined()
    away.told(false, 100_000)
    away.told(false, 150_000) // the line went down as well: away since the first of the two
    expect(away.told(true, 160_000)).toBe(100_000)
    expect(away.told(true, 170_000)).toBeUndefined()
  })

  test('there is something to say when something was written, parked or begun meanwhile', () => {
    const there = table()
    there.logged('mirjam', { case: 'beginMeeting', value: {} })
    const since = { ms: Number(there.state.timeMs) }
    expect(worthCatchingUp(there.state, since)).toBe(false)
    there.adds('mirjam', { kind: 'doel', text: 'Samen één plan' })
    expect(worthCatchingUp(there.state, since)).toBe(true)
  })
})

describe('coming late', () => {
  test('is coming after the first step, when something was written', () => {
    const there = table()
    expect(offerToLatecomer(there.state)).toBe(false)
    there.logged('mirjam', { case: 'beginMeeting', value: {} })
    there.adds('mirjam', { kind: 'doel', text: 'Samen één plan' })
    expect(offerToLatecomer(there.state)).toBe(false)
    there.goesTo('over_wie')
    expect(offerToLatecomer(there.state)).toBe(true)
    there.logged('mirjam', { case: 'endMeeting', value: {} })
    expect(offerToLatecomer(there.state)).toBe(false)
  })
})
