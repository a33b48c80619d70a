import 'fake-indexeddb/auto'
import { create, toBinary } from '@bufbuild/protobuf'
import { openDB } from 'idb'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { OperationSchema, SpanSchema, type Operation } from '@/gen/meeting/v1/operation_pb'
import { Keeper } from '@/replica/keeper'
import { LockLeases, newClientId, StoredLeases, type Channel, type Leases } from '@/replica/leases'

/// The devices' own part: what Web Locks promise, and a storage that all pages of a browser share.
class Locks {
  readonly held = new Set<string>()
  readonly waiting = new Map<string, (() => void)[]>()

  async request(name: string, options: LockOptions, hold: (lock: Lock | null) => Promise<void> | undefined) {
    if (this.held.has(name)) {
      if (options.ifAvailable) return hold(null)
      const turn = new Promise<void>((yes) => this.waiting.set(name, [...(this.waiting.get(name) ?? []), yes]))
      const over = new Promise((_, no) => options.signal?.addEventListener('abort', () => no(new Error('too long'))))
      await Promise.race([turn, over])
    }
    this.held.add(name)
    await hold({ name, mode: 'exclusive' })
    this.held.delete(name)
    this.waiting.get(name)?.shift()?.()
  }
  get manager(): LockManager {
    return this as unknown as LockManager
  }
}

let devices = 0
class Device {
  readonly locks = new Locks()
  readonly name = `device ${++devices}`
  /// Of the browser's session; nothing when it is over.
  sessionKey: Uint8Array | undefined = new Uint8Array(32).fill(7)
  answers = true // the server, when it is asked for the key

  /// A page; `reloadOf`: the very same page, loaded again.
  page(reloadOf?: Map<string, string>): { keeper: Keeper; leases: Leases; before: Map<string, string> } {
    const leases = new LockLeases(this.locks.manager)
    const before = new Map(reloadOf)
    const ofThisPage = {
      get: (meeting: string) => before.get(meeting),
      set: (meeting: string, client: string) => void before.set(meeting, client),
      forget: (meeting: string) => void before.delete(meeting),
    }
    const key = () => (this.answers ? Promise.resolve(this.sessionKey) : Promise.reject(new Error('no server')))
    return { keeper: new Keeper({ leases, name: this.name, ofThisPage, key }), leases, before }
  }
}

// A private window, where nothing can be opened.
function withoutStore(): void {
  const open = () => {
    throw new Error('no store here')
  }
  vi.stubGlobal('indexedDB', { open })
}
afterEach(() => {
  vi.unstubAllGlobals()
  vi.restoreAllMocks()
})

function adds(counter: bigint, text: string): { operation: Operation; askedMs: number } {
  const operation = create(OperationSchema, {
    id: { counter },
    kind: { case: 'addItem', value: { kind: 'feit', text } },
  })
  return { operation, askedMs: 5 }
}
const moves = (counter: bigint) => ({
  operation: create(OperationSchema, { id: { counter }, kind: { case: 'moveItem', value: { item: 'x' } } }),
  askedMs: 5,
})
const refused = (key: string, text: string) => ({
  key,
  code: 'phase_forbids',
  words: undefined,
  operation: adds(1n, text).operation,
  text,
})
const texts = (kept: { operations: readonly { operation: Operation }[] }) =>
  kept.operations.map(({ operation: { kind } }) => (kind.case === 'addItem' ? kind.value.text : kind.case))

