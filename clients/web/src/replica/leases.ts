/// One client id, one living page. A page that wants to go on with the work of an earlier one must know that the earlier
/// one is gone: two that spoke with one id would push each other off the line.
///
/// Web Locks say so exactly, but only on secure addresses. On plain http in a local network a lease in localStorage
/// does, renewed every few seconds; a page whose timers sleep answers for itself over a BroadcastChannel.

export interface Leases {
  /// Whether the client id is ours from now on. Waits a moment for a page that is just being replaced.
  take(client: string, waitMs: number): Promise<boolean>
  /// Still ours? A page that was frozen for long may have lost it.
  holds(client: string): boolean
  drop(client: string): void
}

const kPrefix = 'flipover.client.'

export class LockLeases implements Leases {
  readonly #held = new Map<string, () => void>()

  constructor(readonly locks: LockManager) {}

  take(client: string, waitMs: number): Promise<boolean> {
    if (this.#held.has(client)) return Promise.resolve(true)
    return new Promise((taken) => {
      const hold = (lock: Lock | null): Promise<void> | undefined => {
        taken(lock !== null)
        if (!lock) return undefined
        return new Promise((drop) => this.#held.set(client, drop))
      }
      const options: LockOptions = waitMs > 0 ? { signal: AbortSignal.timeout(waitMs) } : { ifAvailable: true }
      this.locks.request(kPrefix + client, options, hold).catch(() => taken(false))
    })
  }

  holds(client: string): boolean {
    return this.#held.has(client)
  }

  drop(client: string): void {
    this.#held.get(client)?.()
    this.#held.delete(client)
  }
}

const kValidMs = 20_000
const kRenewMs = 4_000
const kAnswerMs = 250
const kSettleMs = 30

interface Asking {
  readonly ask?: string
  readonly held?: string
}

/// The part of BroadcastChannel that is used.
export interface Channel {
  onmessage: ((event: MessageEvent) => void) | null
  postMessage(message: unknown): void
}

export class StoredLeases implements Leases {
  readonly #page = newClientId()
  readonly #held = new Set<string>()
  readonly #answers = new Map<string, () => void>()
  #renewing: ReturnType<typeof setInterval> | undefined

  constructor(
    readonly storage: Storage,
    readonly channel: Channel | undefined,
    readonly now: () => number = Date.now,
  ) {
    if (channel) {
      channel.onmessage = ({ data }: MessageEvent<Asking>) => {
        if (data.ask !== undefined && this.holds(data.ask)) channel.postMessage({ held: data.ask })
        if (data.held !== undefined) this.#answers.get(data.held)?.()
      }
    }
  }

  async take(client: string, waitMs: number): Promise<boolean> {
    if (this.holds(client)) return true
    const until = this.now() + waitMs
    while (this.#isTaken(client)) {
      if (this.now() >= until) return false
      await pause(kSettleMs)
    }
    if (await this.#isAnsweredFor(client)) return false
    this.#write(client)
    await pause(kSettleMs) // two that took it at one moment: the last one to write has it
    if (!this.#isOurs(client)) return false
    this.#held.add(client)
    this.#renewing ??= setInterval(() => {
      for (const one of this.#held) if (this.#isOurs(one)) this.#write(one)
    }, kRenewMs)
    return true
  }

  holds(client: string): boolean {
    return this.#held.has(client) && this.#isOurs(client)
  }

  drop(client: string): void {
    if (this.holds(client)) this.storage.removeItem(kPrefix + client)
    this.#held.delete(client)
    if (this.#held.size === 0) {
      clearInterval(this.#renewing)
      this.#renewing = undefined
    }
  }

  /// The page goes, or sleeps in the browser's store of pages: another may have what it held.
  letGo(): void {
    for (const client of this.#held) if (this.#isOurs(client)) this.storage.removeItem(kPrefix + client)
  }
  /// The page is back. What nobody took is ours again.
  regain(): void {
    for (const client of this.#held) if (!this.#read(client)) this.#write(client)
  }

  #read(client: string): { page: string; untilMs: number } | undefined {
    const [page, until] = this.storage.getItem(kPrefix + client)?.split(' ') ?? []
    return page === undefined ? undefined : { page, untilMs: Number(until) }
  }
  #write(client: string): void {
    this.storage.setItem(kPrefix + client, `${this.#page} ${this.now() + kValidMs}`)
  }
  #isOurs(client: string): boolean {
    return this.#read(client)?.page === this.#page
  }
  #isTaken(client: string): boolean {
    const lease = this.#read(client)
    return lease !== undefined && lease.page !== this.#page && lease.untilMs > this.now()
  }
  // Timers of a page in the background may stand still, its messages do not.
  async #isAnsweredFor(client: string): Promise<boolean> {
    if (!this.channel || !this.#read(client)) return false
    const answered = new Promise<boolean>((yes) => this.#answers.set(client, () => yes(true)))
    this.channel.postMessage({ ask: client })
    const is = await Promise.race([answered, pause(kAnswerMs).then(() => false)])
    this.#answers.delete(client)
    return is
  }
}

/// Where nothing is stored, nothing is shared: every page is a client of its own.
export class NoLeases implements Leases {
  take(): Promise<boolean> {
    return Promise.resolve(true)
  }
  holds(): boolean {
    return true
  }
  drop(): void {
    // nothing is held
  }
}

export function browserLeases(): Leases {
  // On plain http there is no `locks`, whatever the type says.
  const locks = (navigator as { locks?: LockManager }).locks
  if (locks) return new LockLeases(locks)
  try {
    const leases = new StoredLeases(localStorage, new BroadcastChannel('flipover.leases'))
    window.addEventListener('pagehide', () => leases.letGo())
    window.addEventListener('pageshow', ({ persisted }) => {
      if (persisted) leases.regain()
    })
    return leases
  } catch {
    return new NoLeases()
  }
}

/// 192 bits of chance, in letters that a client id may have.
export function newClientId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(24))
  return btoa(String.fromCharCode(...bytes))
    .replaceAll('+', '-')
    .replaceAll('/', '_')
}

function pause(ms: number): Promise<void> {
  return new Promise((done) => setTimeout(done, ms))
}
