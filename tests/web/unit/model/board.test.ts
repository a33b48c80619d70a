// What stands where, as the page, the line and the parking place ask it.
import { describe, expect, it } from 'vitest'
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import { apply, applyAll } from '@/model/apply'
import {
  homeRegions,
  itemsIn,
  kindsFor,
  linksOf,
  myPoints,
  parkedItems,
  pointsLeft,
  removedItems,
  stackedOn,
  standingItems,
} from '@/model/board'
import { keyBetween } from '@/model/order_key'
import { table, texts } from './table'

describe('a region', () => {
  it('shows its lines in order, a new one last, one behind its neighbour where it was asked', () => {
    const t = table()
    t.goesTo('probleem')
    const huur = t.adds('karim', { kind: 'feit', text: 'huur' })
    t.adds('wouter', { kind: 'feit', text: 'post' })
    t.adds('karim', { kind: 'feit', text: 'schuld', behind: huur })
    t.adds('karim', { kind: 'feit', text: 'eerst', behind: '' })
    expect(texts(itemsIn(t.state, 'probleem', 'probleem'))).toEqual(['eerst', 'huur', 'schuld', 'post'])
  })

  it('leaves out what is parked, removed or lies on another, and keeps it findable', () => {
    const t = table()
    t.goesTo('probleem')
    const huur = t.adds('karim', { kind: 'feit', text: 'huur' })
    const rent = t.adds('wouter', { kind: 'feit', text: 'huurschuld' })
    const wrong = t.adds('wouter', { kind: 'feit', text: 'vergissing' })
    t.adds('wouter', { kind: 'idee', text: 'post samen openen' })
    t.asks('wouter', { case: 'stackItem', value: { item: rent, onto: huur } })
    t.asks('wouter', { case: 'remove', value: { thing: wrong } })
    expect(texts(itemsIn(t.state, 'probleem', 'probleem'))).toEqual(['huur'])
    expect(texts(stackedOn(t.state, huur))).toEqual(['huurschuld'])
    expect(texts(parkedItems(t.state))).toEqual(['post samen openen'])
    expect(texts(removedItems(t.state))).toEqual(['vergissing'])
    expect(texts(standingItems(t.state))).toEqual(['huur', 'huurschuld'])
  })

  it('shows a line again when what it lay on is taken off', () => {
    const t = table()
    t.goesTo('probleem')
    const huur = t.adds('karim', { kind: 'feit', text: 'huur' })
    const rent = t.adds('wouter', { kind: 'feit', text: 'huurschuld' })
    t.asks('wouter', { case: 'stackItem', value: { item: rent, onto: huur } })
    t.asks('karim', { case: 'remove', value: { thing: huur } })
    expect(texts(itemsIn(t.state, 'probleem', 'probleem'))).toEqual(['huurschuld'])
  })
})

describe('the parking place', () => {
  it('takes a solution offered too early, from where it was meant for', () => {
    const t = table()
    t.goesTo('probleem')
    const early = t.adds('wouter', { kind: 'idee', text: 'post samen openen', region: 'verklaringen' })
    expect(t.item(early).parked).toMatchObject({ sheet: 'probleem', region: 'verklaringen' })
    expect(t.refuses('wouter', { case: 'takeBackItem', value: { item: early } })).toBe(true)
  })
  it('gives back in the plan what was laid there straight away, where its kind is at home', () => {
    const t = table()
    t.goesTo('probleem')
    const idea = t.adds('wouter', { kind: 'idee', text: 'post samen openen', region: 'ideeenparkeerplaats' })
    expect(t.item(idea).parked).toMatchObject({ sheet: 'probleem', region: '' })
    t.goesTo('plan')
    t.asks('wouter', { case: 'takeBackItem', value: { item: idea } })
    expect(t.item(idea)).toMatchObject({ sheet: 'plan', region: 'plan_kort', parked: undefined })
  })
})

describe('a stack', () => {
  it('never becomes a ring, even where its author could not see what a card lay on', () => {
    const t = table()
    t.goesTo('probleem')
    const a = t.adds('karim', { kind: 'feit', text: 'a' })
    const b = t.adds('wouter', { kind: 'feit', text: 'b' })
    t.logged('karim', { case: 'stackItem', value: { item: a, onto: b } })
    t.logged('wouter', { case: 'stackItem', value: { item: b, onto: a } })
    expect(texts(itemsIn(t.state, 'probleem', 'probleem'))).toEqual(['a'])
    expect(texts(stackedOn(t.state, a))).toEqual(['b'])
  })
})

