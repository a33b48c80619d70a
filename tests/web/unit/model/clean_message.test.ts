// What goes to the server holds nothing that it would refuse, wherever the words come from.
import { describe, expect, it } from 'vitest'
import { cleanMessage } from '@/model/clean_message'

describe('what goes to the server', () => {
  it('has every text in it cleaned, and is the same value where nothing had to be', () => {
    const asked = {
      case: 'addItem',
      value: {
        kind: 'feit',
        text: '\uFEFFhuur\u000Bschuld',
        fields: [{ field: 'reden', values: ['een\r\ntwee\u202E'] }],
      },
    }
    expect(cleanMessage(asked)).toEqual({
      case: 'addItem',
      value: { kind: 'feit', text: 'huur\nschuld', fields: [{ field: 'reden', values: ['een\ntwee\u202E'] }] },
    })
    const plain = { case: 'addItem', value: { kind: 'feit', text: 'huur', persons: ['P.'], bytes: new Uint8Array(2) } }
    expect(cleanMessage(plain)).toBe(plain)
  })
  it('has names of one line that turn nobody’s direction', () => {
    const participant = { name: 'An\u202Ena\n', organisationName: 'Huis\tvan\u2066' }
    expect(cleanMessage({ case: 'addParticipant', value: { participant } })).toEqual({
      case: 'addParticipant',
      value: { participant: { name: 'Anna ', organisationName: 'Huis van' } },
    })
    expect(cleanMessage({ case: 'addPage', value: { title: 'a\nb' } })).toMatchObject({ value: { title: 'a b' } })
    const persons = { case: 'setField', value: { item: 'x', value: { field: 'persons', values: ['P.\u200F', 'L.'] } } }
    expect(cleanMessage(persons)).toMatchObject({ value: { value: { values: ['P.', 'L.'] } } })
    expect(cleanMessage({ label: 'Casus\nP.' }, 'name')).toEqual({ label: 'Casus P.' })
  })
})
