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

/// The options that `filter` may mean, the likeliest first; among equals the given order. All of them when it is empty.
export function matching(options: readonly Option[], filter: string): readonly Option[] {
  const asked = folded(filter)
  if (asked === '') return options
  return options
    .map((option) => ({
      option,
      at: option.calls.findIndex((names) => names.some((name) => folded(name).startsWith(asked))),
    }))
    .filter(({ at }) => at >= 0)
    .sort((a, b) => a.at - b.at)
    .map(({ option }) => option)
}

const aliasLettersMax = 6

/// The fewest letters after which this option stands first, to be shown beside it: of its label, or else of another of
/// its names. '' when it takes too many.
export function alias(options: readonly Option[], option: Option): string {
  const others = option.calls.flat().filter((name) => /^\p{L}/u.test(name))
  return shortest(options, option, [option.label]) || shortest(options, option, others)
}

function shortest(options: readonly Option[], option: Option, names: readonly string[]): string {
  for (let letters = 1; letters <= aliasLettersMax; ++letters) {
    for (const name of names) {
      const typed = folded(name).slice(0, letters)
      if (typed.length === letters && !typed.endsWith(' ') && matching(options, typed)[0] === option) return typed
    }
  }
  return ''
}
