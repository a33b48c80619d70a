/// What the screen shows: what is confirmed, own texts as they are typed, and on top what waits, as the server would log it.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { applyAll } from '@/model/apply'
import { predict } from '@/model/predict'
import type { MeetingState } from '@/model/state'
import type { OpenText, OpenTexts } from './open_texts'
import type { Asked, Waiting, WaitingLine } from './waiting_line'

interface Known {
  readonly confirmed: MeetingState
  readonly me: string
  readonly changes: number // of the line
  readonly upTo: bigint // the last counter in it
  readonly state: MeetingState
}

export class Prediction {
  readonly #line: WaitingLine
  readonly #texts: OpenTexts
  #known: Known | undefined

  constructor(line: WaitingLine, texts: OpenTexts) {
    this.#line = line
    this.#texts = texts
  }

  /// `me` is '' before one knows: nothing is predicted then.
  of(confirmed: MeetingState, me: string): MeetingState {
    // A split cuts what is typed; nothing else that waits asks for the words.
    if (this.#line.hasSplits) {
      let state = this.#withTyped(confirmed, 'here')
      for (const waiting of this.#line) state = this.#with(state, waiting, me)
      return this.#withTyped(state, 'foreseen')
    }
    return this.#withTyped(this.#more(confirmed, me), undefined)
  }

  // What was predicted before holds as long as nothing before it changed: who writes a hundred cards without a line does
  // not wait a hundred times longer for the last one.
  #more(confirmed: MeetingState, me: string): MeetingState {
    const { changes } = this.#line
    let known = this.#known
    if (known?.confirmed !== confirmed || known.me !== me || known.changes !== changes) known = undefined
    let { upTo, state } = known ?? { upTo: 0n, state: confirmed }
    for (const waiting of this.#line) {
      if (waiting.counter <= upTo) continue
      state = this.#with(state, waiting, me)
      upTo = waiting.counter
    }
    this.#known = { confirmed, me, changes, upTo, state }
    return state
  }

  #with(state: MeetingState, waiting: Waiting, me: string): MeetingState {
    const { kind, writtenIn } = waiting.operation
    if (kind.case === 'editText' || me === '') return state
    const { counter, askedMs } = waiting
    const author = { me, client: this.#line.client, counter, nowMs: askedMs, writtenIn }
    const record = predict(state, asShown(state, waiting), author)
    return record ? applyAll(state, [record]) : state
  }

  #withTyped(state: MeetingState, only: OpenText['stands'] | undefined): MeetingState {
    let items: Map<string, Item> | undefined
    for (const { item: id, replica, stands } of this.#texts) {
      const item = state.items.get(id)
      if (!item || stands === 'gone' || (only ?? stands) !== stands || item.text === replica.shown) continue
      items ??= new Map(state.items)
      items.set(id, { ...item, text: replica.shown })
    }
    return items ? { ...state, items } : state
  }
}

// A split cuts the text as it is shown.
function asShown(state: MeetingState, { operation: { kind }, held }: Waiting): Asked {
  if (kind.case !== 'splitItem') return kind
  const base = state.items.get(kind.value.item)?.revision ?? kind.value.base
  return { case: 'splitItem', value: { ...kind.value, base, at: held?.place ?? kind.value.at } }
}
