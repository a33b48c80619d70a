import { describe, expect, test } from 'vitest'
import { columnsFor, fit, heightFor, rowsOf, sheetsFor } from '@/view/room/fitting'

describe('laying cards on a region of the room screen', () => {
  test('cards stand under one another while they fit', () => {
    expect(fit([100, 50, 50], 240, 1, 10)).toEqual({
      places: [
        { page: 0, column: 0, top: 0 },
        { page: 0, column: 0, top: 110 },
        { page: 0, column: 0, top: 170 },
      ],
      pages: 1,
    })
  })

  test('what does not fit goes to the next column, and then to the next page', () => {
    const { places, pages } = fit([100, 100, 100, 100, 100], 210, 2, 10)
    expect(places.map(({ page, column }) => [page, column])).toEqual([
      [0, 0],
      [0, 0],
      [0, 1],
      [0, 1],
      [1, 0],
    ])
    expect(pages).toBe(2)
  })

  test('a card higher than the region has a column of its own and loses none of the others', () => {
    const { places, pages } = fit([50, 900, 50], 200, 1, 10)
    expect(places.map(({ page, top }) => [page, top])).toEqual([
      [0, 0],
      [1, 0],
      [2, 0],
    ])
    expect(pages).toBe(3)
  })

  test('nothing is one empty page', () => {
    expect(fit([], 200, 1, 10)).toEqual({ places: [], pages: 1 })
  })

  test('the least height holds all on one page, and a little less does not', () => {
    const heights = [80, 120, 60, 90, 200, 40]
    for (const columns of [1, 2, 3]) {
      const least = heightFor(heights, columns, 8)
      expect(fit(heights, least, columns, 8).pages).toBe(1)
      expect(fit(heights, least - 2, columns, 8).pages).toBeGreaterThan(1)
    }
    expect(heightFor([], 2, 8)).toBe(0)
  })

  test('a region gets as many columns as stay wide enough to read', () => {
    expect(columnsFor(600, 476)).toBe(1)
    expect(columnsFor(960, 476)).toBe(2)
    expect(columnsFor(4000, 476)).toBe(3)
    expect(columnsFor(200, 476)).toBe(1)
  })
})

describe('laying regions on the sheets of the room screen', () => {
  test('two stand side by side; one left over, and one that is wide, have a row of their own', () => {
    expect(rowsOf([false, false])).toEqual([[0, 1]])
    expect(rowsOf([false, false, false])).toEqual([[0, 1], [2]])
    expect(rowsOf([true, false, false, false])).toEqual([[0], [1, 2], [3]])
    expect(rowsOf([])).toEqual([])
  })

  test('rows that do not fit together stand on further sheets, none of them lost', () => {
    expect(sheetsFor([300, 200], 520, 20)).toEqual([[0, 1]])
    expect(sheetsFor([300, 300, 100], 420, 20)).toEqual([[0], [1, 2]])
    expect(sheetsFor([900, 900], 420, 20)).toEqual([[0], [1]])
    expect(sheetsFor([], 420, 20)).toEqual([[]])
  })
})
