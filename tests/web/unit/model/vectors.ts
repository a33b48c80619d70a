/// tests/vectors/model and text_*.json: what the C++ model does, as data. An empty file is a failure, not a pass.
import { readFileSync } from 'node:fs'
import { fromJson, type JsonValue } from '@bufbuild/protobuf'
import type { Operation } from '@/gen/meeting/v1/operation_pb'
import { OperationSchema } from '@/gen/meeting/v1/operation_pb'
import { RecordSchema, type Record as Logged } from '@/gen/meeting/v1/record_pb'

export interface HashVector {
  readonly name: string
  readonly checkpoint: JsonValue
  readonly canonical: string
  readonly sha256: string
}

interface StepJson {
  readonly by: string
  readonly operation: JsonValue
  readonly refused?: string
  readonly record?: JsonValue
  readonly whole?: readonly string[]
  readonly otherwise?: Readonly<Record<string, JsonValue>>
  readonly hashes?: Readonly<Record<string, string>>
}
interface ScenariosJson {
  readonly create: JsonValue
  readonly scenarios: readonly {
    readonly name: string
    readonly setup: readonly JsonValue[]
    readonly steps: readonly StepJson[]
  }[]
}

/// One operation and what came of it.
export interface Step {
  readonly by: string
  readonly operation: Operation
  readonly refused: string | undefined
  readonly seen: ReadonlyMap<string, Logged> // by viewer; who is not in it received nothing
  readonly hashes: ReadonlyMap<string, string> // by viewer, after it
}
export interface Scenario {
  readonly name: string
  readonly setup: readonly Logged[] // all see them, the creation first
  readonly steps: readonly Step[]
}

export function vectorFile(path: string): unknown {
  return JSON.parse(readFileSync(new URL(`../../../vectors/${path}`, import.meta.url), 'utf8'))
}

export function hashVectors(): readonly HashVector[] {
  return vectorFile('model/hashes.json') as readonly HashVector[]
}

function record(json: JsonValue): Logged {
  return fromJson(RecordSchema, json)
}

function step(json: StepJson): Step {
  const seen = new Map<string, Logged>()
  for (const viewer of json.whole ?? []) if (json.record) seen.set(viewer, record(json.record))
  for (const [viewer, other] of Object.entries(json.otherwise ?? {})) seen.set(viewer, record(other))
  return {
    by: json.by,
    operation: fromJson(OperationSchema, json.operation),
    refused: json.refused,
    seen,
    hashes: new Map(Object.entries(json.hashes ?? {})),
  }
}

export function scenarios(): readonly Scenario[] {
  const { create, scenarios } = vectorFile('model/scenarios.json') as ScenariosJson
  return scenarios.map(({ name, setup, steps }) => ({
    name,
    setup: [record(create), ...setup.map(record)],
    steps: steps.map(step),
  }))
}
