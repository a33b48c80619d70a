import { describe, expect, test } from 'vitest'
import { Arrive_Location } from '@/gen/meeting/v1/operation_pb'
import type { MeetingState } from '@/model/state'
import { wallOf, welcomeOf } from '@/view/room/wall'
import { Table, table } from '../model/table'

function with_(state: MeetingState, course: Partial<MeetingState['course']>): MeetingState {
  return { ...state, course: { ...state.course, ...course } }
}

describe('what the wall shows', () => {
  test('without the client: what everybody at the table may see', () => {
    expect(wallOf(new Table({ mirjam: 'procesregisseur', karim: 'partner' }).state)).toBe('table')
  })

  test('while the client is in the room it has his eyes: open what he sees, shut the page of welcome (CP-11)', () => {
    const there = table()
    expect(wallOf(there.state)).toBe('welcome')
    expect(wallOf(with_(there.state, { clientView: true }))).toBe('client')
    there.logged('kevin', { case: 'arrive', value: { participant: 'kevin', location: Arrive_Location.REMOTE } })
    expect(wallOf(there.state), 'far away he does not sit before it').toBe('table')
    there.logged('kevin', { case: 'depart', value: { participant: 'kevin' } })
    expect(wallOf(there.state)).toBe('table')
  })

  test('a support person who is here counts like the client', () => {
    expect(wallOf(new Table({ mirjam: 'procesregisseur', aad: 'steunpersoon' }).state)).toBe('welcome')
  })

  test('*Scherm dicht* shows the page of welcome, whatever the curtain', () => {
    const { state } = table()
    expect(wallOf(with_(state, { screensShut: true, clientView: true }))).toBe('welcome')
    expect(wallOf(with_(new Table({ mirjam: 'procesregisseur' }).state, { screensShut: true }))).toBe('welcome')
  })
})

describe('the page of welcome', () => {
  test('names who is here, the client first, who leads, who writes, and who is far away', () => {
    const there = table()
    there.logged('wouter', { case: 'arrive', value: { participant: 'wouter', location: Arrive_Location.REMOTE } })
    const { guests, here } = welcomeOf(there.state)
    expect(guests).toEqual(['kevin'])
    expect(here.map(({ name, does, remote }) => [name, does, remote])).toEqual([
      ['kevin', '', false],
      ['mirjam', 'leads', false],
      ['noor', 'writes', false],
      ['karim', '', false],
      ['wouter', '', true],
    ])
  })

  test('says before the beginning how many are still to come, and not afterwards', () => {
    const there = table()
    there.logged('wouter', { case: 'depart', value: { participant: 'wouter' } })
    expect(welcomeOf(there.state)).toMatchObject({ coming: 1, begun: false })
    there.logged('mirjam', { case: 'beginMeeting', value: {} })
    expect(welcomeOf(there.state)).toMatchObject({ coming: 0, begun: true })
  })

  test('tells what comes from the present step on, in the words of the client; not the break, nor what that is for', () => {
    const there = table()
    there.goesTo('factoren')
    expect(welcomeOf(there.state).next.map((label) => label?.nl)).toEqual([
      'Wat helpt en wat lastig is',
      'Wat jou op weg helpt',
      'Als alles kan',
      'Het plan',
      'Wat we afspreken',
    ])
    expect(welcomeOf(table().state).next[0]?.nl).toBe('Opening')
  })

  test('holds no card, no count of cards, and nobody who takes part no longer', () => {
    const there = table()
    there.logged('mirjam', { case: 'setClientView', value: { on: true } })
    there.adds('karim', { kind: 'doel', text: 'Huurachterstand' })
    there.logged('mirjam', { case: 'setClientView', value: { on: false } })
    there.logged('', { case: 'endParticipation', value: { participant: 'wouter' } })
    const shown = JSON.stringify(welcomeOf(there.state))
    expect(shown).not.toContain('Huurachterstand')
    expect(shown).not.toContain('wouter')
  })
})
