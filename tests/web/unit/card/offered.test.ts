// What a menu or a window offers, the server takes: asked of everybody, for cards in every state.
import { expect, test } from 'vitest'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import { baseOf } from '@/model/board'
import { isClientSide } from '@/model/people'
import type { AskedKind } from '@/model/predict'
import type { MeetingState } from '@/model/state'
import * as acts from '@/view/card/acts'
import { mayDo } from '@/view/client/client_acts'
import { Rows } from '@/view/page/rows'
import type { Table as PageTable } from '@/view/page/table.svelte'
import { Table } from '../model/table'

type Offer = readonly [offered: boolean, asked: AskedKind]

function offersOf(state: MeetingState, me: string, item: Item, other: string): readonly Offer[] {
  const { id } = item
  const there = !item.removed
  if (isClientSide(state, me)) {
    const may = there && mayDo(state, me) && acts.isMine(item, me)
    return [
      [may && acts.mayDisown(state, me, item), acts.setField(id, 'said_by', [])],
      [may && acts.mayRemove(state, me, item), acts.remove(id)],
      [may && acts.mayWithdraw(state, me, item), acts.withdraw(id)],
    ]
  }
  return [
    [there && acts.mayTouch(state, me, item), acts.setField(id, 'persons', ['L.'])],
    [there && acts.mayDisown(state, me, item), acts.setField(id, 'said_by', [])],
    [there && acts.mayComment(state, me, item), acts.comment(id, 'terzijde')],
    [there && acts.mayTouch(state, me, item), acts.link(id, other, 'hangt_samen')],
    [there && acts.mayStack(state, me, item), acts.stack(id, other)],
    [there && acts.mayTouch(state, me, item) && baseOf(state, item) !== undefined, acts.unstack(id)],
    [there && !item.parked && acts.mayPark(state, me, item), acts.park(id)],
    [there && item.parked !== undefined && acts.mayTakeBack(state, me, item), acts.takeBack(id)],
    [there && acts.mayShowTo(state, me, item), acts.showTo(id, 'professionals')],
    [there && acts.mayRemove(state, me, item), acts.remove(id)],
    [there && acts.mayWithdraw(state, me, item), acts.withdraw(id)],
    [item.removed && (acts.mayEditText(state, me, item) || acts.mayPutBack(state, me, item)), acts.restore(id)],
  ]
}

function meeting(): { t: Table; cards: Readonly<Record<string, string>>; other: string; page: string } {
  const t = new Table({
    mirjam: 'procesregisseur',
    noor: 'notulist',
    karim: 'casusregisseur',
    wouter: 'partner',
    olga: 'observer',
    kevin: 'client',
    zaal: 'zaalscherm',
  })
  t.goesTo('probleem')
  const fact = (text: string) => t.adds('wouter', { kind: 'feit', text })
  const cards = {
    fact: fact('drie brieven'),
    removed: fact('weg'),
    parked: fact('later'),
    lying: fact('ligt erop'),
    withdrawn: fact('ingetrokken'),
    named: t.adds('noor', { kind: 'feit', text: 'gezegd', saidBy: 'wouter' }),
    note: t.adds('olga', { kind: 'procesnoot', text: 'onrustig' }),
    quote: t.adds('karim', { kind: 'citaat_client', text: 'ik wil rust', saidBy: 'kevin' }),
    quoteAway: t.adds('karim', { kind: 'citaat_client', text: 'weg ermee', saidBy: 'kevin' }),
  }
  const other = fact('waar het op ligt')
  t.asks('wouter', acts.remove(cards.removed))
  t.asks('wouter', acts.park(cards.parked))
  t.asks('wouter', acts.stack(cards.lying, other))
  t.asks('wouter', acts.withdraw(cards.withdrawn))
  t.asks('karim', acts.remove(cards.quoteAway))
  const page = t.asks('wouter', { case: 'addPage', value: { title: 'tekening' } })
  return { t, cards, other, page: page.case === 'addPage' ? page.value.sheet : '' }
}

