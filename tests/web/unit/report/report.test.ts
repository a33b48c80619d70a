// The report says what is on the board, in the order of the boards, and nothing about how much anybody said.
import { describe, expect, it } from 'vitest'
import { TakeStance_Stance } from '@/gen/meeting/v1/operation_pb'
import { onlyThings } from '@/model/only_things'
import { factorsPerDomain, knowledgeSources, stepTimes } from '@/model/process'
import { reportOf } from '@/model/report'
import type { Part, Report } from '@/model/report_form'
import { reportDocx } from '@/view/report/report_docx'
import { table, type Table } from '../model/table'

function written(t: Table, reader: 'professional' | 'client' = 'professional', language: 'nl' | 'en' = 'nl'): Report {
  return reportOf(t.state, { forWhom: 'Karim', whenMs: 1_805_270_400_000n, language, reader })
}
function headings(report: Report): string[] {
  return report.parts.flatMap((part) => (part.type === 'heading' ? [part.text] : []))
}
function after(report: Report, heading: string): Part | undefined {
  return report.parts[report.parts.findIndex((part) => part.type === 'heading' && part.text === heading) + 1]
}

function atThePlan(): Table {
  const t = table()
  t.goesTo('factoren')
  t.adds('wouter', { kind: 'risico', text: 'schulden', domain: 'zrm.financien', source: 'professional' })
  t.adds('wouter', { kind: 'beschermend', text: 'de buurman', domain: 'zrm.sociaal_netwerk' })
  t.adds('karim', { kind: 'idee', text: 'post samen openen' })
  t.goesTo('plan')
  return t
}

describe('the report', () => {
  it('says for whom, when, and that it is a draft until it is settled', () => {
    const t = table()
    expect(written(t).facts.find((fact) => fact.name === 'Verslag voor')?.value).toBe('Karim')
    expect(written(t).facts.find((fact) => fact.name === 'Gemaakt')?.value).toBe('17 maart 2027, 09:00')
    expect(written(t).settled).toBe(false)
    t.logged('mirjam', { case: 'endMeeting', value: {} })
    t.logged('mirjam', { case: 'settleMeeting', value: {} })
    expect(written(t).settled).toBe(true)
  })

  it('groups factors by domain in the order of the vocabulary, and keeps parked ideas apart', () => {
    const report = written(atThePlan())
    const titles = headings(report)
    expect(titles.indexOf('Financiën')).toBeLessThan(titles.indexOf('Sociaal netwerk'))
    const parked = after(report, 'Nog geparkeerd')
    expect(parked?.type === 'entries' && parked.entries.map((entry) => entry.text)).toEqual(['post samen openen'])
  })

  it('names no domain where the reader is told none', () => {
    const t = table()
    t.goesTo('factoren')
    t.adds('wouter', { kind: 'risico', text: 'schulden' })
    expect(headings(written(t))).not.toContain('Zonder leefgebied')
    t.adds('wouter', { kind: 'risico', text: 'huur', domain: 'zrm.huisvesting' })
    expect(headings(written(t))).toContain('Zonder leefgebied')
  })

  it('says that something a decision rested on was withdrawn, not what (PV-05)', () => {
    const t = atThePlan()
    const decision = t.adds('mirjam', {
      kind: 'besluit',
      text: 'eerst de post',
      fields: [{ field: 'reden', values: ['geen overzicht'] }],
    })
    const shaky = t.adds('wouter', { kind: 'vraag', text: 'hij opent geen post' })
    const items = new Map(t.state.items)
    items.set(decision, { ...t.item(decision), restedOnWithdrawn: true })
    items.set(shaky, { ...t.item(shaky), withdrawn: true }) // who said it has it still, on his own board
    const report = reportOf({ ...t.state, items }, { forWhom: 'Wouter', whenMs: 0n, language: 'nl' })
    const part = after(report, 'eerst de post')
    expect(part?.type === 'lines' && part.lines.map((line) => line.text)).toContain(
      'Iets waarop dit rustte is ingetrokken.',
    )
    expect(JSON.stringify(report)).not.toContain('hij opent geen post')
  })

  it('keeps a dissent in its own words under its decision (VB-09)', () => {
    const t = atThePlan()
    const decision = t.adds('mirjam', {
      kind: 'besluit',
      text: 'eerst de post',
      fields: [{ field: 'reden', values: ['geen overzicht'] }],
    })
    t.asks('wouter', {
      case: 'takeStance',
      value: { item: decision, stance: TakeStance_Stance.DISSENT, words: 'Ik zou eerst\nde woning doen.' },
    })
    const part = after(written(t), 'eerst de post')
    expect(part?.type === 'lines' && part.lines).toEqual([
      { name: 'Reden', text: 'geen overzicht' },
      { name: 'Niet eens', text: 'wouter: “Ik zou eerst\nde woning doen.”' },
    ])
  })

  it('speaks plain words to the client, and English to who reads English', () => {
    const t = atThePlan()
    expect(headings(written(t, 'client'))).toContain('Wat helpt en wat lastig is')
    expect(headings(written(t, 'professional', 'en'))).toContain('Protective and risk factors')
  })

  it('holds of another only what he may see, with no link into the dark', () => {
    const t = atThePlan()
    const open = t.adds('karim', { kind: 'actie', text: 'post halen' })
    const shut = t.adds('karim', { kind: 'actie', text: 'nog niet delen' })
    t.links('karim', open, shut, 'bouwt_op')
    const seen = onlyThings(t.state, new Set([open]))
    expect([...seen.items.keys()]).toEqual([open])
    expect(seen.links.size).toBe(0)
    expect(JSON.stringify(reportOf(seen, { forWhom: 'P.', whenMs: 0n, language: 'nl' }))).not.toContain('nog niet')
  })

  it('becomes a Word file', async () => {
    const file = await reportDocx(written(atThePlan()))
    const head = new Uint8Array(await file.arrayBuffer()).subarray(0, 2)
    expect(String.fromCharCode(...head)).toBe('PK')
  })
})

describe('the process in pictures', () => {
  it('counts minutes of each step, twice entered or not', () => {
    const t = table()
    t.logged('mirjam', { case: 'beginMeeting', value: {} })
    t.goesTo('probleem')
    t.goesTo('opening')
    t.goesTo('probleem')
    const slow = t.records.map((record) => ({ ...record, timeMs: record.timeMs * 60n }))
    const times = stepTimes(t.state, slow)
    expect(times.map((one) => [one.phase, one.tookMinutes])).toEqual([
      ['opening', 2],
      ['probleem', 1],
    ])
    expect(times[0]?.plannedMinutes).toBeGreaterThan(0)
  })

  it('names the domains nobody spoke of, and leaves parked ideas out', () => {
    const t = atThePlan()
    const rows = factorsPerDomain(t.state)
    expect(rows.find((row) => row.domain === 'zrm.financien')).toMatchObject({ protective: 0, risk: 1 })
    expect(rows.filter((row) => row.protective + row.risk === 0).length).toBeGreaterThan(5)
    expect(knowledgeSources(t.state).find((one) => one.source === 'professional')?.cards).toBe(1)
    expect(knowledgeSources(t.state).reduce((sum, one) => sum + one.cards, 0)).toBe(2)
  })
})
