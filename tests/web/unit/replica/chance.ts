/// Numbers by chance that are the same for the same seed (mulberry32), so that a run that failed can be run again.
export class Chance {
  #state: number
  constructor(seed: number) {
    this.#state = (seed + 1) | 0
  }
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) | 0
    let mixed = Math.imul(this.#state ^ (this.#state >>> 15), 1 | this.#state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  upTo(most: number): number {
    return Math.floor(this.next() * (most + 1))
  }
  oneIn(count: number): boolean {
    return this.upTo(count - 1) === 0
  }
  pick<T>(values: readonly T[]): T {
    const value = values[this.upTo(values.length - 1)]
    if (value === undefined) throw new RangeError('nothing to pick from')
    return value
  }
}
