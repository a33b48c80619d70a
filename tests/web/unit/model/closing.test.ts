// Catching up, the plan as it grows from the board, and what is still open before the meeting ends.
import { describe, expect, it } from 'vitest'
import { TakeStance_Stance } from '@/gen/meeting/v1/operation_pb'
import { catchingUp } from '@/model/catching_up'
import { closingOf, planWarnings } from '@/model/closing'
import { horizonOf, planOf, type PlanStep } from '@/model/plan'
import { table, texts, type Table } from './table'

describe('bijpraten (HY-10)', () => {
  it('tells why we are here, the problem, all decisions, and what came since', () => {
    const t = table()
    t.adds('mirjam', { kind: 'doel', text: 'één plan' })
    t.goesTo('probleem')
    t.adds('karim', { kind: 'feit', text: 'oud nieuws' })
    const left = { number: t.state.number, ms: Number(t.state.timeMs) }
    t.adds('karim', { kind: 'probleemdefinitie', text: 'hij opent geen post' })
    t.adds('wouter', { kind: 'feit', text: 'er komt een deurwaarder' })
    t.adds('wouter', { kind: 'idee', text: 'post samen openen' })
    t.goesTo('plan')
    const told = catchingUp(t.state, { number: left.number })
    expect(texts(told.purpose)).toEqual(['één plan'])
    expect(texts(told.problemDefinition)).toEqual(['hij opent geen post'])
    expect(texts(told.news)).toEqual(['hij opent geen post', 'er komt een deurwaarder'])
    expect(told.parked).toBe(1)
    expect(told.passed.map((phase) => phase.id)).toEqual(['opening', 'probleem'])
    expect(told.present?.id).toBe('plan')
    expect(catchingUp(t.state, { ms: left.ms }).news).toEqual(told.news)
    expect(catchingUp(t.state, { ms: left.ms }).movedOn).toBe(true)
    expect(catchingUp(t.state, { number: t.state.number }).news).toEqual([])
  })
})

// A wish, a factor and a parked idea from earlier steps, and the meeting at its plan.
function atThePlan(): { t: Table; wish: string; factor: string; idea: string } {
  const t = table()
  t.goesTo('factoren')
  const factor = t.adds('karim', { kind: 'risico', text: 'ongeopende post' })
  const idea = t.adds('wouter', { kind: 'idee', text: 'post samen openen' })
  t.goesTo('wenselijk')
  const wish = t.adds('karim', { kind: 'wens', text: 'rust in huis' })
  t.goesTo('plan')
  return { t, wish, factor, idea }
}

function outline(steps: readonly PlanStep[]): unknown[] {
  return steps.map(({ item, answers, steps }) => [item.text, texts(answers), outline(steps)])
}

describe('the plan', () => {
  it('hangs actions under interventions under goals by their links, with what each answers', () => {
    const { t, wish, factor, idea } = atThePlan()
    const goal = t.adds('karim', { kind: 'plandoel', region: 'plan_kort', text: 'post onder controle' })
    const moment = t.adds('karim', { kind: 'interventie', region: 'plan_kort', text: 'postmoment per week' })
    const action = t.adds('karim', { kind: 'actie', region: 'acties', text: 'donderdag 9 uur' })
    t.links('karim', goal, wish, 'bouwt_op')
    t.links('karim', moment, goal, 'werkt_uit')
    t.links('karim', moment, factor, 'beantwoordt')
    t.links('karim', idea, moment, 'in_plan_als')
    t.links('karim', action, moment, 'werkt_uit')
    const plan = planOf(t.state)
    expect(outline(plan.goals)).toEqual([
      [
        'post onder controle',
        ['rust in huis'],
        [['postmoment per week', ['ongeopende post', 'post samen openen'], [['donderdag 9 uur', [], []]]]],
      ],
    ])
    expect(plan.others).toEqual([])
    expect(plan.notYet).toEqual({ wishes: [], factors: [], ideas: [] })
  })
  it('names what could still flow in, and does not ask again what was put off', () => {
    const { t, wish, factor, idea } = atThePlan()
    const { notYet } = planOf(t.state)
    expect(notYet.wishes.map((item) => item.id)).toEqual([wish])
    expect(notYet.factors.map((item) => item.id)).toEqual([factor])
    expect(notYet.ideas.map((item) => item.id)).toEqual([idea])
    t.sets('karim', wish, 'in_plan', 'later')
    expect(planOf(t.state).notYet.wishes).toEqual([])
  })
  it('reads the horizon from the field, else from the column it stands in', () => {
    const { t } = atThePlan()
    const long = t.adds('karim', { kind: 'interventie', region: 'plan_lang', text: 'werkplaats' })
    expect(horizonOf(t.item(long))).toBe('lang')
    t.sets('karim', long, 'horizon', 'kort')
    expect(horizonOf(t.item(long))).toBe('kort')
  })
})

