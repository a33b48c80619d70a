/// The plain field that takes the first letters of a card, before its editor is there.
import { ChangeSet, Text } from '@codemirror/state'
import { expect, test } from 'vitest'
import type { TextChannel } from '@/replica/session'
import { PlainField, type Field } from '@/view/card/plain_field'

class FieldOnPaper implements Field {
  value = ''
  selectionStart = 0
  selectionEnd = 0
  setSelectionRange(start: number, end: number): void {
    this.selectionStart = start
    this.selectionEnd = end
  }
  /// As a hand does: at the caret, over what is selected.
  writes(letters: string): void {
    this.value = this.value.slice(0, this.selectionStart) + letters + this.value.slice(this.selectionEnd)
    this.setSelectionRange(this.selectionStart + letters.length, this.selectionStart + letters.length)
  }
}

// The other side of the channel: what the session holds.
function begin(text: string, at: number | 'end' = 'end', limit = 1000) {
  const field = new FieldOnPaper()
  let doc = Text.of(text.split('\n'))
  let remote: (change: ChangeSet) => void = () => undefined
  let refused = 0
  const channel: TextChannel = {
    get doc() {
      return doc
    },
    local: (change) => (doc = change.apply(doc)),
    onRemote: (take) => (remote = take),
    toServer: (place) => ({ revision: 0n, place }),
    fromServer: (_, place) => place,
    close: () => undefined,
  }
  const nothing = () => undefined
  const wishes = {
    channel,
    label: '',
    limit,
    at,
    leave: nothing,
    split: nothing,
    moved: nothing,
    full: () => ++refused,
  }
  const plain = new PlainField(field, wishes)
  return {
    field,
    plain,
    types: (letters: string) => {
      field.writes(letters)
      plain.typed()
    },
    others: (spec: { from: number; to?: number; insert?: string }) => {
      const change = ChangeSet.of(spec, doc.length)
      doc = change.apply(doc)
      remote(change)
    },
    held: () => doc.toString(),
    refused: () => refused,
  }
}

test('what is typed goes to the session as it stands', () => {
  const hand = begin('een')
  hand.types(' twee')
  hand.types('\ndrie')
  expect([hand.field.value, hand.held()]).toEqual(['een twee\ndrie', 'een twee\ndrie'])
})

test('one begins at the place one pressed', () => {
  const hand = begin('een drie', 4)
  hand.types('twee ')
  expect(hand.held()).toBe('een twee drie')
})

test('what others write comes in without moving my caret from its letters', () => {
  const hand = begin('de kat')
  hand.others({ from: 0, insert: 'Ja: ' })
  hand.types(' slaapt')
  hand.others({ from: 4, to: 6, insert: 'een' })
  hand.types('!')
  expect([hand.field.value, hand.held()]).toEqual(['Ja: een kat slaapt!', 'Ja: een kat slaapt!'])
})

test('while an input method composes, what others write waits', () => {
  const hand = begin('abc')
  hand.plain.composes(true)
  hand.types('n')
  hand.others({ from: 0, insert: 'x' })
  expect(hand.field.value).toBe('abcn')
  hand.types('ñ')
  hand.plain.composes(false)
  expect([hand.field.value, hand.held()]).toEqual(['xabcnñ', 'xabcnñ'])
})

test('a letter beside the same letter is put in where the caret is', () => {
  const hand = begin('aaa', 1)
  hand.plain.setMark()
  hand.types('a')
  expect([hand.held(), hand.plain.mark, hand.plain.selection.head]).toEqual(['aaaa', 1, 2])
})

test('what no text may hold is left out, and what is too long is not taken', () => {
  const hand = begin('ab', 'end', 4)
  hand.types('c\0')
  expect(hand.held()).toBe('abc')
  hand.types('defg')
  expect([hand.held(), hand.field.value, hand.refused()]).toEqual(['abc', 'abc', 1])
})

test('the editor goes on where the field ended', () => {
  const hand = begin('een twee')
  hand.types(' drie')
  hand.field.setSelectionRange(4, 8)
  hand.plain.handOver()
  const { selection } = hand.plain
  expect([hand.held(), JSON.stringify(selection)]).toEqual(['een twee drie', JSON.stringify({ anchor: 4, head: 8 })])
})
