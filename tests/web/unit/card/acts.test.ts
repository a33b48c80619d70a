import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { describe, expect, test } from 'vitest'
import { CourseSchema, ItemSchema, SheetSchema, type Item } from '@/gen/meeting/v1/checkpoint_pb'
import { Rule_Kind } from '@/gen/meeting/v1/method_pb'
import { Arrive_Location, CreateMeetingSchema, OpenRound_Kind, TakeStance_Stance } from '@/gen/meeting/v1/operation_pb'
import { AttendeeSchema } from '@/gen/meeting/v1/checkpoint_pb'
import { emptyState } from '@/model/board'
import { phaseOf, regionOf } from '@/model/charter'
import type { AskedKind } from '@/model/predict'
import type { MeetingState } from '@/model/state'
import {
  kindsHere,
  kindsThere,
  mayChangeKind,
  mayDisown,
  mayEditText,
  mayNameSpeaker,
  mayPark,
  mayPutBack,
  mayRemove,
  mayRestore,
  mayShowTo,
  mayTakeBack,
  mayVoteOn,
  mayWithdraw,
  moveTo,
  places,
  step,
} from '@/view/card/acts'
import { table } from '../model/table'

const kinds = [
  { id: 'beschermend' },
  { id: 'risico' },
  { id: 'feit' },
  { id: 'zorg' },
  { id: 'idee', solution: true },
  { id: 'vraag', everywhere: true },
  { id: 'citaat_client', onlySayerEdits: true },
]
const phases = [
  {
    id: 'probleem',
    regions: [
      { id: 'gebeurt', kinds: ['feit', 'zorg'] },
      { id: 'parkeer', kinds: ['idee'], parking: true },
    ],
  },
  {
    id: 'factoren',
    regions: [
      { id: 'beschermend', kinds: ['beschermend'] },
      { id: 'risico', kinds: ['risico'] },
      { id: 'parkeer', kinds: ['idee'], parking: true },
    ],
    rules: [{ kind: Rule_Kind.PARK_SOLUTIONS }],
  },
  { id: 'plan', regions: [{ id: 'kort', kinds: ['idee'] }] },
]

function meeting(course: MessageInitShape<typeof CourseSchema> = {}): MeetingState {
  const person = (id: string, role: string) =>
    create(AttendeeSchema, { participant: { id, name: id, role }, present: true })
  return {
    ...emptyState(),
    created: create(CreateMeetingSchema, {
      method: { id: 'm', phases },
      vocabulary: {
        kinds,
        roles: [
          { id: 'regie', writes: true, votes: true, chairs: true, onBehalf: true },
          { id: 'partner', writes: true, votes: true },
        ],
      },
    }),
    attendees: [person('mirjam', 'regie'), person('ruud', 'partner'), person('karim', 'partner')],
    sheets: phases.map(({ id }) => create(SheetSchema, { id, phase: id })),
    course: create(CourseSchema, {
      phase: 'factoren',
      chair: 'mirjam',
      begun: true,
      visited: ['probleem', 'factoren'],
      ...course,
    }),
  }
}
function card(more: MessageInitShape<typeof ItemSchema> = {}): Item {
  return create(ItemSchema, {
    id: 'c',
    kind: 'beschermend',
    sheet: 'factoren',
    region: 'beschermend',
    saidBy: 'ruud',
    typedBy: 'mirjam',
    ...more,
  })
}
function region(state: MeetingState, phase: string, id: string) {
  const found = regionOf(phaseOf(state, phase), id)
  if (!found) throw new Error(`no region ${id}`)
  return found
}

