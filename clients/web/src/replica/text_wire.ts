/// Text edits as they travel (spans) and as CodeMirror computes with them (ChangeSet). The two are one form: a span is a
/// changed section with the kept units before it. Lengths are UTF-16 code units.
import { ChangeSet, Text } from '@codemirror/state'

export interface WireSpan {
  readonly keep: number
  readonly remove: number
  readonly insert: string
}

/// A text of ours: lines end in \n alone.
export function toText(text: string): Text {
  return Text.of(text.split('\n'))
}

/// The shortest text the spans fit on.
export function reach(spans: readonly WireSpan[]): number {
  let units = 0
  for (const { keep, remove } of spans) units += keep + remove
  return units
}

/// The change of a text of `length` units; undefined if it does not fit.
export function toChange(spans: readonly WireSpan[], length: number): ChangeSet | undefined {
  const sections: (number | [number, ...string[]])[] = []
  for (const { keep, remove, insert } of spans) {
    if (keep > 0) sections.push(keep)
    if (remove > 0 || insert !== '') sections.push(insert === '' ? [remove] : [remove, ...insert.split('\n')])
  }
  const rest = length - reach(spans)
  if (rest < 0) return undefined
  if (rest > 0) sections.push(rest)
  return ChangeSet.fromJSON(sections)
}

/// What follows the last change stays, and is not said.
export function toSpans(change: ChangeSet): WireSpan[] {
  const spans: WireSpan[] = []
  let keep = 0
  for (const section of change.toJSON() as (number | [number, ...string[]])[]) {
    if (typeof section === 'number') {
      keep += section
    } else {
      const [remove, ...lines] = section
      spans.push({ keep, remove, insert: lines.join('\n') })
      keep = 0
    }
  }
  return spans
}

export function sameSpans(a: readonly WireSpan[], b: readonly WireSpan[]): boolean {
  return (
    a.length === b.length &&
    a.every((span, at) => {
      const other = b[at]
      return other?.keep === span.keep && other.remove === span.remove && other.insert === span.insert
    })
  )
}

/// What the spans put in, without what stands around it: a person's own words.
export function wordsOf(spans: readonly WireSpan[]): string {
  return spans
    .map((span) => span.insert)
    .filter((insert) => insert !== '')
    .join(' ')
}
