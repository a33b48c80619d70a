/// The line as a value: what stands in it, and what that means on the page it is for. What keys do to it is in
/// line_keys.ts, what it puts on the page in placing.ts.
import type { Choices, Covering, KindChoice } from './choices'
import { alias, matching, type Option, type Subject } from './option'

export interface Line {
  readonly text: string
  readonly kindOn: Readonly<Record<string, string>> // by page: the kind stays, and each page has its own
  readonly ownKindOn: Readonly<Record<string, string>> // the same, of what was placed last and not parked
  readonly speaker: string // '': not named
  readonly level: string
  /// By page: the regions cards went to, the last one first; and by page and kind one chosen though the kind has no
  /// home there.
  readonly regionsUsed: Readonly<Record<string, readonly string[]>>
  readonly regionChosen: Readonly<Record<string, string>>
  /// A text belongs to the page, and to the blind round, in which it was begun.
  readonly begun: Begun | undefined
  readonly literal: boolean // the @ or / that the text begins with is text
  readonly open: Opened | undefined
  readonly asking: Asking | undefined
  readonly reason: string // what was given as the reason before one went back to the text
}

export interface Begun {
  readonly sheet: string
  readonly round: Covering | undefined
}

/// A list that is open: behind `@` or `/` in the text, or under a chip, where letters may be typed as well.
export interface Opened {
  readonly list: '@' | '/' | Subject
  readonly filter: string
  readonly at: number // which of the matching options is highlighted
}

/// What must be answered before it can stand: why (a decision has a reason), or whether it may still, now that the
/// blind round in which it was written is over.
export type Asking = { readonly what: 'reason'; readonly reason: string } | { readonly what: 'round' }

/// A card as it is asked for.
export interface Placing {
  readonly sheet: string
  readonly region: string
  readonly kind: string
  readonly text: string
  readonly saidBy: string | undefined // undefined: I myself; '': not named yet
  readonly level: string
  readonly reason: string
  readonly writtenIn: bigint // 0: in no blind round
  readonly parks: boolean
}

/// What comes of a key: the line as it is then, and what is to be done.
export interface Step {
  readonly line: Line
  readonly caret?: number // where the caret goes, when the text was changed by more than the key
  readonly place?: readonly Placing[]
}

export const everyone = 'deelnemers'

export const emptyLine: Line = {
  text: '',
  kindOn: {},
  ownKindOn: {},
  speaker: '',
  level: everyone,
  regionsUsed: {},
  regionChosen: {},
  begun: undefined,
  literal: false,
  open: undefined,
  asking: undefined,
  reason: '',
}

/// Back to the text. A reason that was begun is there again when it is asked again.
export function unasked(line: Line): Line {
  return { ...line, asking: undefined, reason: line.asking?.what === 'reason' ? line.asking.reason : line.reason }
}

export function kindNow(line: Line, choices: Choices): KindChoice | undefined {
  const of = (id: string | undefined) => choices.kinds.find((kind) => kind.id === id)
  return of(line.kindOn[choices.sheet]) ?? of(choices.usual)
}

/// Where the card will stand; '' on a free page.
export function regionNow(line: Line, choices: Choices): string {
  const kind = kindNow(line, choices)
  if (!kind) return ''
  const chosen = line.regionChosen[`${choices.sheet} ${kind.id}`]
  if (chosen !== undefined && kind.regions.includes(chosen)) return chosen
  const last = line.regionsUsed[choices.sheet]?.find((region) => isHome(kind, region))
  if (last !== undefined) return last
  return kind.regions[0] ?? choices.parking
}

export function isHome(kind: KindChoice, region: string): boolean {
  return kind.regions.slice(0, kind.homes).includes(region)
}

/// The regions used on a page, with this one last.
export function used(line: Line, sheet: string, region: string): Line['regionsUsed'] {
  const before = line.regionsUsed[sheet] ?? []
  return { ...line.regionsUsed, [sheet]: [region, ...before.filter((each) => each !== region)] }
}

/// What the open list shows, and which of it is highlighted.
export function shown(line: Line, choices: Choices): readonly Option[] {
  return line.open ? matching(choices.options[line.open.list], line.open.filter) : []
}
export function highlighted(line: Line, choices: Choices): Option | undefined {
  return line.open ? shown(line, choices)[line.open.at] : undefined
}
export function aliasOf(line: Line, choices: Choices, option: Option): string {
  const list = line.open?.list
  return list === '@' || list === '/' ? alias(choices.options[list], option) : ''
}