describe('warnings on the plan', () => {
  const ids = (t: Table) => planWarnings(t.state).map((warning) => warning.id)

  it('are none while there is no plan', () => {
    expect(planWarnings(atThePlan().t.state)).toEqual([])
  })
  it('one horizon only, nobody’s action, the client not heard: until each is mended', () => {
    const { t } = atThePlan()
    const soon = t.adds('karim', { kind: 'interventie', region: 'plan_kort', text: 'postmoment' })
    const action = t.adds('karim', { kind: 'actie', region: 'acties', text: 'donderdag 9 uur' })
    expect(ids(t)).toEqual(['one_horizon', 'no_owner', 'no_client_voice'])
    expect(planWarnings(t.state)[1]?.items).toEqual([action])
    t.adds('karim', { kind: 'interventie', region: 'plan_lang', text: 'werkplaats' })
    t.sets('karim', action, 'eigenaar', 'karim')
    t.asks('mirjam', { case: 'setClientView', value: { on: true } })
    t.asks('kevin', { case: 'takeStance', value: { item: soon, stance: TakeStance_Stance.PARTLY } })
    expect(ids(t)).toEqual([])
  })
})

describe('the closing', () => {
  it('lists actions without owner or date, open questions, parked ideas, decisions to look at again', () => {
    const { t, idea } = atThePlan()
    const action = t.adds('karim', { kind: 'actie', region: 'acties', text: 'donderdag 9 uur' })
    const question = t.adds('wouter', { kind: 'vraag', text: 'wie belt?' })
    const unknown = t.adds('wouter', { kind: 'onbekend', text: 'hoe hoog is de schuld?' })
    const reason = { field: 'reden', values: ['hij wil het'] }
    t.adds('karim', { kind: 'besluit', region: 'besluiten', text: 'regie bij het wijkteam', fields: [reason] })
    const open = closingOf(t.state)
    expect(open.actions.map(({ item, fields }) => [item.id, fields])).toEqual([[action, ['eigenaar', 'uiterlijk']]])
    expect(open.questions.map((item) => item.id).sort()).toEqual([question, unknown].sort())
    expect(open.parked.map((item) => item.id)).toEqual([idea])
    expect(open.decisions.map(({ fields }) => fields)).toEqual([['evaluatie_op']])
  })
  it('is empty once all of it is settled', () => {
    const { t, idea } = atThePlan()
    const action = t.adds('karim', { kind: 'actie', region: 'acties', text: 'donderdag 9 uur' })
    const question = t.adds('wouter', { kind: 'vraag', text: 'wie belt?' })
    t.sets('karim', action, 'eigenaar', 'karim')
    t.sets('karim', action, 'uiterlijk', '2027-03-25')
    t.asks('karim', { case: 'resolve', value: { item: question, answeredBy: action } })
    t.asks('wouter', { case: 'remove', value: { thing: idea } })
    expect(closingOf(t.state)).toEqual({ actions: [], questions: [], parked: [], decisions: [] })
  })
})
