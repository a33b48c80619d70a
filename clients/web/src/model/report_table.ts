/// A table of the report.
import type { Part, PlanRow } from './report_form'

/// What nobody filled in takes no room.
export function withoutEmptyColumns(head: readonly string[], rows: readonly PlanRow[]): Part {
  const filled = (column: number) => rows.some((row) => (row.cells[column] ?? '') !== '')
  const kept = (cells: readonly string[]) => cells.filter((_, column) => filled(column))
  return { type: 'table', head: kept(head), rows: rows.map(({ item, cells }) => ({ item, cells: kept(cells) })) }
}
