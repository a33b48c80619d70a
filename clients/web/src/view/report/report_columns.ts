/// How wide the columns of a table are on paper: none is narrower than its longest word, and what is left goes where the
/// most is written. In twentieths of a point, as Word counts.

const kLetter = 100 // of the table's letters, 8.5 points; the wide ones are wider, the narrow ones make up for it
const kBoldLetter = 108
const kSides = 240 // left and right of the text of a cell
const kWordMax = 24 // a longer one, an address perhaps, may be cut

function longestWord(text: string): number {
  // A line also ends behind a hyphen.
  return Math.min(kWordMax, Math.max(0, ...text.split(/\s+|(?<=-)/u).map((word) => word.length)))
}

function least(head: string, cells: readonly string[]): number {
  return kSides + Math.max(longestWord(head) * kBoldLetter, ...cells.map((cell) => longestWord(cell) * kLetter))
}

/// How much room the table needs so that no word is cut.
export function leastWidth(head: readonly string[], rows: readonly (readonly string[])[]): number {
  return head
    .map((name, at) =>
      least(
        name,
        rows.map((row) => row[at] ?? ''),
      ),
    )
    .reduce((sum, one) => sum + one, 0)
}

/// One width a column, together `width`.
export function columnWidths(head: readonly string[], rows: readonly (readonly string[])[], width: number): number[] {
  const narrowest = head.map((name, at) =>
    least(
      name,
      rows.map((row) => row[at] ?? ''),
    ),
  )
  const taken = narrowest.reduce((sum, one) => sum + one, 0)
  if (taken >= width)
    return rounded(
      narrowest.map((one) => (one * width) / taken),
      width,
    )
  // A column grows with what is in it, up to the width at which each of its cells is one line.
  const wishes = head.map((name, at) => {
    const letters = Math.max(name.length, ...rows.map((row) => (row[at] ?? '').length))
    return Math.max(0, kSides + letters * kLetter - (narrowest[at] ?? 0))
  })
  const wished = wishes.reduce((sum, one) => sum + one, 0)
  const room = width - taken
  const share = (wish: number) => (wished === 0 ? room / head.length : (wish * room) / wished)
  return rounded(
    narrowest.map((one, at) => one + share(wishes[at] ?? 0)),
    width,
  )
}

// Whole numbers, with what rounding left in the last.
function rounded(widths: readonly number[], width: number): number[] {
  const whole = widths.map(Math.floor)
  const last = whole.length - 1
  return whole.map((one, at) => (at === last ? one + width - whole.reduce((sum, each) => sum + each, 0) : one))
}
