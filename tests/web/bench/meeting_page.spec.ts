/// The meeting page measured against the real server: `npm run bench`. It prints, and fails only when nothing could be
/// measured; RESULTS.md holds figures and what they mean. FLIPOVER_BIN and FLIPOVER_DIST as for the other tests;
/// BENCH_CARDS, BENCH_ON_SHEET and BENCH_OPERATIONS make the board smaller.
import { cpus, loadavg } from 'node:os'
import { setTimeout as wait } from 'node:timers/promises'
import { expect, test } from '@playwright/test'
import { lineWords } from '@/view/words/line'
import { awaitReadable, frames, watch } from './eyes'
import { gzip, kilobytes, spread } from './figures'
import { allWrite, counts, LaidTable, type Seat } from './table'

const keysASecond = 4
const loads = 5
const marks = 120

let table: LaidTable
test.describe.configure({ mode: 'serial', timeout: 600_000 })
test.beforeAll(async () => {
  table = await LaidTable.lay()
  const refused = table.writers.reduce((sum, writer) => sum + writer.refused, 0)
  say(
    `${cpus().length} cores, load ${loadavg()
      .map((load) => load.toFixed(1))
      .join(' ')}`,
  )
  say(
    `${counts.cards} cards, ${Math.min(counts.onSheet, counts.cards)} of them on the sheet shown; ` +
      `${table.number} records in the log; ${refused} refused`,
  )
})
test.afterEach(() => {
  say(`(load ${(loadavg()[0] ?? NaN).toFixed(1)})`)
})
test.afterAll(async () => {
  await table.clear()
})

function say(words: string): void {
  process.stdout.write(`${words}\n`)
}