describe('moving a card', () => {
  test('keeps its kind where that is at home, and takes the only kind of another region', () => {
    const state = meeting()
    const there = (item: Item, phase: string, id: string) =>
      kindsThere(state, 'ruud', item, phase, region(state, phase, id))?.map((kind) => kind.id)
    expect(there(card(), 'factoren', 'beschermend')).toEqual([])
    expect(there(card({ kind: 'vraag' }), 'factoren', 'risico')).toEqual([])
    expect(there(card(), 'factoren', 'risico')).toEqual(['risico'])
    expect(there(card(), 'probleem', 'gebeurt')).toEqual(['feit', 'zorg'])
  })

  test('is one act, also when it becomes another kind on the way', () => {
    expect(moveTo('c', { sheet: 'factoren', region: 'risico', behind: 'x', kind: 'risico' })).toEqual({
      case: 'moveItem',
      value: { item: 'c', sheet: 'factoren', region: 'risico', behind: 'x', kind: 'risico' },
    })
    expect(moveTo('c', { sheet: 'factoren', region: 'risico' }).value).not.toHaveProperty('behind')
  })

  test('steps over one neighbour, and no further than the ends', () => {
    const items = ['a', 'b', 'c'].map((id) => card({ id }))
    expect(step(items, 'c', -1)).toEqual({ behind: 'a' })
    expect(step(items, 'b', -1)).toEqual({ behind: '' })
    expect(step(items, 'a', -1)).toBeUndefined()
    expect(step(items, 'b', 1)).toEqual({ behind: 'c' })
    expect(step(items, 'c', 1)).toBeUndefined()
  })

  test('goes to pages that were opened, not ahead (CP-03)', () => {
    expect(places(meeting()).map((place) => place.region.id)).toEqual(['gebeurt', 'beschermend', 'risico'])
  })
})

describe('what I may do with a card', () => {
  test('a client’s quote is edited by who said or typed it', () => {
    const quote = card({ kind: 'citaat_client', saidBy: 'ruud', typedBy: 'ruud' })
    expect(mayEditText(meeting(), 'ruud', quote)).toBe(true)
    expect(mayEditText(meeting(), 'mirjam', quote)).toBe(false)
  })

  test('the named speaker may say that it was not he; who typed it or writes for others names another', () => {
    expect(mayDisown(meeting(), 'ruud', card())).toBe(true)
    expect(mayDisown(meeting(), 'mirjam', card())).toBe(false)
    expect(mayNameSpeaker(meeting(), 'karim', card({ saidBy: '' }))).toBe(false)
    expect(mayNameSpeaker(meeting(), 'mirjam', card({ saidBy: '' }))).toBe(true)
    const quote = card({ kind: 'citaat_client', saidBy: 'karim', typedBy: 'els' })
    expect(mayNameSpeaker(meeting(), 'mirjam', quote)).toBe(false)
    expect(mayNameSpeaker(meeting(), 'karim', quote)).toBe(true)
  })

  test('parking is for one’s own, and for chair and notulist; a solution comes back when no rule holds it', () => {
    expect(mayPark(meeting(), 'karim', card())).toBe(false)
    expect(mayPark(meeting(), 'ruud', card())).toBe(true)
    const idea = card({ kind: 'idee', parked: { sheet: 'factoren' } })
    expect(mayTakeBack(meeting(), 'ruud', idea)).toBe(false)
    expect(mayTakeBack(meeting({ phase: 'plan' }), 'ruud', idea)).toBe(true)
  })

  test('points go to the kinds and regions of the open vote', () => {
    const voting = {
      round: {
        round: 1n,
        kind: OpenRound_Kind.VOTE,
        sheet: 'factoren',
        kinds: ['beschermend'],
        regions: ['beschermend'],
      },
    }
    expect(mayVoteOn(meeting(voting), 'ruud', card())).toBe(true)
    expect(mayVoteOn(meeting(voting), 'ruud', card({ kind: 'risico', region: 'risico' }))).toBe(false)
    expect(mayVoteOn(meeting(), 'ruud', card())).toBe(false)
  })

  test('after the end chair and notulist tidy; once settled nobody', () => {
    expect(mayEditText(meeting({ ended: true }), 'mirjam', card())).toBe(true)
    expect(mayEditText(meeting({ ended: true }), 'ruud', card())).toBe(false)
    expect(mayEditText(meeting({ ended: true, settled: true }), 'mirjam', card())).toBe(false)
  })

  test('it becomes a kind that may stand where it stands, its region’s own first', () => {
    expect(kindsHere(meeting(), 'ruud', card()).map((kind) => kind.id)).toEqual(['beschermend', 'vraag'])
  })
})

