/// What one text has to go through to become another, when nobody kept the edits between: after a fresh checkpoint.
import { ChangeSet } from '@codemirror/state'
import { toChange, type WireSpan } from './text_wire'

// Beyond this the two have little in common, and one replacement says it as well. The work grows with its square.
const kDifferencesMax = 400

/// The change from `before` to `after`: the fewest characters put in and taken out (E. Myers, An O(ND) Difference
/// Algorithm, 1986). Never cuts a surrogate pair.
export function textDiff(before: string, after: string): ChangeSet {
  if (before === after) return ChangeSet.empty(before.length)
  const a = Array.from(before) // code points: no pair is cut
  const b = Array.from(after)
  let start = 0
  while (start < a.length && start < b.length && a[start] === b[start]) ++start
  let endA = a.length
  let endB = b.length
  while (endA > start && endB > start && a[endA - 1] === b[endB - 1]) {
    --endA
    --endB
  }
  const kept = units(a, 0, start)
  const spans = differences(a.slice(start, endA), b.slice(start, endB))
  const [first, ...rest] = spans
  const all = first ? [{ ...first, keep: first.keep + kept }, ...rest] : []
  const change = toChange(all, before.length)
  if (!change) throw new RangeError('a difference fits the text it was made of')
  return change
}

function units(characters: readonly string[], from: number, to: number): number {
  let length = 0
  for (let at = from; at < to; ++at) length += characters[at]?.length ?? 0
  return length
}

function differences(a: readonly string[], b: readonly string[]): WireSpan[] {
  const steps = shortestPath(a, b)
  if (!steps) return [{ keep: 0, remove: units(a, 0, a.length), insert: b.join('') }]
  const spans: { keep: number; remove: number; insert: string }[] = []
  let keep = 0
  let open: { keep: number; remove: number; insert: string } | undefined
  for (const step of steps) {
    if (step.kind === 'keep') {
      if (open) spans.push(open)
      open = undefined
      keep += step.character.length
    } else {
      open ??= { keep, remove: 0, insert: '' }
      keep = 0
      if (step.kind === 'remove') open.remove += step.character.length
      else open.insert += step.character
    }
  }
  if (open) spans.push(open)
  return spans
}

interface Step {
  readonly kind: 'keep' | 'remove' | 'insert'
  readonly character: string
}

// Walks the diagonals of the edit graph; `furthest` holds how far along `a` each of them was reached, one copy per
// number of differences, so that the way can be walked back.
function shortestPath(a: readonly string[], b: readonly string[]): Step[] | undefined {
  const most = Math.min(a.length + b.length, kDifferencesMax)
  const trail: Map<number, number>[] = []
  const furthest = new Map<number, number>([[1, 0]])
  for (let d = 0; d <= most; ++d) {
    trail.push(new Map(furthest))
    for (let diagonal = -d; diagonal <= d; diagonal += 2) {
      const below = furthest.get(diagonal - 1) ?? -1
      const above = furthest.get(diagonal + 1) ?? -1
      let x = diagonal === -d || (diagonal !== d && below < above) ? above : below + 1
      while (x < a.length && x - diagonal < b.length && a[x] === b[x - diagonal]) ++x
      furthest.set(diagonal, x)
      if (x >= a.length && x - diagonal >= b.length) return walkBack(a, b, trail)
    }
  }
  return undefined
}

function walkBack(a: readonly string[], b: readonly string[], trail: readonly Map<number, number>[]): Step[] {
  const steps: Step[] = []
  let x = a.length
  let y = b.length
  for (let d = trail.length - 1; d >= 0; --d) {
    const furthest = trail[d]
    const diagonal = x - y
    const below = furthest?.get(diagonal - 1) ?? -1
    const above = furthest?.get(diagonal + 1) ?? -1
    const down = diagonal === -d || (diagonal !== d && below < above)
    const after = d === 0 ? 0 : down ? above : below + 1 // where the diagonal was entered
    for (; x > after; --x, --y) steps.push({ kind: 'keep', character: a[x - 1] ?? '' })
    if (d === 0) break
    if (down) steps.push({ kind: 'insert', character: b[--y] ?? '' })
    else steps.push({ kind: 'remove', character: a[--x] ?? '' })
  }
  return steps.reverse()
}
