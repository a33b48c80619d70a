/// Looked up once for a whole page: people, kinds and terms by their ids, what is linked, who writes where. Pure.
import type { Attendee, Ballot, Link } from '@/gen/meeting/v1/checkpoint_pb'
import type { Kind, Term, Vocabulary } from '@/gen/meeting/v1/method_pb'
import type { MeetingState } from '@/model/state'
import type { Seen } from '@/replica/session'

export function peopleById(attendees: readonly Attendee[]): ReadonlyMap<string, Attendee> {
  return new Map(attendees.map((each) => [each.participant?.id ?? '', each]))
}

export function kindsById(vocabulary: Vocabulary | undefined): ReadonlyMap<string, Kind> {
  return new Map((vocabulary?.kinds ?? []).map((kind) => [kind.id, kind]))
}

export function termKey(set: string, id: string): string {
  return `${set} ${id}`
}

export function termsByKey(vocabulary: Vocabulary | undefined): ReadonlyMap<string, Term> {
  const sets = vocabulary?.sets ?? []
  return new Map(sets.flatMap((set) => set.terms.map((term) => [termKey(set.id, term.id), term] as const)))
}

/// How many links each card has to cards that are there.
export function linkCounts(
  links: ReadonlyMap<string, Link>,
  items: MeetingState['items'],
): ReadonlyMap<string, number> {
  const there = (id: string): boolean => items.get(id)?.removed === false
  const count = new Map<string, number>()
  for (const link of links.values()) {
    if (link.removed || !there(link.from) || !there(link.to)) continue
    for (const end of [link.from, link.to]) count.set(end, (count.get(end) ?? 0) + 1)
  }
  return count
}

export function writersByItem(presence: ReadonlyMap<string, Seen>, me: string): ReadonlyMap<string, readonly Seen[]> {
  const writers = new Map<string, Seen[]>()
  for (const seen of presence.values()) {
    const { item } = seen.presence
    if (!seen.connected || item === '' || seen.participant === me) continue
    const there = writers.get(item)
    if (there) there.push(seen)
    else writers.set(item, [seen])
  }
  return writers
}

export function pointsByItem(
  ballots: readonly Ballot[],
  me: string,
  round: bigint | undefined,
): ReadonlyMap<string, number> {
  const mine = ballots.filter((each) => each.round === round && each.participant === me)
  return new Map(mine.map((each) => [each.item, each.points]))
}

/// The ids that were not there before.
export function newOf(before: readonly string[], now: readonly string[]): ReadonlySet<string> {
  const known = new Set(before)
  return new Set(now.filter((id) => !known.has(id)))
}
