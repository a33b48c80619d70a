/// Keys that put the lines of a region in order: texts of 0-9A-Za-z compared by their bytes, so that a line can always
/// come between two others without touching them. The same keys as server/model/order_key.cc: at both ends of a region
/// they step by a gap of any size from a start of its own, in eight digits; between two neighbours they fall anywhere.
/// What chance there is in them comes from the salt.
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const base = digits.length
const wholeDigits = 8
const wholeEnd = base ** wholeDigits // below 2^53
const gapDigitsMax = 5

function valueOf(digit: string | undefined): number {
  return digit === undefined ? 0 : Math.max(0, digits.indexOf(digit))
}

// The digits of a salt one by one, over and over.
class Chance {
  readonly #digits: readonly number[]
  #next = 0

  constructor(salt: string) {
    const own = Array.from(salt.replace(/[^0-9A-Za-z]/g, ''), valueOf)
    this.#digits = own.length > 0 ? own : [base / 2]
  }
  digit(): number {
    const digit = this.#digits[this.#next % this.#digits.length] ?? 0
    this.#next += 1
    return digit
  }
  digits(count: number): number {
    let value = 0
    for (let i = 0; i < count; ++i) value = value * base + this.digit()
    return value
  }
}

function wholeOf(key: string): number {
  let whole = 0
  for (let i = 0; i < wholeDigits; ++i) whole = whole * base + valueOf(key[i])
  return whole
}

function keyOf(whole: number): string {
  let key = ''
  for (let rest = whole, i = 0; i < wholeDigits; rest = Math.floor(rest / base), ++i) {
    key = digits.charAt(rest % base) + key
  }
  return key.replace(/0+$/, '')
}

// Small and large gaps are alike in number, so that many small ones do not add up to something that can be counted.
function gap(chance: Chance): number {
  return 2 + chance.digits(1 + (chance.digit() % gapDigitsMax))
}

// Somewhere between two keys; `high` '' is the end.
function within(low: string, high: string, chance: Chance): string {
  let key = ''
  let bounded = high !== ''
  for (let i = 0; ; ++i) {
    const from = valueOf(low[i])
    const ends = !bounded || i >= high.length
    const to = ends ? base : valueOf(high[i])
    if (ends || from !== to) {
      if (to - from > 1) {
        const between = digits.charAt(from + 1 + (chance.digit() % (to - from - 1)))
        return key + between + digits.charAt(1 + (chance.digit() % (base - 1)))
      }
      bounded = false // adjacent digits: the lower one is kept, and from here the upper bound no longer binds
    }
    key += digits.charAt(from)
  }
}

/// A key between two others; '' stands for the end on that side. The salt is `orderSalt` of the operation.
export function keyBetween(after: string, before: string, salt: string): string {
  const chance = new Chance(salt)
  if (after === '' && before === '') {
    return keyOf(wholeEnd / 4 + Math.floor(chance.digits(wholeDigits) / 2))
  }
  if (before === '') {
    const whole = wholeOf(after) + gap(chance)
    if (whole < wholeEnd) return keyOf(whole)
  } else if (after === '') {
    const whole = wholeOf(before)
    const step = gap(chance)
    if (step < whole) return keyOf(whole - step)
  }
  return within(after, before, chance)
}
