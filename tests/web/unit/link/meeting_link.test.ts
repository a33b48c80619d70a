import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import { OperationSchema } from '@/gen/meeting/v1/operation_pb'
import { ClientFrameSchema, Goodbye_ComeBack, ServerFrameSchema } from '@/gen/meeting/v1/session_pb'
import { parting } from '@/link/close_codes'
import type { CallOff, LinkWorld, Socket } from '@/link/link_world'
import { meetingAddress } from '@/link/link_world'
import { MeetingLink, type LinkEvent } from '@/link/meeting_link'
import { Clock } from '../replica/simulated_world'
import { closeCodes } from './close_code_table'

type Frame = MessageInitShape<typeof ServerFrameSchema>['frame']

class TestSocket implements Socket {
  binaryType = ''
  onopen: (() => void) | null = null
  onmessage: ((event: { readonly data: unknown }) => void) | null = null
  onclose: ((event: { readonly code: number }) => void) | null = null
  closed = false
  sent: string[] = []

  send(bytes: Uint8Array<ArrayBuffer>): void {
    const { frame } = fromBinary(ClientFrameSchema, bytes)
    const probe = frame.case === 'submit' && frame.value.operations.every(({ kind }) => kind.case === undefined)
    this.sent.push(probe ? 'probe' : (frame.case ?? 'nothing'))
  }
  close(): void {
    this.closed = true
  }
  says(frame: Frame): void {
    this.onmessage?.({ data: toBinary(ServerFrameSchema, create(ServerFrameSchema, { frame })).slice().buffer })
  }
}

class World implements LinkWorld {
  readonly clock = new Clock()
  readonly sockets: TestSocket[] = []
  readonly told: LinkEvent[] = []
  lastSeen = 0n
  word: ((word: 'awake' | 'doubt') => void) | undefined
  readonly link = new MeetingLink(
    {
      address: 'ws://here/ws',
      hello: () => ({ client: 'client-of-this-page', lastSeen: this.lastSeen, past: new Uint8Array() }),
    },
    this,
    (event) => this.told.push(event),
  )

  socket(): TestSocket {
    const socket = new TestSocket()
    this.sockets.push(socket)
    return socket
  }
  now(): number {
    return this.clock.ms
  }
  after(ms: number, then: () => void): CallOff {
    return this.clock.after(ms, then)
  }
  chance(): number {
    return 1
  }
  listen(then: (word: 'awake' | 'doubt') => void): CallOff {
    this.word = then
    return () => (this.word = undefined)
  }

  get last(): TestSocket {
    const socket = this.sockets.at(-1)
    if (!socket) throw new Error('no socket was opened')
    return socket
  }
  get kinds(): string[] {
    return this.told.map(({ kind }) => kind)
  }
  welcomed(): TestSocket {
    this.link.open()
    return this.welcomes()
  }
  welcomes(): TestSocket {
    const socket = this.last
    socket.onopen?.()
    socket.says({ case: 'welcome', value: { resumed: true } })
    return socket
  }
}

const answers = (...counters: bigint[]): Frame => ({
  case: 'update',
  value: { outcomes: counters.map((counter) => ({ counter, answer: { case: 'committed', value: counter } })) },
})
const operation = create(OperationSchema, { id: { counter: 1n }, kind: { case: 'beginMeeting', value: {} } })

