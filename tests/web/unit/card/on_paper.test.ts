import { create } from '@bufbuild/protobuf'
import { describe, expect, test } from 'vitest'
import { ItemSchema } from '@/gen/meeting/v1/checkpoint_pb'
import { PresenceSchema } from '@/gen/meeting/v1/session_pb'
import type { Seen } from '@/replica/session'
import { pieces } from '@/view/card/caret_pieces'
import { roomSees } from '@/view/card/client_sight'
import { isFull, numbersMax, outline, shownNumbersMax, tail, touches, withPoint } from '@/view/page/pen'

describe('somebody else’s caret in a text without an editor', () => {
  const at = (participant: string, head: number, revision = 3n): Seen => ({
    participant,
    connected: true,
    presence: create(PresenceSchema, { item: 'c', head, revision }),
  })

  test('stands where he is, on the revision he speaks of', () => {
    expect(pieces('Buurman Aad', 3n, [at('karim', 7), at('ruud', 2)])).toEqual([
      { text: 'Bu', caret: 'ruud' },
      { text: 'urman', caret: 'karim' },
      { text: ' Aad', caret: '' },
    ])
  })
  test('is left out when the text is another by now', () => {
    expect(pieces('Buurman', 4n, [at('karim', 3)])).toEqual([{ text: 'Buurman', caret: '' }])
    expect(pieces('Bu', 3n, [at('karim', 3)])).toEqual([{ text: 'Bu', caret: '' }])
  })
})

describe('a card on the wall', () => {
  test('is on the beamer when all see it and no round covers it', () => {
    expect(roomSees(create(ItemSchema, {}), false)).toBe(true)
    expect(roomSees(create(ItemSchema, {}), true)).toBe(false)
    expect(roomSees(create(ItemSchema, { visibility: { level: 'regie' } }), false)).toBe(false)
  })
})

describe('the pen', () => {
  test('keeps points that say something, in whole thousandths with their pressure', () => {
    let points = withPoint([], 10.4, 20.2, 0.5)
    points = withPoint(points, 10.5, 20.3, 0.5)
    points = withPoint(points, 40, 20, 2)
    expect(points).toEqual([10, 20, 500, 40, 20, 1000])
  })
  test('ends a stroke before it is too long for a message, and shows the others its end', () => {
    let points: readonly number[] = []
    for (let x = 0; !isFull(points); x += 5) points = withPoint(points, x % 1000, x / 100, 0.5)
    expect(points.length).toBeLessThanOrEqual(numbersMax)
    expect(tail(points).length).toBeLessThanOrEqual(shownNumbersMax)
    expect(tail(points).length % 3).toBe(0)
    expect(tail(points).at(-3)).toBe(points.at(-3))
  })
  test('draws one closed outline, and the eraser feels it', () => {
    const points = [0, 0, 500, 100, 0, 500, 200, 0, 500]
    expect(outline(points, 5)).toMatch(/^M.*Z$/)
    expect(outline([], 5)).toBe('')
    const spot = (x: number, y: number) => ({ x, y })
    expect(touches(points, spot(101, 2), spot(101, 2), 9)).toBe(true)
    expect(touches(points, spot(150, 5), spot(150, 5), 9)).toBe(true) // between two points
    expect(touches(points, spot(150, -400), spot(150, 400), 9)).toBe(true) // wiped across at once
    expect(touches(points, spot(150, 300), spot(150, 400), 9)).toBe(false)
    expect(touches([], spot(0, 0), spot(9, 9), 9)).toBe(false)
  })
})
