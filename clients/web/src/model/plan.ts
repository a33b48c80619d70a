/// The plan, as it stands on the board: goals, the interventions and actions under them, and for each the factor, wish
/// or idea it answers. Nothing is retyped: what belongs together is said by links (set `relation` of the vocabulary).
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { fieldOf, linksOf, parkedItems, standingItems } from './board'
import { kindOf } from './charter'
import type { MeetingState } from './state'

export type Horizon = 'direct' | 'kort' | 'lang' | ''

export interface PlanStep {
  readonly item: Item
  readonly horizon: Horizon
  readonly answers: readonly Item[] // factors, wishes, own words, ideas
  readonly steps: readonly PlanStep[] // what works it out: interventions of a goal, actions of an intervention
}

export interface Plan {
  readonly goals: readonly PlanStep[]
  readonly others: readonly PlanStep[] // interventions and actions under no goal
  readonly notYet: NotYet
}

/// What could still flow into the plan.
export interface NotYet {
  readonly wishes: readonly Item[]
  readonly factors: readonly Item[]
  readonly ideas: readonly Item[] // parked
}

const planKinds = ['plandoel', 'interventie', 'actie'] as const
const factorKinds = ['beschermend', 'risico']

// From the plan to what it answers; `in_plan_als` reads the other way: this wish stands in the plan as that action.
const towardsSource = ['beantwoordt', 'bouwt_op', 'werkt_uit']
const towardsPlan = 'in_plan_als'

/// How far down an item stands: goal, intervention, action; undefined for what is none of the plan's.
function depthOf(item: Item): number | undefined {
  const depth = planKinds.findIndex((kind) => kind === item.kind)
  return depth === -1 ? undefined : depth
}

export function planItems(state: MeetingState): readonly Item[] {
  return standingItems(state).filter((item) => depthOf(item) !== undefined)
}

/// By its field; else by the column of the plan in which it stands.
export function horizonOf(item: Item): Horizon {
  const named = fieldOf(item, 'horizon')
  if (named === 'direct' || named === 'kort' || named === 'lang') return named
  if (item.region === 'plan_kort') return 'kort'
  return item.region === 'plan_lang' ? 'lang' : ''
}

/// What the item answers, works out or builds on, in the order in which it was linked.
export function sourcesOf(state: MeetingState, item: Item): readonly Item[] {
  const ids = linksOf(state, item.id).flatMap((link) => {
    if (link.from === item.id && towardsSource.includes(link.relation)) return [link.to]
    return link.to === item.id && link.relation === towardsPlan ? [link.from] : []
  })
  return [...new Set(ids)].flatMap((id) => state.items.get(id) ?? [])
}

// The goal or intervention above it: the nearest that it is linked to.
function aboveOf(item: Item, sources: readonly Item[]): Item | undefined {
  const depth = depthOf(item) ?? 0
  return sources
    .filter((source) => !source.removed && !source.parked && (depthOf(source) ?? depth) < depth)
    .sort((a, b) => (depthOf(b) ?? 0) - (depthOf(a) ?? 0))[0]
}

export function planOf(state: MeetingState): Plan {
  const items = planItems(state)
  const there = new Set(items.map((item) => item.id))
  const sources = new Map(items.map((item) => [item.id, sourcesOf(state, item)]))
  const under = new Map<string, Item[]>()
  const tops: Item[] = []
  for (const item of items) {
    const above = aboveOf(item, sources.get(item.id) ?? [])
    if (!above || !there.has(above.id)) tops.push(item)
    else under.set(above.id, [...(under.get(above.id) ?? []), item])
  }
  const step = (item: Item): PlanStep => ({
    item,
    horizon: horizonOf(item),
    answers: (sources.get(item.id) ?? []).filter((source) => !there.has(source.id)),
    steps: (under.get(item.id) ?? []).map(step),
  })
  return {
    goals: tops.filter((item) => item.kind === 'plandoel').map(step),
    others: tops.filter((item) => item.kind !== 'plandoel').map(step),
    notYet: notYet(state, new Set([...sources.values()].flat().map((item) => item.id))),
  }
}

// A wish that was put off or left out by choice (field `in_plan`) is not asked about again.
function notYet(state: MeetingState, answered: ReadonlySet<string>): NotYet {
  const left = standingItems(state).filter((item) => !answered.has(item.id))
  return {
    wishes: left.filter((item) => item.kind === 'wens' && fieldOf(item, 'in_plan') === ''),
    factors: left.filter((item) => factorKinds.includes(item.kind)),
    ideas: parkedItems(state).filter((item) => kindOf(state, item.kind)?.solution && !answered.has(item.id)),
  }
}
