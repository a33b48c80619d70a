/// The report on the page and the report of the command say the same: the same headings, the same items, in the same order.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { reportWords } from '@/view/words/report'
import { Guest } from './harness/guest'
import { Api } from './harness/api'
import { exported } from './harness/exporting'
import { expect, test } from './harness/meeting'
import { markdownPaper, pagePaper } from './harness/paper'

const top = resolve(import.meta.dirname, '../../..')
const demo = readFileSync(join(top, 'tests/data/demo-case.json'), 'utf8')

// The page tells by words above the paper that it is a draft, and an exercise; when it was made and how the reader is
// named are each one's own.
const itsOwn = /^(?:Concept|Vastgesteld|Dit is een oefening|- (?:Gemaakt|Verslag voor): .*)$/u
// The page sets the kinds apart by how they look, Markdown by bold type.
const plain = (line: string): string => line.replace(/^\*\*(.*)\*\*$/u, '$1')

for (const [name, who] of [
  ['the chair', 'p01'],
  ['a partner', 'p05'],
] as const) {
  test(`the report of the demonstration case is the same on the page and exported as Markdown, for ${name}`, async ({
    administrator,
    meeting,
    server,
  }) => {
    const { meeting: id } = await administrator.import(demo, '2026-09-01T08:00:00Z')
    const invitation = await administrator.invite(id, { participant: who })
    const reader = new Guest({
      ...(await meeting.visitor()),
      invitation,
      meeting: id,
      api: new Api(() => server.origin, invitation.secret),
    })
    await reader.opens()
    await reader.page.goto(`/m/${id}/report`)
    const report = reader.page.getByRole('article')
    await expect(report.getByRole('heading', { level: 1 })).toHaveText('Casus P., bijeenkomst 1')

    const there = (await pagePaper(report)).filter((line) => !itsOwn.test(line))
    const markdown = await exported({ origin: server.origin, meeting: id, secret: invitation.secret }, 'md', 'nl')
    const here = markdownPaper(markdown)
      .map(plain)
      .filter((line) => !itsOwn.test(line))
    expect(here.filter((line) => line.startsWith('#')).length).toBeGreaterThan(40)
    expect(here.filter((line) => line.startsWith('- ')).length).toBeGreaterThan(100)
    expect(there).toEqual(here)
  })
}

test('the report goes along as Word, Markdown and JSON, and prints with each sheet on a page of its own', async ({
  administrator,
  meeting,
  server,
}) => {
  const { meeting: id } = await administrator.import(demo, '2026-09-01T08:00:00Z')
  const invitation = await administrator.invite(id, { participant: 'p01' })
  const api = new Api(() => server.origin, invitation.secret)
  const reader = new Guest({ ...(await meeting.visitor()), invitation, meeting: id, api })
  await reader.opens()
  await reader.page.goto(`/m/${id}/report`)
  const t = reportWords.nl
  const takesAlong = async (name: string): Promise<{ name: string; file: Buffer }> => {
    const coming = reader.page.waitForEvent('download')
    await reader.page.getByRole('button', { name, exact: true }).click()
    const download = await coming
    return { name: download.suggestedFilename(), file: readFileSync(await download.path()) }
  }

  const word = await takesAlong(t.word)
  expect(word.name).toBe('Verslag Casus P. 2026-09-01 voor Mirjam.docx')
  expect(word.file.subarray(0, 2).toString()).toBe('PK')
  const markdown = await takesAlong(t.markdown)
  expect(markdown.file.toString()).toContain('# Casus P., bijeenkomst 1')
  const json = JSON.parse((await takesAlong(t.json)).file.toString()) as { records: unknown[] }
  expect(json.records.length).toBeGreaterThan(200)

  // Every sheet of the method with something on it is one landscape page behind the upright pages of the report.
  const pdf = (await reader.page.pdf({ preferCSSPageSize: true })).toString('latin1')
  const pages = [...pdf.matchAll(/\/MediaBox\s*\[0 0 ([\d.]+) ([\d.]+)\]/gu)].map(([, w, h]) => Number(w) > Number(h))
  expect(pages.filter((landscape) => landscape)).toHaveLength(await reader.page.locator('.sheets .sheet').count())
  expect(pages[0]).toBe(false)

  // What does not come is said, and does not take the report away.
  await reader.page.route('**/export*', (route) => route.abort())
  await reader.page.getByRole('button', { name: t.json, exact: true }).click()
  await expect(reader.page.getByRole('alert')).toHaveText(t.failed)
  await expect(reader.page.getByRole('article')).toBeVisible()
})
