/// Keeper: what waits survives a closed page. Per client id of a meeting: operations without an answer, text that was
/// typed and not sent, what was refused, the line's draft. The content of the meeting is never kept.
///
/// What is kept is posted to the store in one transaction before it goes to the server, so that what the next page finds
/// and what the server knows fit together.
/// The next page of the same meeting takes over a client id whose page is gone (leases.ts), and sends what waits, once.
import { create, fromBinary, toBinary } from '@bufbuild/protobuf'
import { openDB, type DBSchema, type IDBPDatabase } from 'idb'
import { LabelSchema } from '@/gen/meeting/v1/method_pb'
import { OperationSchema, type Operation } from '@/gen/meeting/v1/operation_pb'
import { browserLeases, newClientId, type Leases } from './leases'
import { words } from './operation_facts'
import type { NotPlaced } from './session'
import type { Outgoing } from './text_replica'

/// Of one client id.
export interface Kept {
  readonly client: string
  readonly participant: string // '' before the first Welcome
  readonly counter: bigint // the highest ever used
  readonly operations: readonly { readonly operation: Operation; readonly askedMs: number }[]
  readonly texts: readonly { readonly item: string; readonly unsent: readonly Outgoing[] }[]
  readonly notPlaced: readonly NotPlaced[]
  readonly draft: string // the line's, '' for none
}

/// What is to be kept from here, or no more.
export interface Change {
  readonly participant?: string
  readonly counter?: bigint
  readonly waits?: readonly { readonly operation: Operation; readonly askedMs: number }[]
  readonly answered?: readonly bigint[]
  readonly texts?: readonly { readonly item: string; readonly unsent: readonly Outgoing[] }[] // empty: no more
  readonly notPlaced?: readonly NotPlaced[]
  readonly putAway?: readonly string[]
  readonly draft?: string
}

interface ClientRow {
  readonly client: string
  readonly meeting: string
  participant: string
  counter: number
  draft: string
}

interface Schema extends DBSchema {
  clients: { key: string; value: ClientRow; indexes: { meeting: string } }
  operations: {
    key: [string, number]
    value: { client: string; counter: number; bytes: Uint8Array<ArrayBuffer>; askedMs: number }
  }
  texts: { key: [string, string]; value: { client: string; item: string; unsent: readonly Outgoing[] } }
  refused: {
    key: [string, string]
    value: {
      client: string
      key: string
      code: string
      nl: string
      en: string
      text: string
      bytes: Uint8Array<ArrayBuffer>
    }
  }
}

const kStores = ['clients', 'operations', 'texts', 'refused'] as const
const kReloadWaitMs = 600
const kOpenWithinMs = 3_000

export interface KeeperWorld {
  readonly leases: Leases
  readonly name: string // of the database
  /// The client id that this very page had before it was loaded again.
  readonly ofThisPage: { get(meeting: string): string | undefined; set(meeting: string, client: string): void }
}

/// What a session asks of it.
export interface Keeping {
  /// A client id for this page, with what an earlier page left under it.
  claim(meeting: string): Promise<Kept>
  /// A client id that nobody ever used.
  claimNew(meeting: string): Promise<Kept>
  /// What pages of this participant left that are gone now; theirs to send. The leases are ours from here.
  orphans(meeting: string, participant: string): Promise<Kept[]>
  /// Still ours? See Leases.
  holds(client: string): boolean
  /// Posted at once, and in the order of the calls.
  keep(client: string, change: Change): void
  /// All of a client id goes, and the id is free.
  forget(client: string): void
  /// The page goes; what is kept stays for the next one.
  release(client: string): void
  /// Nothing of this meeting stays on this device but what its user typed and nobody got.
  empty(meeting: string): Promise<void>
}

export class Keeper implements Keeping {
  readonly #world: KeeperWorld
  readonly #base: Promise<IDBPDatabase<Schema> | undefined>
  #open: IDBPDatabase<Schema> | undefined
  readonly #rows = new Map<string, ClientRow>()
  readonly #unleased = new Set<string>()

  constructor(world: KeeperWorld = browserKeeperWorld()) {
    this.#world = world
    this.#base = openBase(world.name).then((base) => (this.#open = base))
  }

