/// The report as a Word document, from the same parts as the page. Fetched only when somebody asks for it: the library is
/// larger than the rest of the client.
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
  TableRow,
  TextRun,
  WidthType,
  type FileChild,
} from 'docx'
import type { Entry, Line, Part, Report } from '@/model/report'

const font = 'Arial'
const headings = { 2: HeadingLevel.HEADING_1, 3: HeadingLevel.HEADING_2, 4: HeadingLevel.HEADING_3 } as const

// A line's end in a text stays one in Word.
function runs(
  text: string,
  style: { bold?: boolean; italics?: boolean; color?: string; size?: number } = {},
): TextRun[] {
  return text.split('\n').map((line, at) => new TextRun({ text: line, ...style, ...(at > 0 ? { break: 1 } : {}) }))
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

function row(cells: readonly string[], header: boolean): TableRow {
  return new TableRow({
    tableHeader: header,
    cantSplit: true,
    children: cells.map(
      (cell) => new TableCell({ children: [new Paragraph({ children: runs(cell, { bold: header, size: 17 }) })] }),
    ),
  })
}

function written(part: Part): FileChild[] {
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
      return [
        new Table({
          width: { size: 100, type: WidthType.PERCENTAGE },
          rows: [row(part.head, true), ...part.rows.map((one) => row(one.cells, false))],
        }),
      ]
  }
}

export async function reportDocx(report: Report): Promise<Blob> {
  const facts = report.facts.map(
    (fact) => new Paragraph({ children: [...runs(`${fact.name}: `, { bold: true }), ...runs(fact.value)] }),
  )
  const footer = new Footer({
    children: [
      new Paragraph({
        alignment: AlignmentType.CENTER,
        children: [
          new TextRun({ children: [`${report.title} · `, PageNumber.CURRENT, ' / ', PageNumber.TOTAL_PAGES] }),
        ],
      }),
    ],
  })
  const page = { size: { orientation: PageOrientation.PORTRAIT, width: 11_906, height: 16_838 } } // A4, in twentieths of a point
  return Packer.toBlob(
    new Document({
      title: report.title,
      styles: { default: { document: { run: { font, size: 21 } } } },
      sections: [
        {
          properties: { page },
          footers: { default: footer },
          children: [
            new Paragraph({ heading: HeadingLevel.TITLE, children: runs(report.title) }),
            ...facts,
            new Paragraph({ children: runs(report.note, { italics: true, color: '5B6070' }) }),
            ...report.parts.flatMap(written),
          ],
        },
      ],
    }),
  )
}
