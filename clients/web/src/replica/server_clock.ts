/// The server's clock as far as a page can know it. Differences of a few seconds are nobody's business; a tablet that
/// runs minutes behind would show a timer that is minutes off.
///
/// A record was logged before it came here, and one of our own after we asked for it: that is certain. Records of
/// others, once all there was has come, come within moments; that is likely. Between those bounds we believe our own clock.

const kComesWithinMs = 2_000

export class ServerClock {
  #least = -Infinity // the server is at least so much ahead
  #most = Infinity
  #last = 0

  constructor(readonly local: () => number) {}

  /// `fresh`: it was logged just now. `askedMs`: by this clock, if it is our own.
  heard(loggedAtMs: number, fresh: boolean, askedLocalMs?: number): void {
    if (loggedAtMs <= 0) return
    const now = this.local()
    this.#least = Math.max(this.#least, loggedAtMs - now)
    if (fresh) this.#most = Math.min(this.#most, loggedAtMs - now + kComesWithinMs)
    if (askedLocalMs !== undefined) this.#most = Math.min(this.#most, loggedAtMs - askedLocalMs)
  }

  /// Never runs back, but for a local clock that was set.
  now(): number {
    const ahead = Math.max(this.#least, Math.min(0, this.#most))
    const now = this.local() + ahead
    if (now < this.#last && this.#last - now < 60_000) return this.#last
    this.#last = now
    return now
  }
}