describe('a link', () => {
  it('greets first, and hands on what comes, in order', () => {
    const world = new World()
    const socket = world.welcomed()
    expect(socket.binaryType).toBe('arraybuffer')
    expect(socket.sent).toEqual(['hello'])
    expect(world.link.live).toBe(true)
    socket.says({ case: 'part', value: { last: true } })
    socket.says({ case: 'update', value: {} })
    socket.says({ case: 'presence', value: {} })
    expect(world.kinds).toEqual(['welcome', 'part', 'update', 'presence'])
  })

  it('comes back by itself with growing pauses when the line breaks', async () => {
    const world = new World()
    world.welcomed().onclose?.({ code: 1006 })
    const pauses: number[] = []
    for (let attempt = 0; attempt < 8; ++attempt) {
      const event = world.told.at(-1)
      if (event?.kind !== 'lost') throw new Error('it should come back')
      pauses.push(event.retryAtMs - world.now())
      const count = world.sockets.length
      await world.clock.pass(event.retryAtMs - world.now())
      expect(world.sockets).toHaveLength(count + 1)
      world.last.onclose?.({ code: 1006 })
    }
    expect(pauses).toEqual([500, 1000, 2000, 4000, 5000, 5000, 5000, 5000])
  })

  it('begins anew with short pauses after a line that held', async () => {
    const world = new World()
    const socket = world.welcomed()
    await world.clock.pass(30_000)
    socket.onclose?.({ code: 1012 })
    const event = world.told.at(-1)
    expect(event?.kind === 'lost' && event.retryAtMs - world.now()).toBe(250)
  })

  it('says what it last saw each time it greets', async () => {
    const world = new World()
    const socket = world.welcomed()
    world.lastSeen = 42n
    socket.onclose?.({ code: 1006 })
    await world.clock.pass(1000)
    let seen = 0n
    world.last.send = (bytes) => {
      const { frame } = fromBinary(ClientFrameSchema, bytes)
      if (frame.case === 'hello') seen = frame.value.lastSeen
      if (frame.case === 'hello') expect(frame.value.token).toBe('')
    }
    world.last.onopen?.()
    expect(seen).toBe(42n)
  })

  it('stays away when the server says so, with its words', async () => {
    const world = new World()
    const socket = world.welcomed()
    const words = { nl: 'Je neemt niet meer deel.', en: 'You no longer take part.' }
    socket.says({ case: 'goodbye', value: { code: 4003, words, comeBack: Goodbye_ComeBack.NOT } })
    socket.onclose?.({ code: 4003 })
    expect(world.told.at(-1)).toMatchObject({ kind: 'closed', why: 'left', code: 4003, words })
    await world.clock.pass(600_000)
    expect(world.sockets).toHaveLength(1)
  })

  it.each([
    [4008, 'damaged'],
    [4009, 'full'],
    [4014, 'room'],
    [4015, 'busy'],
    [4999, 'other'], // of a newer server
  ])(
    'keeps what was read, says why, and tries again later when it is sent off for a while (%i)',
    async (code, trouble) => {
      const world = new World()
      const socket = world.welcomed()
      const words = { nl: 'Kom later terug.', en: 'Come back later.' }
      socket.says({ case: 'goodbye', value: { code, words, comeBack: Goodbye_ComeBack.LATER } })
      socket.onclose?.({ code })
      expect(world.told.at(-1)).toMatchObject({ kind: 'lost', trouble, words, retryAtMs: world.now() + 30_000 })
      await world.clock.pass(30_000)
      expect(world.sockets).toHaveLength(2)
    },
  )

  it('does not come back at once for ever: the pause grows, and then it is said', async () => {
    const world = new World()
    world.welcomed()
    for (let time = 0; time < 9; ++time) {
      world.last.says({ case: 'goodbye', value: { code: 4007, comeBack: Goodbye_ComeBack.AT_ONCE } })
      world.last.onclose?.({ code: 4007 })
      if (time < 8) expect(world.told.at(-1)).toEqual({ kind: 'lost', retryAtMs: expect.any(Number) as number })
      if (time < 8) await world.clock.pass(5_000)
    }
    expect(world.told.at(-1)).toMatchObject({ kind: 'lost', trouble: 'again', retryAtMs: world.now() + 30_000 })
  })

  it('asks for another client id when this one is somebody else’s', () => {
    const world = new World()
    const socket = world.welcomed()
    socket.onclose?.({ code: 4002 })
    expect(world.kinds.at(-1)).toBe('client_refused')
  })

  it('takes what it cannot read for a newer server', () => {
    const world = new World()
    world.welcomed().onmessage?.({ data: new Uint8Array([255, 255, 255]).buffer })
    expect(world.told.at(-1)).toMatchObject({ kind: 'closed', why: 'version' })
    expect(world.last.closed).toBe(true)
  })

  it('takes a line for dead on which something waits for ten seconds and nothing is heard', async () => {
    const world = new World()
    const socket = world.welcomed()
    await world.clock.pass(5000)
    world.link.submit([operation])
    await world.clock.pass(9000)
    expect(world.kinds).not.toContain('lost')
    await world.clock.pass(4000)
    expect(world.kinds.at(-1)).toBe('lost')
    expect(socket.closed).toBe(true)
    expect(socket.onmessage).toBeNull()
  })

  it('leaves a line alone that is silent because nobody says anything, and asks once a minute', async () => {
    const world = new World()
    const socket = world.welcomed()
    await world.clock.pass(59_000)
    expect(socket.sent).toEqual(['hello'])
    await world.clock.pass(4000)
    expect(socket.sent).toEqual(['hello', 'probe'])
    socket.says(answers(0n))
    await world.clock.pass(30_000)
    expect(world.kinds).not.toContain('lost')
  })

  it('counts the answers: what was answered is not waited for', async () => {
    const world = new World()
    const socket = world.welcomed()
    world.link.submit([operation, operation])
    socket.says(answers(1n, 2n))
    await world.clock.pass(40_000)
    expect(world.kinds).not.toContain('lost')
  })

  it('asks at once whether the line lives when the page is looked at again', async () => {
    const world = new World()
    const socket = world.welcomed()
    await world.clock.pass(10_000)
    world.word?.('awake')
    expect(socket.sent).toEqual(['hello', 'probe'])
    await world.clock.pass(8000)
    expect(world.kinds.at(-1)).toBe('lost')
  })

  it('comes back at once when the network is there again', () => {
    const world = new World()
    world.welcomed().onclose?.({ code: 1006 })
    world.word?.('awake')
    expect(world.sockets).toHaveLength(2)
  })

  it('gives up on a welcome that does not come', async () => {
    const world = new World()
    world.link.open()
    world.last.onopen?.()
    await world.clock.pass(20_000)
    expect(world.kinds).toContain('lost')
    expect(world.sockets.length).toBeGreaterThan(1)
  })

  it('is silent once it is closed', async () => {
    const world = new World()
    const socket = world.welcomed()
    world.link.close()
    expect(socket.closed).toBe(true)
    await world.clock.pass(120_000)
    expect(world.sockets).toHaveLength(1)
    expect(world.word).toBeUndefined()
  })
})

