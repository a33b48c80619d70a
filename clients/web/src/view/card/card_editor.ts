/// The editor of one card's text, on a channel of the session: mounted only where one writes.
import { history, historyKeymap, standardKeymap } from '@codemirror/commands'
import { Annotation, EditorSelection, EditorState, Prec, Transaction, type ChangeSet } from '@codemirror/state'
import { EditorView, keymap } from '@codemirror/view'
import { cleaned } from '@/model/text_rule'
import type { TextChannel } from '@/replica/session'
import { carets, setCarets, type Caret } from './carets'
import { HeldChanges } from './held_changes'
import { cleanTyping } from './clean_typing'
import type { EditorWishes, Selection, TextEditor } from './text_editor'

const fromOthers = Annotation.define<boolean>()

function nonce(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content ?? ''
}

export class CardEditor implements TextEditor {
  readonly #view: EditorView
  readonly #channel: TextChannel
  readonly #held = new HeldChanges()
  #mark: number | undefined
  #open = true

  constructor(parent: HTMLElement, wishes: EditorWishes, mark?: number) {
    this.#mark = mark
    const { channel } = wishes
    this.#channel = channel
    const end = channel.doc.length
    const { at } = wishes
    const caret = EditorSelection.cursor(typeof at === 'number' ? Math.min(end, at) : end)
    this.#view = new EditorView({
      parent,
      state: EditorState.create({
        doc: channel.doc,
        selection: typeof at === 'object' ? at : caret,
        extensions: [
          history(),
          carets(),
          Prec.high(
            keymap.of([
              { key: 'Escape', run: () => (wishes.leave(), true), stopPropagation: true },
              { key: 'Mod-Enter', run: () => (wishes.split(), true), stopPropagation: true },
            ]),
          ),
          keymap.of([...historyKeymap, ...standardKeymap]),
          EditorView.lineWrapping,
          EditorView.cspNonce.of(nonce()),
          EditorView.clipboardInputFilter.of((text) => cleaned(text)),
          cleanTyping((transaction) => transaction.annotation(fromOthers) === true),
          EditorView.contentAttributes.of({
            'aria-label': wishes.label,
            spellcheck: 'true',
            autocapitalize: 'sentences',
          }),
          EditorState.changeFilter.of((transaction) => {
            if (transaction.annotation(fromOthers)) return true
            const fits = transaction.newDoc.length <= Math.max(wishes.limit, transaction.startState.doc.length)
            if (!fits) wishes.full()
            return fits
          }),
          EditorView.updateListener.of((update) => {
            if (this.#mark !== undefined) this.#mark = update.changes.mapPos(this.#mark, -1)
            const mine = update.transactions.filter((each) => each.docChanged && !each.annotation(fromOthers))
            for (const transaction of mine) channel.local(this.#held.local(transaction.changes))
            if (mine.length > 0 || update.selectionSet) wishes.moved()
          }),
          EditorView.domEventHandlers({
            compositionend: () => {
              // The editor first takes over what was composed.
              queueMicrotask(() => this.#release())
            },
          }),
        ],
      }),
    })
    channel.onRemote((change) => {
      if (this.#view.composing || this.#held.waits) this.#held.hold(change)
      else this.#put(change)
      if (!this.#view.composing) this.#release()
    })
  }

  #put(changes: ChangeSet): void {
    this.#view.dispatch({ changes, annotations: [fromOthers.of(true), Transaction.addToHistory.of(false)] })
  }

  #release(): void {
    if (!this.#open || this.#view.composing) return
    const waited = this.#held.take()
    if (waited) this.#put(waited)
  }

  focus(): void {
    this.#view.focus()
  }

  get hasFocus(): boolean {
    return this.#view.hasFocus
  }

  get text(): string {
    return this.#view.state.doc.toString()
  }

  get selection(): Selection {
    return this.#view.state.selection.main
  }

  /// While something of others waits, the editor's places are not the channel's: nothing is told then.
  get tellsPlaces(): boolean {
    return this.#open && !this.#held.waits
  }

  get mark(): number | undefined {
    return this.#mark
  }
  setMark(): void {
    this.#mark = this.#view.state.selection.main.head
  }

  showCarets(others: readonly Caret[]): void {
    if (this.#open && this.tellsPlaces) this.#view.dispatch({ effects: setCarets.of(others) })
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#channel.close()
    this.#view.destroy()
  }
}
