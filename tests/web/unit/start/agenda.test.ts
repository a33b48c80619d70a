import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { describe, expect, test } from 'vitest'
import { CaseViewSchema, SeatViewSchema, type CaseView, type SeatView } from '@/gen/meeting/v1/api_pb'
import { agendaOf } from '@/view/start/agenda'

const hour = 3_600_000
const now = Date.UTC(2027, 2, 16, 9)

type Planned = readonly [id: string, startMs: number, practice?: boolean]
function caseOf(caseId: string, ...planned: Planned[]): CaseView {
  const meetings = planned.map(([meeting, startMs, practice = false]) => ({
    meeting,
    caseId,
    title: meeting,
    plannedStartMs: BigInt(startMs),
    practice,
  }))
  return create(CaseViewSchema, { caseId, label: caseId, meetings })
}
function seat(init: MessageInitShape<typeof SeatViewSchema>): SeatView {
  return create(SeatViewSchema, init)
}
const names = () => undefined
const ids = (entries: readonly { readonly meeting: string }[]) => entries.map((entry) => entry.meeting)

describe('my cases and meetings', () => {
  test('the next to come leads, then those without a date, then what was, the latest first', () => {
    const one = caseOf(
      'P',
      ['past', now - 90 * hour],
      ['later', now + 50 * hour],
      ['undated', 0],
      ['soon', now + hour],
      ['older', now - 900 * hour],
    )
    const agenda = agendaOf([one], [], names, now)
    expect(agenda.next?.meeting).toBe('soon')
    expect(ids(agenda.cases[0]?.meetings ?? [])).toEqual(['soon', 'later', 'undated', 'past', 'older'])
  })

  test('a meeting that began an hour ago is still the one to open', () => {
    const agenda = agendaOf([caseOf('P', ['running', now - hour], ['tomorrow', now + 24 * hour])], [], names, now)
    expect(agenda.next?.meeting).toBe('running')
  })

  test('the case of the next meeting comes first; one without meetings stays in sight', () => {
    const agenda = agendaOf(
      [caseOf('empty'), caseOf('far', ['a', now + 99 * hour]), caseOf('near', ['b', now + hour])],
      [],
      names,
      now,
    )
    expect(agenda.cases.map((each) => each.caseId)).toEqual(['near', 'far', 'empty'])
  })

  test('practice stands apart and is never the next to come', () => {
    const agenda = agendaOf([caseOf('made up', ['practice', now + hour, true])], [], names, now)
    expect(agenda.next).toBeUndefined()
    expect(agenda.cases).toEqual([])
    expect(ids(agenda.practice)).toEqual(['practice'])
  })

  test('seats in cases of others are listed as such, with the role; those in my own cases not twice', () => {
    const participant = { id: 'p', name: 'Mirjam', role: 'partner' }
    const seats = [
      seat({ meeting: 'mine', participant }),
      seat({ meeting: 'theirs', caseLabel: 'R.', participant, plannedStartMs: BigInt(now + hour) }),
    ]
    const agenda = agendaOf([caseOf('P', ['mine', now + 5 * hour])], seats, names, now)
    expect(ids(agenda.invited)).toEqual(['theirs'])
    expect(agenda.invited[0]).toMatchObject({ role: 'partner', mine: false, caseLabel: 'R.' })
    expect(agenda.next?.meeting).toBe('theirs')
    expect(agenda.cases[0]?.meetings[0]).toMatchObject({ meeting: 'mine', mine: true, role: 'partner' })
  })
})
