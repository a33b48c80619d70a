/// How a screen gets a meeting: it asks for a code, shows it, and asks every two seconds whether a chair typed it in.
/// Once it shows a meeting, that meeting’s own connection tells the rest, but for the door: after that it goes on asking.
import type { ScreenView } from '@/gen/meeting/v1/api_pb'

export interface ScreenCalls {
  askScreenCode(): Promise<ScreenView>
  /// The code this browser waits with, or the meeting it shows. Rejects when it has neither.
  myScreen(): Promise<ScreenView>
}

const beat = 2_000
const doorBeat = 5_000
const codeLives = 9 * 60_000 // the server keeps a code for ten minutes; a new one comes before people type an old one

export class Pairing {
  code = $state('')
  meeting = $state('')
  /// The secret of the meeting's door while it lets people in; else ''.
  door = $state('')
  offline = $state(false)

  #calls: ScreenCalls
  #unreachable: (error: unknown) => boolean
  #asked = 0
  #timer: ReturnType<typeof setTimeout> | undefined
  #stopped = false

  constructor(calls: ScreenCalls, unreachable: (error: unknown) => boolean) {
    this.#calls = calls
    this.#unreachable = unreachable
  }

  start(): void {
    this.#stopped = false
    void this.#beat()
  }

  stop(): void {
    this.#stopped = true
    clearTimeout(this.#timer)
  }

  /// Shows no meeting any more, and asks for a new code.
  again(): void {
    this.meeting = ''
    this.door = ''
    this.code = ''
    this.#asked = 0
    clearTimeout(this.#timer)
    void this.#ask().finally(() => this.#next())
  }

  async #beat(): Promise<void> {
    if (this.meeting !== '') return this.#askForDoor()
    try {
      const mine = await this.#calls.myScreen()
      this.offline = false
      if (mine.meeting === '') await this.#renew(mine.code)
      else {
        this.meeting = mine.meeting
        this.door = mine.door
      }
    } catch (error) {
      this.offline = this.#unreachable(error)
      if (!this.offline) await this.#ask()
    }
    this.#next()
  }

  async #askForDoor(): Promise<void> {
    const shown = this.meeting
    const mine = await this.#calls.myScreen().catch(() => undefined) // its line is told by the meeting's own connection
    if (this.meeting !== shown) return // again() was called meanwhile, and asks by itself
    this.door = mine?.meeting === shown ? mine.door : ''
    this.#next()
  }

  async #renew(code: string): Promise<void> {
    this.code = code
    const old = this.#asked !== 0 && Date.now() - this.#asked > codeLives
    if (code === '' || old) await this.#ask()
    else if (this.#asked === 0) this.#asked = Date.now()
  }

  async #ask(): Promise<void> {
    try {
      const fresh = await this.#calls.askScreenCode()
      this.code = fresh.code
      this.meeting = fresh.meeting
      this.#asked = Date.now()
      this.offline = false
    } catch {
      this.offline = true // whatever it is, the next beat asks again
    }
  }

  #next(): void {
    clearTimeout(this.#timer)
    if (!this.#stopped) this.#timer = setTimeout(() => void this.#beat(), this.meeting === '' ? beat : doorBeat)
  }
}
