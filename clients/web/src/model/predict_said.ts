// What the server will make of what is said of items: links, comments, points, scores, stances, answers.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import {
  OpenRound_Kind,
  TakeStance_Stance,
  type AddComment,
  type LinkItems,
  type Resolve,
  type Score,
  type TakeStance,
  type Vote,
} from '@/gen/meeting/v1/operation_pb'
import { myPoints, pointsLeft, sheetOf } from './board'
import { kindOf, termOf } from './charter'
import { maySpeakFor, mayUseKind, mayVote, mayWrite, roleOfParticipant } from './people'
import { coveringItem, isSaid, itemFor, speaker, writes, writesFewKinds, type Asking, type Kind } from './predicting'

function linkItems(asking: Asking, asked: LinkItems): Kind | undefined {
  const { state, id } = asking
  const from = itemFor(asking, asked.from)
  if (!from || !itemFor(asking, asked.to) || asked.from === asked.to) return
  if (!writes(asking, from) || !termOf(state, 'relation', asked.relation)) return
  return { case: 'linkItems', value: { ...asked, link: id } }
}

function addComment(asking: Asking, asked: AddComment): Kind | undefined {
  const { state, me, id } = asking
  const item = itemFor(asking, asked.item)
  if (!item || asked.text === '' || !mayWrite(state, me)) return
  if (writesFewKinds(asking) && !mayUseKind(state, me, item.kind)) return
  const saidBy = speaker(asking, asked.saidBy)
  if (saidBy === undefined) return
  const coveredBy = coveringItem(state, item)
  return { case: 'addComment', value: { ...asked, saidBy, comment: id, coveredBy } }
}

function vote(asking: Asking, asked: Vote): Kind | undefined {
  const { state, me } = asking
  const { round } = state.course
  const item = itemFor(asking, asked.item)
  if (round?.kind !== OpenRound_Kind.VOTE || !item || item.removed || item.parked || !mayVote(state, me)) return
  if (round.kinds.length > 0 && !round.kinds.includes(item.kind)) return
  const onItsSheet = sheetOf(state, item.sheet)?.phase === round.sheet
  if (round.regions.length > 0 && !(onItsSheet && round.regions.includes(item.region))) return
  if (asked.points > pointsLeft(state, me) + myPoints(state, me, item.id)) return
  return { case: 'vote', value: { ...asked, round: round.round } }
}

// Whose score or stance it is: my own, or entered for another who said it aloud.
function whose(asking: Asking, by: string): string | undefined {
  const { state, me } = asking
  if (by === '' || by === me) {
    return (mayWrite(state, me) && !writesFewKinds(asking)) || mayVote(state, me) ? me : undefined
  }
  return roleOfParticipant(state, by) && maySpeakFor(state, me, by) ? by : undefined
}

// A dissent is nobody else's to overwrite, whoever entered it (VB-09).
function guardsDissent(item: Item, by: string, me: string): boolean {
  const { DISSENT } = TakeStance_Stance
  return by !== me && item.stances.some((each) => each.participant === by && each.stance === DISSENT)
}

// Withdrawing a stance is covered only where it takes back what is covered itself.
function coveringStance({ state, me }: Asking, item: Item, by: string, stance: TakeStance_Stance): bigint {
  const round = coveringItem(state, item)
  if (stance !== TakeStance_Stance.STANCE_UNSPECIFIED) return round
  const covered = item.stances.some((each) => each.participant === by && each.coveredBy !== 0n && each.typedBy === me)
  return covered ? round : 0n
}

function takeStance(asking: Asking, asked: TakeStance): Kind | undefined {
  const { state, me } = asking
  const item = itemFor(asking, asked.item)
  const by = whose(asking, asked.by)
  if (!item || by === undefined || !kindOf(state, item.kind)?.decision) return
  if (asked.stance === TakeStance_Stance.DISSENT && !isSaid(asked.words)) return
  if (guardsDissent(item, by, me)) return
  return { case: 'takeStance', value: { ...asked, by, coveredBy: coveringStance(asking, item, by, asked.stance) } }
}

function score(asking: Asking, asked: Score): Kind | undefined {
  const item = itemFor(asking, asked.item)
  const by = whose(asking, asked.by)
  if (!item || by === undefined || asked.value > 10) return
  return { case: 'score', value: { ...asked, by, coveredBy: coveringItem(asking.state, item) } }
}

function resolve(asking: Asking, asked: Resolve): Kind | undefined {
  const item = itemFor(asking, asked.item)
  const { answeredBy } = asked
  if (!item || !writes(asking, item) || answeredBy === item.id) return
  return answeredBy === '' || itemFor(asking, answeredBy) ? { case: 'resolve', value: asked } : undefined
}

export function predictSaid(asking: Asking, op: Kind): Kind | undefined {
  switch (op.case) {
    case 'linkItems':
      return linkItems(asking, op.value)
    case 'addComment':
      return addComment(asking, op.value)
    case 'vote':
      return vote(asking, op.value)
    case 'score':
      return score(asking, op.value)
    case 'takeStance':
      return takeStance(asking, op.value)
    case 'resolve':
      return resolve(asking, op.value)
    case 'reopen': {
      const item = itemFor(asking, op.value.item)
      return item && writes(asking, item) ? op : undefined
    }
    default:
      return undefined
  }
}
