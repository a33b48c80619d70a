/// What is still open before the meeting ends: lists to tidy by, and what the plan lacks. They explain, they never
/// block: the words for them are the view's.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { fieldOf, parkedItems, standingItems } from './board'
import { isClientSide } from './people'
import { horizonOf, planItems } from './plan'
import type { MeetingState } from './state'

/// An item with the fields of its kind that nobody filled in yet.
export interface Lacking {
  readonly item: Item
  readonly fields: readonly string[]
}

export interface Closing {
  readonly actions: readonly Lacking[] // without owner or date
  readonly questions: readonly Item[] // questions and unknowns that nobody answered
  readonly parked: readonly Item[]
  readonly decisions: readonly Lacking[] // without reason or review date
}

export interface PlanWarning {
  readonly id: 'one_horizon' | 'no_owner' | 'no_client_voice'
  readonly items: readonly string[] // those it is about
}

const actionDone = ['gereed', 'vervallen']
const questionKinds = ['vraag', 'onbekend']
const clientWords = ['citaat_client', 'keuze', 'correctie']

function lacking(items: readonly Item[], fields: readonly string[]): Lacking[] {
  return items.flatMap((item) => {
    const empty = fields.filter((field) => fieldOf(item, field).trim() === '')
    return empty.length > 0 ? [{ item, fields: empty }] : []
  })
}

function openActions(items: readonly Item[]): readonly Item[] {
  return items.filter((item) => item.kind === 'actie' && !actionDone.includes(fieldOf(item, 'status')))
}

export function closingOf(state: MeetingState): Closing {
  const standing = standingItems(state)
  return {
    actions: lacking(openActions(standing), ['eigenaar', 'uiterlijk']),
    questions: standing.filter((item) => questionKinds.includes(item.kind) && !item.resolved),
    parked: parkedItems(state),
    decisions: lacking(
      standing.filter((item) => item.kind === 'besluit'),
      ['reden', 'evaluatie_op'],
    ),
  }
}

/// Nothing to say of a plan that is not begun.
export function planWarnings(state: MeetingState): readonly PlanWarning[] {
  const plan = planItems(state)
  if (plan.length === 0) return []
  const warnings: PlanWarning[] = []
  const warn = (id: PlanWarning['id'], items: readonly Item[]) =>
    warnings.push({ id, items: items.map((item) => item.id) })
  // CP-10: a long term without a first step, or a first step to nowhere. What has to happen at once is short as well.
  const far = plan.filter((item) => horizonOf(item) === 'lang')
  const near = plan.filter((item) => horizonOf(item) === 'kort' || horizonOf(item) === 'direct')
  if ((far.length === 0) !== (near.length === 0)) warn('one_horizon', [...near, ...far])
  const unowned = openActions(plan).filter((item) => fieldOf(item, 'eigenaar') === '')
  if (unowned.length > 0) warn('no_owner', unowned)
  if (!clientSpoke(state, plan)) warn('no_client_voice', plan)
  return warnings
}

// CP-13: he said what he thinks of a part of the plan, he said it himself, or his words stand on the sheet of the plan.
function clientSpoke(state: MeetingState, plan: readonly Item[]): boolean {
  const sheets = new Set(plan.map((item) => item.sheet))
  const ofClient = (participant: string) => isClientSide(state, participant)
  return (
    plan.some(
      (item) =>
        fieldOf(item, 'instemming_client') !== '' ||
        ofClient(item.saidBy) ||
        item.stances.some((taken) => ofClient(taken.participant)) ||
        item.comments.some((comment) => !comment.removed && ofClient(comment.saidBy)),
    ) || standingItems(state).some((item) => clientWords.includes(item.kind) && sheets.has(item.sheet))
  )
}