test('readable from a cold cache', async ({ browser }) => {
  const somebody = await table.seat(browser, 'partner')
  const first: number[] = []
  const all: number[] = []
  let fetched: readonly { readonly name: string; readonly bytes: number }[] = []
  for (let load = 0; load < loads; ++load) {
    const seat = load === 0 ? somebody : await table.again(browser, somebody)
    await awaitReadable(seat.page, Math.min(counts.onSheet, counts.cards))
    await seat.page.goto(table.address)
    const times = await (await seat.page.waitForFunction(() => window.readable)).jsonValue()
    first.push(times?.first ?? NaN)
    all.push(times?.all ?? NaN)
    const before = await seat.page.evaluate(
      (until) =>
        performance
          .getEntriesByType('resource')
          .filter(({ startTime }) => startTime < until)
          .map(({ name }) => name),
      times?.first ?? 0,
    )
    await seat.context.close()
    if (load > 0) continue
    fetched = await Promise.all(
      before
        .filter((name) => /\.(?:js|css)$/u.test(name))
        .map(async (name) => ({
          name: name.replace(/.*\//u, ''),
          bytes: gzip(new Uint8Array(await (await fetch(name)).arrayBuffer())),
        })),
    )
  }
  say('First load, gzip, what was asked for before the first card was drawn:')
  for (const { name, bytes } of [...fetched].sort((one, other) => other.bytes - one.bytes)) {
    say(`  ${kilobytes(bytes).padStart(9)}  ${name}`)
  }
  say(`  ${kilobytes(fetched.reduce((sum, { bytes }) => sum + bytes, 0)).padStart(9)}  together`)
  say(`First card drawn: ${spread(first)}`)
  say(`The whole sheet drawn: ${spread(all)}`)
})

test('a card typed on one page, seen on the other', async ({ browser }) => {
  const seats = [await table.seat(browser, 'partner'), await table.seat(browser, 'partner')] as const
  for (const seat of seats) {
    await table.opens(seat)
    await watch(seat.page)
  }
  for (const [aSecond, words] of [
    [0, 'nobody else writes'],
    [keysASecond, `${counts.writers} others write ${keysASecond} keys a second each`],
  ] as const) {
    const stop = aSecond > 0 ? allWrite(table.writers, aSecond) : () => undefined
    const from = table.number
    const begun = Date.now()
    const many = aSecond > 0 ? marks : 30
    const seen: number[] = []
    const own: number[] = []
    for (let n = 0; n < many; ++n) {
      const [writer, reader] = n % 2 === 0 ? seats : ([seats[1], seats[0]] as const)
      const mark = `merk${aSecond}0${n}`
      const field = writer.page.getByRole('textbox', { name: lineWords.nl.field, exact: true })
      await field.focus()
      await writer.page.keyboard.insertText(`dat zei zij ook ${mark}`)
      await writer.page.keyboard.press('Enter')
      const drawn = async ({ page }: Seat): Promise<number> =>
        (await (await page.waitForFunction((one) => window.drawn?.[one] ?? 0, mark, { polling: 50 })).jsonValue()) ||
        NaN
      const [there, here] = [await drawn(reader), await drawn(writer)]
      const pressed = (await writer.page.evaluate(() => window.enters?.at(-1))) ?? NaN
      seen.push(there - pressed)
      own.push(here - pressed)
      await wait(200)
    }
    const operations = (table.number - from) / ((Date.now() - begun) / 1000)
    stop()
    await Promise.all(table.writers.map((each) => each.settled()))
    say(`Card typed, ${words} (${operations.toFixed(0)} operations/s):`)
    say(`  seen on the other page: ${spread(seen)}`)
    say(`  seen on the own page:   ${spread(own)}`)
    expect(seen.some(Number.isNaN)).toBe(false)
  }
  for (const { context } of seats) await context.close()
})

test('the work of an incoming edit', async ({ browser }) => {
  const seat = await table.seat(browser, 'partner')
  await table.opens(seat)
  await wait(3000)
  const devtools = await seat.context.newCDPSession(seat.page)
  await devtools.send('Performance.enable')
  const measured = async (): Promise<Record<string, number>> => {
    const { metrics } = await devtools.send('Performance.getMetrics')
    return Object.fromEntries(metrics.map(({ name, value }) => [name, value]))
  }
  const period = async (ms: number): Promise<{ per: (metric: string) => number; edits: number }> => {
    const [before, from] = [await measured(), table.number]
    await wait(ms)
    const [after, to] = [await measured(), table.number]
    return { per: (metric) => ((after[metric] ?? 0) - (before[metric] ?? 0)) * 1000, edits: to - from }
  }
  const idle = await period(5000)
  // One at a time, so that none shares its frame with another.
  const stop = allWrite(table.writers.slice(0, 1), 12)
  const alone = await period(10_000)
  stop()
  const stopAll = allWrite(table.writers, keysASecond)
  const together = await period(10_000)
  stopAll()
  for (const [words, { per, edits }, ms] of [
    ['one writes', alone, 10_000],
    ['all write', together, 10_000],
  ] as const) {
    const one = (metric: string): string => ((per(metric) - (idle.per(metric) * ms) / 5000) / edits).toFixed(2)
    say(
      `An incoming edit, ${words} (${edits} in ${ms / 1000} s): script ${one('ScriptDuration')} ms, ` +
        `style ${one('RecalcStyleDuration')}, layout ${one('LayoutDuration')}, all tasks ${one('TaskDuration')}`,
    )
  }
  expect(alone.edits).toBeGreaterThan(0)
  await seat.context.close()
})

test('the frames while one scrolls', async ({ browser }) => {
  const seat = await table.seat(browser, 'partner')
  await table.opens(seat)
  await wait(3000)
  for (const [words, writers] of [
    ['nobody writes', []],
    ['all write', table.writers],
  ] as const) {
    const stop = allWrite(writers, keysASecond)
    const { page } = seat
    const list = page.locator('[data-region]').first()
    const box = await list.boundingBox()
    await page.mouse.move((box?.x ?? 200) + 40, (box?.y ?? 300) + 40)
    const seen = frames(page, 6000)
    const until = Date.now() + 6000
    for (let turn = 0; Date.now() < until; ++turn) await page.mouse.wheel(0, turn % 80 < 40 ? 120 : -120)
    const { between, moved } = await seen
    stop()
    say(`Frames while one scrolls, ${words}: ${spread(between)}; ${between.filter((ms) => ms > 50).length} over 50 ms`)
    expect(moved).toBeGreaterThan(0)
  }
  await seat.context.close()
})
