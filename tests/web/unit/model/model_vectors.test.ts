// This model is held to the C++ one: the same records give the same boards, the same names and the same hashes.
import { create, fromJson } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import { CheckpointSchema } from '@/gen/meeting/v1/checkpoint_pb'
import { SpanSchema, type Span } from '@/gen/meeting/v1/operation_pb'
import { apply, applyAll } from '@/model/apply'
import { edited } from '@/model/apply_item'
import { fromCheckpoint } from '@/model/appeared'
import { emptyState } from '@/model/board'
import { thingId } from '@/model/entity_id'
import { keyBetween } from '@/model/order_key'
import { canonicalForm, stateHash } from '@/model/state_hash'
import { hashVectors, scenarios, vectorFile, type Scenario } from './vectors'

describe('tests/vectors/model/hashes.json', () => {
  const vectors = hashVectors()

  it('has states to compare', () => {
    expect(vectors.length).toBeGreaterThanOrEqual(4)
  })
  it.each(vectors)('$name: the canonical form and its hash', ({ checkpoint, canonical, sha256 }) => {
    const state = fromCheckpoint(fromJson(CheckpointSchema, checkpoint))
    expect(canonicalForm(state)).toBe(canonical)
    expect(stateHash(state)).toBe(sha256)
  })
})

function viewersOf(scenario: Scenario): string[] {
  return [...new Set(scenario.steps.flatMap((step) => [...step.hashes.keys()]))]
}

describe('tests/vectors/model/scenarios.json', () => {
  const all = scenarios()

  it('has scenarios, and each of them viewers whose boards are compared', () => {
    expect(all.length).toBeGreaterThanOrEqual(10)
    for (const scenario of all) expect(viewersOf(scenario), scenario.name).not.toHaveLength(0)
  })
  describe.each(all)('$name', (scenario) => {
    it.each(viewersOf(scenario))('%s sees after each step what the server says', (viewer) => {
      let state = applyAll(emptyState(), scenario.setup)
      for (const [at, step] of scenario.steps.entries()) {
        const record = step.seen.get(viewer)
        if (record) state = apply(state, record)
        if (step.refused === undefined) {
          expect(stateHash(state), `step ${at}, by ${step.by}`).toBe(step.hashes.get(viewer))
        }
      }
    })
    it('gives what is added the id that the server gives it', () => {
      for (const { by, operation, seen } of scenario.steps) {
        const added = seen.get(by)?.operation?.kind
        const id = operation.id ? thingId(operation.id.client, operation.id.counter) : ''
        if (added?.case === 'addItem') expect(added.value.item).toBe(id)
        if (added?.case === 'addComment') expect(added.value.comment).toBe(id)
        if (added?.case === 'addPage') expect(added.value.sheet).toBe(id)
        if (added?.case === 'linkItems') expect(added.value.link).toBe(id)
        if (added?.case === 'splitItem') expect(added.value.newItem).toBe(id)
        if (added?.case === 'draw') expect(added.value.stroke).toBe(id)
      }
    })
  })
})

describe('tests/vectors/model/order_keys.json', () => {
  const keys = vectorFile('model/order_keys.json') as readonly {
    readonly after: string
    readonly before: string
    readonly salt: string
    readonly key: string
  }[]

  it('a key between two others is the one that the server makes', () => {
    expect(keys.length).toBeGreaterThanOrEqual(60)
    for (const { after, before, salt, key } of keys) expect(keyBetween(after, before, salt)).toBe(key)
  })
})

type Spans = readonly (readonly [number, number, string])[]
interface TextCase {
  readonly text: string
  readonly spans: Spans
  readonly result: string
  readonly inverse: Spans
}

function spansOf(spans: Spans): Span[] {
  return spans.map(([keep, remove, insert]) => create(SpanSchema, { keep, remove, insert }))
}

describe('tests/vectors/text_apply.json', () => {
  const { cases } = vectorFile('text_apply.json') as { readonly cases: readonly TextCase[] }

  it('an edit of an item gives the text that the server has, and its inverse takes it back', () => {
    expect(cases.length).toBeGreaterThanOrEqual(200)
    for (const { text, spans, result, inverse } of cases) {
      expect(edited(text, spansOf(spans))).toBe(result)
      expect(edited(result, spansOf(inverse))).toBe(text)
    }
  })
  it('an edit that reaches beyond the text gives none', () => {
    expect(edited('huur', spansOf([[3, 2, 'x']]))).toBeUndefined()
    expect(edited('huur', spansOf([[5, 0, 'x']]))).toBeUndefined()
  })
})
