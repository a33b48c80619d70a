/// What keys and hands do to the line. Pure: the component (Line.svelte) brings the keys and carries out what comes back.
import { cleaned } from '@/model/text_rule'
import type { Choices, KindChoice } from './choices'
import {
  highlighted,
  isHome,
  kindNow,
  regionNow,
  shown,
  unasked,
  used,
  type Line,
  type Opened,
  type Step,
} from './line_state'
import { matching, type Option, type Subject } from './option'
import { entered } from './placing'
import { read, triggerOf } from './token'

export interface Key {
  readonly key: string
  readonly shift: boolean
  readonly modified: boolean // Ctrl, Alt or Meta
  readonly composing: boolean // an input method is at work: all keys are its own
  readonly repeated: boolean
  readonly atStart: boolean // the caret stands before the first letter, with nothing selected
}

/// How the text came: typed; pasted, so that a first @ or / is text; or by an input method that is still at work, whose
/// letters are not to be taken away under its hands.
export type Manner = 'typed' | 'pasted' | 'composing'

/// The text was changed by hand; the caret now stands at `caret`.
export function typed(line: Line, value: string, caret: number, choices: Choices, manner: Manner = 'typed'): Step {
  const text = cleaned(value)
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
      return {
        ...closed,
        kindOn: { ...line.kindOn, [choices.sheet]: fits.id },
        regionsUsed: used(line, choices.sheet, option.id),
        regionChosen: {
          ...line.regionChosen,
          [`${choices.sheet} ${fits.id}`]: isHome(fits, option.id) ? '' : option.id,
        },
      }
    }
  }
}

function firstKindOf(region: string, choices: Choices): KindChoice | undefined {
  return (
    choices.kinds.find((kind) => isHome(kind, region)) ?? choices.kinds.find((kind) => kind.regions.includes(region))
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
      if (key.shift) return undefined
      return key.repeated ? { line } : entered(line, choices) // held too long, it answers no question
    case 'Escape':
      return line.asking ? { line: unasked(line) } : undefined
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

/// A text that comes from elsewhere (a card that was removed, one that was refused): in the line, as it is. What stood
/// there already stays before it.
export function toLine(line: Line, text: string, choices: Choices): Step {
  const whole = line.text === '' ? text : `${line.text}\n${text}`
  const next = { ...begun({ ...unasked(line), open: undefined }, whole, choices), text: whole }
  return { line: { ...next, literal: triggerOf(whole) !== undefined }, caret: whole.length }
}
