/// The editors that are mounted on texts: each hears what others, and other editors of this page, do to its text.
import type { ChangeSet, Text } from '@codemirror/state'
import type { TextChannel } from './session'
import type { TextReplica } from './text_replica'

interface Hands {
  typed(change: ChangeSet): void
  closed(): void
}

class Channel implements TextChannel {
  #take: ((change: ChangeSet) => void) | undefined
  #open = true

  constructor(
    readonly replica: TextReplica,
    readonly all: Set<Channel>,
    readonly hands: Hands,
  ) {}

  get doc(): Text {
    return this.replica.text
  }

  local(change: ChangeSet): void {
    if (change.empty) return
    this.hands.typed(change)
    for (const other of this.all) if (other !== this) other.hear(change)
  }

  onRemote(take: (change: ChangeSet) => void): void {
    this.#take = take
  }

  hear(change: ChangeSet): void {
    this.#take?.(change)
  }

  toServer(place: number): { revision: bigint; place: number } {
    return { revision: this.replica.revision, place: this.replica.toConfirmed(place) }
  }

  fromServer(revision: bigint, place: number): number {
    return this.replica.fromConfirmed(revision, place)
  }

  close(): void {
    if (!this.#open) return
    this.#open = false
    this.#take = undefined
    this.all.delete(this)
    this.hands.closed()
  }
}

export class OpenChannels {
  readonly #texts = new Map<string, Set<Channel>>()
  readonly #hoping = new Map<string, (() => void)[]>()

  open(item: string, replica: TextReplica, hands: Hands): TextChannel {
    const all = this.#texts.get(item) ?? new Set()
    this.#texts.set(item, all)
    const channel = new Channel(replica, all, {
      typed: (change) => hands.typed(change),
      closed: () => {
        if (all.size === 0) this.#texts.delete(item)
        hands.closed()
      },
    })
    all.add(channel)
    return channel
  }

  tell(item: string, change: ChangeSet): void {
    for (const channel of this.#texts.get(item) ?? []) channel.hear(change)
  }

  /// When all of a text is in the log.
  settled(item: string): Promise<void> {
    return new Promise((settled) => this.#hoping.set(item, [...(this.#hoping.get(item) ?? []), settled]))
  }

  settle(isSettled: (item: string) => boolean): void {
    for (const [item, hoping] of this.#hoping) {
      if (!isSettled(item)) continue
      this.#hoping.delete(item)
      for (const settled of hoping) settled()
    }
  }
}
