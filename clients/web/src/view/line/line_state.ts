/// The line: what stands in it, what a key does to it, and what it puts on the page. Values and functions alone; the
/// component (Line.svelte) brings the keys and carries out what comes back.
import { alias, matching, type Option, type Subject } from './option'
import type { Choices, Covering, KindChoice } from './choices'
import { read, triggerOf } from './token'

export interface Line {
  readonly text: string
  readonly kindOn: Readonly<Record<string, string>> // by page: the kind stays, and each page has its own
  readonly speaker: string // '': not named
  readonly level: string
  /// Where cards went last: by page the region, and by page and kind one chosen against the usual.
  readonly lastRegion: Readonly<Record<string, string>>
  readonly chosenRegion: Readonly<Record<string, string>>
  /// A text belongs to the page, and to the blind round, in which it was begun.
  readonly begun: Begun | undefined
  readonly literal: boolean // the @ or / that the text begins with is text
  readonly open: Opened | undefined
  readonly asking: Asking | undefined
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

export interface Step {
  readonly line: Line
  readonly caret?: number // where the caret goes, when the text was changed by more than the key
  readonly place?: readonly Placing[]
}

export interface Key {
  readonly key: string
  readonly shift: boolean
  readonly modified: boolean // Ctrl, Alt or Meta
  readonly composing: boolean // an input method is at work: all keys are its own
  readonly repeated: boolean
  readonly atStart: boolean // the caret stands before the first letter, with nothing selected
}

export const everyone = 'deelnemers'

export const emptyLine: Line = {
  text: '',
  kindOn: {},
  speaker: '',
  level: everyone,
  lastRegion: {},
  chosenRegion: {},
  begun: undefined,
  literal: false,
  open: undefined,
  asking: undefined,
}

export function kindNow(line: Line, choices: Choices): KindChoice | undefined {
  const of = (id: string | undefined) => choices.kinds.find((kind) => kind.id === id)
  return of(line.kindOn[choices.sheet]) ?? of(choices.usual)
}

/// Where the card will stand; '' on a free page.
export function regionNow(line: Line, choices: Choices): string {
  const kind = kindNow(line, choices)
  if (!kind) return ''
  const chosen = line.chosenRegion[`${choices.sheet} ${kind.id}`]
  if (chosen !== undefined && kind.regions.includes(chosen)) return chosen
  const last = line.lastRegion[choices.sheet]
  if (last !== undefined && kind.regions.slice(0, kind.homes).includes(last)) return last
  return kind.regions[0] ?? choices.parking
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

/// How the text came: typed; pasted, so that a first @ or / is text; or by an input method that is still at work, whose
/// letters are not to be taken away under its hands.
export type Manner = 'typed' | 'pasted' | 'composing'

/// The text was changed by hand; the caret now stands at `caret`.
export function typed(line: Line, value: string, caret: number, choices: Choices, manner: Manner = 'typed'): Step {
  const text = value.replaceAll('\r\n', '\n').replaceAll('\r', '\n')
  if (line.asking?.what === 'reason') return { line: { ...line, asking: { what: 'reason', reason: text } } }
  const literal = triggerOf(text) !== undefined && (line.literal || (manner === 'pasted' && line.text === ''))
  let next: Line = { ...begun(line, text, choices), text, literal, open: undefined, asking: undefined }
  let place = caret
  let moved = false
  while (!next.literal) {
    const chosen = moved ? undefined : highlighted(line, choices)
    const reading = read(next.text, place, (trigger) => choices.options[trigger], chosen)
    if (reading.state === 'text') {
      next = { ...next, literal: triggerOf(next.text) !== undefined && place > 0 }
      break
    }
    if (reading.state === 'choosing') {
      const { open } = line
      const at = open?.list === reading.trigger && open.filter === reading.filter ? open.at : 0
      next = { ...next, open: { list: reading.trigger, filter: reading.filter, at } }
      break
    }
    if (manner === 'composing') return { line: { ...next, open: line.open } }
    next = { ...picked(next, reading.option, choices), text: reading.rest }
    place -= reading.taken
    moved = true
  }
  if (next.text === '') next = { ...next, begun: undefined }
  return moved ? { line: next, caret: Math.max(0, place) } : { line: next }
}

function begun(line: Line, text: string, choices: Choices): Line {
  if (text === '') return { ...line, begun: undefined }
  return line.begun ? line : { ...line, begun: { sheet: choices.sheet, round: choices.round } }
}

/// Takes an option: it becomes a chip.
export function picked(line: Line, option: Option, choices: Choices): Line {
  const closed: Line = { ...line, open: undefined }
  switch (option.subject) {
    case 'speaker':
      return { ...closed, speaker: option.id }
    case 'kind':
      return { ...closed, kindOn: { ...line.kindOn, [choices.sheet]: option.id } }
    case 'level':
      return { ...closed, level: option.id }
    case 'page':
      return {
        ...closed,
        kindOn: { ...line.kindOn, [option.id]: kindNow(line, choices)?.id ?? '' },
        begun: { sheet: option.id, round: choices.round },
      }
    case 'region': {
      const now = kindNow(line, choices)
      const fits = now?.regions.includes(option.id) ? now : firstKindOf(option.id, choices)
      if (!fits) return closed
      const chosenRegion = { ...line.chosenRegion, [`${choices.sheet} ${fits.id}`]: option.id }
      return {
        ...closed,
        kindOn: { ...line.kindOn, [choices.sheet]: fits.id },
        chosenRegion,
        lastRegion: { ...line.lastRegion, [choices.sheet]: option.id },
      }
    }
  }
}

function firstKindOf(region: string, choices: Choices): KindChoice | undefined {
  return (
    choices.kinds.find((kind) => kind.regions.slice(0, kind.homes).includes(region)) ??
    choices.kinds.find((kind) => kind.regions.includes(region))
  )
}

/// Takes the highlighted option of the open list, and its letters out of the text.
export function pick(line: Line, option: Option, choices: Choices): Step {
  const { open } = line
  if (open?.list !== '@' && open?.list !== '/') return { line: picked(line, option, choices) }
  const rest = line.text.slice(1 + open.filter.length).replace(/^ /u, '')
  const next = picked({ ...line, text: rest, literal: triggerOf(rest) !== undefined }, option, choices)
  return { line: rest === '' ? { ...next, begun: undefined } : next, caret: 0 }
}

/// Opens the list under a chip, on what is chosen now.
export function opened(line: Line, subject: Subject, choices: Choices): Line {
  const now = {
    speaker: line.speaker,
    kind: kindNow(line, choices)?.id ?? '',
    level: line.level,
    region: regionNow(line, choices),
    page: choices.sheet,
  }[subject]
  const at = Math.max(
    0,
    choices.options[subject].findIndex((option) => option.id === now),
  )
  return { ...line, open: { list: subject, filter: '', at } }
}

export function closed(line: Line): Line {
  return { ...line, open: undefined }
}

/// A key while the text has the focus. Undefined: not for the line; the browser does what it always does.
export function pressed(line: Line, key: Key, choices: Choices): Step | undefined {
  if (key.composing || key.modified) return undefined
  if (line.open) return pressedInList(line, key, choices)
  switch (key.key) {
    case 'Enter':
      return key.shift ? undefined : entered(line, choices)
    case 'Escape':
      return line.asking ? { line: { ...line, asking: undefined } } : undefined
    case 'Backspace':
      return key.atStart && !key.repeated && !line.asking ? backspaced(line, choices) : undefined
    default:
      return undefined
  }
}

/// A key while a list is open. Enter here picks and never places a card.
export function pressedInList(line: Line, key: Key, choices: Choices): Step | undefined {
  const { open } = line
  if (!open || key.composing || key.modified) return undefined
  const options = shown(line, choices)
  const to = (at: number): Step => ({ line: { ...line, open: { ...open, at } } })
  const option = options[open.at]
  const last = options.length - 1
  const inText = open.list === '@' || open.list === '/'
  switch (key.key) {
    case 'ArrowDown':
      return to(open.at >= last ? 0 : open.at + 1)
    case 'ArrowUp':
      return to(open.at <= 0 ? Math.max(last, 0) : open.at - 1)
    case 'Enter':
      return option ? pick(line, option, choices) : { line }
    case 'Tab':
      if (key.shift || !option) return { line: { ...closed(line), literal: inText } }
      return pick(line, option, choices)
    case 'Escape':
      return { line: { ...closed(line), literal: inText } }
    default:
      return inText ? undefined : pressedUnderChip(line, open, key, choices)
  }
}

// Under a chip there is no field to type in: the letters are gathered here.
function pressedUnderChip(line: Line, open: Opened, key: Key, choices: Choices): Step | undefined {
  const to = (filter: string): Step => ({ line: { ...line, open: { ...open, filter, at: 0 } } })
  const option = highlighted(line, choices)
  if (key.key === ' ') return option ? pick(line, option, choices) : { line }
  if (key.key === 'Backspace') return to(open.filter.slice(0, -1))
  if (key.key === 'Home' || key.key === 'End') {
    const last = shown(line, choices).length - 1
    return { line: { ...line, open: { ...open, at: key.key === 'Home' ? 0 : Math.max(last, 0) } } }
  }
  if (!/^.$/u.test(key.key)) return undefined // a key with a name, such as F6
  const filter = open.filter + key.key
  return matching(choices.options[open.list], filter).length > 0 ? to(filter) : { line }
}

// Backspace before the first letter takes a chip off: first who said it, then the kind, which goes back to the page's
// usual one. Never who sees it: what was for few must not become for all by a key held too long.
function backspaced(line: Line, choices: Choices): Step | undefined {
  if (line.speaker !== '') return { line: { ...line, speaker: '' } }
  if (kindNow(line, choices)?.id !== choices.usual) {
    return { line: { ...line, kindOn: { ...line.kindOn, [choices.sheet]: choices.usual } } }
  }
  return undefined
}

/// Enter in the text.
export function entered(line: Line, choices: Choices): Step {
  const kind = kindNow(line, choices)
  if (line.text.trim() === '' || !kind) return { line }
  if (isOver(line, choices) && line.asking?.what !== 'round') return { line: { ...line, asking: { what: 'round' } } }
  if (kind.needsReason) {
    if (line.asking?.what !== 'reason') return { line: { ...line, asking: { what: 'reason', reason: '' } } }
    if (line.asking.reason.trim() === '') return { line }
  }
  return placed(line, [line.text], choices)
}

/// The blind round in which the text was begun is over, and it covered the place the text goes to.
export function isOver(line: Line, choices: Choices): boolean {
  const round = line.begun?.round
  return round !== undefined && covers(round, line, choices) && choices.round?.round !== round.round
}

function covers(round: Covering, line: Line, choices: Choices): boolean {
  return (
    round.sheet === choices.sheet && (round.regions.length === 0 || round.regions.includes(regionNow(line, choices)))
  )
}

/// Yes, put it there although the round is over: for all to see.
export function placedAfterRound(line: Line, choices: Choices): Step {
  return entered({ ...line, begun: { sheet: choices.sheet, round: undefined }, asking: undefined }, choices)
}

/// Pasted lines, each as a card of its own.
export function placed(line: Line, texts: readonly string[], choices: Choices): Step {
  const kind = kindNow(line, choices)
  if (!kind) return { line }
  const region = regionNow(line, choices)
  const round = line.begun?.round ?? (line.begun ? undefined : choices.round)
  const inRound = round && covers(round, line, choices) && choices.round?.round === round.round
  const reason = line.asking?.what === 'reason' ? line.asking.reason.trim() : ''
  const place = texts.map((text): Placing => ({
    sheet: choices.sheet,
    region,
    kind: kind.id,
    text: text.trim(),
    saidBy: line.speaker !== '' ? line.speaker : choices.onBehalf ? '' : undefined,
    level: line.level,
    reason,
    writtenIn: inRound ? round.round : 0n,
    parks: kind.parks,
  }))
  return { line: afterPlacing(line, kind.id, kind.parks ? undefined : region, choices), caret: 0, place }
}

// The kind stays, and who sees it; who said it does not.
function afterPlacing(line: Line, kind: string, region: string | undefined, choices: Choices): Line {
  const lastRegion = region === undefined ? line.lastRegion : { ...line.lastRegion, [choices.sheet]: region }
  return {
    ...line,
    text: '',
    kindOn: { ...line.kindOn, [choices.sheet]: kind },
    speaker: '',
    lastRegion,
    begun: undefined,
    literal: false,
    open: undefined,
    asking: undefined,
  }
}

/// A text that comes from elsewhere (a card that was removed, one that was refused): in the line, as it is. What stood
/// there already stays before it.
export function toLine(line: Line, text: string, choices: Choices): Step {
  const whole = line.text === '' ? text : `${line.text}\n${text}`
  const next = { ...begun({ ...line, asking: undefined, open: undefined }, whole, choices), text: whole }
  return { line: { ...next, literal: triggerOf(whole) !== undefined }, caret: whole.length }
}

/// The cards that pasted lines would make: without the marks of a list, without empty lines.
export function linesOf(text: string): readonly string[] {
  return text
    .split(/\r\n|\r|\n/u)
    .map((line) => line.replace(/^\s*(?:[-–•*·▪◦]|\d{1,3}[.)])\s+/u, '').trim())
    .filter((line) => line !== '')
}
