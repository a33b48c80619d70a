// The plan's page without a screen: which views a sheet has, what flows in and how, what it lacks.
import { describe, expect, it } from 'vitest'
import { CloseRoundSchema, OpenRound_Kind, TallySchema } from '@/gen/meeting/v1/operation_pb'
import { create } from '@bufbuild/protobuf'
import { fieldOf, linksOf } from '@/model/board'
import { planOf, sourcesOf } from '@/model/plan'
import { takeBack } from '@/view/card/acts'
import { dateInWords, isKept, linesOf, splitFields } from '@/view/plan/fields'
import {
  hangUnder,
  ideaInto,
  mayHang,
  newStep,
  stepFrom,
  wouldShowClient,
  type Making,
  type StepKind,
} from '@/view/plan/plan_acts'
import { byHorizon, inDomain, placeFor, readyFor, warningsOf } from '@/view/plan/plan_sheet'
import { viewsOf } from '@/view/plan/sheet_views'
import { kindOf } from '@/model/charter'
import { table, texts, type Table } from '../model/table'

const soon = { sheet: 'plan', horizon: 'kort' } as const
const later = { sheet: 'plan', horizon: 'lang' } as const

function makes(t: Table, by: string, making: Making | undefined): string {
  if (!making) throw new Error('nowhere to put it')
  const op = t.asks(by, making.add)
  const made = op.case === 'addItem' ? op.value.item : ''
  for (const each of making.then(made)) t.asks(by, each)
  return made
}

function atThePlan() {
  const t = table()
  t.goesTo('factoren')
  const light = t.adds('karim', { kind: 'beschermend', text: 'buurman Aad' })
  const heavy = t.adds('wouter', { kind: 'risico', text: 'ongeopende post', domain: 'zrm.financien' })
  const idea = t.adds('wouter', { kind: 'idee', text: 'post samen openen' })
  t.logged('mirjam', {
    case: 'openRound',
    value: { kind: OpenRound_Kind.VOTE, round: 1n, sheet: 'factoren', points: 3 },
  })
  const tallies = [create(TallySchema, { item: heavy, round: 1n, points: 5 })]
  t.logged('mirjam', { case: 'closeRound', value: create(CloseRoundSchema, { round: 1n, tallies }) })
  t.goesTo('wenselijk')
  const wish = t.adds('karim', { kind: 'wens', text: 'rust in huis' })
  t.goesTo('plan')
  return { t, light, heavy, idea, wish }
}

describe('the views of a sheet', () => {
  it('are the paper alone, unless its step is about the plan or the end', () => {
    const { t } = atThePlan()
    expect(viewsOf(t.state, 'factoren')).toEqual(['sheet'])
    expect(viewsOf(t.state, 'plan')).toEqual(['plan', 'decisions', 'sheet'])
    expect(viewsOf(t.state, 'afronding')).toEqual(['closing', 'plan', 'decisions', 'sheet'])
  })
  it('have the closing wherever the meeting ended', () => {
    const { t } = atThePlan()
    t.logged('mirjam', { case: 'endMeeting', value: {} })
    expect(viewsOf(t.state, 'plan')[0]).toBe('closing')
    expect(viewsOf(t.state, 'factoren')).toEqual(['sheet'])
  })
})

