// The client's page without a screen: what he reads in which order, and what he can say of it (CP-11, CP-13).
import { clone, create } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import { CreateMeetingSchema, TakeStance_Stance } from '@/gen/meeting/v1/operation_pb'
import { fieldOf, linksOf } from '@/model/board'
import { planWarnings } from '@/model/closing'
import type { Asked } from '@/replica/session'
import {
  agree,
  answerTo,
  changedWords,
  choiceOf,
  mayAgree,
  mayDo,
  needsWords,
  ownWords,
} from '@/view/client/client_acts'
import { besideOf, contentOf, factsOf, pagesOf, saidElsewhere } from '@/view/client/client_page'
import { table, texts, type Table } from '../model/table'

function withClient(phase = 'plan'): Table {
  const t = table()
  t.goesTo('factoren')
  t.goesTo('duwtje')
  t.goesTo(phase)
  t.asks('mirjam', { case: 'setClientView', value: { on: true, reason: 'hij is er' } })
  return t
}
function page(t: Table, id: string) {
  const found = pagesOf(t.state).find((each) => each.id === id)
  if (!found) throw new Error(`no page ${id}`)
  return contentOf(t.state, found)
}
function asksAll(t: Table, by: string, asked: readonly Asked[]): void {
  for (const each of asked) t.asks(by, each)
}

describe('what the client reads', () => {
  it('begins with what goes well, then the regions in their plain names', () => {
    const t = withClient('factoren')
    t.adds('karim', { kind: 'risico', text: 'post blijft dicht' })
    t.adds('karim', { kind: 'beschermend', text: 'Aad komt elke zondag' })
    const { good, sections } = page(t, 'factoren')
    expect(texts(good)).toEqual(['Aad komt elke zondag'])
    expect(sections.map((section) => section.name?.nl)).toEqual(['Wat lastig is'])
  })
  it('has a page for each step with something on it, and for where we are', () => {
    const t = withClient()
    t.adds('karim', { kind: 'duwtje', sheet: 'duwtje', text: 'slaap eerst' })
    expect(pagesOf(t.state).map((each) => each.name?.nl)).toEqual(['Wat jou op weg helpt', 'Het plan'])
  })
  it('has a correction right under the card it is about, and only there', () => {
    const t = withClient('duwtje')
    const nudge = t.adds('karim', { kind: 'duwtje', text: 'om de week' })
    const answer = answerTo(t.item(nudge), 'correctie', 'Het is elke zondag')
    const op = t.asks('kevin', answer.add)
    t.asks('kevin', answer.link(op.case === 'addItem' ? op.value.item : ''))
    expect(texts(besideOf(t.state, nudge))).toEqual(['Het is elke zondag'])
    expect(linksOf(t.state, nudge)[0]?.relation).toBe('corrigeert')
    expect(page(t, 'duwtje').sections.flatMap((section) => texts(section.items))).toEqual(['om de week'])
  })
  it('names what he said that stands on no page of his', () => {
    const t = withClient()
    const words = t.adds('kevin', { kind: 'citaat_client', region: 'client', text: 'ik wil slapen' })
    const item = t.item(words)
    t.state = { ...t.state, items: new Map([[words, { ...item, sheet: '', region: '' }]]) }
    expect(texts(saidElsewhere(t.state, 'kevin'))).toEqual(['ik wil slapen'])
    expect(saidElsewhere(t.state, 'karim')).toEqual([])
  })
  it('tells of a step who and when, not what is empty', () => {
    const t = withClient()
    const action = t.adds('karim', { kind: 'actie', region: 'acties', text: 'bellen' })
    t.sets('karim', action, 'eigenaar', 'wouter')
    expect(factsOf(t.item(action)).map(({ field }) => field)).toEqual(['eigenaar'])
  })
})

describe('what the client says', () => {
  it('stands in the place for his words, or where most is written', () => {
    const t = withClient()
    const asked = ownWords(t.state, 'plan', 'ik doe mee')
    expect(asked?.case === 'addItem' && asked.value.region).toBe('client')
    const op = asked ? t.asks('kevin', asked) : undefined
    expect(op?.case).toBe('addItem')
    t.goesTo('factoren')
    t.adds('karim', { kind: 'risico', text: 'schuld' })
    const elsewhere = ownWords(t.state, 'factoren', 'valt mee')
    expect(elsewhere?.case === 'addItem' && elsewhere.value.region).toBe('risico')
    if (elsewhere) t.asks('kevin', elsewhere)
  })
  it('changes only the words that he changed, emoji whole', () => {
    const t = withClient()
    const words = t.adds('kevin', { kind: 'citaat_client', region: 'client', text: 'ik slaap 😀 niet' })
    for (const text of ['ik slaap 😁 niet', 'ik slaap wel', 'ik slaap', 'nu slaap ik 😀😀']) {
      const asked = changedWords(t.item(words), text)
      if (asked?.case !== 'editText') throw new Error('nothing changed')
      t.asks('kevin', { case: 'editText', value: { ...asked.value, base: t.item(words).revision } })
      expect(t.item(words).text).toBe(text)
    }
    expect(changedWords(t.item(words), t.item(words).text)).toBeUndefined()
  })
  it('is nothing once the curtain is shut or the talk is over', () => {
    const t = withClient()
    expect(mayDo(t.state, 'kevin')).toBe(true)
    t.asks('mirjam', { case: 'setClientView', value: { on: false } })
    expect(mayDo(t.state, 'kevin')).toBe(false)
    t.asks('mirjam', { case: 'setClientView', value: { on: true } })
    t.logged('mirjam', { case: 'endMeeting', value: {} })
    expect(mayDo(t.state, 'kevin')).toBe(false)
  })
})

