/// MeetingLink: the connection with one meeting, kept up over lost lines, sleep and restarts of the server.
///
/// It greets (Hello), hands on what comes, typed and in order, and comes back by itself: at once or later as the server
/// said, else with growing pauses. It knows frames alone; what is sent again after a return is its owner's.
///
/// A line can be dead without a word. The server's pings do not show in a browser, so silence proves nothing: but what
/// was asked is answered within moments. A line is taken for dead when something waits for 10 s and nothing at all is
/// heard. After a minute of silence, or when the machine may have slept, the link asks by itself: an operation without
/// content, which the server refuses and never logs.
import { create, fromBinary, toBinary, type MessageInitShape } from '@bufbuild/protobuf'
import './whole_texts'
import type { Label } from '@/gen/meeting/v1/method_pb'
import { OperationSchema, type Operation } from '@/gen/meeting/v1/operation_pb'
import {
  ClientFrameSchema,
  ServerFrameSchema,
  type Goodbye,
  type Part,
  type Presence,
  type PresenceUpdate,
  type ServerFrame,
  type Update,
  type Welcome,
} from '@/gen/meeting/v1/session_pb'
import { kClientRefused, parting, troubleOf, type Trouble, type Why } from './close_codes'
import type { CallOff, LinkWorld, Socket } from './link_world'

export type LinkEvent =
  | { readonly kind: 'welcome'; readonly welcome: Welcome }
  | { readonly kind: 'part'; readonly part: Part }
  | { readonly kind: 'update'; readonly update: Update }
  | { readonly kind: 'presence'; readonly update: PresenceUpdate }
  /// The line is gone; the next attempt is at `retryAtMs`. `trouble`: the server is there and said so, with `words`; what
  /// was read stays and can be read on, but nothing can be saved now.
  | {
      readonly kind: 'lost'
      readonly retryAtMs: number
      readonly trouble?: Trouble
      readonly words?: Label | undefined
    }
  /// The server sent us away, and no coming back helps.
  | { readonly kind: 'closed'; readonly why: Why; readonly code: number; readonly words: Label | undefined }
  /// Another participant holds this client id: `open` again with a new one.
  | { readonly kind: 'client_refused' }

export interface LinkOptions {
  readonly address: string
  /// Asked anew at each attempt. The token is empty: the cookie says who.
  readonly hello: () => { readonly client: string; readonly lastSeen: bigint; readonly past: Uint8Array<ArrayBuffer> }
}

const kProtocol = 'flipover.v1'
const kWelcomeWithinMs = 15_000
const kAnswerWithinMs = 10_000
const kAnswerInDoubtMs = 4_000
const kSilenceMs = 60_000
const kLookEveryMs = 2_500
const kSleptMs = 20_000
const kPauseFirstMs = 250
const kPauseLongestMs = 5_000
const kLaterMs = 15_000
const kSteadyMs = 5_000 // a line that held so long was a good one
const kReturnsAtOnce = 8 // without one that held; then there is more the matter than a moment

interface Line {
  readonly socket: Socket
  readonly begunMs: number
  welcomed: boolean
  heardMs: number
  waits: number // answers still to come
  answerByMs: number // when they are overdue, unless something is heard
  goodbye: Goodbye | undefined
}

export class MeetingLink {
  #options: LinkOptions
  #world: LinkWorld
  #take: (event: LinkEvent) => void
  #line: Line | undefined
  #callOffRetry: CallOff | undefined
  #callOffLook: CallOff | undefined
  #callOffListening: CallOff | undefined
  #lookedMs = 0
  #failures = 0

  constructor(options: LinkOptions, world: LinkWorld, take: (event: LinkEvent) => void) {
    this.#options = options
    this.#world = world
    this.#take = take
  }

  /// Welcomed, and not lost since.
  get live(): boolean {
    return this.#line?.welcomed ?? false
  }

  open(): void {
    if (this.#line) return
    this.#callOffListening ??= this.#world.listen((word) => this.#hear(word))
    this.#connect()
    this.#lookSoon()
  }

  /// For good, and without a word to the owner.
  close(): void {
    this.#callOffListening?.()
    this.#callOffListening = undefined
    this.#rest()
    const line = this.#line
    this.#line = undefined
    if (line) silence(line.socket)
  }

  /// Drops the line and comes back at once: what is held here does not fit what comes.
  again(): void {
    if (this.#line) this.#drop(this.#line)
  }

  /// Requires: live, and no more than the limits of Welcome allow.
  submit(operations: readonly Operation[]): void {
    this.#ask([...operations], kAnswerWithinMs)
  }

  /// Best effort: forgotten while there is no line.
  show(presence: Presence): void {
    if (this.live) this.#send({ case: 'presence', value: presence })
  }

  /// Says what is held. Where that is wrong, the server sends a Welcome and the board.
  sayBoard(number: bigint, hash: Uint8Array<ArrayBuffer>): void {
    if (this.live) this.#send({ case: 'boardHash', value: { number, hash } })
  }

  #ask(operations: Operation[], withinMs: number): void {
    const line = this.#line
    if (!line?.welcomed) return
    const byMs = this.#world.now() + withinMs
    line.answerByMs = line.waits === 0 ? byMs : Math.min(line.answerByMs, byMs)
    line.waits += operations.length
    this.#send({ case: 'submit', value: { operations } })
  }

  #probe(withinMs: number): void {
    this.#ask([create(OperationSchema)], withinMs)
  }