describe('what we have already', () => {
  it('stands ready, factors by weight', () => {
    const { t, wish, heavy, light, idea } = atThePlan()
    const ready = readyFor(t.state)
    expect(ready.wishes.map((item) => item.id)).toEqual([wish])
    expect(ready.factors.map((item) => item.id)).toEqual([heavy, light])
    expect(ready.ideas.map((item) => item.id)).toEqual([idea])
  })
  it('keeps the very card of a parked idea, with its speaker', () => {
    const { t, idea } = atThePlan()
    for (const asked of ideaInto(t.state, t.item(idea), 'actie', soon)) t.asks('karim', asked)
    const moved = t.item(idea)
    expect([moved.kind, moved.region, moved.saidBy, moved.parked]).toEqual(['actie', 'plan_kort', 'wouter', undefined])
    expect(fieldOf(moved, 'horizon')).toBe('kort')
    expect(readyFor(t.state).ideas).toEqual([])
  })
  it('makes of a wish a goal that says where it comes from, and marks the wish', () => {
    const { t, wish } = atThePlan()
    const goal = makes(t, 'mirjam', stepFrom(t.state, 'mirjam', t.item(wish), 'plandoel', later))
    expect([t.item(goal).text, t.item(goal).saidBy, t.item(goal).region]).toEqual([
      'rust in huis',
      'karim',
      'plan_lang',
    ])
    expect(texts(sourcesOf(t.state, t.item(goal)))).toEqual(['rust in huis'])
    expect(fieldOf(t.item(wish), 'in_plan')).toBe('in_plan')
    expect(readyFor(t.state).wishes).toEqual([])
  })
  it('makes of a factor a step that answers it; who may not name the speaker says it himself', () => {
    const { t, heavy } = atThePlan()
    const step = makes(t, 'karim', stepFrom(t.state, 'karim', t.item(heavy), 'interventie', soon))
    expect(t.item(step).saidBy).toBe('karim')
    expect(t.item(step).domain).toBe('zrm.financien')
    expect(sourcesOf(t.state, t.item(step)).map((item) => [item.text, item.saidBy])).toEqual([
      ['ongeopende post', 'wouter'],
    ])
  })
  it('shows the words of a restricted card to no more people', () => {
    const { t } = atThePlan()
    t.goesTo('factoren')
    const quiet = t.adds('wouter', { kind: 'risico', text: 'aangifte', visibility: { level: 'professionals' } })
    t.goesTo('plan')
    const step = makes(t, 'wouter', stepFrom(t.state, 'wouter', t.item(quiet), 'actie', soon))
    expect(t.item(step).visibility?.level).toBe('professionals')
  })
  it('asks first when the client sits at the table and was not shown the card', () => {
    const { t, heavy } = atThePlan()
    expect(wouldShowClient(t.state, t.item(heavy))).toBe(false)
    t.asks('mirjam', { case: 'setClientView', value: { on: true } })
    expect(wouldShowClient(t.state, t.item(heavy))).toBe(true)
    const step = makes(t, 'mirjam', stepFrom(t.state, 'mirjam', t.item(heavy), 'actie', soon, 'professionals'))
    expect(t.item(step).visibility?.level).toBe('professionals')
  })
  it('does not ask again about a wish that was put off, and brings it back', () => {
    const { t, wish } = atThePlan()
    t.sets('karim', wish, 'in_plan', 'later')
    expect(readyFor(t.state).wishes).toEqual([])
    expect(readyFor(t.state).putOff.map((item) => item.id)).toEqual([wish])
  })
})

