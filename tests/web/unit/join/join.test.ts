import { beforeEach, describe, expect, test, vi } from 'vitest'
import { Arrive_Location } from '@/gen/meeting/v1/operation_pb'
import { keepArrival, takeArrival } from '@/view/join/arrival'
import { forgetKnock, keepKnock, keptKnock, knockFault } from '@/view/join/door'
import { forgetSecret, takeSecret } from '@/view/join/secret'

const replaceState = vi.fn()
beforeEach(() => {
  const kept = new Map<string, string>()
  vi.stubGlobal('sessionStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  })
  replaceState.mockClear()
  vi.stubGlobal('history', { replaceState })
})

describe('the secret of a link', () => {
  test('leaves the address bar at once, and survives a reload until it is used', () => {
    expect(takeSecret('s3cret')).toBe('s3cret')
    expect(replaceState).toHaveBeenCalledWith(null, '', '/j')
    expect(takeSecret('')).toBe('s3cret')
    forgetSecret()
    expect(takeSecret('')).toBe('')
  })

  test('a second link takes the place of the first in this tab', () => {
    takeSecret('first')
    expect(takeSecret('second')).toBe('second')
    expect(takeSecret('')).toBe('second')
  })
})

describe('in the room or remote', () => {
  test('is told to the meeting once, and to no other meeting', () => {
    keepArrival('m1', 'remote')
    expect(takeArrival('m2')).toBeUndefined()
    expect(takeArrival('m1')).toBe(Arrive_Location.REMOTE)
    expect(takeArrival('m1')).toBeUndefined()
    keepArrival('m1', 'room')
    expect(takeArrival('m1')).toBe(Arrive_Location.ROOM)
  })
})

describe('at the door', () => {
  test('one picks a name or types one; what is too long is said', () => {
    expect(knockFault(undefined)).toBe('nobody')
    expect(knockFault({ participant: 'p3', name: 'Ruud', organisation: 'Politie' })).toBeUndefined()
    expect(knockFault({ participant: '', name: '', organisation: '' })).toBe('name')
    expect(knockFault({ participant: '', name: 'x'.repeat(101), organisation: '' })).toBe('name_long')
    expect(knockFault({ participant: '', name: 'Fenna', organisation: 'x'.repeat(201) })).toBe('organisation_long')
  })

  test('waiting survives a reload of the tab; what is no knock is passed over', () => {
    const knocking = { knock: 'k1', meeting: 'm1', name: 'Fenna', sinceMs: 5 }
    keepKnock(knocking)
    expect(keptKnock()).toEqual(knocking)
    forgetKnock()
    expect(keptKnock()).toBeUndefined()
    for (const broken of ['{', '[]', '{"knock":1}', 'null']) {
      sessionStorage.setItem('flipover.knock', broken)
      expect(keptKnock()).toBeUndefined()
    }
  })
})
