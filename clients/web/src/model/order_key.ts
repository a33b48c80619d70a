/// Keys that put the lines of a region in order: texts of 0-9A-Za-z compared by their bytes, so that a line can always
/// come between two others without touching them. The same keys as server/model/order_key.cc: four digits that count
/// up and down at the ends, then a fraction; the salt keeps two people who add at the same place apart.
const digits = '0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz'
const wholeDigits = 4
const middle = 'V000'

function valueOf(digit: string | undefined): number {
  return digit === undefined ? 0 : Math.max(0, digits.indexOf(digit))
}

// The four digits, one up or down; '' when there is no further.
function step(key: string, by: 1 | -1): string {
  const whole = Array.from(key.slice(0, wholeDigits).padEnd(wholeDigits, '0'))
  for (let i = wholeDigits - 1; i >= 0; --i) {
    const next = valueOf(whole[i]) + by
    if (next >= 0 && next < digits.length) {
      whole[i] = digits.charAt(next)
      return whole.join('')
    }
    whole[i] = digits.charAt(by > 0 ? 0 : digits.length - 1)
  }
  return ''
}

// A text between the two, as digits of a fraction; `high` '' is 1.
function midpoint(low: string, high: string): string {
  let between = ''
  let bounded = high !== ''
  for (let i = 0; ; ++i) {
    const from = valueOf(low[i])
    const ends = !bounded || i >= high.length
    const to = ends ? digits.length : valueOf(high[i])
    if (ends || from !== to) {
      if (to - from > 1) return between + digits.charAt(Math.floor((from + to) / 2))
      bounded = false // adjacent digits: the lower one is kept, and from here the upper bound no longer binds
    }
    between += digits.charAt(from)
  }
}

// One or two digits of the salt, the last of them not '0'.
function fractionOf(salt: string): string {
  return (
    salt
      .replace(/[^0-9A-Za-z]/g, '')
      .slice(0, 2)
      .replace(/0+$/, '') || 'V'
  )
}

/// A key between two others; '' stands for the end on that side. The salt is the id of what the operation adds.
export function keyBetween(after: string, before: string, salt: string): string {
  const fraction = fractionOf(salt)
  let whole = ''
  if (after === '' && before === '') whole = middle
  else if (before === '') whole = step(after, 1)
  else if (after === '') whole = step(before, -1)
  if (whole !== '') return whole + fraction
  const between = midpoint(after, before)
  const salted = between + fraction
  return salted > after && (before === '' || salted < before) ? salted : between
}
