/// Keeper: what waits survives a closed page. Per client id of a meeting: operations without an answer, text that was
/// typed and not sent, what was refused, the line's draft. The content of the meeting is never kept.
///
/// What is kept is posted to the store in one transaction before it goes to the server, so that what the next page finds
/// and what the server knows fit together. It is sealed under the key of the browser's session (seal.ts): with the session
/// go the words.
/// The next page of the same meeting takes over a client id whose page is gone (leases.ts), and sends what waits, once.
import { openDB, type IDBPDatabase } from 'idb'
import type { Operation } from '@/gen/meeting/v1/operation_pb'
import { storeKey } from '@/link/asked'
import { KeptRows, SealedForGood, type ClientRow, type Schema } from './kept_rows'
import { browserLeases, newClientId, type Leases } from './leases'
import { words } from './operation_facts'
import { Seal } from './seal'
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

const kStores = ['clients', 'operations', 'texts', 'refused'] as const
const kReloadWaitMs = 600
const kOpenWithinMs = 3_000
const kAskKeyAgainMs = 1_500

export interface KeeperWorld {
  readonly leases: Leases
  readonly name: string // of the database
  /// The key of the browser's session; nothing where there is none. Without it each page has a key of its own.
  key?(): Promise<Uint8Array | undefined>
  /// The client id that this very page had before it was loaded again.
  readonly ofThisPage: {
    get(meeting: string): string | undefined
    set(meeting: string, client: string): void
    forget(meeting: string): void
  }
}

/// What a session asks of it.
export interface Keeping {
  /// What is to be kept is there after a reload: there is a store, it took all so far, and the session has a key.
  readonly keeps: boolean
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

// Of pages that have no session's key: what they keep is read by themselves alone.
const ownSeal = Seal.ofThisPage()

export class Keeper implements Keeping {
  readonly #world: KeeperWorld
  readonly #base: Promise<IDBPDatabase<Schema> | undefined>
  readonly #sealing: Promise<KeptRows | undefined>
  #open: IDBPDatabase<Schema> | undefined
  #kept: KeptRows | undefined // once there is a key
  #keyless = false // it was asked for, and there is none: what is sealed here nobody reads any more
  #took = true // the store took all that it was given
  readonly #rows = new Map<string, ClientRow>()
  readonly #drafts = new Map<string, string>()
  readonly #unleased = new Set<string>()
  readonly #early: [string, Change][] = [] // what came before the key, for when it comes

  constructor(world: KeeperWorld = browserKeeperWorld()) {
    this.#world = world
    this.#base = openBase(world.name).then((base) => (this.#open = base))
    this.#sealing = sealOf(world).then((seal) => {
      this.#keyless = seal === undefined
      this.#kept = seal && new KeptRows(seal)
      for (const [client, change] of this.#early.splice(0)) this.keep(client, change)
      return this.#kept
    })
  }

  get keeps(): boolean {
    return this.#open !== undefined && this.#kept !== undefined && this.#took
  }

