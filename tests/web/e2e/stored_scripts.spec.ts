/// S27: the corpus in every field that holds words of people, on every screen, for everybody at the table.
import type { Kind, Method } from '@/gen/meeting/v1/method_pb'
import { Field_Type, Rule_Kind } from '@/gen/meeting/v1/method_pb'
import { Arrive_Location, TakeStance_Stance } from '@/gen/meeting/v1/operation_pb'
import type { Asked } from '@/replica/session'
import { expect, test } from './harness/meeting'
import { corpus, pressEverything, strangers, watch } from './harness/scripting'

let taken = 0
const next = (): string => corpus[taken++ % corpus.length] ?? ''

/// Everything that can be said in a phase: a card of each kind in each region, with words in each field that takes words,
/// about a person, with a comment; and a dissent where there is something to disagree with.
function allOf(method: Method, phase: string, kinds: ReadonlyMap<string, Kind>): Asked[] {
  const said: Asked[] = [{ case: 'goToPhase', value: { phase, reason: next() } }]
  for (const region of method.phases.find((one) => one.id === phase)?.regions ?? []) {
    for (const id of region.kinds) {
      const kind = kinds.get(id)
      const worded = kind?.fields.filter((field) => field.type === Field_Type.TEXT) ?? []
      const fields = worded.map((field) => ({ field: field.id, values: [next()] }))
      said.push({ case: 'addItem', value: { region: region.id, kind: id, text: next(), persons: [next()], fields } })
      const item = `@${said.length}`
      said.push({ case: 'addComment', value: { item, text: next() } })
      if (kind?.decision) {
        said.push({ case: 'takeStance', value: { item, stance: TakeStance_Stance.DISSENT, words: next() } })
      }
    }
  }
  const free = said.findIndex((one) => one.case === 'addItem') + 1
  said.push(
    { case: 'parkItem', value: { item: `@${free}`, reason: next() } },
    { case: 'extendPhase', value: { seconds: 300, reason: next() } },
    { case: 'addPage', value: { phase, title: next() } },
  )
  return said
}

const parking = 'ideeenparkeerplaats' // folds while the client is at the table

test.use({ title: corpus[0] ?? '' })

test('S27: no text that people wrote is ever more than text', async ({ administrator, meeting }) => {
  test.setTimeout(300_000)
  const as = { organisationName: next() }
  const chair = await meeting.guest(next(), 'procesregisseur', as)
  const partner = await meeting.guest(next(), 'partner', {
    organisation: 'o2',
    organisationName: next(),
    language: 'en',
  })
  const client = await meeting.guest(next(), 'client', { organisation: 'o3', organisationName: next() })
  await administrator.makeCase(next())
  const person = await administrator.namePerson({ name: next(), organisation: 'o1', organisationName: next() })
  const findings = await Promise.all(meeting.visitors.map(({ page }) => watch(page)))
  const clean = async () => {
    expect(findings.flat()).toEqual([])
    for (const { page } of meeting.visitors) expect(await strangers(page), page.url()).toEqual([])
  }
  const before = await chair.api.state(meeting.id)
  const { method, vocabulary } = before.state?.info?.created ?? {}
  if (!method || !vocabulary) throw new Error('a meeting without a method')
  const kinds = new Map(vocabulary.kinds.map((kind) => [kind.id, kind]))

  await chair.comesIn()
  await partner.comesIn('remote')
  await client.opens()
  await clean()
  await chair.says([
    { case: 'beginMeeting', value: {} },
    { case: 'arrive', value: { participant: partner.id, location: Arrive_Location.REMOTE, note: next() } },
    { case: 'liftRule', value: { phase: 'probleem', rule: Rule_Kind.PARK_SOLUTIONS, reason: next() } },
    { case: 'setClientView', value: { on: true, reason: next() } },
  ])
  const wall = await meeting.visitor({ viewport: { width: 1920, height: 1080 } })
  findings.push(await watch(wall.page))
  await meeting.becomesRoomScreen(wall, chair)
  for (const { id } of method.phases) {
    const said = allOf(method, id, kinds)
    await chair.says(said)
    const shown = said.findLast((one) => one.case === 'addItem' && one.value.region !== parking)
    if (shown?.case === 'addItem') await chair.sees(shown.value.text ?? '')
    await clean()
  }
  await chair.page.reload()
  for (const guest of [chair, partner, client]) await pressEverything(guest.page, clean)
  await chair.says([{ case: 'endMeeting', value: {} }])

  const { page: start } = await meeting.visitor()
  findings.push(await watch(start))
  await start.goto(`/j#${person.secret}`)
  await expect(start.getByText(person.name).first()).toBeVisible()
  await clean()
  for (const guest of [chair, partner, client]) {
    for (const screen of ['/', `/m/${meeting.id}/replay`, `/m/${meeting.id}/report`]) {
      await guest.page.goto(screen)
      await expect(guest.page.getByRole('heading').first()).toBeVisible()
      await clean()
    }
  }
})
