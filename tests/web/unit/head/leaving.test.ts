import { expect, test, vi } from 'vitest'
import { keepLastHere, lastHere } from '@/view/catching_up/last_here'
import { leaveForGood } from '@/view/head/leaving'

test('who left a meeting on this device leaves no trace of when he was there, and of others all', async () => {
  const kept = new Map<string, string>()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key),
  })
  keepLastHere('m1', 5)
  keepLastHere('m2', 6)
  const leave = () => {
    keepLastHere('m1', 7) // the page is still there while it leaves
    return Promise.resolve()
  }
  await leaveForGood({ meeting: 'm1', leave })
  expect(lastHere('m1')).toBeUndefined()
  expect(lastHere('m2')).toBe(6)
})
