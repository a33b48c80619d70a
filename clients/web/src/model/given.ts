/// Scores and stances on an item: one of each participant, and beside it what was given for him inside a running blind
/// round, which its giver and its typist alone see until the reveal (VB-04). In order of participant; of one participant
/// what is covered stands before what it will replace. The same as server/model/given.h.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { TakeStance_Stance } from '@/gen/meeting/v1/operation_pb'
import type { Fields } from './changing'

interface Given {
  readonly participant: string
  readonly typedBy: string
  readonly coveredBy: bigint
  readonly stance?: TakeStance_Stance
}

/// Without what an entry of these would replace: of what is covered, that of the same typist alone.
export function withoutGiven<One extends Given>(
  all: readonly One[],
  participant: string,
  typedBy: string,
  coveredBy: bigint,
): One[] {
  const replaced = (one: One) =>
    one.participant === participant && one.coveredBy === coveredBy && (coveredBy === 0n || one.typedBy === typedBy)
  return all.filter((one) => !replaced(one))
}

export function sortedGiven<One extends Given>(all: readonly One[]): One[] {
  return [...all].sort((a, b) => {
    if (a.participant !== b.participant) return a.participant < b.participant ? -1 : 1
    return Number(b.coveredBy - a.coveredBy)
  })
}

/// Whose dissent on it is not mine: it is kept, so nobody takes the item away from under it or makes it another kind (VB-09).
export function othersDissent(item: Item, me: string): readonly string[] {
  const others = item.stances.filter((each) => each.stance === TakeStance_Stance.DISSENT && each.participant !== me)
  return [...new Set(others.map((each) => each.participant))]
}

// What one gave himself goes before what others entered for him, and of that a dissent goes before the rest (VB-09).
function precedence(one: Given): number {
  if (one.typedBy === one.participant) return 2
  return one.stance === TakeStance_Stance.DISSENT ? 1 : 0
}

// What was given in the round replaces what stood before it. Of several, what goes before; of equals the last.
function revealed<One extends Given>(all: readonly One[], round: bigint): One[] {
  let shown = [...all]
  for (;;) {
    const first = shown.find((one) => one.coveredBy === round)
    if (!first) return shown
    const his = shown.filter((one) => one.coveredBy === round && one.participant === first.participant)
    const wins = his.reduce((before, one) => (precedence(one) >= precedence(before) ? one : before), first)
    const others = shown.filter((one) => one.participant !== first.participant)
    shown = sortedGiven([...others, { ...wins, coveredBy: 0n }])
  }
}

/// What of the item a closing round reveals of what was said of it; undefined: nothing.
export function revealedSaid(item: Item, round: bigint): Fields<Item> | undefined {
  const { comments, stances, scores } = item
  const covered = (one: { readonly coveredBy: bigint }) => one.coveredBy !== 0n
  if (!comments.some(covered) && !stances.some(covered) && !scores.some(covered)) return undefined
  return {
    comments: comments.map((one) => (one.coveredBy === round ? { ...one, coveredBy: 0n } : one)),
    stances: revealed(stances, round),
    scores: revealed(scores, round),
  }
}
