/// The report as a Word document, from the same parts as the page. Fetched only when somebody asks for it: the library is
/// larger than the rest of the client.
///
/// Headings are the styles `heading 1` to `heading 3` with their level of the outline, which Word and LibreOffice make a
/// navigator and a table of contents of. A table whose words do not fit upright lies on its side, with its heading.
import {
  AlignmentType,
  Document,
  Footer,
  HeadingLevel,
  Packer,
  PageNumber,
  PageOrientation,
  Paragraph,
  Table,
  TableCell,
  TableLayoutType,
  TableRow,
  TextRun,
  WidthType,
  type FileChild,
  type IBaseParagraphStyleOptions,
  type ISectionOptions,
} from 'docx'
import type { Entry, Line, Part, Report } from '@/model/report_form'
import { cleaned } from '@/model/text_rule'
import { columnWidths, leastWidth } from './report_columns'

const font = 'Arial'
const headings = { 2: HeadingLevel.HEADING_1, 3: HeadingLevel.HEADING_2, 4: HeadingLevel.HEADING_3 } as const
const languages = { nl: 'nl-NL', en: 'en-GB' } as const

// A4 with margins of two centimetres, in twentieths of a point.
const kShort = 11_906
const kLong = 16_838
const kMargin = 1_134
const kUpright = kShort - 2 * kMargin
const kLying = kLong - 2 * kMargin

// A line's end in a text stays one in Word. What an old log holds that XML cannot is left out: one such sign, and nobody
// opens the file.
function runs(
  text: string,
  style: { bold?: boolean; italics?: boolean; color?: string; size?: number } = {},
): TextRun[] {
  return cleaned(text)
    .split('\n')
    .map((line, at) => new TextRun({ text: line, ...style, ...(at > 0 ? { break: 1 } : {}) }))
}

function named(line: Line, level: number): Paragraph {
  const name = line.name === '' ? [] : runs(line.text === '' ? line.name : `${line.name}: `, { bold: true })
  return new Paragraph({ bullet: { level }, children: [...name, ...runs(line.text)] })
}

function entry(one: Entry, level: number): Paragraph[] {
  const about = one.about === '' ? [] : runs(` (${one.about})`, { color: '5B6070', size: 18 })
  return [
    new Paragraph({ bullet: { level }, children: [...runs(one.text), ...about] }),
    ...one.lines.map((line) => named(line, level + 1)),
    ...one.stacked.flatMap((on) => entry(on, level + 1)),
  ]
}

function row(cells: readonly string[], widths: readonly number[], header: boolean): TableRow {
  return new TableRow({
    tableHeader: header,
    cantSplit: true,
    children: cells.map(
      (cell, at) =>
        new TableCell({
          width: { size: widths[at] ?? 0, type: WidthType.DXA },
          margins: { left: 100, right: 100, top: 40, bottom: 40 },
          ...(header ? { shading: { fill: 'E9ECF2' } } : {}),
          children: [new Paragraph({ children: runs(cell, { bold: header, size: 17 }) })],
        }),
    ),
  })
}

type TablePart = Extract<Part, { type: 'table' }>

function cellsOf(part: TablePart): (readonly string[])[] {
  return part.rows.map((one) => one.cells)
}

function tableOf(part: TablePart, room: number): Table {
  const widths = columnWidths(part.head, cellsOf(part), room)
  return new Table({
    layout: TableLayoutType.FIXED,
    width: { size: room, type: WidthType.DXA },
    columnWidths: widths,
    rows: [row(part.head, widths, true), ...cellsOf(part).map((cells) => row(cells, widths, false))],
  })
}

function written(part: Part, room: number): FileChild[] {
  switch (part.type) {
    case 'heading':
      return [new Paragraph({ heading: headings[part.level], keepNext: true, children: runs(part.text) })]
    case 'words':
      return [new Paragraph({ children: runs(part.text) })]
    case 'kind':
      return [new Paragraph({ keepNext: true, children: runs(part.text, { bold: true }) })]
    case 'entries':
      return part.entries.flatMap((one) => entry(one, 0))
    case 'lines':
      return part.lines.map((line) => named(line, 0))
    case 'quotation':
      return [
        new Paragraph({ indent: { left: 500 }, children: runs(part.text, { italics: true }) }),
        new Paragraph({ indent: { left: 500 }, children: runs(`— ${part.who}`) }),
      ]
    case 'table':
      return [tableOf(part, room)]
  }
}

interface Stretch {
  readonly lies: boolean
  readonly parts: Part[]
}

function liesDown(part: Part): boolean {
  return part.type === 'table' && leastWidth(part.head, cellsOf(part)) > kUpright
}

// Which parts stand on upright pages and which lie: a lying table takes the headings above it along.
function stretchesOf(parts: readonly Part[]): Stretch[] {
  let now: Stretch = { lies: false, parts: [] }
  const stretches = [now]
  for (const part of parts) {
    const lies = liesDown(part)
    if (lies !== now.lies) {
      const moved: Part[] = []
      while (lies && now.parts.at(-1)?.type === 'heading') moved.unshift(...now.parts.splice(-1))
      now = { lies, parts: moved }
      stretches.push(now)
    }
    now.parts.push(part)
  }
  return stretches
}

// The outline is counted from 0.
function heading(outlineLevel: number, size: number): IBaseParagraphStyleOptions {
  return {
    run: { font, size, bold: true, color: '1E2A44' },
    paragraph: { outlineLevel, keepNext: true, spacing: { before: 320 - 60 * outlineLevel, after: 100 } },
  }
}

function documentOf(report: Report): Document {
  const footer = new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          new TextRun({
            children: [`${cleaned(report.title, 'name')} · `, PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES],
          }),
        ],
      }),
    ],
  })
  const first = [
    new Paragraph({ heading: HeadingLevel.TITLE, children: runs(report.title) }),
    ...report.facts.map(
      (fact) => new Paragraph({ children: [...runs(`${fact.name}: `, { bold: true }), ...runs(fact.value)] }),
    ),
    new Paragraph({ children: runs(report.note, { italics: true, color: '5B6070' }) }),
  ]
  const section = ({ lies, parts }: Stretch, at: number): ISectionOptions => ({
    properties: {
      page: {
        // The library turns the sides itself when the page lies.
        size: {
          orientation: lies ? PageOrientation.LANDSCAPE : PageOrientation.PORTRAIT,
          width: kShort,
          height: kLong,
        },
        margin: { left: kMargin, right: kMargin, top: kMargin, bottom: kMargin },
      },
    },
    footers: { default: footer },
    children: [...(at === 0 ? first : []), ...parts.flatMap((part) => written(part, lies ? kLying : kUpright))],
  })
  const language = { value: languages[report.language] }
  return new Document({
    title: cleaned(report.title, 'name'),
    creator: 'flipover',
    lastModifiedBy: 'flipover',
    styles: {
      default: {
        document: { run: { font, size: 21, language } },
        title: { run: { font, size: 36, bold: true }, paragraph: { spacing: { after: 160 } } },
        heading1: heading(0, 28),
        heading2: heading(1, 24),
        heading3: heading(2, 21),
      },
    },
    sections: stretchesOf(report.parts).map(section),
  })
}

export async function reportDocx(report: Report): Promise<Blob> {
  return Packer.toBlob(documentOf(report))
}
