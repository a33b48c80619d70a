// Text enters fields and the editor of a card; whichever way, it may stand in a text before anything else reads it.
import { history, undo } from '@codemirror/commands'
import { Annotation, EditorState, type Transaction } from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import { cleanTyping } from '@/view/card/clean_typing'
import { cleanField } from '@/view/parts/entering'

function field(value: string, caret: number) {
  return {
    value,
    selectionEnd: caret,
    setSelectionRange(_: number, end: number) {
      this.selectionEnd = end
    },
  }
}

describe('a field', () => {
  it('keeps what may stand in a text, and the caret where it was', () => {
    const plain = field('de huur', 3)
    expect(cleanField(plain)).toBe(false)
    const pasted = field('de \uFEFFhuur\u000Bis hoog', 9)
    expect(cleanField(pasted)).toBe(true)
    expect(pasted).toMatchObject({ value: 'de huur\nis hoog', selectionEnd: 8 })
  })
  it('that has no caret is cleaned as well', () => {
    const dated = { value: 'a\u0007', selectionEnd: null, setSelectionRange: () => expect.unreachable() }
    expect(cleanField(dated)).toBe(true)
    expect(dated.value).toBe('a')
  })
})

const others = Annotation.define<boolean>()
function editor(doc: string): EditorState {
  return EditorState.create({ doc, extensions: [history(), cleanTyping((each) => each.annotation(others) === true)] })
}

describe('the editor of a card', () => {
  it('takes in what is pasted without what may not stand there, and puts the caret behind it', () => {
    const { state } = editor('de  hoog').update({
      changes: { from: 3, insert: 'huur\uFEFF\u000Bis\u0000' },
      userEvent: 'input.paste',
    })
    expect(state.doc.toString()).toBe('de huur\nis hoog')
  })
  it('replaces what was selected, and is one step back', () => {
    let state = editor('oud').update({ selection: { anchor: 0, head: 3 } }).state
    state = state.update(state.replaceSelection('\uFEFFnieuw')).state
    expect(state.doc.toString()).toBe('nieuw')
    expect(state.selection.main.head).toBe(5)
    const dispatch = (transaction: Transaction): void => void (state = transaction.state)
    undo({ state, dispatch })
    expect(state.doc.toString()).toBe('oud')
  })
  it('leaves what others put in and what stands there from before the rule', () => {
    const state = editor('\uFEFFoud')
    expect(state.update({ changes: { from: 4, insert: '!' } }).state.doc.toString()).toBe('\uFEFFoud!')
    const theirs = state.update({ changes: { from: 0, insert: '\uFEFF' }, annotations: others.of(true) })
    expect(theirs.state.doc.toString()).toBe('\uFEFF\uFEFFoud')
  })
})
