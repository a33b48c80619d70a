// Whom one may bring to the table. The server's own answer is in tests/model/inviting_test.cc.
import { describe, expect, it } from 'vitest'
import type { Role } from '@/gen/meeting/v1/method_pb'
import { roleOf } from '@/model/charter'
import { mayInvite, mayInviteAs } from '@/model/inviting'
import { table, type Table } from './table'

function role(t: Table, id: string): Role {
  const found = roleOf(t.state, id)
  if (!found) throw new Error(`no role ${id}`)
  return found
}
function of(house: string, as = 'partner') {
  return {
    id: 'new',
    role: as,
    organisation: house === '' ? '' : `huis-${house}`,
    organisationName: `Huis van ${house}`,
  }
}

describe('a partner in the chair', () => {
  it('brings in no role that sees more than he', () => {
    const t = table()
    t.logged('mirjam', { case: 'handOverChair', value: { to: 'wouter' } })
    const may = (id: string) => mayInviteAs(t.state, 'wouter', role(t, id))
    expect(['notulist', 'observer', 'procesregisseur'].filter(may)).toEqual([])
    expect(['partner', 'casusregisseur', 'client', 'onderzoeker'].filter(may)).toHaveLength(4)
    const all = t.state.created?.vocabulary?.roles ?? []
    expect(all.filter((each) => !mayInviteAs(t.state, 'mirjam', each))).toEqual([])
  })
  it('brings in nobody of another organisation that is at the table', () => {
    const t = table()
    expect(mayInvite(t.state, 'wouter', of('karim'))).toBe(false)
    expect(mayInvite(t.state, 'wouter', of('wouter'))).toBe(true)
    expect(mayInvite(t.state, 'wouter', of('iemand anders'))).toBe(true)
    expect(mayInvite(t.state, 'wouter', of('karim', 'client'))).toBe(true)
    expect(mayInvite(t.state, 'wouter', of(''))).toBe(true)
    expect(mayInvite(t.state, 'wouter', of('iemand anders', 'notulist'))).toBe(false)
    expect(mayInvite(t.state, 'mirjam', of('karim'))).toBe(true)
    t.logged('mirjam', { case: 'endParticipation', value: { participant: 'karim' } })
    expect(mayInvite(t.state, 'wouter', of('karim'))).toBe(true)
  })
  // In older logs an id was a shortened name.
  it('takes another name under the id of his own organisation for another organisation', () => {
    const t = table()
    const named = { ...of('wouter'), organisationName: 'Huis van Wouter te Delft' }
    expect(mayInvite(t.state, 'wouter', named)).toBe(true)
    t.logged('', { case: 'addParticipant', value: { participant: { ...named, id: 'delft', name: 'Delft' } } })
    expect(mayInvite(t.state, 'wouter', named)).toBe(false)
    expect(mayInvite(t.state, 'delft', named)).toBe(true)
    expect(mayInvite(t.state, 'delft', of('wouter'))).toBe(false)
  })
})
