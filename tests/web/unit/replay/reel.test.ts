// A meeting played back: any moment, the steps, who spoke when, how a card came to be.
import { create } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import { SeenSchema } from '@/gen/meeting/v1/record_pb'
import { itemsIn } from '@/model/board'
import { Reel } from '@/model/replay'
import { Playing, type Frames } from '@/view/replay/playing.svelte'
import { table, texts, type Table } from '../model/table'

function held(): Table {
  const t = table()
  t.logged('mirjam', { case: 'beginMeeting', value: {} })
  t.adds('mirjam', { kind: 'doel', text: 'één plan' })
  t.goesTo('probleem')
  for (let i = 0; i < 300; ++i) t.adds('noor', { kind: 'feit', text: `feit ${i}`, saidBy: 'wouter' })
  t.goesTo('plan')
  t.adds('mirjam', { kind: 'besluit', text: 'eerst de post', fields: [{ field: 'reden', values: ['rust'] }] })
  t.logged('mirjam', { case: 'endMeeting', value: {} })
  t.records.push(
    ...t.records.slice(-1).map((record) => ({
      ...record,
      operation: undefined,
      number: record.number + 1n,
      timeMs: record.timeMs + 5_000_000_000n,
    })),
  )
  return t
}

describe('a meeting played back', () => {
  it('shows the board of any moment as the fold of what was logged until then', () => {
    const t = held()
    const reel = new Reel(t.records)
    for (const count of [0, 1, 127, 128, 129, 200, t.records.length]) {
      const facts = t.records.slice(0, count).filter((record) => record.operation?.kind.case === 'addItem').length
      expect(reel.at(count).items.size).toBe(facts)
    }
    expect(texts(itemsIn(reel.at(t.records.length), 'opening', 'kop'))).toEqual(['één plan'])
  })

  it('finds the moment of every record again', () => {
    const reel = new Reel(held().records)
    const begun = reel.countAt(0)
    for (let count = begun; count <= reel.records.length; ++count)
      expect(reel.countAt(reel.momentOf(count))).toBe(count)
  })

  it('lays the steps side by side without a gap, and what came weeks later in a short stretch', () => {
    const reel = new Reel(held().records)
    const bands = reel.bands()
    expect(bands.map((band) => band.phase)).toEqual(['opening', 'probleem', 'plan', ''])
    bands.slice(1).forEach((band, at) => expect(band.from).toBe(bands[at]?.to))
    expect(bands.at(-1)?.to).toBe(reel.length)
    expect(reel.length).toBeLessThan(400_000)
    expect(reel.clockAt(reel.length)).toBeGreaterThan(5_000_000_000)
  })

  it('marks who spoke, not who typed, and shows the client no tracks', () => {
    const reel = new Reel(held().records)
    const tracks = reel.tracks('karim')
    expect(tracks.map((track) => track.participant)).toEqual(['mirjam', 'noor', 'karim', 'wouter', 'kevin'])
    expect(tracks.find((track) => track.participant === 'wouter')?.marks.filter((mark) => mark.said)).toHaveLength(300)
    expect(tracks.find((track) => track.participant === 'noor')?.marks.filter((mark) => mark.said)).toHaveLength(0)
    expect(reel.tracks('kevin')).toEqual([])
  })

  it('tells each card once, in the words it has at the end', () => {
    const t = held()
    const told = new Reel(t.records).transcript()
    expect(told).toHaveLength(302)
    expect(told[0]?.text).toBe('één plan')
    expect(told.filter((one) => one.decision).map((one) => one.text)).toEqual(['eerst de post'])
  })

  it('tells how a card came to be, a reveal included', () => {
    const t = table()
    t.goesTo('plan')
    const item = t.adds('karim', { kind: 'actie', text: 'post halen' })
    t.sets('karim', item, 'eigenaar', 'karim')
    t.adds('karim', { kind: 'actie', text: 'iets anders' })
    const reveal = t.records.length
    t.records.push({
      ...(t.records.at(-1) ?? raise()),
      operation: undefined,
      seen: create(SeenSchema, { appeared: { items: [t.item(item)] } }),
    })
    const history = new Reel(t.records).historyOf(item)
    expect(history).toEqual([reveal - 3, reveal - 2, reveal])
  })
})

function raise(): never {
  throw new Error('nothing was logged')
}

// Frames that come when the test says so.
class HandFrames implements Frames {
  time = 0
  #tick: (() => void) | undefined
  now = () => this.time
  next = (tick: () => void) => {
    this.#tick = tick
    return 1
  }
  stop = () => (this.#tick = undefined)
  pass(ms: number): void {
    this.time += ms
    const tick = this.#tick
    this.#tick = undefined
    tick?.()
  }
}

describe('playing', () => {
  it('goes on by the clock times the pace, and stops at the end', () => {
    const reel = new Reel(held().records)
    const frames = new HandFrames()
    const playing = new Playing(reel, frames)
    playing.speed = 4
    playing.play()
    frames.pass(1_000)
    expect(playing.moment).toBe(4_000)
    expect(playing.count).toBe(reel.countAt(4_000))
    frames.pass(reel.length)
    expect(playing.moment).toBe(reel.length)
    expect(playing.going).toBe(false)
  })

  it('skips a silence to just before what comes next, unless one wants to sit through it', () => {
    const t = table()
    t.logged('mirjam', { case: 'beginMeeting', value: {} })
    t.adds('karim', { kind: 'procesnoot', text: 'iets' })
    const last = t.records.pop() ?? raise()
    t.records.push({ ...last, timeMs: last.timeMs + 600_000n })
    for (const [skips, reached] of [
      [true, 600_500],
      [false, 100],
    ] as const) {
      const frames = new HandFrames()
      const playing = new Playing(new Reel(t.records), frames)
      playing.skipSilence = skips
      playing.play()
      frames.pass(100)
      expect(playing.moment).toBe(reached)
    }
  })

  it('steps by record and by step of the meeting', () => {
    const reel = new Reel(held().records)
    const playing = new Playing(reel, new HandFrames())
    const begin = playing.count
    playing.step(1)
    expect(playing.count).toBe(begin + 1)
    playing.step(-1)
    playing.step(-1)
    expect(playing.count).toBe(begin)
    playing.stepPhase(1)
    expect(reel.at(playing.count).course.phase).toBe('probleem')
    playing.stepPhase(1)
    expect(reel.at(playing.count).course.phase).toBe('plan')
    playing.stepPhase(-1)
    expect(reel.at(playing.count).course.phase).toBe('probleem')
  })
})
