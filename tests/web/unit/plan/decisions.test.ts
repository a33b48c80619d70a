// Decisions: the question, the reason, who thinks what, and nothing that ranks people (VB-02, VB-09).
import { describe, expect, it } from 'vitest'
import { TakeStance_Stance } from '@/gen/meeting/v1/operation_pb'
import { fieldOf, fieldValues } from '@/model/board'
import {
  decisionsOf,
  isGuarded,
  lacksOf,
  mayTakeStance,
  newDecision,
  newQuestion,
  othersToEnter,
  stanceOf,
  stillToSay,
  takeStance,
  taken,
} from '@/view/plan/decisions'
import { table, texts } from '../model/table'

const drafted = {
  question: '',
  newQuestion: '',
  text: 'regie bij wijkteam',
  reason: 'hij kent hem',
  options: '',
  review: '',
}
const { AGREE, DISSENT } = TakeStance_Stance

function decided(more: Partial<typeof drafted> = {}) {
  const t = table()
  t.goesTo('plan')
  const making = newDecision(t.state, 'plan', { ...drafted, ...more })
  if (!making) throw new Error('no place for a decision')
  const op = t.asks('karim', making.add)
  const id = op.case === 'addItem' ? op.value.item : ''
  for (const asked of making.then(id)) t.asks('karim', asked)
  return { t, id }
}

describe('a decision', () => {
  it('is kept with its reason, what else was possible and when it is looked at again', () => {
    const { t, id } = decided({ options: 'ZVH\n\n GGZ ', review: '2027-06-01' })
    expect(fieldOf(t.item(id), 'reden')).toBe('hij kent hem')
    expect(fieldValues(t.item(id), 'opties')).toEqual(['ZVH', 'GGZ'])
    expect(fieldOf(t.item(id), 'evaluatie_op')).toBe('2027-06-01')
    expect(lacksOf(t.item(id))).toEqual([])
  })
  it('is not taken without a reason', () => {
    const t = table()
    t.goesTo('plan')
    const making = newDecision(t.state, 'plan', { ...drafted, reason: ' ' })
    expect(making && t.refuses('karim', making.add)).toBe(true)
  })
  it('answers a question, which is open until then', () => {
    const t = table()
    t.goesTo('plan')
    const asked = newQuestion(t.state, 'plan', 'wie houdt de regie?')
    const op = asked ? t.asks('mirjam', asked) : undefined
    const question = op?.case === 'addItem' ? op.value.item : ''
    expect(texts(decisionsOf(t.state).questions)).toEqual(['wie houdt de regie?'])
    const making = newDecision(t.state, 'plan', { ...drafted, question })
    const made = making && t.asks('karim', making.add)
    for (const each of making?.then(made?.case === 'addItem' ? made.value.item : '') ?? []) t.asks('karim', each)
    expect(decisionsOf(t.state).questions).toEqual([])
    expect(texts(decisionsOf(t.state).decisions[0]?.questions ?? [])).toEqual(['wie houdt de regie?'])
  })
})

describe('stances', () => {
  it('stand in the order of the table; who said nothing yet is a number', () => {
    const { t, id } = decided()
    const all = stillToSay(t.state, t.item(id))
    t.asks('wouter', takeStance(id, DISSENT, 'te lang', 'wouter', 'wouter'))
    t.asks('karim', takeStance(id, AGREE, '', 'karim', 'karim'))
    expect(taken(t.state, t.item(id)).map((each) => each.participant)).toEqual(['karim', 'wouter'])
    expect(stillToSay(t.state, t.item(id))).toBe(all - 2)
    expect(stanceOf(t.item(id), 'wouter')?.words).toBe('te lang')
  })
  it('count neither who notes nor who only looks on', () => {
    const { t, id } = decided()
    // The chair, the case director, the partner and the client; not the notulist.
    expect(stillToSay(t.state, t.item(id))).toBe(4)
  })
  it('disagree with words or not at all', () => {
    const { t, id } = decided()
    expect(t.refuses('wouter', takeStance(id, DISSENT, ' ', 'wouter', 'wouter'))).toBe(true)
  })
  it('are entered for another by who writes for others, but never over his own dissent', () => {
    const { t, id } = decided()
    expect(othersToEnter(t.state, 'wouter')).toEqual([])
    expect(othersToEnter(t.state, 'noor')).toContain('wouter')
    t.asks('noor', takeStance(id, AGREE, '', 'wouter', 'noor'))
    expect(stanceOf(t.item(id), 'wouter')?.typedBy).toBe('noor')
    t.asks('wouter', takeStance(id, DISSENT, 'toch niet', 'wouter', 'wouter'))
    expect(isGuarded(t.item(id), 'wouter', 'noor')).toBe(true)
    expect(isGuarded(t.item(id), 'wouter', 'wouter')).toBe(false)
    expect(t.refuses('noor', takeStance(id, AGREE, '', 'wouter', 'noor'))).toBe(true)
  })
  it('are his to change when another entered his dissent, too', () => {
    const { t, id } = decided()
    t.asks('noor', takeStance(id, DISSENT, 'te lang', 'wouter', 'noor'))
    expect(t.refuses('noor', takeStance(id, AGREE, '', 'wouter', 'noor'))).toBe(true)
    expect(isGuarded(t.item(id), 'wouter', 'noor')).toBe(true)
    expect(isGuarded(t.item(id), 'wouter', 'mirjam')).toBe(true)
    expect(isGuarded(t.item(id), 'wouter', 'wouter')).toBe(false)
  })
  it('end with the meeting, but for who tidies', () => {
    const { t } = decided()
    t.logged('mirjam', { case: 'endMeeting', value: {} })
    expect(mayTakeStance(t.state, 'wouter')).toBe(false)
    expect(mayTakeStance(t.state, 'noor')).toBe(true)
  })
})
