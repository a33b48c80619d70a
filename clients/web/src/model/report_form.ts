/// What a report is made of, in the order in which it is read: drawn by the page, by print and by the Word file alike.
import type { ReportLanguage, ReportReader } from './report_names'

export interface Fact {
  readonly name: string
  readonly value: string
}

/// A line under a card: a field, a stance, a comment; `name` is '' where it speaks for itself.
export interface Line {
  readonly name: string
  readonly text: string
}

export interface Entry {
  readonly item: string
  readonly kind: string
  readonly text: string
  readonly about: string // who said it and when, and how it is tagged
  readonly lines: readonly Line[]
  readonly stacked: readonly Entry[]
}

export interface PlanRow {
  readonly item: string
  readonly cells: readonly string[]
}

/// Who reads or prints it goes through the parts in order.
export type Part =
  | { readonly type: 'heading'; readonly level: 2 | 3 | 4; readonly text: string; readonly sheet?: string }
  | { readonly type: 'table'; readonly head: readonly string[]; readonly rows: readonly PlanRow[] }
  | { readonly type: 'words'; readonly text: string }
  | { readonly type: 'kind'; readonly text: string } // above the entries of one kind, within a domain
  | { readonly type: 'entries'; readonly entries: readonly Entry[] }
  | { readonly type: 'lines'; readonly item: string; readonly lines: readonly Line[] }
  | { readonly type: 'quotation'; readonly item: string; readonly text: string; readonly who: string }

export interface Report {
  readonly title: string
  readonly language: ReportLanguage // of the meeting, in which its texts are
  readonly settled: boolean
  readonly practice: boolean
  readonly facts: readonly Fact[]
  readonly note: string
  readonly parts: readonly Part[]
}

export interface ReportWanted {
  readonly forWhom: string
  readonly whenMs: bigint
  readonly language: ReportLanguage
  readonly reader?: ReportReader
}