describe('the table of close codes', () => {
  it('holds when no goodbye could be said', () => {
    expect(parting(4001, undefined)).toEqual({ comeBack: 'not', why: 'link', said: true })
    expect(parting(4006, undefined)).toEqual({ comeBack: 'at_once', why: 'other', said: true })
    expect(parting(4009, undefined)).toEqual({ comeBack: 'later', why: 'full', said: true })
    expect(parting(1003, undefined)).toEqual({ comeBack: 'not', why: 'version', said: true })
    expect(parting(1006, undefined)).toEqual({ comeBack: 'at_once', why: 'other', said: false })
  })

  it('is that of proto/README.md: each code of it, and no other', () => {
    const known = Array.from({ length: 4000 }, (_, n) => 1000 + n)
      .map((code) => ({ code, ...parting(code, undefined) }))
      .filter(({ said }) => said)
    expect(known.map(({ code, comeBack }) => ({ code, comeBack }))).toEqual(closeCodes)
  })
})

describe('the address of a meeting', () => {
  it('is on the server that the page came from, as secure as the page', () => {
    const page = (protocol: string) => ({ protocol, host: 'tafel.local:8080' }) as Location
    expect(meetingAddress('m-1', page('http:'))).toBe('ws://tafel.local:8080/ws/v1/meetings/m-1')
    expect(meetingAddress('m-1', page('https:'))).toBe('wss://tafel.local:8080/ws/v1/meetings/m-1')
  })
})
