/// What the client can say of a card, as the operations that ask for it (CP-13). Pure.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { TakeStance_Stance } from '@/gen/meeting/v1/operation_pb'
import { fieldOf, homeRegions, itemsIn, phaseOfSheet } from '@/model/board'
import { kindOf } from '@/model/charter'
import { mayUseKind, mayWrite, roleOfParticipant } from '@/model/people'
import type { MeetingState } from '@/model/state'
import type { Asked } from '@/replica/session'
import { comment, link, setField } from '../card/acts'

/// Nobody writes any more once the meeting has ended; behind the curtain the client does not either.
export function mayDo(state: MeetingState, me: string): boolean {
  return mayWrite(state, me) && !state.course.ended && !state.course.settled
}

// --- A correction, a question: a card of its own, right behind the one it is about

export function answerTo(
  item: Item,
  kind: 'correctie' | 'vraag',
  text: string,
): { add: Asked; link: (id: string) => Asked } {
  const { sheet, region, id } = item
  return {
    add: { case: 'addItem', value: { sheet, region, kind, text, behind: id } },
    link: (made) => link(made, id, kind === 'correctie' ? 'corrigeert' : 'hangt_samen'),
  }
}

/// His own words, on the page he looks at; where its step has a place for them, there. undefined: nowhere to put them.
export function ownWords(state: MeetingState, sheet: string, text: string): Asked | undefined {
  const kind = 'citaat_client'
  const phase = phaseOfSheet(state, sheet)
  const home = homeRegions(state, sheet, kind)[0]
  const places = phase?.regions.filter((region) => !region.parking) ?? []
  // Elsewhere they stand where most is written: never in the head of the sheet when there is another place.
  const other = [...places]
    .filter((region) => region.id !== 'kop')
    .sort((a, b) => itemsIn(state, sheet, b.id).length - itemsIn(state, sheet, a.id).length)[0]
  const region = home ?? other ?? places[0]
  if (phase && !region) return undefined
  return { case: 'addItem', value: { sheet, region: region?.id ?? '', kind, text } }
}

/// Only what changed, so that what another writes in it meanwhile stays.
export function changedWords(item: Item, text: string): Asked | undefined {
  const before = item.text
  if (before === text) return undefined
  const most = Math.min(before.length, text.length)
  let start = 0
  while (start < most && before[start] === text[start]) start += 1
  let end = 0
  while (end < most - start && before[before.length - 1 - end] === text[text.length - 1 - end]) end += 1
  // An emoji is two code units; it is kept or changed whole.
  if (isHigh(before.charCodeAt(start - 1))) start -= 1
  if (end > 0 && isLow(before.charCodeAt(before.length - end))) end -= 1
  const remove = before.length - start - end
  const insert = text.slice(start, text.length - end)
  return { case: 'editText', value: { item: item.id, spans: [{ keep: start, remove, insert }] } }
}
const isHigh = (unit: number): boolean => unit >= 0xd800 && unit <= 0xdbff
const isLow = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff

// --- Agreeing with the plan

export const choices = ['eens', 'deels', 'oneens'] as const
export type Choice = (typeof choices)[number]

const stanceOf = {
  eens: TakeStance_Stance.AGREE,
  deels: TakeStance_Stance.PARTLY,
  oneens: TakeStance_Stance.DISSENT,
} as const
const agreement = 'instemming_client'

// The field says what the client himself thinks; a support person has a stance of his own.
function hasField(state: MeetingState, me: string, item: Item): boolean {
  const isClient = roleOfParticipant(state, me)?.id === 'client'
  return isClient && Boolean(kindOf(state, item.kind)?.fields.some((field) => field.id === agreement))
}
// And in this step he may say it so.
function setsField(state: MeetingState, me: string, item: Item): boolean {
  return hasField(state, me, item) && mayUseKind(state, me, item.kind)
}
function takesStances(state: MeetingState, item: Item): boolean {
  return kindOf(state, item.kind)?.decision ?? false
}

/// Can I say what I think of it? A goal, a step of the plan, a decision.
export function mayAgree(state: MeetingState, me: string, item: Item): boolean {
  if (!mayDo(state, me) || item.removed || item.parked) return false
  return takesStances(state, item) || setsField(state, me, item)
}

export function isAgreed(state: MeetingState, me: string, item: Item): boolean {
  return takesStances(state, item) || hasField(state, me, item)
}

export function choiceOf(state: MeetingState, me: string, item: Item): Choice | undefined {
  const field = hasField(state, me, item) ? fieldOf(item, agreement) : ''
  const mine = item.stances.find((each) => each.participant === me)
  const known = choices.find((choice) => choice === field)
  return known ?? choices.find((choice) => stanceOf[choice] === mine?.stance)
}

/// Disagreeing with a decision is kept word for word, so it needs words (VB-09).
export function needsWords(state: MeetingState, me: string, item: Item, choice: Choice): boolean {
  return choice === 'oneens' && takesStances(state, item) && !setsField(state, me, item)
}

/// What is asked for when I choose, before I say why; and what `words` add to it.
export function agree(state: MeetingState, me: string, item: Item, choice: Choice, words = ''): readonly Asked[] {
  const asked: Asked[] = []
  if (setsField(state, me, item) && fieldOf(item, agreement) !== choice) {
    asked.push(setField(item.id, agreement, [choice]))
  }
  if (takesStances(state, item)) {
    const stance = stanceOf[choice]
    const mine = item.stances.find((each) => each.participant === me)
    const kept = words.trim() === '' && mine?.stance === stance ? mine.words : words.trim()
    // Without words no dissent is taken; what it replaces is withdrawn, so that no old stance speaks against the field.
    const { DISSENT, STANCE_UNSPECIFIED } = TakeStance_Stance
    const taken = stance === DISSENT && kept === '' ? STANCE_UNSPECIFIED : stance
    if (taken !== STANCE_UNSPECIFIED || mine) {
      asked.push({ case: 'takeStance', value: { item: item.id, stance: taken, words: kept } })
    }
  } else if (words.trim() !== '') asked.push(comment(item.id, words.trim()))
  return asked
}

/// What I said with my choice.
export function wordsWith(item: Item, me: string): string {
  return item.stances.find((each) => each.participant === me)?.words ?? ''
}
