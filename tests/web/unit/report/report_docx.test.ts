// The Word file opens everywhere, with an outline, the language of the meeting and a plan that can be read.
import { describe, expect, it } from 'vitest'
import { reportOf } from '@/model/report'
import type { Report } from '@/model/report_form'
import { fileName } from '@/view/report/file_name'
import { columnWidths, leastWidth } from '@/view/report/report_columns'
import { reportDocx } from '@/view/report/report_docx'
import { table, type Table } from '../model/table'
import { unzipped } from './unzip'

function written(t: Table): Report {
  return reportOf(t.state, { forWhom: 'Karim', whenMs: 1_805_270_400_000n, language: 'nl', reader: 'professional' })
}
async function files(report: Report): Promise<(name: string) => string> {
  const all = unzipped(Buffer.from(await (await reportDocx(report)).arrayBuffer()))
  return (name) => all.get(name) ?? ''
}
function style(styles: string, id: string): string {
  return new RegExp(`<w:style [^>]*w:styleId="${id}".*?</w:style>`).exec(styles)?.[0] ?? ''
}
function planned(fields: Readonly<Record<string, string>>): Table {
  const t = table()
  t.goesTo('plan')
  t.adds('karim', { kind: 'plandoel', text: 'weer een nacht slapen' })
  t.adds('karim', {
    kind: 'interventie',
    text: 'Slaapbehandeling aanvragen',
    fields: Object.entries(fields).map(([field, value]) => ({ field, values: [value] })),
  })
  return t
}
function planOf(report: Report) {
  const tables = report.parts.filter((part) => part.type === 'table')
  return tables.find((part) => part.head[0] === 'Wat') ?? expect.unreachable()
}

describe('the Word file', () => {
  it('has headings that are headings of an outline', async () => {
    const file = await files(written(planned({})))
    for (const level of [1, 2, 3]) {
      const heading = style(file('word/styles.xml'), `Heading${level}`)
      expect(heading).toContain(`<w:name w:val="Heading ${level}"/>`)
      expect(heading).toContain(`<w:outlineLvl w:val="${level - 1}"/>`)
    }
    const body = file('word/document.xml')
    expect(body).toMatch(/<w:pStyle w:val="Heading1"\/>(?:(?!<\/w:p>).)*>Plan</u)
    expect(body).toMatch(/<w:pStyle w:val="Heading2"\/>/u)
    expect(body).toMatch(/<w:pStyle w:val="Title"\/>(?:(?!<\/w:p>).)*>Overleg P\.</u)
  })

  it('is in the language of the meeting and says what it is and of whom', async () => {
    const dutch = written(table())
    expect((await files(dutch))('word/styles.xml')).toContain('<w:lang w:val="nl-NL"/>')
    const english = await files({ ...dutch, language: 'en' })
    expect(english('word/styles.xml')).toContain('<w:lang w:val="en-GB"/>')
    const core = english('docProps/core.xml')
    expect(core).toContain('<dc:title>Overleg P.</dc:title>')
    expect(core).toContain('<dc:creator>flipover</dc:creator>')
    expect(core).not.toContain('Un-named')
  })

  it('leaves out what XML cannot hold, which an old log may', async () => {
    const t = table()
    t.goesTo('factoren')
    t.adds('karim', { kind: 'risico', text: 'een\uFFFEtwee\uFFFFdrie\u0007vier\u000Bvijf\uFEFFzes' })
    const file = await files(written(t))
    for (const name of ['word/document.xml', 'docProps/core.xml', 'word/footer1.xml']) {
      // eslint-disable-next-line no-control-regex -- these are what it is about
      expect(file(name), name).not.toMatch(/[\x00-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF\uFEFF]/u)
      expect(file(name), name).not.toBe('')
    }
    expect(file('word/document.xml')).toMatch(/>eentweedrievier<(?:(?!<\/w:p>).)*<w:br\/>(?:(?!<\/w:p>).)*>vijfzes</u)
  })

  it('has a plan without the columns that nobody filled in, each as wide as its longest word', async () => {
    const report = written(planned({ uitvoerder: 'karim', uiterlijk: '2027-03-25' }))
    const plan = planOf(report)
    expect(plan.head).toEqual(['Wat', 'Is een', 'Wie', 'Uiterlijk', 'Termijn'])
    expect(plan.rows.map(({ cells }) => cells.length)).toEqual([5, 5])
    const body = (await files(report))('word/document.xml')
    const grids = [...body.matchAll(/<w:tblGrid>(.*?)<\/w:tblGrid>/gu)].map(([, grid = '']) =>
      [...grid.matchAll(/w:w="(\d+)"/gu)].map(([, width]) => Number(width)),
    )
    expect(grids.at(-1)).toHaveLength(5)
    expect(new Set(grids.at(-1)).size).toBeGreaterThan(1)
    expect(body).not.toContain('w:orient="landscape"')
  })

  it('lays a plan on its side that does not fit upright, with its heading, and stands up again', async () => {
    const all = {
      uitvoerder: 'karim',
      uiterlijk: '2027-03-25',
      horizon: 'kort',
      soort: 'zorg',
      status: 'open',
      instemming_client: 'ja',
      meetbaar: 'verantwoordelijkheidsgevoel en slaapbehandelingsgegevens',
    }
    const body = (await files(written(planned(all))))('word/document.xml')
    const sections = [...body.matchAll(/<w:sectPr.*?<\/w:sectPr>/gu)].map(([section]) => section)
    expect(sections.map((section) => section.includes('w:orient="landscape"'))).toEqual([false, true, false])
    const lying = body.slice(
      body.indexOf('</w:sectPr>'),
      body.lastIndexOf('<w:sectPr', body.lastIndexOf('</w:sectPr>')),
    )
    expect(lying).toContain('>Plan<')
  })
})

describe('columns', () => {
  const head = ['Wat', 'Wie']
  const rows = [['Slaapbehandeling aanvragen bij de praktijk om de hoek', 'Bo']]

  it('are together as wide as the page', () => {
    for (const width of [500, 3_000, 9_638, 14_570]) {
      expect(columnWidths(head, rows, width).reduce((sum, one) => sum + one, 0)).toBe(width)
    }
  })
  it('cut no word where there is room, and give room to what is long', () => {
    const [what = 0, who = 0] = columnWidths(head, rows, 9_638)
    expect(what).toBeGreaterThan(4 * who)
    expect(who).toBeGreaterThanOrEqual(leastWidth(['Wie'], [['Bo']]))
    expect(leastWidth(head, rows)).toBeLessThan(9_638)
  })
})

describe('the name of a file', () => {
  it('says what, of which case and day, and for whom', () => {
    expect(fileName(['Verslag', 'P.', '2027-03-16', 'voor Mirjam'], 'docx')).toBe(
      'Verslag P. 2027-03-16 voor Mirjam.docx',
    )
  })
  it('is one that every system takes', () => {
    expect(fileName(['Verslag', 'P./M.: "x"\n\u202Egpj.', '', 'voor <wij>..'], 'md')).toBe(
      'Verslag P. M. x gpj. voor wij.md',
    )
    expect(fileName(['...', 'a'.repeat(300)], 'docx').length).toBeLessThanOrEqual(125)
  })
})
