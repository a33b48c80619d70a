// What the author sees at once is what the server will log: every operation of tests/vectors/model/scenarios.json is
// predicted on its author's own board, and the board compared by its hash with the one after the server's record.
import { describe, expect, it } from 'vitest'
import type { Record as Logged } from '@/gen/meeting/v1/record_pb'
import { apply, applyAll } from '@/model/apply'
import { emptyState } from '@/model/board'
import { predict } from '@/model/predict'
import { stateHash } from '@/model/state_hash'
import type { MeetingState } from '@/model/state'
import { scenarios, type Scenario, type Step } from './vectors'

// Not predicted, because the author cannot know it; the screen waits for the server.
const unknowable: ReadonlyMap<string, string> = new Map([
  ['undo', 'which act it takes back, and how, is kept by the server'],
  ['closeRound', 'what it reveals, and what others voted'],
  ['takeOverChair', 'for how long the chair has had no connection'],
  ['addDevice', 'the server says it when a device comes in'],
  ['confirmDevice', 'done once and seldom: the page waits until it holds'],
])

// Made on an older text: the replica moves it over what came since before it predicts.
function isBehind(state: MeetingState, step: Step): boolean {
  const op = step.operation.kind
  if (op.case !== 'editText' && op.case !== 'splitItem') return false
  return op.value.base !== state.items.get(op.value.item)?.revision
}

function predicted(state: MeetingState, { by, operation }: Step): Logged | undefined {
  if (operation.kind.case === undefined || !operation.id) throw new Error('a step without an operation')
  const { client, counter } = operation.id
  return predict(state, operation.kind, { me: by, client, counter, nowMs: 0, writtenIn: operation.writtenIn })
}

// Each step with the board of its author just before it.
function told(scenario: Scenario): { step: Step; before: MeetingState }[] {
  const boards = new Map<string, MeetingState>()
  const start = applyAll(emptyState(), scenario.setup)
  return scenario.steps.map((step) => {
    const before = boards.get(step.by) ?? start
    for (const [viewer, record] of step.seen) boards.set(viewer, apply(boards.get(viewer) ?? start, record))
    return { step, before }
  })
}

const all = scenarios()
const steps = all.flatMap((scenario) =>
  told(scenario).map(({ step, before }, at) => ({
    title: `${scenario.name}: ${at}. ${step.by} ${step.operation.kind.case ?? ''}`,
    step,
    before,
  })),
)
const committed = steps.filter(({ step }) => step.refused === undefined)
const knowable = committed.filter(
  ({ step, before }) => !unknowable.has(step.operation.kind.case ?? '') && !isBehind(before, step),
)
const refused = steps.filter(({ step }) => step.refused !== undefined)

describe('a predicted operation', () => {
  it('is compared in nearly all steps of the scenarios', () => {
    expect(knowable.length).toBeGreaterThanOrEqual(50)
    expect(refused.length).toBeGreaterThanOrEqual(12)
  })
  it.each(knowable)('$title', ({ step, before }) => {
    const record = predicted(before, step)
    expect(record, 'predicted').toBeDefined()
    if (record) expect(stateHash(apply(before, record))).toBe(step.hashes.get(step.by))
  })
})

describe('an operation that the server refuses', () => {
  it.each(refused)('is not shown: $title ($step.refused)', ({ step, before }) => {
    expect(predicted(before, step)).toBeUndefined()
  })
})

describe('what its author cannot know', () => {
  it.each(committed.filter((each) => !knowable.includes(each)))('waits for the server: $title', ({ step, before }) => {
    expect(predicted(before, step)).toBeUndefined()
  })
})
