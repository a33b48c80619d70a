import { ChangeSet, Text } from '@codemirror/state'
import { describe, expect, test } from 'vitest'
import { HeldChanges } from '@/view/card/held_changes'

// A small generator of its own, so that a seed that failed can be run again.
function chance(seed: number): (below: number) => number {
  let state = seed
  return (below) => {
    state = (state * 1664525 + 1013904223) % 4294967296
    return Math.floor((state / 4294967296) * below)
  }
}
function anyChange(doc: Text, pick: (below: number) => number, letter: string): ChangeSet {
  const from = pick(doc.length + 1)
  const to = Math.min(doc.length, from + pick(4))
  return ChangeSet.of({ from, to, insert: pick(3) === 0 ? '' : letter.repeat(1 + pick(3)) }, doc.length)
}

describe('while an input method composes', () => {
  test('what others write waits, and both sides end with the same text', () => {
    for (let seed = 1; seed <= 2000; ++seed) {
      const pick = chance(seed)
      const held = new HeldChanges()
      let editor = Text.of(['Vier maanden huurachterstand'])
      let channel = editor
      for (let step = 0; step < 12; ++step) {
        if (pick(2) === 0) {
          const remote = anyChange(channel, pick, 'r')
          channel = remote.apply(channel)
          held.hold(remote)
        } else {
          const local = anyChange(editor, pick, 'L')
          editor = local.apply(editor)
          channel = held.local(local).apply(channel)
        }
      }
      const waited = held.take()
      if (waited) editor = waited.apply(editor)
      expect(editor.toString(), `seed ${seed}`).toBe(channel.toString())
      expect(held.waits).toBe(false)
    }
  })

  test('nothing waits when nobody else wrote: my change goes as it is', () => {
    const held = new HeldChanges()
    const mine = ChangeSet.of({ from: 0, insert: 'a' }, 3)
    expect(held.local(mine)).toBe(mine)
    expect(held.take()).toBeUndefined()
  })
})
