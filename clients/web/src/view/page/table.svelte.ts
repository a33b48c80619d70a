/// What the cards of a page ask of the meeting, computed once for all of them: who sits at the table, what words mean,
/// who writes where. A card reads these and not `session.state`, so that a change redraws the cards it concerns alone.
import { untrack } from 'svelte'
import { Arrive_Location } from '@/gen/meeting/v1/operation_pb'
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import type { Term, Vocabulary } from '@/gen/meeting/v1/method_pb'
import { pointsLeft, stackedOn } from '@/model/board'
import { isClientSide, mayWrite, onBehalf } from '@/model/people'
import type { MeetingState } from '@/model/state'
import type { Asked, Seen, Sent, Session } from '@/replica/session'
import { clientCalled } from '../lead/curtain'
import { kindsById, linkCounts, peopleById, pointsByItem, termKey, termsByKey, writersByItem } from './at_table'
import type { MyView } from './my_view.svelte'

const noItems: readonly Item[] = []
const noTerms: readonly Term[] = []
const nobody: readonly Seen[] = []

export class Table {
  readonly session: Session
  readonly mine: MyView
  /// My screen is on the beamer: only what the room may see is shown, without what is mine alone.
  beamer = $state(false)

  // What cards read. These change seldom and are set only when they do: were they derived from the state, every card
  // would have to be asked at every change whether it still stands.
  people = $state.raw(peopleById([]))
  kinds = $state.raw(kindsById(undefined))
  domains = $state.raw<readonly Term[]>(noTerms)
  #terms = $state.raw(termsByKey(undefined))
  /// The client sits at the table and I sit in the room with him: what he may not see stays folded on my screen.
  foldsForClient = $state.raw(false)
  /// The client, as he is called here; '' where there is none, or where I read as he does.
  client = $state.raw('')
  clientLooks = $state.raw(false)
  writes = $state.raw(false)
  namesSpeakers = $state.raw(false)
  votesLeft = $state.raw(0)

  /// Made while a component is, and lives as long.
  constructor(session: Session, mine: MyView) {
    this.session = session
    this.mine = mine
    untrack(() => this.#look(session.state, this.me))
    $effect.pre(() => {
      const [now, me] = [session.state, this.me]
      untrack(() => this.#look(now, me))
    })
  }

  #attendees: MeetingState['attendees'] | undefined
  #vocabulary: Vocabulary | undefined
  #look(now: MeetingState, me: string): void {
    const { course } = now
    if (this.#attendees !== now.attendees) this.people = peopleById((this.#attendees = now.attendees))
    const vocabulary = now.created?.vocabulary
    if (this.#vocabulary !== vocabulary) {
      this.#vocabulary = vocabulary
      this.kinds = kindsById(vocabulary)
      this.#terms = termsByKey(vocabulary)
      this.domains = vocabulary?.sets.find((set) => set.id === 'domain')?.terms ?? noTerms
    }
    const inRoom = this.people.get(me)?.location === Arrive_Location.ROOM
    this.foldsForClient = course.clientView && inRoom && !isClientSide(now, me)
    this.client = isClientSide(now, me) ? '' : clientCalled(now)
    this.clientLooks = course.clientView
    this.writes = mayWrite(now, me) && !course.settled && (!course.ended || onBehalf(now, me))
    this.namesSpeakers = onBehalf(now, me)
    this.votesLeft = pointsLeft(now, me)
  }

  readonly state: MeetingState = $derived.by(() => this.session.state)
  readonly me: string = $derived.by(() => this.session.me?.id ?? '')
  readonly round = $derived.by(() => this.state.course.round)

  // Two steps each: what did not change keeps its identity, and nothing below it is asked again.
  readonly #links = $derived.by(() => this.state.links)
  readonly #items = $derived.by(() => this.state.items)
  readonly #ballots = $derived.by(() => this.state.ballots)
  readonly #myPoints = $derived.by(() => pointsByItem(this.#ballots, this.me, this.round?.round))
  readonly #linked = $derived.by(() => linkCounts(this.#links, this.#items))
  readonly #writers = $derived.by(() => writersByItem(this.session.presence, this.me))

  nameOf(participant: string): string {
    return this.people.get(participant)?.participant?.name ?? ''
  }
  organisationOf(participant: string): string {
    const known = this.people.get(participant)?.participant
    return known?.organisationName || known?.organisation || ''
  }
  term(set: string, id: string): Term | undefined {
    return this.#terms.get(termKey(set, id))
  }
  onTop(item: string): readonly Item[] {
    const there = stackedOn(this.state, item)
    return there.length === 0 ? noItems : there
  }
  writersOf(item: string): readonly Seen[] {
    return this.#writers.get(item) ?? nobody
  }
  myPoints(item: string): number {
    return this.#myPoints.get(item) ?? 0
  }
  linksOf(item: string): number {
    return this.#linked.get(item) ?? 0
  }
  item(id: string): Item | undefined {
    return this.state.items.get(id)
  }

  send(asked: Asked): Sent {
    return this.session.send(asked)
  }
  sendAll(all: readonly Asked[]): void {
    for (const asked of all) this.session.send(asked)
  }
}
