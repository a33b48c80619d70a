// The chair's own screen on the beamer shows what a room screen would be sent, and nothing else.
import { describe, expect, it } from 'vitest'
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import { apply, applyAll } from '@/model/apply'
import { emptyState } from '@/model/board'
import { forRoom } from '@/model/room_view'
import { stateHash } from '@/model/state_hash'
import { table, texts } from './table'
import { scenarios } from './vectors'

describe('the board of the chair, for the room', () => {
  const withScreen = scenarios().filter((scenario) => scenario.steps.some((step) => step.hashes.has('zaal')))

  it('is told of in the scenarios', () => {
    expect(withScreen).not.toHaveLength(0)
  })
  it.each(withScreen)('is at each step what the room screen holds: $name', (scenario) => {
    let chair = applyAll(emptyState(), scenario.setup)
    for (const [at, step] of scenario.steps.entries()) {
      const record = step.seen.get('mirjam')
      if (record) chair = apply(chair, record)
      const screen = step.hashes.get('zaal')
      if (screen) expect(stateHash(forRoom(chair)), `step ${at}`).toBe(screen)
    }
  })
})

describe('on the beamer', () => {
  const shown = (t: ReturnType<typeof table>) => texts([...forRoom(t.state).items.values()])

  const withoutClient = () => {
    const t = table()
    t.asks('mirjam', { case: 'depart', value: { participant: 'kevin' } })
    return t
  }

  it('stands nothing that not everybody at the table may read, be it one’s own', () => {
    const t = withoutClient()
    t.goesTo('probleem')
    t.adds('mirjam', { kind: 'feit', text: 'voor allen' })
    t.adds('mirjam', { kind: 'procesnoot', text: 'onder ons', visibility: { level: 'professionals' } })
    t.adds('mirjam', { kind: 'procesnoot', text: 'voor mij', visibility: { level: 'prive' } })
    expect(shown(t)).toEqual(['voor allen'])
  })
  it('stands nothing of a blind round that is not yet revealed', () => {
    const t = withoutClient()
    t.goesTo('factoren')
    t.asks('mirjam', { case: 'openRound', value: { kind: OpenRound_Kind.BLIND } })
    t.adds('mirjam', { kind: 'risico', text: 'schulden' })
    t.asks('mirjam', { case: 'setReady', value: { ready: true } })
    expect(shown(t)).toEqual([])
    expect(forRoom(t.state).course.round?.ready).toEqual([])
    expect(forRoom(t.state).course.round?.count?.ready).toBe(1)
  })
  it('stands, while the client is there, what was opened to him or made at the table, without what was said apart', () => {
    const t = table()
    t.goesTo('probleem')
    const before = t.adds('karim', { kind: 'feit', text: 'van voor zijn komst' })
    t.asks('karim', { case: 'addComment', value: { item: before, text: 'onder ons' } })
    t.goesTo('duwtje')
    t.asks('mirjam', { case: 'setClientView', value: { on: true } })
    expect(shown(t)).toEqual([])
    t.adds('kevin', { kind: 'citaat_client', text: 'ik wil rust' })
    t.asks('mirjam', { case: 'openToClient', value: { item: before } })
    expect(shown(t)).toEqual(['van voor zijn komst', 'ik wil rust'])
    expect(forRoom(t.state).items.get(before)?.comments).toEqual([])
    t.asks('mirjam', { case: 'closeToClient', value: { sheet: 'duwtje' } })
    expect(shown(t)).toEqual(['van voor zijn komst'])
    t.asks('mirjam', { case: 'setClientView', value: { on: false } })
    expect(shown(t)).toEqual([])
    t.asks('mirjam', { case: 'depart', value: { participant: 'kevin' } })
    expect(shown(t)).toHaveLength(2)
  })
  it('stands nothing while the screens are shut', () => {
    const t = withoutClient()
    t.adds('mirjam', { kind: 'procesnoot', text: 'voor allen' })
    t.asks('mirjam', { case: 'shutScreens', value: { shut: true } })
    expect(shown(t)).toEqual([])
    t.asks('mirjam', { case: 'shutScreens', value: { shut: false } })
    expect(shown(t)).toEqual(['voor allen'])
  })
})
