/// Decisions as they are taken (VB-02, VB-09): the question, what was decided and why, who thinks what of it. Pure.
import type { Item, StanceTaken } from '@/gen/meeting/v1/checkpoint_pb'
import { TakeStance_Stance } from '@/gen/meeting/v1/operation_pb'
import { fieldOf, linksOf, standingItems } from '@/model/board'
import { maySpeakFor, mayVote, mayWrite, onBehalf, roleOfParticipant } from '@/model/people'
import type { MeetingState } from '@/model/state'
import type { Asked } from '@/replica/session'
import { link } from '../card/acts'
import { placeFor } from './plan_sheet'
import type { Making } from './plan_acts'

export type Stance = Exclude<TakeStance_Stance, TakeStance_Stance.STANCE_UNSPECIFIED>
export const stances: readonly Stance[] = [
  TakeStance_Stance.AGREE,
  TakeStance_Stance.PARTLY,
  TakeStance_Stance.ABSTAIN,
  TakeStance_Stance.DISSENT,
]

export interface Decision {
  readonly item: Item
  readonly questions: readonly Item[] // what it answers
}

export interface Decisions {
  readonly decisions: readonly Decision[]
  readonly questions: readonly Item[] // asked, and not decided yet
  readonly beside: readonly Item[] // arguments, objections, dissents as cards of their own
}

const besideKinds = ['argument', 'tegenargument', 'bezwaar', 'minderheidsstandpunt']

export function decisionsOf(state: MeetingState): Decisions {
  const standing = standingItems(state)
  const decisions = standing
    .filter((item) => item.kind === 'besluit')
    .map((item) => ({ item, questions: questionsOf(state, item) }))
  const answered = new Set(decisions.flatMap(({ questions }) => questions.map((item) => item.id)))
  const places = new Set(decisions.map(({ item }) => `${item.sheet} ${item.region}`))
  return {
    decisions,
    questions: standing.filter((item) => item.kind === 'beslisvraag' && !answered.has(item.id)),
    beside: standing.filter((item) => besideKinds.includes(item.kind) && places.has(`${item.sheet} ${item.region}`)),
  }
}

function questionsOf(state: MeetingState, decision: Item): readonly Item[] {
  return linksOf(state, decision.id)
    .filter((each) => each.from === decision.id && each.relation === 'beantwoordt')
    .flatMap((each) => state.items.get(each.to) ?? [])
    .filter((item) => item.kind === 'beslisvraag')
}

/// Those who said something of it, in the order of the table: nothing ranks them.
export function taken(state: MeetingState, item: Item): readonly StanceTaken[] {
  const at = (who: string) => state.attendees.findIndex((each) => each.participant?.id === who)
  return item.stances
    .filter((each) => each.stance !== TakeStance_Stance.STANCE_UNSPECIFIED)
    .sort((a, b) => at(a.participant) - at(b.participant))
}

export function stanceOf(item: Item, participant: string): StanceTaken | undefined {
  return item.stances.find(
    (each) => each.participant === participant && each.stance !== TakeStance_Stance.STANCE_UNSPECIFIED,
  )
}

/// Takes part in deciding: whoever votes, and is no screen. Not who only notes or looks on.
function decides(state: MeetingState, participant: string): boolean {
  const role = roleOfParticipant(state, participant)
  return role !== undefined && role.votes && !role.readsOnly && !role.roomScreen
}

/// How many of those present said nothing yet; of nobody in particular.
export function stillToSay(state: MeetingState, item: Item): number {
  return state.attendees.filter(({ present, participant }) => {
    const id = participant?.id ?? ''
    return present && decides(state, id) && stanceOf(item, id) === undefined
  }).length
}

export function mayTakeStance(state: MeetingState, me: string): boolean {
  const few = (roleOfParticipant(state, me)?.onlyKinds.length ?? 0) > 0
  return isOpen(state, me) && ((mayWrite(state, me) && !few) || mayVote(state, me))
}

function isOpen(state: MeetingState, me: string): boolean {
  const { ended, settled } = state.course
  return !settled && (!ended || onBehalf(state, me))
}

/// Whose stance I may enter beside my own: he said it aloud.
export function othersToEnter(state: MeetingState, me: string): readonly string[] {
  if (!isOpen(state, me)) return []
  return state.attendees
    .map(({ participant }) => participant?.id ?? '')
    .filter((id) => id !== me && decides(state, id) && maySpeakFor(state, me, id))
}

/// A dissent is nobody else's to overwrite, whoever entered it (VB-09).
export function isGuarded(item: Item, by: string, me: string): boolean {
  return by !== me && stanceOf(item, by)?.stance === TakeStance_Stance.DISSENT
}

export function takeStance(item: string, stance: TakeStance_Stance, words: string, by: string, me: string): Asked {
  return { case: 'takeStance', value: { item, stance, words, by: by === me ? '' : by } }
}

/// What one fills in for a decision that was just taken.
export interface Drafted {
  readonly question: string // id of a question that stands, or ''
  readonly newQuestion: string
  readonly text: string
  readonly reason: string
  readonly options: string // one on each line
  readonly review: string // date, or ''
}

/// undefined: no sheet takes decisions.
export function newDecision(state: MeetingState, sheet: string, drafted: Drafted): Making | undefined {
  const place = placeFor(state, sheet, 'besluit', 'kort')
  if (!place) return
  const options = drafted.options.split('\n').map((line) => line.trim())
  const fields = [
    { field: 'reden', values: [drafted.reason.trim()] },
    { field: 'opties', values: options.filter((line) => line !== '') },
    { field: 'evaluatie_op', values: drafted.review === '' ? [] : [drafted.review] },
  ].filter(({ values }) => values.length > 0)
  return {
    add: { case: 'addItem', value: { ...place, kind: 'besluit', text: drafted.text.trim(), fields } },
    then: (made) => (drafted.question === '' ? [] : [link(made, drafted.question, 'beantwoordt')]),
  }
}

export function newQuestion(state: MeetingState, sheet: string, text: string): Asked | undefined {
  const place = placeFor(state, sheet, 'beslisvraag', 'kort')
  return place && { case: 'addItem', value: { ...place, kind: 'beslisvraag', text } }
}

/// What makes a decision whole, and is not there yet.
export function lacksOf(item: Item): readonly ('reden' | 'opties' | 'evaluatie_op')[] {
  return (['reden', 'opties', 'evaluatie_op'] as const).filter((field) => fieldOf(item, field).trim() === '')
}