  #send(frame: MessageInitShape<typeof ClientFrameSchema>['frame']): void {
    this.#line?.socket.send(toBinary(ClientFrameSchema, create(ClientFrameSchema, { frame })))
  }

  #connect(): void {
    this.#callOffRetry?.()
    this.#callOffRetry = undefined
    const socket = this.#world.socket(this.#options.address, kProtocol)
    const now = this.#world.now()
    const line: Line = {
      socket,
      begunMs: now,
      welcomed: false,
      heardMs: now,
      waits: 1,
      answerByMs: now + kWelcomeWithinMs,
      goodbye: undefined,
    }
    this.#line = line
    socket.binaryType = 'arraybuffer'
    socket.onopen = () => {
      const { client, lastSeen, past } = this.#options.hello()
      this.#send({ case: 'hello', value: { token: '', client, lastSeen, past } })
    }
    socket.onmessage = ({ data }) => {
      if (this.#line === line) this.#receive(line, data)
    }
    socket.onclose = ({ code }) => {
      if (this.#line === line) this.#ended(line, code)
    }
  }

  #receive(line: Line, data: unknown): void {
    line.heardMs = this.#world.now()
    let frame: ServerFrame
    try {
      if (!(data instanceof ArrayBuffer)) throw new TypeError('not a frame of flipover.v1')
      frame = fromBinary(ServerFrameSchema, new Uint8Array(data))
    } catch {
      // A server that speaks otherwise: newer than this page.
      this.#end(line, { kind: 'closed', why: 'version', code: 1003, words: undefined })
      return
    }
    const { frame: what } = frame
    switch (what.case) {
      case 'welcome':
        line.welcomed = true
        line.waits = 0
        this.#take({ kind: 'welcome', welcome: what.value })
        return
      case 'part':
        this.#take({ kind: 'part', part: what.value })
        return
      case 'update':
        line.waits = Math.max(0, line.waits - what.value.outcomes.length)
        line.answerByMs = line.heardMs + kAnswerWithinMs
        this.#take({ kind: 'update', update: what.value })
        return
      case 'presence':
        this.#take({ kind: 'presence', update: what.value })
        return
      case 'goodbye':
        line.goodbye = what.value
        return
      case undefined: // a kind of frame of a newer server
        return
    }
  }

  // Takes a line for dead. The socket may never tell, so nobody waits for it.
  #drop(line: Line): void {
    silence(line.socket)
    this.#ended(line, 1006)
  }

  #ended(line: Line, code: number): void {
    const { comeBack, why, said } = parting(code, line.goodbye)
    const now = this.#world.now()
    this.#failures = line.welcomed && now - line.begunMs >= kSteadyMs ? 0 : this.#failures + 1
    if ((line.goodbye?.code ?? code) === kClientRefused) {
      this.#end(line, { kind: 'client_refused' })
      return
    }
    const words = line.goodbye?.words
    if (comeBack === 'not') {
      this.#end(line, { kind: 'closed', why, code: line.goodbye?.code ?? code, words })
      return
    }
    this.#line = undefined
    const again = said && this.#failures > kReturnsAtOnce ? 'again' : undefined
    const trouble = comeBack === 'later' ? troubleOf(why) : again
    const pause = trouble ? kLaterMs * (1 + this.#world.chance()) : this.#pause()
    this.#callOffRetry = this.#world.after(pause, () => this.#connect())
    const retryAtMs = now + pause
    this.#take(trouble ? { kind: 'lost', retryAtMs, trouble, words } : { kind: 'lost', retryAtMs })
  }

  #end(line: Line, event: LinkEvent): void {
    this.#line = undefined
    silence(line.socket)
    this.#rest()
    this.#take(event)
  }

  // All who lost their line at one moment do not come back at one moment.
  #pause(): number {
    const longest = Math.min(kPauseFirstMs * 2 ** Math.min(this.#failures, 10), kPauseLongestMs)
    return longest * (0.2 + 0.8 * this.#world.chance())
  }

  #rest(): void {
    this.#callOffRetry?.()
    this.#callOffRetry = undefined
    this.#callOffLook?.()
    this.#callOffLook = undefined
  }

  #hear(word: 'awake' | 'doubt'): void {
    const line = this.#line
    if (line?.welcomed) {
      this.#probe(kAnswerInDoubtMs)
    } else if (word === 'awake' && !line && this.#callOffRetry) {
      this.#connect()
    }
  }

  #lookSoon(): void {
    this.#lookedMs = this.#world.now()
    this.#callOffLook?.()
    this.#callOffLook = this.#world.after(kLookEveryMs, () => {
      this.#look()
      if (this.#callOffLook) this.#lookSoon()
    })
  }

  #look(): void {
    const line = this.#line
    if (!line) return
    const now = this.#world.now()
    const slept = now - this.#lookedMs > kSleptMs
    const overdue = now > line.answerByMs && now - line.heardMs > kAnswerInDoubtMs
    if (slept && line.welcomed) {
      // What waited went to sleep as well: it gets a little time to be heard.
      line.answerByMs = now + kAnswerInDoubtMs
      this.#probe(kAnswerInDoubtMs)
    } else if (line.waits > 0 && overdue) {
      this.#drop(line)
    } else if (line.waits === 0 && now - line.heardMs >= kSilenceMs) {
      this.#probe(kAnswerWithinMs)
    }
  }
}

function silence(socket: Socket): void {
  socket.onopen = null
  socket.onmessage = null
  socket.onclose = null
  socket.close()
}