describe('kinds and regions', () => {
  it('a kind is at home where the method names it; an unknown fits everywhere, at home first', () => {
    const t = table()
    expect(homeRegions(t.state, 'probleem', 'hypothese').map((region) => region.id)).toEqual(['verklaringen'])
    expect(homeRegions(t.state, 'probleem', 'onbekend')[0]?.id).toBe('onbekend')
    expect(homeRegions(t.state, 'probleem', 'onbekend').map((region) => region.id)).not.toContain('ideeenparkeerplaats')
  })
  it('a region offers its own kinds first, in the order of the method', () => {
    const t = table()
    t.goesTo('probleem')
    const kinds = kindsFor(t.state, 'probleem', 'probleem', 'karim').map((kind) => kind.id)
    expect(kinds.slice(0, 4)).toEqual(['feit', 'probleem', 'zorg', 'citaat_client'])
    expect(kinds).toContain('vraag')
    expect(kinds).not.toContain('hypothese')
  })
})

describe('links and points', () => {
  it('a link is gone when one of its ends is', () => {
    const t = table()
    t.goesTo('probleem')
    const a = t.adds('karim', { kind: 'feit', text: 'a' })
    const b = t.adds('karim', { kind: 'feit', text: 'b' })
    t.links('karim', a, b, 'versterkt')
    expect(linksOf(t.state, b)).toHaveLength(1)
    t.asks('karim', { case: 'remove', value: { thing: a } })
    expect(linksOf(t.state, b)).toHaveLength(0)
  })
  it('points are counted against the budget of the open vote', () => {
    const t = table()
    t.goesTo('factoren')
    const debts = t.adds('karim', { kind: 'risico', text: 'schulden' })
    expect(pointsLeft(t.state, 'karim')).toBe(0)
    t.asks('mirjam', { case: 'openRound', value: { kind: OpenRound_Kind.VOTE } })
    t.asks('karim', { case: 'vote', value: { item: debts, points: 2 } })
    expect(pointsLeft(t.state, 'karim')).toBe(1)
    expect(myPoints(t.state, 'karim', debts)).toBe(2)
    expect(t.refuses('karim', { case: 'vote', value: { item: debts, points: 4 } })).toBe(true)
  })
})

describe('a state', () => {
  it('keeps every item that did not change as the same object', () => {
    const t = table()
    t.goesTo('probleem')
    const a = t.adds('karim', { kind: 'feit', text: 'a' })
    const b = t.adds('karim', { kind: 'feit', text: 'b' })
    const before = t.state
    t.sets('karim', a, 'source', 'client')
    expect(t.state.items.get(b)).toBe(before.items.get(b))
    expect(before.items.get(a)?.source).toBe('')
    expect(t.item(a).source).toBe('client')
    expect(t.state.strokes).toBe(before.strokes)
    expect(t.state.sheets).toBe(before.sheets)
  })
  it('is the same after records one by one and after all of them at once', () => {
    const t = table()
    const start = t.state
    t.goesTo('probleem')
    const record = t.predicted('karim', { case: 'addItem', value: { kind: 'feit', text: 'a' } })
    const again = t.predicted('karim', { case: 'addItem', value: { kind: 'feit', text: 'b' } })
    if (!record || !again) throw new Error('not predicted')
    expect(applyAll(start, [record, again])).toEqual(apply(apply(start, record), again))
    expect(applyAll(start, [])).toBe(start)
  })
})

describe('an order key', () => {
  it('lies between its neighbours, however often one asks for the same place', () => {
    let low = keyBetween('', '', 'zzz')
    const high = keyBetween(low, '', 'a0b')
    for (let i = 0; i < 200; ++i) {
      const key = keyBetween(low, high, `salt${i}`)
      expect(key > low && key < high, `${low} < ${key} < ${high}`).toBe(true)
      low = key
    }
  })
  it('counts on at the ends, so that many lines keep short keys', () => {
    let last = ''
    let first = ''
    for (let i = 0; i < 5000; ++i) {
      const after = keyBetween(last, '', 'Ab')
      const before = keyBetween('', first, 'Ab')
      expect(last === '' || after > last).toBe(true)
      expect(first === '' || before < first).toBe(true)
      expect(after.length + before.length).toBeLessThanOrEqual(16)
      last = after
      first = before
    }
  })
})
