/// Lays cards of known heights in columns of a known height, and on further pages what does not fit; and rows of regions
/// on sheets likewise. Pure; a region measures and asks.

export interface Laid {
  readonly page: number
  readonly column: number
  readonly top: number
}

export interface Fitting {
  readonly places: readonly Laid[] // as the heights were given
  readonly pages: number // at least 1
}

/// In order, down each column and then to the next; a card higher than the column has a column of its own.
export function fit(heights: readonly number[], available: number, columns: number, gap: number): Fitting {
  const places: Laid[] = []
  let page = 0
  let column = 0
  let top = 0
  for (const height of heights) {
    if (top > 0 && top + height > available) {
      top = 0
      column += 1
      if (column >= columns) {
        column = 0
        page += 1
      }
    }
    places.push({ page, column, top })
    top += height + gap
  }
  return { places, pages: page + 1 }
}

/// The least height in which all fits on one page.
export function heightFor(heights: readonly number[], columns: number, gap: number): number {
  if (heights.length === 0) return 0
  let least = Math.max(...heights)
  let most = heights.reduce((sum, height) => sum + height + gap, -gap)
  if (columns === 1) return most
  while (most - least > 1) {
    const middle = (least + most) / 2
    if (fit(heights, middle, columns, gap).pages === 1) most = middle
    else least = middle
  }
  return Math.ceil(most)
}

/// How many columns a region gets: as many as stay wide enough to read, at most three.
export function columnsFor(width: number, least: number): number {
  return Math.min(3, Math.max(1, Math.floor(width / least)))
}

/// The regions, as their indexes, in rows: two side by side; one that is wide, or left over, alone in its row.
export function rowsOf(wide: readonly boolean[]): readonly (readonly number[])[] {
  const rows: number[][] = []
  let open: number[] | undefined
  wide.forEach((isWide, at) => {
    if (isWide) {
      rows.push([at])
      open = undefined
    } else if (open) {
      open.push(at)
      open = undefined
    } else {
      open = [at]
      rows.push(open)
    }
  })
  return rows
}

/// Rows of regions on sheets: as many on one as its height holds, in order.
export function sheetsFor(
  rowHeights: readonly number[],
  available: number,
  gap: number,
): readonly (readonly number[])[] {
  const { places, pages } = fit(rowHeights, available, 1, gap)
  return Array.from({ length: pages }, (_, page) => places.flatMap((place, row) => (place.page === page ? [row] : [])))
}
