import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { ChangeSet, Text } from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import { SpanSchema } from '@/gen/meeting/v1/operation_pb'
import '@/link/whole_texts'
import { cleaned, unfitSign } from '@/model/text_rule'
import { vectorFile } from './vectors'

interface Rule {
  readonly name: string
  readonly text: string
  readonly unfit: string | null
  readonly unfitName: string | null
  readonly cleaned: string
  readonly cleanedName: string
}
interface Edit {
  readonly name: string
  readonly before: string
  readonly spans: readonly (readonly [number, number, string])[]
  readonly after: string
}
const { cases, edits } = vectorFile('model/text_rule.json') as { cases: readonly Rule[]; edits: readonly Edit[] }

describe('tests/vectors/model/text_rule.json', () => {
  it('has cases and edits', () => {
    expect(cases.length).toBeGreaterThanOrEqual(20)
    expect(edits.length).toBeGreaterThanOrEqual(3)
  })
  it.each(cases)('$name', ({ text, unfit, unfitName, cleaned: clean, cleanedName }) => {
    expect(unfitSign(text) ?? null).toBe(unfit)
    expect(unfitSign(text, 'name') ?? null).toBe(unfitName)
    expect(cleaned(text)).toBe(clean)
    expect(cleaned(text, 'name')).toBe(cleanedName)
  })
  it.each(edits)('$name', ({ before, spans, after }) => {
    let from = 0
    const changes = spans.map(([keep, remove, insert]) => {
      const at = from + keep
      from = at + remove
      return { from: at, to: from, insert }
    })
    expect(
      ChangeSet.of(changes, before.length)
        .apply(Text.of([before]))
        .toString(),
    ).toBe(after)
  })
})

describe('what enters', () => {
  it('holds no half of a surrogate pair, which no message can carry', () => {
    expect(cleaned('a\uD83D b \uDE42c 🙂')).toBe('a b c 🙂')
    expect(unfitSign('a\uD83D')).toBe('U+D83D')
  })
  it('is cleaned once', () => {
    for (const use of ['text', 'name'] as const) {
      for (const { text } of cases) expect(cleaned(cleaned(text, use), use)).toBe(cleaned(text, use))
    }
  })
})

describe('a message', () => {
  it.each(cases)('gives back every sign that it was given: $name', ({ text }) => {
    const read = fromBinary(SpanSchema, toBinary(SpanSchema, create(SpanSchema, { insert: text })))
    expect(read.insert).toBe(text)
  })
})
