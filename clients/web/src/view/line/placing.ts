/// From the line to cards: what Enter asks for.
import { cleaned } from '@/model/text_rule'
import type { Choices, Covering, KindChoice } from './choices'
import { kindNow, regionNow, unasked, used, type Line, type Placing, type Step } from './line_state'

/// Enter in the text.
export function entered(line: Line, choices: Choices): Step {
  const kind = kindNow(line, choices)
  if (line.text.trim() === '' || !kind) return { line }
  if (isOver(line, choices) && line.asking?.what !== 'round')
    return { line: { ...unasked(line), asking: { what: 'round' } } }
  if (kind.needsReason) {
    if (line.asking?.what !== 'reason') return { line: { ...line, asking: { what: 'reason', reason: line.reason } } }
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
  return { line: afterPlacing(line, kind, region, choices), caret: 0, place }
}

// The kind stays, and who sees it; who said it does not. After what was parked the page goes on with its own work
// (CP-05): the kind is again what it was.
function afterPlacing(line: Line, kind: KindChoice, region: string, choices: Choices): Line {
  const { sheet } = choices
  const before = {
    ...line,
    text: '',
    speaker: '',
    begun: undefined,
    literal: false,
    open: undefined,
    asking: undefined,
    reason: '',
  }
  if (kind.parks) {
    return { ...before, kindOn: { ...line.kindOn, [sheet]: line.ownKindOn[sheet] ?? choices.usual } }
  }
  return {
    ...before,
    kindOn: { ...line.kindOn, [sheet]: kind.id },
    ownKindOn: { ...line.ownKindOn, [sheet]: kind.id },
    regionsUsed: used(line, sheet, region),
  }
}

/// The cards that pasted lines would make: without the marks of a list, without empty lines.
export function linesOf(text: string): readonly string[] {
  return cleaned(text)
    .split('\n')
    .map((line) => line.replace(/^\s*(?:[-–•*·▪◦]|\d{1,3}[.)])\s+/u, '').trim())
    .filter((line) => line !== '')
}
