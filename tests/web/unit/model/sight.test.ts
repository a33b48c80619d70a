// Who sees an item by its level. The server's own answer is in tests/model/sight_test.cc.
import { describe, expect, it } from 'vitest'
import { levelAdmits } from '@/model/sight'
import { table } from './table'

describe('what an organisation keeps to itself and who leads', () => {
  it('is for nobody of another name under the same id', () => {
    const t = table()
    t.goesTo('probleem')
    const participant = { id: 'delft', name: 'Delft', role: 'partner', organisation: 'huis-wouter' }
    t.logged('', {
      case: 'addParticipant',
      value: { participant: { ...participant, organisationName: 'Huis van Wouter te Delft' } },
    })
    t.logged('', {
      case: 'addParticipant',
      value: { participant: { ...participant, id: 'els', name: 'Els', organisationName: 'Huis van wouter' } },
    })
    const item = t.item(t.adds('wouter', { kind: 'feit', text: 'voor ons', visibility: { level: 'bron_en_regie' } }))
    const admitted = t.state.attendees
      .map(({ participant: one }) => one?.id ?? '')
      .filter((who) => levelAdmits(t.state, item, who))
    expect(admitted).toEqual(expect.arrayContaining(['mirjam', 'wouter', 'els']))
    expect(admitted).not.toContain('delft')
    expect(admitted).not.toContain('karim')
  })
})