describe('the keeper', () => {
  it('gives a page that was loaded again its client id, with all that waited, in order', async () => {
    const device = new Device()
    const { keeper, before } = device.page()
    const { client, operations } = await keeper.claim('m1')
    expect(operations).toEqual([])
    keeper.keep(client, { participant: 'mirjam', counter: 300n, waits: [adds(299n, 'een'), adds(300n, 'twee')] })
    keeper.keep(client, { waits: [adds(4n, 'nul')], texts: [{ item: 'x', unsent: [{ base: 7n, spans: [] }] }] })
    keeper.keep(client, { draft: 'half', notPlaced: [refused('k', 'te vroeg')] })
    keeper.release(client)
    const later = await device.page(before).keeper.claim('m1')
    expect(later).toMatchObject({ client, participant: 'mirjam', counter: 300n, draft: 'half' })
    expect(texts(later)).toEqual(['nul', 'een', 'twee'])
    expect(later.texts).toEqual([{ item: 'x', unsent: [{ base: 7n, spans: [] }] }])
    expect(later.notPlaced).toMatchObject([{ key: 'k', code: 'phase_forbids', text: 'te vroeg' }])
  })

  it('keeps no more what was answered, put away or emptied', async () => {
    const device = new Device()
    const { keeper } = device.page()
    const { client } = await keeper.claim('m1')
    keeper.keep(client, { counter: 2n, waits: [adds(1n, 'een'), adds(2n, 'twee')], notPlaced: [refused('k', 'weg')] })
    keeper.keep(client, { texts: [{ item: 'x', unsent: [{ base: 7n, spans: [] }] }] })
    keeper.keep(client, { answered: [1n], putAway: ['k'], texts: [{ item: 'x', unsent: [] }] })
    keeper.release(client)
    const later = await device.page().keeper.claim('m1')
    expect(texts(later)).toEqual(['twee'])
    expect(later.notPlaced).toEqual([])
    expect(later.texts).toEqual([])
  })

  it('never gives one client id to two living pages', async () => {
    const device = new Device()
    const first = device.page()
    const second = device.page()
    const one = await first.keeper.claim('m1')
    first.keeper.keep(one.client, { waits: [adds(1n, 'van de eerste')] })
    const other = await second.keeper.claim('m1')
    expect(other.client).not.toBe(one.client)
    expect(other.operations).toEqual([])
    expect(await second.keeper.orphans('m1', '')).toEqual([])
  })

  it('lets a living page take over what a page that is gone left, if it is the same participant’s', async () => {
    const device = new Device()
    const gone = device.page()
    const { client } = await gone.keeper.claim('m1')
    const living = device.page()
    await living.keeper.claim('m1')
    gone.keeper.keep(client, { participant: 'mirjam', waits: [adds(1n, 'nalatenschap')] })
    gone.keeper.release(client)
    expect(await living.keeper.orphans('m1', 'wouter')).toEqual([])
    const [orphan] = await living.keeper.orphans('m1', 'mirjam')
    expect(orphan?.client).toBe(client)
    expect(await living.keeper.orphans('m1', 'mirjam')).toEqual([])
    living.keeper.keep(client, { answered: [1n] })
    living.keeper.forget(client)
    expect((await device.page().keeper.claim('m1')).client).not.toBe(client)
  })

  it('empties a meeting but for what its user typed, and leaves other meetings alone', async () => {
    const device = new Device()
    const { keeper } = device.page()
    const mine = await keeper.claim('m1')
    const other = await keeper.claim('m2')
    keeper.keep(mine.client, { waits: [adds(1n, 'mijn woorden'), moves(2n)], notPlaced: [refused('k', '')] })
    keeper.keep(other.client, { waits: [moves(1n)] })
    await keeper.empty('m1')
    keeper.release(mine.client)
    keeper.release(other.client)
    const again = device.page()
    const later = await again.keeper.claim('m1')
    expect(texts(later)).toEqual(['mijn woorden'])
    expect(later.notPlaced).toEqual([])
    expect(texts(await again.keeper.claim('m2'))).toEqual(['moveItem'])
  })

  it('leaves no trace of a meeting with the page that emptied it', async () => {
    const device = new Device()
    const { keeper, before } = device.page()
    const { client } = await keeper.claim('m1')
    await keeper.claim('m2')
    keeper.release(client)
    await keeper.empty('m1')
    expect([...before.keys()]).toEqual(['m2'])
  })

  it('leaves no trace of a meeting with the page where there is no store either', async () => {
    withoutStore()
    const { keeper, before } = new Device().page()
    await keeper.claim('m1')
    await keeper.empty('m1')
    expect([...before.keys()]).toEqual([])
  })

  it('keeps nothing for a client id that is not ours any more', async () => {
    const device = new Device()
    const { keeper } = device.page()
    const { client } = await keeper.claim('m1')
    keeper.release(client)
    keeper.keep(client, { waits: [adds(1n, 'te laat')] })
    expect(texts(await device.page().keeper.claim('m1'))).toEqual([])
  })
})

