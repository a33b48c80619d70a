/// The whole demo case entered by the line, by the chair, for everybody: no pointer, and few keys beyond the words.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import type { Page } from '@playwright/test'
import { lineWords } from '@/view/words/line'
import { expect, test } from './harness/meeting'

interface Contribution {
  readonly by: string
  readonly phase: string
  readonly kind: string
  readonly text: string
  readonly fields: Readonly<Record<string, unknown>>
}
interface DemoCase {
  readonly participants: readonly {
    readonly id: string
    readonly displayName: string
    readonly role: string
    readonly organisation: string
  }[]
  readonly organisations: readonly { readonly id: string; readonly name: string }[]
  readonly phases: readonly { readonly id: string }[]
  readonly contributions: readonly Contribution[]
}
const top = resolve(import.meta.dirname, '../../..')
const demo = JSON.parse(readFileSync(join(top, 'tests/data/demo-case.json'), 'utf8')) as DemoCase
const { phases } = JSON.parse(readFileSync(join(top, 'server/methods/casus_plus.json'), 'utf8')) as {
  phases: readonly { readonly id: string }[]
}
const keysBeyondTheWords = 7

// What the list shows beside an option: the fewest letters to type.
async function letters(page: Page, opener: '@' | '/'): Promise<ReadonlyMap<string, string>> {
  await page.keyboard.type(opener)
  const options = page.getByRole('region', { name: lineWords.nl.area }).getByRole('option')
  await expect(options.first()).toBeVisible()
  const shown = await options.evaluateAll((all) =>
    all.map((option) => {
      const name = option.querySelector('.name')?.textContent ?? ''
      return [name, option.querySelector('kbd')?.textContent ?? name] as const
    }),
  )
  await page.keyboard.press('Backspace')
  return new Map(shown)
}

test('all contributions of the demo case go through the line, speaker and kind right, without a pointer', async ({
  meeting,
}) => {
  test.slow()
  const people = new Map<string, string>() // of the file: the participant's id here
  let chair
  for (const { id, displayName, role, organisation } of demo.participants) {
    const organisationName = demo.organisations.find((each) => each.id === organisation)?.name ?? ''
    const invitation = await meeting.administrator.invite(meeting.id, {
      name: displayName,
      role,
      organisation,
      organisationName,
    })
    people.set(id, invitation.participant?.id ?? '')
    if (role === 'procesregisseur') chair = await meeting.seat(invitation)
  }
  if (!chair) throw new Error('nobody holds the chair')
  await chair.comesIn()
  const { page, line } = chair
  const vocabulary = (await chair.api.state(meeting.id)).state?.info?.created?.vocabulary
  const nameOf = (kind: string) => vocabulary?.kinds.find((each) => each.id === kind)?.name?.nl ?? kind

  const kindChip = page
    .getByRole('region', { name: lineWords.nl.area })
    .getByRole('combobox', { name: new RegExp(`^${lineWords.nl.kind}:`, 'u') })

  await line.focus()
  const who = await letters(page, '@')
  let keys = 0
  let here = ''
  let kinds: ReadonlyMap<string, string> = new Map()
  const type = async (text: string) => {
    keys += [...text].length
    await page.keyboard.type(text)
  }
  const press = async (key: string) => {
    ++keys
    await page.keyboard.press(key)
  }
  let beyond = 0
  for (const card of demo.contributions) {
    const phase = phases[demo.phases.findIndex((each) => each.id === card.phase)]?.id ?? ''
    if (phase !== here) {
      if (here !== '') await chair.says([{ case: 'goToPhase', value: { phase } }])
      await chair.agrees() // a kind that may stand everywhere was in the list before, behind other letters
      here = phase
      await expect.poll(async () => (await letters(page, '/')).has(nameOf(card.kind))).toBe(true)
      kinds = await letters(page, '/')
    }
    const before = keys
    const speaker = demo.participants.find((each) => each.id === card.by)?.displayName ?? ''
    await type(`@${who.get(speaker) ?? speaker} `)
    const now = await kindChip.getAttribute('aria-label')
    if (now !== `${lineWords.nl.kind}: ${nameOf(card.kind)}`)
      await type(`/${kinds.get(nameOf(card.kind)) ?? nameOf(card.kind)} `)
    // The words come whole, as from one who dictates; they count as typed.
    await page.keyboard.insertText(card.text)
    keys += [...card.text].length
    await press('Enter')
    const reason = card.fields['reden']
    if (typeof reason === 'string') {
      await page.keyboard.insertText(reason)
      await press('Enter')
    }
    await expect(line).toHaveValue('')
    beyond += keys - before - [...card.text].length
  }
  await chair.agrees()
  const { state } = await chair.api.state(meeting.id)
  const placed = [...(state?.items ?? [])].sort((a, b) => Number(a.madeAt - b.madeAt))
  expect(placed.map(({ text, saidBy, kind }) => ({ text, saidBy, kind }))).toEqual(
    demo.contributions.map(({ text, by, kind }) => ({ text, saidBy: people.get(by), kind })),
  )
  const average = beyond / demo.contributions.length
  console.log(`${demo.contributions.length} contributions by the line: ${average.toFixed(2)} keys beyond the words`)
  expect(average).toBeLessThanOrEqual(keysBeyondTheWords)
})
