/// The way between one page and the server, as a TCP proxy: slow in either direction, still for a while, or cut. All that
/// the page asks goes over it, its HTTP and its WebSocket, so a held wire is a network that went dead without a word.
import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net'

type Direction = 'up' | 'down' // up: from the page to the server

interface Held {
  readonly at: number // ms, not before
  readonly bytes: Buffer | undefined // undefined: the other side ended
}

// One direction of one connection: first in, first out, each not before its time.
class Stretch {
  readonly #wire: Wire
  readonly #direction: Direction
  readonly #to: Socket
  readonly #queue: Held[] = []
  #timer: NodeJS.Timeout | undefined

  constructor(wire: Wire, direction: Direction, from: Socket, to: Socket) {
    this.#wire = wire
    this.#direction = direction
    this.#to = to
    from.on('data', (bytes: Buffer) => this.#put(bytes))
    from.on('end', () => this.#put(undefined))
    from.on('error', () => to.destroy())
    from.on('close', () => {
      if (from.errored) to.destroy()
    })
  }

  #put(bytes: Buffer | undefined): void {
    this.#queue.push({ at: Date.now() + this.#wire.delayMs[this.#direction], bytes })
    this.forward()
  }

  forward(): void {
    clearTimeout(this.#timer)
    while (!this.#wire.isHeld(this.#direction)) {
      const next = this.#queue[0]
      if (!next) return
      const early = next.at - Date.now()
      if (early > 0) {
        this.#timer = setTimeout(() => this.forward(), early)
        return
      }
      this.#queue.shift()
      if (next.bytes) this.#to.write(next.bytes)
      else this.#to.end()
    }
  }

  end(): void {
    clearTimeout(this.#timer)
    this.#queue.length = 0
  }
}

interface Connection {
  readonly sockets: readonly [Socket, Socket]
  readonly stretches: readonly [Stretch, Stretch]
}

export class Wire {
  readonly delayMs: Record<Direction, number> = { up: 0, down: 0 }
  readonly #held = new Set<Direction>()
  readonly #open = new Set<Connection>()
  readonly #listener: Server
  #broken = false

  private constructor(serverPort: () => number) {
    this.#listener = createServer({ allowHalfOpen: true }, (page) => {
      if (this.#broken) page.resetAndDestroy()
      else this.#join(page, connect({ port: serverPort(), host: '127.0.0.1', allowHalfOpen: true }))
    })
  }

  /// A wire to the server on that port, asked anew for each connection.
  static async lay(serverPort: () => number): Promise<Wire> {
    const wire = new Wire(serverPort)
    await new Promise<void>((ready) => wire.#listener.listen(0, '127.0.0.1', ready))
    return wire
  }

  get origin(): string {
    return `http://127.0.0.1:${(this.#listener.address() as AddressInfo).port}`
  }

  #join(page: Socket, server: Socket): void {
    page.setNoDelay()
    server.setNoDelay()
    const stretches = [new Stretch(this, 'up', page, server), new Stretch(this, 'down', server, page)] as const
    const connection = { sockets: [page, server], stretches } as const
    this.#open.add(connection)
    for (const socket of connection.sockets) {
      socket.on('close', () => {
        if (page.closed && server.closed) this.#open.delete(connection)
      })
    }
  }

  isHeld(direction: Direction): boolean {
    return this.#held.has(direction)
  }

  /// From here on every byte takes this long each way.
  slow(ms: number): void {
    this.delayMs.up = this.delayMs.down = ms
  }

  /// Nothing comes through any more, in that direction or in both; nobody is told.
  hold(...directions: readonly Direction[]): void {
    for (const direction of directions.length === 0 ? (['up', 'down'] as const) : directions) this.#held.add(direction)
  }

  /// What was held comes through, in order, and all else after it.
  release(): void {
    this.#held.clear()
    for (const { stretches } of this.#open) for (const stretch of stretches) stretch.forward()
  }

  /// Ends all connections, with what was on its way, and takes no new ones: the cable is out.
  cut(): void {
    this.#broken = true
    for (const { sockets, stretches } of this.#open) {
      for (const stretch of stretches) stretch.end()
      for (const socket of sockets) socket.resetAndDestroy()
    }
    this.#open.clear()
  }

  /// The cable is in again.
  mend(): void {
    this.#broken = false
    this.#held.clear()
  }

  async clear(): Promise<void> {
    this.cut()
    await new Promise((closed) => this.#listener.close(closed))
  }
}

/// Wires laid ready before the server starts: it must be told the origins that it trusts.
export class Wires {
  static readonly count = 8
  port = 0 // the server's, from when it has one
  readonly #wires: Wire[] = []
  #taken = 0

  static async lay(): Promise<Wires> {
    const wires = new Wires()
    for (let i = 0; i < Wires.count; ++i) wires.#wires.push(await Wire.lay(() => wires.port))
    return wires
  }

  get origins(): readonly string[] {
    return this.#wires.map((wire) => wire.origin)
  }

  take(): Wire {
    const wire = this.#wires[this.#taken++]
    if (!wire) throw new Error(`no more than ${Wires.count} browsers in one test`)
    return wire
  }

  async clear(): Promise<void> {
    for (const wire of this.#wires) await wire.clear()
  }
}
