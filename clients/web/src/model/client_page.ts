/// What the client's page shows of a card beside its words: the fields and relations that the vocabulary marks `client`. All
/// else of a card is the professionals' (server/model/client_page.cc).
import type { Vocabulary } from '@/gen/meeting/v1/method_pb'
import { kindOf, termOf } from './charter'
import type { MeetingState } from './state'

// Of vocabularies of before there were such marks: what is marked today.
const fieldsOfBefore: Readonly<Record<string, readonly string[]>> = {
  citaat_client: ['datum'],
  onbekend: ['uiterlijk'],
  keuze: ['opties', 'gekozen', 'datum'],
  interventie: ['horizon', 'uitvoerder', 'instemming_client'],
  plandoel: ['meetbaar', 'horizon', 'instemming_client'],
  actie: ['meetbaar', 'eigenaar', 'met', 'instemming_client', 'start', 'eerste_stap', 'uiterlijk', 'horizon'],
  besluit: ['reden', 'opties', 'evaluatie_op'],
  terugvalafspraak: ['als', 'dan', 'wie', 'binnen'],
  afspraak: ['datum'],
}
const relationsOfBefore = [
  'hangt_samen',
  'corrigeert',
  'beantwoordt',
  'bouwt_op',
  'werkt_uit',
  'kanttekening_bij',
  'in_plan_als',
]

const known = new WeakMap<Vocabulary, boolean>()

function saysSo(vocabulary: Vocabulary): boolean {
  let says = known.get(vocabulary)
  if (says === undefined) {
    says = vocabulary.kinds.some((kind) => kind.fields.some((field) => field.client))
    known.set(vocabulary, says)
  }
  return says
}

export function isClientField(state: MeetingState, kind: string, id: string): boolean {
  const vocabulary = state.created?.vocabulary
  const field = kindOf(state, kind)?.fields.find((each) => each.id === id)
  if (!vocabulary || !field) return false
  return saysSo(vocabulary) ? field.client : (fieldsOfBefore[kind]?.includes(id) ?? false)
}

export function isClientRelation(state: MeetingState, relation: string): boolean {
  const vocabulary = state.created?.vocabulary
  const term = termOf(state, 'relation', relation)
  if (!vocabulary || !term) return false
  return saysSo(vocabulary) ? term.client : relationsOfBefore.includes(relation)
}