describe('agreeing with the plan', () => {
  function step(t: Table, kind: string, region: string): string {
    const fields = kind === 'besluit' ? [{ field: 'reden', values: ['daarom'] }] : []
    return t.adds('karim', { kind, region, text: kind, fields })
  }

  it('marks a goal and an action, and heeds why', () => {
    const t = withClient()
    const action = step(t, 'actie', 'acties')
    expect(choiceOf(t.state, 'kevin', t.item(action))).toBeUndefined()
    asksAll(t, 'kevin', agree(t.state, 'kevin', t.item(action), 'deels', 'niet op donderdag'))
    expect(fieldOf(t.item(action), 'instemming_client')).toBe('deels')
    expect(t.item(action).comments.map((each) => each.text)).toEqual(['niet op donderdag'])
    expect(planWarnings(t.state).map((warning) => warning.id)).not.toContain('no_client_voice')
  })
  it('takes a stance on an intervention beside the mark; without words no dissent stands', () => {
    const t = withClient()
    const item = step(t, 'interventie', 'plan_kort')
    asksAll(t, 'kevin', agree(t.state, 'kevin', t.item(item), 'eens'))
    expect(t.item(item).stances.map((each) => each.stance)).toEqual([TakeStance_Stance.AGREE])
    asksAll(t, 'kevin', agree(t.state, 'kevin', t.item(item), 'oneens'))
    expect(choiceOf(t.state, 'kevin', t.item(item))).toBe('oneens')
    expect(t.item(item).stances.some((each) => each.stance === TakeStance_Stance.AGREE)).toBe(false)
    asksAll(t, 'kevin', agree(t.state, 'kevin', t.item(item), 'oneens', 'ik slaap dan niet'))
    expect(t.item(item).stances.map((each) => each.words)).toEqual(['ik slaap dan niet'])
  })
  it('asks words for disagreeing with a decision', () => {
    const t = withClient()
    const item = step(t, 'besluit', 'besluiten')
    expect(needsWords(t.state, 'kevin', t.item(item), 'oneens')).toBe(true)
    expect(needsWords(t.state, 'kevin', t.item(item), 'deels')).toBe(false)
    asksAll(t, 'kevin', agree(t.state, 'kevin', t.item(item), 'oneens', 'dat is niet eerlijk'))
    expect(choiceOf(t.state, 'kevin', t.item(item))).toBe('oneens')
  })
  it('is a stance alone in a step where others write, and needs words to disagree as any stance does', () => {
    const t = withClient()
    const item = t.item(step(t, 'interventie', 'plan_kort'))
    const created = clone(CreateMeetingSchema, t.state.created ?? create(CreateMeetingSchema))
    for (const phase of created.method?.phases ?? []) phase.writeRoles = ['procesregisseur', 'partner']
    t.state = { ...t.state, created }
    expect(mayAgree(t.state, 'kevin', item)).toBe(true)
    expect(agree(t.state, 'kevin', item, 'eens').map((each) => each.case)).toEqual(['takeStance'])
    expect(needsWords(t.state, 'kevin', item, 'oneens')).toBe(true)
    for (const each of agree(t.state, 'kevin', item, 'oneens', 'nee')) expect(t.refuses('kevin', each)).toBe(false)
  })
  it('is his alone: who supports him has a stance, and does not mark the plan for him', () => {
    const t = withClient()
    const participant = { id: 'aad', name: 'aad', role: 'steunpersoon' }
    t.logged('', { case: 'addParticipant', value: { participant } })
    const action = step(t, 'actie', 'acties')
    const measure = step(t, 'interventie', 'plan_kort')
    expect(mayAgree(t.state, 'aad', t.item(action))).toBe(false)
    expect(mayAgree(t.state, 'aad', t.item(measure))).toBe(true)
    asksAll(t, 'aad', agree(t.state, 'aad', t.item(measure), 'eens'))
    expect(fieldOf(t.item(measure), 'instemming_client')).toBe('')
  })
})
