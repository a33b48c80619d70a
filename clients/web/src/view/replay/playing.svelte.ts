/// Where one stands in a meeting that is played back, and how it goes on. Time and frames are given, so that a test can
/// make them.
import type { Reel } from '@/model/replay'

export const speeds = [0.5, 1, 2, 4, 8, 16, 32] as const

// Longer than this without a record is a silence; playing then goes on just before what comes next.
const silenceMs = 5_000
const beforeNextMs = 500

export interface Frames {
  now(): number
  next(tick: () => void): number
  stop(handle: number): void
}

export const screenFrames: Frames = {
  now: () => performance.now(),
  next: (tick) => requestAnimationFrame(tick),
  stop: (handle) => cancelAnimationFrame(handle),
}

export class Playing {
  count = $state(0) // how many records the board holds
  moment = $state(0)
  going = $state(false)
  speed = $state<number>(1)
  skipSilence = $state(true)
  readonly #reel: Reel
  readonly #frames: Frames
  #handle = 0
  #last = 0

  constructor(reel: Reel, frames: Frames = screenFrames) {
    this.#reel = reel
    this.#frames = frames
    this.seek(0)
  }

  seek(moment: number): void {
    this.moment = Math.min(Math.max(moment, 0), this.#reel.length)
    this.count = this.#reel.countAt(this.moment)
  }

  /// To just after the record at this place.
  to(index: number): void {
    this.count = Math.min(Math.max(index + 1, this.#first), this.#reel.records.length)
    this.moment = this.#reel.momentOf(this.count)
  }

  step(by: 1 | -1): void {
    this.to(this.count - 1 + by)
  }

  /// To where the next or the present step of the meeting begins; again at its begin: the one before.
  stepPhase(by: 1 | -1): void {
    const starts = this.#reel.bands().map((band) => band.from)
    const target = by > 0 ? starts.find((from) => from > this.moment) : starts.findLast((from) => from < this.moment)
    this.seek(target ?? (by > 0 ? this.#reel.length : 0))
  }

  toggle(): void {
    if (this.going) this.pause()
    else this.play()
  }

  play(): void {
    if (this.going) return
    if (this.moment >= this.#reel.length) this.seek(0)
    this.going = true
    this.#last = this.#frames.now()
    this.#handle = this.#frames.next(this.#tick)
  }

  pause(): void {
    this.going = false
    this.#frames.stop(this.#handle)
  }

  get #first(): number {
    return this.#reel.countAt(0)
  }

  #tick = (): void => {
    if (!this.going) return
    const now = this.#frames.now()
    const passed = (now - this.#last) * this.speed
    this.#last = now
    const next = this.#reel.nextAfter(this.moment)
    const silent = this.skipSilence && next - this.moment > Math.max(silenceMs, beforeNextMs * this.speed)
    this.seek(silent ? Math.max(this.moment + passed, next - beforeNextMs * this.speed) : this.moment + passed)
    if (this.moment >= this.#reel.length) this.going = false
    else this.#handle = this.#frames.next(this.#tick)
  }
}