describe('withdrawing (PV-05)', () => {
  const card = (saidBy: string, typedBy: string) => create(ItemSchema, { id: 'w', kind: 'risico', saidBy, typedBy })
  const may = (me: string, item: Item) => mayWithdraw(table().state, me, item)

  test('is for who said it; for who typed it where the sayer is unknown or takes part no longer', () => {
    expect(may('wouter', card('wouter', 'mirjam'))).toBe(true)
    expect(may('mirjam', card('wouter', 'mirjam')), 'the chair who typed it').toBe(false)
    expect(may('mirjam', card('', 'mirjam'))).toBe(true)
    expect(may('mirjam', card('who-left', 'mirjam'))).toBe(true)
    expect(may('karim', card('', 'mirjam'))).toBe(false)
  })

  test('is for who typed it where the sayer sits there without a device', () => {
    const there = table()
    there.logged('noor', { case: 'arrive', value: { participant: 'wouter', location: Arrive_Location.NO_DEVICE } })
    expect(mayWithdraw(there.state, 'noor', card('wouter', 'noor'))).toBe(true)
    expect(mayWithdraw(there.state, 'karim', card('wouter', 'noor'))).toBe(false)
  })

  test('leaves nothing to be done with the card but giving it back', () => {
    const { state } = table()
    const withdrawn = { ...card('wouter', 'wouter'), withdrawn: true }
    expect([mayPutBack(state, 'wouter', withdrawn), mayPutBack(state, 'karim', withdrawn)]).toEqual([true, false])
    expect([mayWithdraw, mayEditText, mayPark, mayShowTo].map((act) => act(state, 'wouter', withdrawn))).toEqual([
      false,
      false,
      false,
      false,
    ])
  })

  test('is not done once the minutes are settled', () => {
    const there = table()
    there.logged('mirjam', { case: 'endMeeting', value: {} })
    there.logged('mirjam', { case: 'settleMeeting', value: {} })
    expect(mayWithdraw(there.state, 'wouter', card('wouter', 'wouter'))).toBe(false)
  })
})

describe('a card on which somebody disagrees (VB-09)', () => {
  // What is offered, and whether the server takes it.
  function offered(of: ReturnType<typeof table>, me: string, id: string) {
    const item = of.state.items.get(id) ?? create(ItemSchema)
    const pairs: readonly (readonly [boolean, AskedKind])[] = [
      [mayRemove(of.state, me, item), { case: 'remove', value: { thing: id } }],
      [mayWithdraw(of.state, me, item), { case: 'withdrawItem', value: { item: id } }],
      [
        mayChangeKind(of.state, me, item),
        { case: 'setField', value: { item: id, value: { field: 'kind', values: ['vraag'] } } },
      ],
    ]
    for (const [offers, asked] of pairs) expect(of.refuses(me, asked), asked.case).toBe(!offers)
    return pairs.map(([offers]) => offers)
  }

  test('is offered to be taken away, withdrawn or made another kind by nobody but who disagrees', () => {
    const there = table()
    there.goesTo('plan')
    const text = 'Wouter belt de gemeente'
    const fields = [{ field: 'reden', values: ['dringend'] }]
    const decision = there.adds('wouter', { kind: 'besluit', text, region: 'besluiten', fields })
    expect(offered(there, 'wouter', decision)).toEqual([true, true, true])
    there.asks('karim', {
      case: 'takeStance',
      value: { item: decision, stance: TakeStance_Stance.DISSENT, words: 'dit lost niets op' },
    })
    expect(offered(there, 'wouter', decision)).toEqual([false, false, false])
    expect(offered(there, 'mirjam', decision)).toEqual([false, false, false])
    expect(offered(there, 'karim', decision)).toEqual([true, false, true])
  })

  test('is not brought where it would have to be another kind, and can be put back when it was taken away', () => {
    const state = meeting()
    const stays = card({ stances: [{ participant: 'karim', stance: TakeStance_Stance.DISSENT, words: 'nee' }] })
    expect(kindsThere(state, 'ruud', stays, 'factoren', region(state, 'factoren', 'risico'))).toBeUndefined()
    expect(kindsThere(state, 'ruud', stays, 'factoren', region(state, 'factoren', 'beschermend'))).toEqual([])
    expect(mayRestore(state, 'ruud', { ...stays, removed: true })).toBe(true)
  })
})
