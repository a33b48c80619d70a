/// The line as it is kept on this device, so that it stands there again after a reload.
import type { Choices } from './choices'
import { toLine } from './line_keys'
import { emptyLine, type Line } from './line_state'

export function keptLine(line: Line): string {
  const { text, kindOn, ownKindOn, speaker, level, regionsUsed, regionChosen, begun, literal, asking } = line
  const round = begun?.round && { ...begun.round, round: begun.round.round.toString() }
  const reason = asking?.what === 'reason' ? asking.reason : undefined
  return JSON.stringify({
    given: line.reason,
    text,
    kindOn,
    ownKindOn,
    speaker,
    level,
    regionsUsed,
    regionChosen,
    literal,
    reason,
    begun: begun && { sheet: begun.sheet, round },
  })
}

/// What was kept by this or an earlier version of the page; what cannot be read is an empty line.
export function lineFrom(kept: string): Line {
  let read: unknown
  try {
    read = JSON.parse(kept)
  } catch {
    return emptyLine
  }
  if (!isRecord(read)) return emptyLine
  const reason = read['reason']
  return {
    text: words(read['text']),
    kindOn: wordsByName(read['kindOn']),
    ownKindOn: wordsByName(read['ownKindOn']),
    speaker: words(read['speaker']),
    level: words(read['level']) || emptyLine.level,
    regionsUsed: listsByName(read['regionsUsed']),
    regionChosen: wordsByName(read['regionChosen']),
    literal: read['literal'] === true,
    open: undefined,
    reason: words(read['given']),
    asking: typeof reason === 'string' ? { what: 'reason', reason } : undefined,
    begun: begunFrom(read['begun']),
  }
}

/// The line as it was kept, and behind it what was typed before the store had answered.
export function remembered(kept: Line, typed: Line, choices: Choices): Line {
  if (typed.text === '') return kept
  if (kept.text === '') return typed
  const { line } = toLine({ ...typed, text: kept.text, begun: kept.begun ?? typed.begun }, typed.text, choices)
  return { ...line, reason: line.reason || (kept.asking?.what === 'reason' ? kept.asking.reason : kept.reason) }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function words(value: unknown): string {
  return typeof value === 'string' ? value : ''
}

function wordsByName(value: unknown): Record<string, string> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(Object.entries(value).map(([name, each]) => [name, words(each)]))
}

function listsByName(value: unknown): Record<string, readonly string[]> {
  if (!isRecord(value)) return {}
  return Object.fromEntries(
    Object.entries(value).map(([name, each]) => [name, Array.isArray(each) ? each.map(words) : []]),
  )
}

function begunFrom(value: unknown): Line['begun'] {
  if (!isRecord(value)) return undefined
  const round = value['round']
  const sheet = words(value['sheet'])
  if (!isRecord(round) || !/^\d+$/u.test(words(round['round']))) return { sheet, round: undefined }
  const regions = Array.isArray(round['regions']) ? round['regions'].map(words) : []
  return { sheet, round: { round: BigInt(words(round['round'])), sheet: words(round['sheet']), regions } }
}