function refusedOffers({ t, cards, other, page }: ReturnType<typeof meeting>): readonly string[] {
  const refused: string[] = []
  for (const { participant } of t.state.attendees) {
    const me = participant?.id ?? ''
    const look = (name: string, [offered, asked]: Offer): void => {
      if (offered && t.refuses(me, asked)) refused.push(`${me}: ${asked.case} ${name}`)
    }
    for (const [name, id] of Object.entries(cards)) {
      for (const offer of offersOf(t.state, me, t.item(id), other)) look(name, offer)
    }
    const draws = !isClientSide(t.state, me) && acts.mayDraw(t.state, me)
    look('a page', [draws, { case: 'addPage', value: { title: 'nog een' } }])
    const points = [10, 20, 500, 30, 40, 500]
    look('ink', [draws, { case: 'draw', value: { sheet: page, points, colour: 0, width: 5 } }])
  }
  return refused
}

test('nothing is offered that would be refused, while the meeting goes on, when it has ended, and when it is settled', () => {
  const all = meeting()
  expect(refusedOffers(all)).toEqual([])
  all.t.logged('mirjam', { case: 'setClientView', value: { on: true } })
  expect(refusedOffers(all)).toEqual([])
  all.t.logged('mirjam', { case: 'handOverChair', value: { to: 'wouter' } })
  expect(refusedOffers(all)).toEqual([])
  all.t.logged('wouter', { case: 'endMeeting', value: {} })
  expect(refusedOffers(all)).toEqual([])
  all.t.logged('wouter', { case: 'settleMeeting', value: {} })
  expect(refusedOffers(all)).toEqual([])
})

test('what is offered is not nothing: who writes a few kinds comments on those, who typed a quote puts it back', () => {
  const { t, cards } = meeting()
  expect(acts.mayComment(t.state, 'olga', t.item(cards['note'] ?? ''))).toBe(true)
  expect(acts.mayComment(t.state, 'olga', t.item(cards['fact'] ?? ''))).toBe(false)
  expect(acts.mayComment(t.state, 'wouter', t.item(cards['quote'] ?? ''))).toBe(true)
  expect(acts.mayEditText(t.state, 'karim', t.item(cards['quoteAway'] ?? ''))).toBe(true)
  expect(acts.mayEditText(t.state, 'mirjam', t.item(cards['quoteAway'] ?? ''))).toBe(false)
  expect(acts.mayStack(t.state, 'wouter', t.item(cards['fact'] ?? ''))).toBe(true)
  expect(acts.mayStack(t.state, 'wouter', t.item(cards['lying'] ?? ''))).toBe(false)
  const all = ['mirjam', 'noor', 'wouter', 'olga', 'zaal']
  expect(all.filter((me) => acts.mayDraw(t.state, me))).toEqual(['mirjam', 'noor', 'wouter'])
})

/// The row of a card as somebody's page draws it.
function rowOf(t: Table, me: string, item: string, unconfirmed = false) {
  const page = {
    state: t.state,
    me,
    session: { waiting: new Map(), unconfirmed },
    writersOf: () => [],
    myPoints: () => 0,
    linksOf: () => 0,
  } as unknown as PageTable
  const list = { cards: [t.item(item)], key: ({ id }: Item) => id, active: '', writing: undefined }
  const [row] = new Rows().make(page, { ...list, density: 'full', usualKind: '' })
  if (!row) throw new Error('no row')
  return row
}

test('on a device that is not confirmed no points are given: what is left of them would tell of his vote', () => {
  const { t, cards } = meeting()
  const fact = cards['fact'] ?? ''
  t.logged('mirjam', { case: 'openRound', value: { kind: OpenRound_Kind.VOTE, round: 1n, points: 3 } })
  expect(rowOf(t, 'wouter', fact).votable).toBe(true)
  expect(rowOf(t, 'wouter', fact, true).votable).toBe(false)
})

test('who may not touch a card that lies on another does not lay it beside it', () => {
  const { t, cards, other } = meeting()
  expect(rowOf(t, 'wouter', other).loose.map(({ id }) => id)).toEqual([cards['lying']])
  expect(rowOf(t, 'olga', other).loose).toEqual([])
})
