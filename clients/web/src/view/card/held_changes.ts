/// Changes of others that wait while an input method composes: putting them into the text under its hands would break
/// the composition off. Pure, over @codemirror/state.
///
/// Two sides hold the text: the editor, which lacks what waits, and the channel, which has it. What the hand writes
/// meanwhile is moved over what waits before the channel gets it, and what waits is moved over it in turn.
import type { ChangeSet } from '@codemirror/state'

export class HeldChanges {
  #held: ChangeSet | undefined

  get waits(): boolean {
    return this.#held !== undefined
  }

  hold(remote: ChangeSet): void {
    this.#held = this.#held ? this.#held.compose(remote) : remote
  }

  /// A change of the editor's, as the channel knows the text.
  local(change: ChangeSet): ChangeSet {
    const held = this.#held
    if (!held) return change
    this.#held = held.map(change)
    return change.map(held, true)
  }

  /// What waited, as the editor knows the text now; undefined when nothing did.
  take(): ChangeSet | undefined {
    const held = this.#held
    this.#held = undefined
    return held
  }
}
