/// What one can choose in the line by typing: a speaker, a kind, a place, who sees it, a page. And which of them a few
/// letters mean.

export type Subject = 'speaker' | 'kind' | 'region' | 'level' | 'page'

export interface Option {
  readonly subject: Subject
  readonly id: string
  readonly label: string
  readonly detail: string // shown behind the label, smaller
  readonly group: string // options of one group stand together, under these words; '' for none
  /// What the typed letters may begin with, best first: a match with an earlier one ranks higher.
  readonly calls: readonly (readonly string[])[]
}

/// Letters as one types them in a hurry: without capitals and accents.
export function folded(text: string): string {
  return text.normalize('NFD').replace(/\p{M}/gu, '').toLowerCase()
}

/// The words of a name, each of which one may begin to type.
export function wordsOf(text: string): readonly string[] {
  return text.split(/[\s/,()&-]+/u).filter((word) => word !== '')
}

// Options are values, and are asked for again with each letter.
const foldedCalls = new WeakMap<Option, readonly (readonly string[])[]>()
function callsOf(option: Option): readonly (readonly string[])[] {
  const known = foldedCalls.get(option)
  if (known) return known
  const calls = option.calls.map((names) => names.map(folded))
  foldedCalls.set(option, calls)
  return calls
}

function rank(option: Option, asked: string): number {
  return callsOf(option).findIndex((names) => names.some((name) => name.startsWith(asked)))
}

/// The options that `filter` may mean, the likeliest first; among equals the given order. All of them when it is empty.
export function matching(options: readonly Option[], filter: string): readonly Option[] {
  const asked = folded(filter)
  if (asked === '') return options
  return options
    .map((option) => ({ option, at: rank(option, asked) }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ option }) => option)
}

// The first of `matching`, and no more.
function first(options: readonly Option[], asked: string): Option | undefined {
  let best: Option | undefined
  let bestAt = Infinity
  for (const option of options) {
    const at = rank(option, asked)
    if (at < 0 || at >= bestAt) continue
    best = option
    bestAt = at
    if (at === 0) break
  }
  return best
}

const aliasLettersMax = 6
const aliases = new WeakMap<readonly Option[], ReadonlyMap<Option, string>>()

/// The fewest letters after which this option stands first, to be shown beside it: of its label, or else of another of
/// its names. '' when it takes too many.
export function alias(options: readonly Option[], option: Option): string {
  let known = aliases.get(options)
  if (!known) {
    known = new Map(options.map((each) => [each, aliasAmong(options, each)]))
    aliases.set(options, known)
  }
  return known.get(option) ?? ''
}

function aliasAmong(options: readonly Option[], option: Option): string {
  const others = callsOf(option)
    .flat()
    .filter((name) => /^\p{L}/u.test(name))
  return shortest(options, option, [folded(option.label)]) || shortest(options, option, others)
}

function shortest(options: readonly Option[], option: Option, names: readonly string[]): string {
  for (let letters = 1; letters <= aliasLettersMax; ++letters) {
    for (const name of names) {
      const typed = name.slice(0, letters)
      if (typed.length === letters && !typed.endsWith(' ') && first(options, typed) === option) return typed
    }
  }
  return ''
}
