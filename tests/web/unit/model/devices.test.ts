// Second devices of a participant, as his own page keeps them: when, asked for by whom, confirmed or not.
import { describe, expect, it } from 'vitest'
import { attendeeOf } from '@/model/people'
import { Table } from './table'

describe('second devices', () => {
  function added(t: Table, device: string): void {
    t.logged('', { case: 'addDevice', value: { participant: 'karim', device, askedBy: 'mirjam' } })
  }
  function devicesOf(t: Table): readonly string[] {
    return (attendeeOf(t.state, 'karim')?.devices ?? []).map(
      ({ device, askedBy, confirmed }) => `${device} ${askedBy} ${confirmed ? 'his' : '?'}`,
    )
  }
  it('are told with who asked, until he says that they are his', () => {
    const t = new Table({ mirjam: 'procesregisseur', karim: 'partner' })
    added(t, 'telefoon')
    expect(devicesOf(t)).toEqual(['telefoon mirjam ?'])
    expect(attendeeOf(t.state, 'karim')?.devices[0]?.sinceMs).toBe(t.state.timeMs)
    t.logged('karim', { case: 'confirmDevice', value: { device: 'telefoon' } })
    expect(devicesOf(t)).toEqual(['telefoon mirjam his'])
    expect(attendeeOf(t.state, 'mirjam')?.devices).toEqual([])
  })
  it('are kept so many, the unconfirmed going first', () => {
    const t = new Table({ mirjam: 'procesregisseur', karim: 'partner' })
    added(t, 'laptop')
    t.logged('karim', { case: 'confirmDevice', value: { device: 'laptop' } })
    for (let i = 0; i < 32; ++i) added(t, `telefoon-${i}`)
    expect(devicesOf(t)).toHaveLength(32)
    expect(devicesOf(t).slice(0, 2)).toEqual(['laptop mirjam his', 'telefoon-1 mirjam ?'])
  })
})