/// All that the store of a device holds, as somebody reads it who has the device.
async function atRest(device: Device): Promise<string> {
  const base = await openDB(device.name)
  let all = ''
  for (const store of base.objectStoreNames) {
    for (const row of (await base.getAll(store)) as Record<string, unknown>[]) {
      for (const value of Object.values(row)) {
        all += ` ${value instanceof Uint8Array ? Buffer.from(value).toString('latin1') : JSON.stringify(value)}`
      }
    }
  }
  base.close()
  return all
}

describe('that something is kept', () => {
  it('is said where there is a store and the key of a session', async () => {
    const { keeper } = new Device().page()
    await keeper.claim('m1')
    expect(keeper.keeps).toBe(true)
  })

  it('is not said without a session', async () => {
    const device = new Device()
    device.sessionKey = undefined
    const { keeper } = device.page()
    await keeper.claim('m1')
    expect(keeper.keeps).toBe(false)
  })

  it('is said when the key comes late, and then what was written before it is kept as well', async () => {
    const device = new Device()
    device.answers = false
    const { keeper } = device.page()
    const { client } = await keeper.claim('m1')
    keeper.keep(client, { counter: 1n, waits: [adds(1n, 'voor de sleutel')] })
    expect(keeper.keeps).toBe(false)
    device.answers = true
    await vi.waitFor(() => expect(keeper.keeps).toBe(true), { timeout: 60_000 })
    keeper.release(client)
    expect(texts(await device.page().keeper.claim('m1'))).toEqual(['voor de sleutel'])
  })

  it('is not said where there is no store', async () => {
    withoutStore()
    const { keeper } = new Device().page()
    await keeper.claim('m1')
    expect(keeper.keeps).toBe(false)
  })

  it('is said no more once the store took something not', async () => {
    const { keeper } = new Device().page()
    const { client } = await keeper.claim('m1')
    vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('the disk is full', 'QuotaExceededError')
    })
    keeper.keep(client, { waits: [adds(1n, 'te veel')] })
    expect(keeper.keeps).toBe(false)
  })
})

describe('what is kept', () => {
  const span = create(SpanSchema, { insert: 'in de kaart' })
  async function writes(device: Device): Promise<string> {
    const { keeper } = device.page()
    const { client } = await keeper.claim('m1')
    keeper.keep(client, { participant: 'mirjam', counter: 2n, waits: [adds(1n, 'ik vertrouw hem niet')] })
    keeper.keep(client, { texts: [{ item: 'x', unsent: [{ base: 7n, spans: [span] }] }] })
    keeper.keep(client, { draft: 'half een zin', notPlaced: [refused('k', 'te vroeg')] })
    keeper.release(client)
    await keeper.orphans('m1', 'niemand')
    return client
  }

  it('is sealed: who reads the device finds no words, deleted or not', async () => {
    const device = new Device()
    await writes(device)
    const rest = await atRest(device)
    expect(rest).toContain('mirjam')
    for (const words of ['vertrouw', 'kaart', 'half een zin', 'vroeg', 'phase_forbids'])
      expect(rest).not.toContain(words)
    const later = await device.page().keeper.claim('m1')
    expect(texts(later)).toEqual(['ik vertrouw hem niet'])
    expect(later.texts).toMatchObject([{ item: 'x', unsent: [{ base: 7n, spans: [{ insert: 'in de kaart' }] }] }])
    expect(later.draft).toBe('half een zin')
    expect(later.notPlaced).toMatchObject([{ key: 'k', code: 'phase_forbids', text: 'te vroeg' }])
  })

  it('goes with the session: under another key nobody reads it, and it is put away', async () => {
    const device = new Device()
    const before = await writes(device)
    device.sessionKey = new Uint8Array(32).fill(8)
    const later = await device.page().keeper.claim('m1')
    expect(later).toMatchObject({ operations: [], texts: [], notPlaced: [], draft: '' })
    expect(later.client).not.toBe(before)
    expect(await atRest(device)).not.toContain(before)
  })

  it('stays where it is while the server cannot be asked for the key, and is there when it can', async () => {
    const device = new Device()
    await writes(device)
    device.answers = false
    const { keeper } = device.page()
    expect((await keeper.claim('m1')).operations).toEqual([])
    await keeper.empty('m1')
    device.answers = true
    expect(texts(await device.page().keeper.claim('m1'))).toEqual(['ik vertrouw hem niet'])
  })

  it('is counted before one signs out, and all of it is gone after', async () => {
    const device = new Device()
    await writes(device)
    expect(await device.page().keeper.unsent('m1')).toBe(4)
    expect(await device.page().keeper.unsent('m2')).toBe(0)
    device.sessionKey = undefined
    await device.page().keeper.empty('m1')
    expect(await atRest(device)).toBe('')
  })

  it('is read as an earlier version of the page left it, open', async () => {
    const device = new Device()
    await device.page().keeper.claim('m1') // makes the store
    const base = await openDB(device.name)
    const client = newClientId()
    await base.put('clients', { client, meeting: 'm1', participant: 'mirjam', counter: 1, draft: 'oud' })
    const bytes = toBinary(OperationSchema, adds(1n, 'van vroeger').operation)
    await base.put('operations', { client, counter: 1, bytes, askedMs: 5 })
    await base.put('texts', { client, item: 'x', unsent: [{ base: 7n, spans: [] }] })
    const old = { client, key: 'k', code: 'c', nl: 'nee', en: 'no', text: 'te vroeg', bytes }
    await base.put('refused', old)
    base.close()
    const later = await device.page().keeper.claim('m1')
    expect(later).toMatchObject({ client, draft: 'oud', texts: [{ item: 'x', unsent: [{ base: 7n }] }] })
    expect(texts(later)).toEqual(['van vroeger'])
    expect(later.notPlaced).toMatchObject([{ code: 'c', words: { nl: 'nee', en: 'no' }, text: 'te vroeg' }])
  })
})

