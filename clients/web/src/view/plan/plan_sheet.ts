/// What the sheet of the plan shows beside its regions: the plan by goal and by horizon, what stands ready to flow in,
/// and what it still lacks. Pure; the rules of the plan are model/plan.ts and model/closing.ts.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { fieldOf, phaseOfSheet, standingItems, talliesOf } from '@/model/board'
import { planWarnings } from '@/model/closing'
import { onlyThings } from '@/model/only_things'
import { horizonOf, planItems, planOf, type Horizon, type Plan, type PlanStep } from '@/model/plan'
import type { MeetingState } from '@/model/state'
import { isCovered } from '../card/acts'
import { roomSees } from '../card/client_sight'

/// Where a step of the plan is put when one presses: the column of its horizon, else where the kind is at home.
export interface PlanPlace {
  readonly sheet: string
  readonly region: string
}

/// `wanted` is a horizon; the plan's sheet is the one looked at when it takes the kind, else the first that does.
export function placeFor(state: MeetingState, sheet: string, kind: string, wanted: Horizon): PlanPlace | undefined {
  const region = (of: string): string | undefined => {
    const regions = phaseOfSheet(state, of)?.regions.filter((each) => !each.parking && each.kinds.includes(kind)) ?? []
    const column = wanted === 'lang' ? 'plan_lang' : 'plan_kort'
    return (regions.find((each) => each.id === column) ?? regions[0])?.id
  }
  const here = region(sheet)
  if (here !== undefined) return { sheet, region: here }
  for (const each of state.sheets) {
    const there = each.removed ? undefined : region(each.id)
    if (there !== undefined) return { sheet: each.id, region: there }
  }
  return undefined
}

const horizons: readonly Horizon[] = ['direct', 'kort', 'lang', '']

/// What stands under no goal, by when; horizons without anything are left out.
export function byHorizon(steps: readonly PlanStep[]): readonly { horizon: Horizon; steps: readonly PlanStep[] }[] {
  return horizons
    .map((horizon) => ({ horizon, steps: steps.filter((step) => step.horizon === horizon) }))
    .filter(({ steps }) => steps.length > 0)
}

/// The plan of one domain of life: steps of it, and those above them.
export function inDomain(plan: Plan, domain: string): Plan {
  if (domain === '') return plan
  const kept = (steps: readonly PlanStep[]): readonly PlanStep[] =>
    steps.flatMap((step) => {
      const below = kept(step.steps)
      return step.item.domain === domain || below.length > 0 ? [{ ...step, steps: below }] : []
    })
  return { ...plan, goals: kept(plan.goals), others: kept(plan.others) }
}

/// The domains that the plan speaks of.
export function domainsOf(state: MeetingState): readonly string[] {
  return [...new Set(planItems(state).map((item) => item.domain))].filter((domain) => domain !== '')
}

/// Every step, as one reads the plan from top to bottom.
export function inReadingOrder(plan: Plan): readonly Item[] {
  const flat = (steps: readonly PlanStep[]): readonly Item[] =>
    steps.flatMap((step) => [step.item, ...flat(step.steps)])
  return [...flat(plan.goals), ...byHorizon(plan.others).flatMap(({ steps }) => flat(steps))]
}

// --- What we have already

export interface Ready {
  readonly wishes: readonly Item[]
  readonly factors: readonly Item[] // the heaviest first
  readonly ideas: readonly Item[]
  readonly putOff: readonly Item[] // wishes left for later, or left out, by choice
}

export function readyFor(state: MeetingState): Ready {
  const { notYet } = planOf(state)
  return {
    ...notYet,
    factors: byWeight(notYet.factors),
    putOff: standingItems(state).filter(
      (item) => item.kind === 'wens' && ['niet', 'later'].includes(fieldOf(item, 'in_plan')),
    ),
  }
}

/// By the points they got; those with as many stay in their order.
export function byWeight(items: readonly Item[]): readonly Item[] {
  return [...items].sort((a, b) => talliesOf(b) - talliesOf(a))
}

/// What a step of the plan may answer: factors first, the heaviest at the top, then wishes, nudges, his own words.
export function answerable(state: MeetingState): readonly Item[] {
  const standing = standingItems(state)
  const ofKinds = (...kinds: readonly string[]) => standing.filter((item) => kinds.includes(item.kind))
  return [...byWeight(ofKinds('beschermend', 'risico')), ...ofKinds('wens', 'duwtje', 'citaat_client')]
}

// --- What it lacks

export interface Warning {
  readonly id: 'one_horizon' | 'no_owner' | 'no_client_voice' | 'no_date'
  readonly items: readonly string[]
  /// Of one_horizon: the horizon that all of it has.
  readonly only?: 'kort' | 'lang'
}

const done = ['gereed', 'vervallen']

export function warningsOf(state: MeetingState): readonly Warning[] {
  const undated = planItems(state).filter(
    (item) => item.kind === 'actie' && fieldOf(item, 'uiterlijk') === '' && !done.includes(fieldOf(item, 'status')),
  )
  const known = planWarnings(state).map((warning): Warning => {
    if (warning.id !== 'one_horizon') return warning
    const far = planItems(state).some((item) => horizonOf(item) === 'lang')
    return { ...warning, only: far ? 'lang' : 'kort' }
  })
  return undated.length === 0 ? known : [...known, { id: 'no_date', items: undated.map((item) => item.id) }]
}

/// The board as the room may read it on a beamer.
export function forTheRoom(state: MeetingState): MeetingState {
  const seen = [...state.items.values()].filter((item) => roomSees(item, isCovered(state, item)))
  return onlyThings(state, new Set(seen.map((item) => item.id)))
}
