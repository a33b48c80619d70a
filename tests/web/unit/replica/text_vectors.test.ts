import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { textDiff } from '@/replica/text_diff'
import { toChange, toSpans, toText, type WireSpan } from '@/replica/text_wire'
import { Chance } from './chance'

type Spans = [keep: number, remove: number, insert: string][]

function vectors(name: string): unknown {
  const file = new URL(`../../../vectors/text_${name}.json`, import.meta.url)
  return JSON.parse(readFileSync(file, 'utf8'))
}
const wire = (spans: Spans): WireSpan[] => spans.map(([keep, remove, insert]) => ({ keep, remove, insert }))
const short = (spans: readonly WireSpan[]): Spans => spans.map(({ keep, remove, insert }) => [keep, remove, insert])
function change(spans: Spans, length: number) {
  const made = toChange(wire(spans), length)
  if (!made) throw new Error('a span reaches beyond the text')
  return made
}

describe('text vectors, the same as the server runs', () => {
  it('maps one change over another', () => {
    const { cases } = vectors('map') as {
      cases: { length: number; a: Spans; b: Spans; after: Spans; before: Spans }[]
    }
    for (const { length, a, b, after, before } of cases) {
      const [first, second] = [change(a, length), change(b, length)]
      expect(short(toSpans(first.map(second)))).toEqual(after)
      expect(short(toSpans(first.map(second, true)))).toEqual(before)
    }
  })
  it('composes two changes', () => {
    const { cases } = vectors('compose') as {
      cases: { text: string; first: Spans; second: Spans; composed: Spans; result: string }[]
    }
    for (const { text, first, second, composed, result } of cases) {
      const one = change(first, text.length)
      const both = one.compose(change(second, one.newLength))
      expect(short(toSpans(both))).toEqual(composed)
      expect(both.apply(toText(text)).toString()).toBe(result)
    }
  })
  it('applies a change and takes it back', () => {
    const { cases } = vectors('apply') as { cases: { text: string; spans: Spans; result: string; inverse: Spans }[] }
    for (const { text, spans, result, inverse } of cases) {
      const one = change(spans, text.length)
      expect(one.apply(toText(text)).toString()).toBe(result)
      expect(short(toSpans(one.invert(toText(text))))).toEqual(inverse)
    }
  })
  it('takes no span beyond the text', () => {
    expect(toChange([{ keep: 4, remove: 0, insert: 'x' }], 3)).toBeUndefined()
    expect(toChange([{ keep: 2, remove: 2, insert: '' }], 3)).toBeUndefined()
  })
})

describe('the difference of two texts', () => {
  it('leads from the one to the other, and keeps what both have', () => {
    const chance = new Chance(3)
    for (let round = 0; round < 2000; ++round) {
      const letters = [...'abc\n', '😀', '👩']
      const text = () => Array.from({ length: chance.upTo(12) }, () => chance.pick(letters)).join('')
      const [before, after] = [text(), text()]
      expect(textDiff(before, after).apply(toText(before)).toString()).toBe(after)
    }
    expect(toSpans(textDiff('de kat zat', 'de grote kat zat er'))).toEqual([
      { keep: 3, remove: 0, insert: 'grote ' },
      { keep: 7, remove: 0, insert: ' er' },
    ])
  })
  it('of texts with little in common is one replacement', () => {
    const after = 'y'.repeat(3000)
    expect(toSpans(textDiff('x'.repeat(3000), after))).toEqual([{ keep: 0, remove: 3000, insert: after }])
  })
})