describe('leases without Web Locks', () => {
  const pages: StoredLeases[] = []
  afterEach(() => {
    for (const page of pages.splice(0)) page.drop('c')
  })

  class Shared {
    readonly values = new Map<string, string>()
    readonly channels: Channel[] = []
    nowMs = 1000

    page(answers = true): StoredLeases {
      const { values, channels } = this
      const storage = {
        getItem: (key: string) => values.get(key) ?? null,
        setItem: (key: string, value: string) => void values.set(key, value),
        removeItem: (key: string) => void values.delete(key),
      } as unknown as Storage
      const channel: Channel = {
        onmessage: null,
        postMessage: (data) => {
          for (const other of channels) if (other !== channel) other.onmessage?.({ data } as MessageEvent)
        },
      }
      const leases = new StoredLeases(storage, answers ? channel : undefined, () => this.nowMs)
      channels.push(channel)
      pages.push(leases)
      return leases
    }
  }

  it('hold for one page, and pass on when it is gone', async () => {
    const shared = new Shared()
    const [first, second] = [shared.page(), shared.page()]
    expect(await first.take('c', 0)).toBe(true)
    expect(first.holds('c')).toBe(true)
    expect(await second.take('c', 0)).toBe(false)
    first.drop('c')
    expect(await second.take('c', 0)).toBe(true)
  })

  it('stay with a page whose timers stand still, for it answers', async () => {
    const shared = new Shared()
    const [first, second] = [shared.page(), shared.page()]
    await first.take('c', 0)
    shared.nowMs += 60_000
    expect(await second.take('c', 0)).toBe(false)
  })

  it('pass on from a page that went without a word, and it knows when it comes back', async () => {
    const shared = new Shared()
    const [first, second] = [shared.page(false), shared.page()]
    await first.take('c', 0)
    expect(await second.take('c', 0)).toBe(false)
    shared.nowMs += 60_000
    expect(await second.take('c', 0)).toBe(true)
    expect(first.holds('c')).toBe(false)
  })

  it('are let go by a page that sleeps, and taken back if nobody wanted them', async () => {
    const shared = new Shared()
    const [first, second] = [shared.page(), shared.page()]
    await first.take('c', 0)
    first.letGo()
    first.regain()
    expect(first.holds('c')).toBe(true)
    first.letGo()
    expect(await second.take('c', 0)).toBe(true)
    first.regain()
    expect(first.holds('c')).toBe(false)
  })
})

describe('a client id', () => {
  it('is of the letters that the server takes, and never the same', () => {
    const ids = new Set(Array.from({ length: 100 }, newClientId))
    expect(ids.size).toBe(100)
    for (const id of ids) expect(id).toMatch(/^[A-Za-z0-9_-]{16,64}$/)
  })
})
