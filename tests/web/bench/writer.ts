/// A participant without a browser: the web client's own exchange and replica, and nothing to draw. It adds cards and types
/// in them as an editor does: one change in flight for each text, what is typed meanwhile leaves as one.
import { create } from '@bufbuild/protobuf'
import { ChangeSet } from '@codemirror/state'
import type { InvitationView } from '@/gen/meeting/v1/api_pb'
import { PresenceSchema } from '@/gen/meeting/v1/session_pb'
import type { LinkWorld, Socket } from '@/link/link_world'
import { Exchange } from '@/replica/exchange'
import type { Keeping } from '@/replica/keeper'
import { newClientId } from '@/replica/leases'
import type { TextReplica } from '@/replica/text_replica'
import type { Asked } from '@/replica/waiting_line'

/// The cookie that a link's secret becomes.
export async function cookieOf(origin: string, secret: string): Promise<string> {
  const answer = await fetch(`${origin}/api/v1/session`, {
    method: 'POST',
    body: JSON.stringify({ secret }),
    headers: { 'content-type': 'application/json', origin },
  })
  if (!answer.ok) throw new Error(`no session: ${answer.status} ${await answer.text()}`)
  return answer.headers.get('set-cookie')?.split(';')[0] ?? ''
}

const keepsNothing: Keeping = {
  keeps: false,
  claim: () => Promise.reject(new Error('not asked')),
  claimNew: () => Promise.reject(new Error('not asked')),
  orphans: () => Promise.resolve([]),
  holds: () => true,
  keep: () => undefined,
  forget: () => undefined,
  release: () => undefined,
  empty: () => Promise.resolve(),
}

function worldOf(origin: string, cookie: string): LinkWorld {
  return {
    socket: (address, protocol) => {
      const options = { protocols: [protocol], headers: { cookie, origin } }
      return new WebSocket(address, options as unknown as string[]) as unknown as Socket
    },
    now: () => Date.now(),
    after: (ms, then) => {
      const timer = setTimeout(then, ms)
      return () => {
        clearTimeout(timer)
      }
    },
    chance: () => Math.random(),
    listen: () => () => undefined,
  }
}

interface Open {
  readonly item: string
  readonly text: TextReplica
}

export class Writer {
  readonly cards: string[] = []
  refused = 0
  readonly #exchange: Exchange
  #open: Open | undefined
  #told: (() => void)[] = []

  private constructor(meeting: string, origin: string, cookie: string) {
    const kept = {
      client: newClientId(),
      participant: '',
      counter: 0n,
      operations: [],
      texts: [],
      notPlaced: [],
      draft: '',
    }
    const address = `${origin.replace('http', 'ws')}/ws/v1/meetings/${meeting}`
    this.#exchange = new Exchange(kept, address, worldOf(origin, cookie), keepsNothing, {
      told: (told) => {
        this.refused += told.answers.filter((answer) => 'refused' in answer).length
        for (const then of this.#told.splice(0)) then()
      },
      limits: () => undefined,
      unconfirmed: () => undefined,
      present: () => undefined,
      parted: () => undefined,
      disowned: () => {
        throw new Error('the server took this writer for another')
      },
      now: () => Date.now(),
      writtenIn: () => 0n,
    })
  }

  static async comesIn(meeting: string, origin: string, invitation: InvitationView): Promise<Writer> {
    const writer = new Writer(meeting, origin, await cookieOf(origin, invitation.secret))
    writer.#exchange.open()
    await writer.until(() => writer.#exchange.caughtUp)
    return writer
  }

  get number(): number {
    return Number(this.#exchange.replica.upto)
  }

  async until(holds: () => boolean): Promise<void> {
    while (!holds()) await new Promise<void>((then) => this.#told.push(then))
  }
  /// Until all that was asked is saved and seen.
  settled(): Promise<void> {
    return this.until(() => this.#exchange.replica.unsaved === 0)
  }

  ask(asked: Asked): string {
    return this.#exchange.ask(asked, 0n).thing
  }
  addsCard(sheet: string, region: string, kind: string, text: string): void {
    this.cards.push(this.ask({ case: 'addItem', value: { sheet, region, kind, text } }))
  }

  opens(item: string, sheet: string): void {
    this.#open = { item, text: this.#exchange.replica.openText(item) }
    this.#exchange.show(create(PresenceSchema, { item, sheet, typing: true }))
  }
  leaves(): void {
    if (this.#open) this.#exchange.replica.texts.close(this.#open.item)
    this.#open = undefined
  }
  /// Puts this behind the text of the open card.
  types(letters: string): void {
    if (!this.#open) return
    const { length } = this.#open.text.text
    this.#exchange.replica.editText(this.#open.item, ChangeSet.of({ from: length, insert: letters }, length))
    this.#exchange.typed()
  }

  goes(): void {
    this.#exchange.close()
  }
}