  // With a key and without: who cannot reach the server for it writes all the same, and is kept from when it comes.
  async #ready(): Promise<IDBPDatabase<Schema> | undefined> {
    const base = await this.#base
    await Promise.race([this.#sealing, new Promise((give) => setTimeout(give, kOpenWithinMs))])
    return base
  }

  async claim(meeting: string): Promise<Kept> {
    try {
      return (await this.#claimKept(meeting)) ?? (await this.claimNew(meeting))
    } catch {
      return this.claimNew(meeting) // a store that cannot be read keeps nobody from writing
    }
  }

  async #claimKept(meeting: string): Promise<Kept | undefined> {
    const base = await this.#ready()
    const before = this.#world.ofThisPage.get(meeting)
    const rows = base && this.#kept ? await base.getAllFromIndex('clients', 'meeting', meeting) : []
    const all: Kept[] = []
    for (const row of rows) {
      const kept = await this.#read(row)
      if (kept) all.push(kept)
      else if (await this.#world.leases.take(row.client, 0)) this.forget(row.client) // of a session that is over
    }
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
    await this.#ready()
    const client = newClientId()
    const taken = await this.#world.leases.take(client, 0).catch(() => false)
    if (!taken) this.#unleased.add(client) // nobody else knows it, so it is ours all the same
    const nobody = { participant: '', counter: 0n, operations: [], texts: [], notPlaced: [], draft: '' }
    return this.#claimed(meeting, { client, ...nobody })
  }

  async orphans(meeting: string, participant: string): Promise<Kept[]> {
    const base = await this.#base
    if (!base || !this.#kept) return []
    const orphans: Kept[] = []
    for (const row of await base.getAllFromIndex('clients', 'meeting', meeting)) {
      if (row.participant !== participant || this.#world.leases.holds(row.client)) continue
      const there = await this.#read(row)
      if (!there || hasNothingToSend(there) || !(await this.#world.leases.take(row.client, 0))) continue
      const kept = await this.#fresh(row.client)
      if (kept) {
        this.#rows.set(row.client, row)
        this.#drafts.set(row.client, kept.draft)
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
    if (!row) return
    if (change.participant !== undefined) row.participant = change.participant
    if (change.counter !== undefined) row.counter = Math.max(row.counter, Number(change.counter))
    if (change.draft !== undefined) this.#drafts.set(client, change.draft)
    if (!this.#open) return
    if (!this.#kept) {
      if (!this.#keyless) this.#early.push([client, change])
      return
    }
    try {
      this.#post(this.#open, this.#kept, row, change)
    } catch {
      this.#took = false // a store that was closed under us costs what it should have kept, and nothing else
    }
  }

  #post(base: IDBPDatabase<Schema>, kept: KeptRows, row: ClientRow, change: Change): void {
    const { client, meeting, participant, counter } = row
    const sealed = kept.sealedDraft(client, this.#drafts.get(client) ?? '')
    const post = base.transaction(kStores, 'readwrite')
    const put = post.objectStore('clients').put({ client, meeting, participant, counter, sealed })
    const asked: Promise<unknown>[] = [post.done, put]
    for (const { operation, askedMs } of change.waits ?? []) {
      asked.push(post.objectStore('operations').put(kept.operationRow(client, operation, askedMs)))
    }
    for (const counter of change.answered ?? []) {
      asked.push(post.objectStore('operations').delete([client, Number(counter)]))
    }
    for (const { item, unsent } of change.texts ?? []) {
      const texts = post.objectStore('texts')
      asked.push(unsent.length > 0 ? texts.put(kept.textRow(client, item, unsent)) : texts.delete([client, item]))
    }
    for (const refused of change.notPlaced ?? []) {
      asked.push(post.objectStore('refused').put(kept.refusedRow(client, refused)))
    }
    for (const key of change.putAway ?? []) asked.push(post.objectStore('refused').delete([client, key]))
    post.commit()
    void Promise.allSettled(asked)
    void post.done.catch(() => (this.#took = false)) // a full disk, mostly
  }

  forget(client: string): void {
    this.#rows.delete(client)
    this.#drafts.delete(client)
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
    this.#world.ofThisPage.forget(meeting)
    const base = await this.#ready()
    if (!base || (!this.#kept && !this.#keyless)) return
    for (const row of await base.getAllFromIndex('clients', 'meeting', meeting)) {
      const kept = await this.#read(row)
      if (!kept || written(kept) === 0) {
        this.forget(row.client)
        continue
      }
      const post = base.transaction(kStores, 'readwrite')
      const asked: Promise<unknown>[] = [post.done]
      for (const { operation } of kept.operations) {
        if (words(operation.kind) !== '') continue
        asked.push(post.objectStore('operations').delete([row.client, Number(operation.id?.counter ?? 0n)]))
      }
      for (const { key, text } of kept.notPlaced) {
        if (text === '') asked.push(post.objectStore('refused').delete([row.client, key]))
      }
      post.commit()
      await Promise.allSettled(asked)
    }
  }

  /// How many things its user typed in this meeting and nobody got, on this device.
  async unsent(meeting: string): Promise<number> {
    const base = await this.#ready()
    const rows = (await base?.getAllFromIndex('clients', 'meeting', meeting)) ?? []
    let all = 0
    for (const row of rows) {
      const kept = await this.#read(row)
      if (kept) all += written(kept)
    }
    return all
  }

  #claimed(meeting: string, kept: Kept): Kept {
    const { client, participant, counter, draft } = kept
    this.#rows.set(client, { client, meeting, participant, counter: Number(counter) })
    this.#drafts.set(client, draft)
    this.#world.ofThisPage.set(meeting, client)
    return kept
  }

  // As it stands now that the page which wrote it is gone.
  async #fresh(client: string): Promise<Kept | undefined> {
    const row = await this.#open?.get('clients', client)
    return row && this.#read(row)
  }

  // Nothing if nobody can read it any more: the session that it was sealed for is over, or has not come back yet.
  async #read(row: ClientRow): Promise<Kept | undefined> {
    const [base, rows] = [this.#open, this.#kept]
    if (!base || !rows) return undefined
    const { client, participant, counter } = row
    const operations = await base.getAll('operations', allOf(client))
    const texts = await base.getAll('texts', allOf(client))
    const refused = await base.getAll('refused', allOf(client))
    try {
      return {
        client,
        participant,
        counter: BigInt(counter),
        operations: operations.map((each) => ({ operation: rows.operation(each), askedMs: each.askedMs })),
        texts: texts.map((each) => ({ item: each.item, unsent: rows.unsent(each) })),
        notPlaced: refused.map((each) => rows.refused(each)),
        draft: rows.draft(row),
      }
    } catch (error) {
      if (error instanceof SealedForGood) return undefined
      throw error
    }
  }
}

// What a person typed; where things moved is no loss.
function written({ operations, notPlaced, texts, draft }: Kept): number {
  const said = operations.filter(({ operation }) => words(operation.kind) !== '').length
  const refused = notPlaced.filter(({ text }) => text !== '').length
  return said + refused + texts.length + (draft === '' ? 0 : 1)
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

// A server that is away for a moment is asked again; who has no session has no key.
async function sealOf(world: KeeperWorld): Promise<Seal | undefined> {
  if (!world.key) return ownSeal
  for (;;) {
    try {
      const key = await world.key()
      return key && Seal.of(key)
    } catch {
      await new Promise((give) => setTimeout(give, kAskKeyAgainMs))
    }
  }
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
    key: storeKey,
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
      forget: (meeting) => {
        try {
          sessionStorage.removeItem(key(meeting))
        } catch {
          // then nothing was put there
        }
      },
    },
  }
}
