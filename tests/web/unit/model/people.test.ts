// Who may what, who may be named as speaker, and in which words one reads the meeting.
import { describe, expect, it } from 'vitest'
import { Rule_Kind } from '@/gen/meeting/v1/method_pb'
import { Arrive_Location } from '@/gen/meeting/v1/operation_pb'
import { kindOf, liesAhead, phaseOf, ruleHolds } from '@/model/charter'
import { labelFor } from '@/model/client_words'
import { clientAtTable, isChair, mayVote, mayWrite, onBehalf, speakersFor } from '@/model/people'
import { Table, table } from './table'

function named(t: Table, me: string): string[] {
  return speakersFor(t.state, me).map((attendee) => attendee.participant?.id ?? '')
}

describe('who may be named as speaker', () => {
  it('by the chair and the minute taker: everybody, themselves first', () => {
    const t = table()
    expect(named(t, 'mirjam')).toEqual(['mirjam', 'noor', 'karim', 'wouter', 'kevin'])
    expect(named(t, 'noor')[0]).toBe('noor')
  })
  it('by the case director: himself and the client, for whom his role speaks (CP-13)', () => {
    expect(named(table(), 'karim')).toEqual(['karim', 'kevin'])
  })
  it('by a partner: himself, and who sits in the room without a device (HY-04)', () => {
    const t = table()
    expect(named(t, 'wouter')).toEqual(['wouter'])
    t.logged('mirjam', { case: 'arrive', value: { participant: 'karim', location: Arrive_Location.NO_DEVICE } })
    expect(named(t, 'wouter')).toEqual(['wouter', 'karim'])
  })
  it('never a room screen, which says nothing; who only reads along may have spoken', () => {
    const t = new Table({ mirjam: 'procesregisseur', zaal: 'zaalscherm', onz: 'onderzoeker' })
    expect(named(t, 'mirjam')).toEqual(['mirjam', 'onz'])
  })
})

describe('the client', () => {
  it('writes nothing while he receives nothing, and is at the table once the view is on', () => {
    const t = table()
    t.goesTo('duwtje')
    expect(mayWrite(t.state, 'kevin')).toBe(false)
    expect(clientAtTable(t.state)).toBe(false)
    t.asks('mirjam', { case: 'setClientView', value: { on: true } })
    expect(mayWrite(t.state, 'kevin')).toBe(true)
    expect(clientAtTable(t.state)).toBe(true)
    t.asks('kevin', { case: 'depart', value: {} })
    expect(clientAtTable(t.state)).toBe(false)
  })
  it('reads plain words where the method has them; a professional those of the trade', () => {
    const t = table()
    const step = phaseOf(t.state, 'over_wie') ?? {}
    const factor = kindOf(t.state, 'risico') ?? {}
    const fact = kindOf(t.state, 'feit') ?? {}
    expect(labelFor(t.state, 'kevin', step)?.nl).toBe('Wie je bent')
    expect(labelFor(t.state, 'karim', step)?.nl).toBe('Over wie gaat het?')
    expect(labelFor(t.state, 'kevin', factor)?.nl).toBe('Wat lastig is')
    expect(labelFor(t.state, 'kevin', fact)?.nl).toBe('Feit')
  })
  it('does not vote in the steps before he comes', () => {
    const t = table()
    t.asks('mirjam', { case: 'setClientView', value: { on: true, reason: 'hij is er al' } })
    t.goesTo('factoren')
    expect(mayVote(t.state, 'kevin')).toBe(false)
    expect(mayVote(t.state, 'karim')).toBe(true)
  })
})

describe('the chair', () => {
  it('is the first who may hold it, and hands it over to a professional who writes', () => {
    const t = table()
    expect(isChair(t.state, 'mirjam')).toBe(true)
    expect(t.refuses('mirjam', { case: 'handOverChair', value: { to: 'kevin' } })).toBe(true)
    t.asks('mirjam', { case: 'handOverChair', value: { to: 'wouter' } })
    expect(isChair(t.state, 'wouter')).toBe(true)
    expect(onBehalf(t.state, 'wouter')).toBe(true)
  })
  it('lifts a rule with a reason; from then on it holds no more', () => {
    const t = table()
    const lift = { rule: Rule_Kind.PARK_SOLUTIONS, reason: '' }
    expect(t.refuses('mirjam', { case: 'liftRule', value: lift })).toBe(true)
    t.asks('mirjam', { case: 'liftRule', value: { ...lift, reason: 'dringend' } })
    expect(ruleHolds(t.state, 'opening', Rule_Kind.PARK_SOLUTIONS)).toBe(false)
    expect(ruleHolds(t.state, 'over_wie', Rule_Kind.PARK_SOLUTIONS)).toBe(true)
  })
  it('nobody writes ahead of the meeting (CP-03)', () => {
    const t = table()
    expect(liesAhead(t.state, 'plan')).toBe(true)
    expect(t.refuses('mirjam', { case: 'addItem', value: { sheet: 'plan', kind: 'actie', text: 'alvast' } })).toBe(true)
    t.goesTo('plan')
    t.goesTo('probleem')
    expect(liesAhead(t.state, 'plan')).toBe(false)
  })
})

describe('the turn list', () => {
  it('who is remote goes first when hands go up within a second (HY-03)', () => {
    const t = table()
    t.logged('wouter', { case: 'arrive', value: { location: Arrive_Location.REMOTE } })
    t.asks('karim', { case: 'raiseHand', value: { raised: true } })
    t.asks('wouter', { case: 'raiseHand', value: { raised: true } })
    expect(t.state.course.hands).toEqual(['wouter', 'karim'])
    t.asks('mirjam', { case: 'giveTurn', value: { participant: 'wouter' } })
    expect(t.state.course.hands).toEqual(['karim'])
  })
})
