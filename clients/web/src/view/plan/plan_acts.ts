/// How what we have flows into the plan, as the operations that ask for it. Nothing is retyped and nobody is forgotten: a
/// parked idea goes there itself, with its speaker; of a wish or a factor a step with the same words is made, said by the
/// same person where I may name him, seen by no more people, and linked to where it comes from.
import type { Item, Link } from '@/gen/meeting/v1/checkpoint_pb'
import { linksOf } from '@/model/board'
import { clientAtTable, maySpeakFor, onBehalf } from '@/model/people'
import { horizonOf, type Horizon } from '@/model/plan'
import type { MeetingState } from '@/model/state'
import type { Asked } from '@/replica/session'
import { link, moveTo, remove, setField } from '../card/acts'
import { clientSees } from '../card/client_sight'
import { placeFor, type PlanPlace } from './plan_sheet'

export type StepKind = 'plandoel' | 'interventie' | 'actie'
export const stepKinds: readonly StepKind[] = ['plandoel', 'interventie', 'actie']

/// A new item, and what is asked once it has an id.
export interface Making {
  readonly add: Asked
  readonly then: (made: string) => readonly Asked[]
}

/// A step with the words of a wish or a factor. undefined: no sheet takes it.
export function stepFrom(
  state: MeetingState,
  me: string,
  source: Item,
  as: StepKind,
  to: { readonly sheet: string; readonly horizon: Horizon },
  seenBy?: 'professionals',
): Making | undefined {
  const place = placeFor(state, to.sheet, as, to.horizon)
  if (!place) return
  const level = seenBy ?? source.visibility?.level ?? ''
  const members = seenBy === undefined ? (source.visibility?.members ?? []) : []
  return {
    add: newItem(place, as, source.text, {
      ...(source.saidBy !== '' && maySpeakFor(state, me, source.saidBy) ? { saidBy: source.saidBy } : {}),
      ...(level === '' ? {} : { visibility: { level, members: [...members] } }),
      ...(source.domain === '' ? {} : { domain: source.domain }),
      persons: [...source.persons],
      fields: horizonField(to.horizon),
    }),
    then: (made) =>
      source.kind === 'wens'
        ? [link(source.id, made, 'in_plan_als'), setField(source.id, 'in_plan', ['in_plan'])]
        : [link(made, source.id, 'beantwoordt')],
  }
}

/// The very card goes from the parking place into the plan; it becomes what it is to be there.
export function ideaInto(
  state: MeetingState,
  idea: Item,
  as: StepKind,
  to: { readonly sheet: string; readonly horizon: Horizon },
): readonly Asked[] {
  const place = placeFor(state, to.sheet, as, to.horizon)
  if (!place) return []
  const becomes = idea.kind === as ? {} : { kind: as }
  return [
    moveTo(idea.id, { ...place, ...becomes }),
    ...horizonField(to.horizon).map(({ field, values }) => setField(idea.id, field, values)),
  ]
}

/// A step of my own words under a goal or intervention, or by itself.
export function newStep(
  state: MeetingState,
  as: StepKind,
  text: string,
  to: { readonly sheet: string; readonly horizon: Horizon },
  under?: Item,
): Making | undefined {
  const place = placeFor(state, to.sheet, as, under ? horizonOf(under) : to.horizon)
  if (!place) return
  const fields = horizonField(under ? horizonOf(under) : to.horizon)
  const level = under?.visibility?.level ?? ''
  const members = [...(under?.visibility?.members ?? [])]
  return {
    add: newItem(place, as, text, { fields, ...(level === '' ? {} : { visibility: { level, members } }) }),
    then: (made) => (under ? [link(made, under.id, 'werkt_uit')] : []),
  }
}

type More = Omit<Partial<Extract<Asked, { case: 'addItem' }>['value']>, '$typeName' | '$unknown'>

function newItem(place: PlanPlace, kind: string, text: string, more: More): Asked {
  return { case: 'addItem', value: { ...place, kind, text, ...more } }
}

function horizonField(horizon: Horizon): { field: string; values: string[] }[] {
  return horizon === '' ? [] : [{ field: 'horizon', values: [horizon] }]
}

/// Hangs a step under another one, or under none: the old link goes, a new one comes.
export function hangUnder(state: MeetingState, item: Item, above: string): readonly Asked[] {
  const old = linksAbove(state, item)
  return [
    ...old.filter((each) => each.to !== above).map((each) => remove(each.id)),
    ...(above === '' || old.some((each) => each.to === above) ? [] : [link(item.id, above, 'werkt_uit')]),
  ]
}

/// Only who made a link, the chair and the notulist take it away: so only they hang a step elsewhere.
export function mayHang(state: MeetingState, me: string, item: Item): boolean {
  return linksAbove(state, item).every((each) => mayUnlink(state, me, each))
}

export function mayUnlink(state: MeetingState, me: string, each: Link): boolean {
  return each.by === me || onBehalf(state, me)
}

const depth = (item: Item | undefined): number => stepKinds.findIndex((kind) => kind === item?.kind)

/// The links by which it hangs under something.
export function linksAbove(state: MeetingState, item: Item): readonly Link[] {
  return linksOf(state, item.id).filter((each) => {
    const above = depth(state.items.get(each.to))
    return each.from === item.id && each.relation === 'werkt_uit' && above >= 0 && above < depth(item)
  })
}

/// What it could hang under: goals, and for an action interventions too.
export function possibleAbove(items: readonly Item[], item: Item): readonly Item[] {
  return items.filter((each) => depth(each) >= 0 && depth(each) < depth(item))
}

/// The client sits at the table and was not shown this card; what is made of its words now he would see.
export function wouldShowClient(state: MeetingState, source: Item): boolean {
  return (
    clientAtTable(state) && !clientSees(state, source) && (source.visibility?.level ?? 'deelnemers') === 'deelnemers'
  )
}