  async claim(meeting: string): Promise<Kept> {
    try {
      return (await this.#claimKept(meeting)) ?? (await this.claimNew(meeting))
    } catch {
      return this.claimNew(meeting) // a store that cannot be read keeps nobody from writing
    }
  }

  async #claimKept(meeting: string): Promise<Kept | undefined> {
    const base = await this.#base
    const before = this.#world.ofThisPage.get(meeting)
    const rows = base ? await base.getAllFromIndex('clients', 'meeting', meeting) : []
    const all = await Promise.all(rows.map(async (row) => this.#read(row)))
    const weight = (kept: Kept) => (kept.client === before ? 2 : isEmpty(kept) ? 0 : 1)
    all.sort((a, b) => weight(b) - weight(a))
    for (const kept of all) {
      if (await this.#world.leases.take(kept.client, kept.client === before ? kReloadWaitMs : 0)) {
        const fresh = await this.#fresh(kept.client)
        if (fresh) return this.#claimed(meeting, fresh)
        this.#world.leases.drop(kept.client)
      }
    }
    return undefined
  }

  async claimNew(meeting: string): Promise<Kept> {
    await this.#base
    const client = newClientId()
    const taken = await this.#world.leases.take(client, 0).catch(() => false)
    if (!taken) this.#unleased.add(client) // nobody else knows it, so it is ours all the same
    const nobody = { participant: '', counter: 0n, operations: [], texts: [], notPlaced: [], draft: '' }
    return this.#claimed(meeting, { client, ...nobody })
  }

  async orphans(meeting: string, participant: string): Promise<Kept[]> {
    const base = await this.#base
    if (!base) return []
    const orphans: Kept[] = []
    for (const row of await base.getAllFromIndex('clients', 'meeting', meeting)) {
      if (row.participant !== participant || this.#world.leases.holds(row.client)) continue
      if (hasNothingToSend(await this.#read(row)) || !(await this.#world.leases.take(row.client, 0))) continue
      const kept = await this.#fresh(row.client)
      if (kept) {
        this.#rows.set(row.client, { ...row })
        orphans.push(kept)
      } else {
        this.#world.leases.drop(row.client)
      }
    }
    return orphans
  }

  holds(client: string): boolean {
    return this.#unleased.has(client) || this.#world.leases.holds(client)
  }

  keep(client: string, change: Change): void {
    const row = this.#rows.get(client)
    if (!this.#open || !row) return
    if (change.participant !== undefined) row.participant = change.participant
    if (change.counter !== undefined) row.counter = Math.max(row.counter, Number(change.counter))
    if (change.draft !== undefined) row.draft = change.draft
    try {
      this.#post(this.#open, row, change)
    } catch {
      // A store that was closed under us costs what it should have kept, and nothing else.
    }
  }

  #post(base: IDBPDatabase<Schema>, row: ClientRow, change: Change): void {
    const { client } = row
    const post = base.transaction(kStores, 'readwrite')
    const asked: Promise<unknown>[] = [post.done, post.objectStore('clients').put({ ...row })]
    for (const { operation, askedMs } of change.waits ?? []) {
      const counter = Number(operation.id?.counter ?? 0n)
      const bytes = toBinary(OperationSchema, operation)
      asked.push(post.objectStore('operations').put({ client, counter, bytes, askedMs }))
    }
    for (const counter of change.answered ?? []) {
      asked.push(post.objectStore('operations').delete([client, Number(counter)]))
    }
    for (const { item, unsent } of change.texts ?? []) {
      const texts = post.objectStore('texts')
      asked.push(unsent.length > 0 ? texts.put({ client, item, unsent }) : texts.delete([client, item]))
    }
    for (const refused of change.notPlaced ?? []) {
      const { key, code, text } = refused
      const bytes = toBinary(OperationSchema, refused.operation)
      const { nl = '', en = '' } = refused.words ?? {}
      asked.push(post.objectStore('refused').put({ client, key, code, nl, en, text, bytes }))
    }
    for (const key of change.putAway ?? []) asked.push(post.objectStore('refused').delete([client, key]))
    post.commit()
    void Promise.allSettled(asked)
  }

  forget(client: string): void {
    this.#rows.delete(client)
    if (this.#open) {
      const post = this.#open.transaction(kStores, 'readwrite')
      const asked: Promise<unknown>[] = [post.done, post.objectStore('clients').delete(client)]
      for (const store of ['operations', 'texts', 'refused'] as const) {
        asked.push(post.objectStore(store).delete(allOf(client)))
      }
      post.commit()
      void Promise.allSettled(asked)
    }
    this.#world.leases.drop(client)
  }

  release(client: string): void {
    this.#rows.delete(client)
    this.#world.leases.drop(client)
  }

  async empty(meeting: string): Promise<void> {
    const base = await this.#base
    if (!base) return
    for (const row of await base.getAllFromIndex('clients', 'meeting', meeting)) {
      const kept = await this.#read(row)
      const hasText = kept.operations.filter(({ operation }) => words(operation.kind) !== '')
      const refused = kept.notPlaced.filter(({ text }) => text !== '')
      const post = base.transaction(kStores, 'readwrite')
      const asked: Promise<unknown>[] = [post.done]
      for (const { operation } of kept.operations) {
        if (words(operation.kind) !== '') continue
        asked.push(post.objectStore('operations').delete([row.client, Number(operation.id?.counter ?? 0n)]))
      }
      for (const { key, text } of kept.notPlaced) {
        if (text === '') asked.push(post.objectStore('refused').delete([row.client, key]))
      }
      const nothing = hasText.length + refused.length + kept.texts.length === 0 && row.draft === ''
      const clients = post.objectStore('clients')
      asked.push(nothing ? clients.delete(row.client) : clients.put(row))
      post.commit()
      await Promise.allSettled(asked)
    }
  }

  #claimed(meeting: string, kept: Kept): Kept {
    const { client, participant, counter, draft } = kept
    this.#rows.set(client, { client, meeting, participant, counter: Number(counter), draft })
    this.#world.ofThisPage.set(meeting, client)
    return kept
  }

  // As it stands now that the page which wrote it is gone.
  async #fresh(client: string): Promise<Kept | undefined> {
    const row = await this.#open?.get('clients', client)
    return row && this.#read(row)
  }

  async #read(row: ClientRow): Promise<Kept> {
    const base = this.#open
    const { client, participant, counter, draft } = row
    const operations = (await base?.getAll('operations', allOf(client))) ?? []
    const texts = (await base?.getAll('texts', allOf(client))) ?? []
    const refused = (await base?.getAll('refused', allOf(client))) ?? []
    return {
      client,
      participant,
      counter: BigInt(counter),
      operations: operations.map(({ bytes, askedMs }) => ({ operation: fromBinary(OperationSchema, bytes), askedMs })),
      texts: texts.map(({ item, unsent }) => ({ item, unsent })),
      notPlaced: refused.map(({ key, code, nl, en, text, bytes }) => ({
        key,
        code,
        words: nl === '' && en === '' ? undefined : create(LabelSchema, { nl, en }),
        operation: fromBinary(OperationSchema, bytes),
        text,
      })),
      draft,
    }
  }
}

function hasNothingToSend(kept: Kept): boolean {
  return kept.operations.length + kept.texts.length + kept.notPlaced.length === 0
}

function isEmpty(kept: Kept): boolean {
  return hasNothingToSend(kept) && kept.draft === ''
}

function allOf(client: string): IDBKeyRange {
  return IDBKeyRange.bound([client], [client, []])
}

// Without a store (a private window, a full disk) everything works but the surviving.
async function openBase(name: string): Promise<IDBPDatabase<Schema> | undefined> {
  const tooLong = new Promise<undefined>((give) => setTimeout(() => give(undefined), kOpenWithinMs))
  try {
    const base = openDB<Schema>(name, 1, {
      upgrade: (base) => {
        base.createObjectStore('clients', { keyPath: 'client' }).createIndex('meeting', 'meeting')
        base.createObjectStore('operations', { keyPath: ['client', 'counter'] })
        base.createObjectStore('texts', { keyPath: ['client', 'item'] })
        base.createObjectStore('refused', { keyPath: ['client', 'key'] })
      },
    })
    return await Promise.race([base, tooLong])
  } catch {
    return undefined
  }
}

function browserKeeperWorld(): KeeperWorld {
  const key = (meeting: string) => `flipover.client.${meeting}`
  return {
    leases: browserLeases(),
    name: 'flipover',
    ofThisPage: {
      get: (meeting) => {
        try {
          return sessionStorage.getItem(key(meeting)) ?? undefined
        } catch {
          return undefined
        }
      },
      set: (meeting, client) => {
        try {
          sessionStorage.setItem(key(meeting), client)
        } catch {
          // the next load of this page takes another id
        }
      },
    },
  }
}