describe('a step of the plan', () => {
  it('goes under another one, and elsewhere', () => {
    const { t } = atThePlan()
    const add = (as: StepKind, text: string, under?: string) =>
      makes(t, 'karim', newStep(t.state, as, text, soon, under === undefined ? undefined : t.item(under)))
    const goal = add('plandoel', 'post onder controle')
    const other = add('plandoel', 'schuld bekend')
    const action = add('actie', 'donderdag 9 uur', goal)
    const below = (id: string) => planOf(t.state).goals.find((each) => each.item.id === id)?.steps ?? []
    expect(below(goal).map((step) => step.item.id)).toEqual([action])
    for (const asked of hangUnder(t.state, t.item(action), other)) t.asks('karim', asked)
    expect(below(goal)).toEqual([])
    expect(below(other).map((step) => step.item.id)).toEqual([action])
    expect(linksOf(t.state, action)).toHaveLength(1)
    expect(mayHang(t.state, 'wouter', t.item(action))).toBe(false)
    for (const asked of hangUnder(t.state, t.item(action), '')) t.asks('mirjam', asked)
    expect(planOf(t.state).others.map((step) => step.item.id)).toEqual([action])
  })
  it('stands in the column of its term, and by it', () => {
    const { t } = atThePlan()
    makes(t, 'karim', newStep(t.state, 'interventie', 'nu', soon))
    makes(t, 'karim', newStep(t.state, 'interventie', 'straks', later))
    const groups = byHorizon(planOf(t.state).others)
    expect(groups.map(({ horizon, steps }) => [horizon, texts(steps.map((step) => step.item))])).toEqual([
      ['kort', ['nu']],
      ['lang', ['straks']],
    ])
  })
  it('is put on the sheet one looks at when it takes it, else on the plan’s', () => {
    const { t } = atThePlan()
    expect(placeFor(t.state, 'afronding', 'actie', 'kort')).toEqual({ sheet: 'afronding', region: 'acties' })
    expect(placeFor(t.state, 'factoren', 'plandoel', 'lang')).toEqual({ sheet: 'plan', region: 'plan_lang' })
  })
  it('is found by its domain, with what stands above it', () => {
    const { t } = atThePlan()
    const goal = makes(t, 'karim', newStep(t.state, 'plandoel', 'post', soon))
    const action = makes(t, 'karim', newStep(t.state, 'actie', 'openen', soon, t.item(goal)))
    makes(t, 'karim', newStep(t.state, 'actie', 'klussen', soon))
    t.sets('karim', action, 'domain', 'zrm.financien')
    const found = inDomain(planOf(t.state), 'zrm.financien')
    expect(found.goals.map((step) => step.item.id)).toEqual([goal])
    expect(found.others).toEqual([])
  })
})

describe('warnings', () => {
  it('name actions without a date and the one term that all have, until each is mended', () => {
    const { t } = atThePlan()
    const action = makes(t, 'karim', newStep(t.state, 'actie', 'openen', later))
    const ids = () => warningsOf(t.state).map((warning) => warning.id)
    expect(ids()).toEqual(['one_horizon', 'no_owner', 'no_client_voice', 'no_date'])
    expect(warningsOf(t.state)[0]?.only).toBe('lang')
    t.sets('karim', action, 'uiterlijk', '2027-03-25')
    expect(ids()).not.toContain('no_date')
  })
  it('say nothing of an action that is done', () => {
    const { t } = atThePlan()
    const action = makes(t, 'karim', newStep(t.state, 'actie', 'openen', soon))
    t.sets('karim', action, 'status', 'gereed')
    expect(warningsOf(t.state).map((warning) => warning.id)).not.toContain('no_date')
  })
})

describe('fields', () => {
  it('split into what one speaks of and the rest, none of them lost', () => {
    const { t } = atThePlan()
    const kind = kindOf(t.state, 'actie')
    const { first, more } = splitFields(kind)
    expect(first.map((field) => field.id)).toEqual(['eigenaar', 'uiterlijk', 'horizon', 'instemming_client'])
    expect(first.length + more.length).toBe(kind?.fields.length)
  })
  it('keep a date only when its year is typed whole', () => {
    expect(['0002-03-25', '0202-03-25', '', '2027-03-25'].map(isKept)).toEqual([false, false, false, true])
  })
  it('say a date in words, and take lines apart', () => {
    expect(dateInWords('2027-03-25', 'nl')).toBe('25 mrt 2027')
    expect(dateInWords('', 'nl')).toBe('')
    expect(linesOf(' a \n\n b')).toEqual(['a', 'b'])
  })
})

describe('a parked idea that was taken back by hand', () => {
  it('stands ready no more', () => {
    const { t, idea } = atThePlan()
    t.asks('wouter', takeBack(idea))
    expect(readyFor(t.state).ideas).toEqual([])
  })
})
