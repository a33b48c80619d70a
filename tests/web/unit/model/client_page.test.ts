// What of a card is the client's: the same marks as the server's vocabulary, and what changes behind the curtain.
import { create } from '@bufbuild/protobuf'
import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { VocabularySchema } from '@/gen/meeting/v1/method_pb'
import { Arrive_Location, CreateMeetingSchema, VisibilitySchema, type FieldValue } from '@/gen/meeting/v1/operation_pb'
import { emptyState } from '@/model/board'
import { isClientField, isClientRelation } from '@/model/client_page'
import { clientInRoom, roomIsBlank } from '@/model/sight'
import type { MeetingState } from '@/model/state'
import { table } from './table'

interface Marked {
  readonly id: string
  readonly client?: boolean
}
interface Files {
  readonly kinds: readonly { readonly id: string; readonly fields?: readonly Marked[] }[]
  readonly sets: readonly { readonly id: string; readonly terms: readonly Marked[] }[]
}
function vocabularyFile(name: string): Files {
  const text = readFileSync(new URL(`../../../../server/vocabulary/${name}`, import.meta.url), 'utf8')
  return JSON.parse(text) as Files
}
const { kinds } = vocabularyFile('kinds.json')
const relations = vocabularyFile('tags.json').sets.find((set) => set.id === 'relation')?.terms ?? []

function held(marked: boolean): MeetingState {
  const told = ({ id, client = false }: Marked) => ({ id, client: marked && client })
  const vocabulary = create(VocabularySchema, {
    kinds: kinds.map(({ id, fields = [] }) => ({ id, fields: fields.map(told) })),
    sets: [{ id: 'relation', terms: relations.map(told) }],
  })
  return { ...emptyState(), created: create(CreateMeetingSchema, { vocabulary }) }
}

describe('the marks of the client’s page', () => {
  it.each([true, false])('are those of the vocabulary, and in a meeting of before the same (%s)', (marked) => {
    const state = held(marked)
    for (const { id, fields = [] } of kinds) {
      for (const field of fields) {
        expect(isClientField(state, id, field.id), `${id} ${field.id}`).toBe(field.client ?? false)
      }
    }
    for (const { id, client = false } of relations) expect(isClientRelation(state, id), id).toBe(client)
  })
  it('are no marks of what is not there', () => {
    expect(isClientField(held(true), 'besluit', 'nooit')).toBe(false)
    expect(isClientRelation(held(true), 'nooit')).toBe(false)
  })
})

describe('an open card', () => {
  const changed = (t: ReturnType<typeof table>, item: string) => t.state.items.get(item)?.changedSinceSeen
  const reason = (text: string) => ({ field: 'reden', values: [text] }) as unknown as FieldValue

  it('waits for an act when it changed behind the curtain, and only then', () => {
    const t = table()
    t.goesTo('plan')
    const fields = [reason('hij wil het')]
    const card = t.adds('karim', { kind: 'besluit', region: 'besluiten', text: 'samen post openen', fields })
    t.asks('mirjam', { case: 'openToClient', value: { item: card } })
    t.asks('karim', { case: 'addComment', value: { item: card, text: 'onder ons' } })
    expect(changed(t, card)).toBe(false)
    t.asks('karim', { case: 'editText', value: { item: card, spans: [{ insert: 'wij ' }] } })
    expect(changed(t, card)).toBe(true)
    t.asks('mirjam', { case: 'openToClient', value: { sheet: 'plan' } })
    expect(changed(t, card)).toBe(false)
    t.asks('mirjam', { case: 'setClientView', value: { on: true } })
    t.asks('karim', { case: 'setField', value: { item: card, value: reason('anders') } })
    expect(changed(t, card)).toBe(false)
  })
  it('waits for an act when it changed while it was hidden from him, with the curtain open too', () => {
    const t = table()
    t.goesTo('plan')
    const fields = [reason('hij wil het')]
    const card = t.adds('karim', { kind: 'besluit', region: 'besluiten', text: 'samen post openen', fields })
    t.asks('mirjam', { case: 'openToClient', value: { item: card } })
    t.asks('mirjam', { case: 'setClientView', value: { on: true } })
    const show = (level: string) =>
      t.asks('karim', { case: 'setVisibility', value: { item: card, visibility: { level } } })
    show('professionals')
    t.asks('karim', { case: 'addComment', value: { item: card, text: 'onder ons' } })
    show('deelnemers')
    expect(changed(t, card)).toBe(false)
    t.asks('karim', { case: 'addComment', value: { item: card, text: 'voor hem' } })
    expect(t.state.items.get(card)?.comments.map((each) => each.atClientTable)).toEqual([false, true])
    show('professionals')
    t.asks('karim', { case: 'editText', value: { item: card, spans: [{ insert: 'wij ' }] } })
    show('deelnemers')
    expect(changed(t, card)).toBe(true)
  })
  it('is one made at the table only where he sees it being made', () => {
    const t = table()
    t.goesTo('plan')
    t.asks('mirjam', { case: 'setClientView', value: { on: true } })
    const made = (level: string) => {
      const card = t.adds('karim', {
        kind: 'procesnoot',
        text: 'rustig',
        visibility: create(VisibilitySchema, { level }),
      })
      return t.state.items.get(card)?.atClientTable
    }
    expect([made('deelnemers'), made('professionals')]).toEqual([true, false])
  })
})

describe('the wall', () => {
  it('is blank while it is shut, and while the client sits before it behind the curtain', () => {
    const t = table()
    const where = (location: Arrive_Location) =>
      t.asks('mirjam', { case: 'arrive', value: { participant: 'kevin', location } })
    where(Arrive_Location.REMOTE)
    expect([clientInRoom(t.state), roomIsBlank(t.state)]).toEqual([false, false])
    where(Arrive_Location.NO_DEVICE)
    expect([clientInRoom(t.state), roomIsBlank(t.state)]).toEqual([true, true])
    t.goesTo('plan')
    t.asks('mirjam', { case: 'setClientView', value: { on: true } })
    expect(roomIsBlank(t.state)).toBe(false)
    t.asks('mirjam', { case: 'shutScreens', value: { shut: true } })
    expect(roomIsBlank(t.state)).toBe(true)
  })
})
