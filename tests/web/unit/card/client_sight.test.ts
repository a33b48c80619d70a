import '../speaks_dutch'
import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'
import { ItemSchema } from '@/gen/meeting/v1/checkpoint_pb'
import { clientSees, clientSight } from '@/view/card/client_sight'
import { clientSightInWords } from '@/view/card/of_card'
import type { Table as PageTable } from '@/view/page/table.svelte'
import { cardWords } from '@/view/words/cards'
import { Table } from '../model/table'

const table = new Table({ mirjam: 'procesregisseur', moeder: 'steunpersoon', kevin: 'client' })
const sheet = 'factoren'
const card = (part: MessageInitShape<typeof ItemSchema>) =>
  create(ItemSchema, { id: 'a', sheet, saidBy: 'mirjam', typedBy: 'mirjam', ...part })
const sight = (part: MessageInitShape<typeof ItemSchema>) => clientSight(table.state, card(part))

test('the client sees what was opened to him or made while he sat there, while it is for all at the table', () => {
  expect(sight({})).toBe('not')
  expect(sight({ openedToClient: true })).toBe('sees')
  expect(sight({ atClientTable: true })).toBe('sees')
  expect(sight({ openedToClient: true, visibility: { level: 'professionals' } })).toBe('not')
  expect(sight({ openedToClient: true, coveredBy: 1n })).toBe('not')
  expect(sight({ openedToClient: true, parked: { sheet } })).toBe('not')
  expect(sight({ openedToClient: true, withdrawn: true })).toBe('not')
})

test('what he said or typed himself he sees without an act, at every level and whatever changed in it (CP-13)', () => {
  expect(sight({ saidBy: 'kevin' })).toBe('sees')
  expect(sight({ typedBy: 'kevin', saidBy: '' })).toBe('sees')
  expect(sight({ saidBy: 'kevin', visibility: { level: 'prive' } })).toBe('sees')
  expect(sight({ saidBy: 'kevin', openedToClient: true, changedSinceSeen: true })).toBe('sees')
  expect(sight({ saidBy: 'moeder' })).toBe('not') // who supports him has it, and he has not
})

test('where no client takes part it is told of who supports him', () => {
  const alone = new Table({ mirjam: 'procesregisseur', moeder: 'steunpersoon' })
  expect(clientSight(alone.state, card({ saidBy: 'moeder' }))).toBe('sees')
  expect(clientSight(new Table({ mirjam: 'procesregisseur' }).state, card({ saidBy: '' }))).toBe('not')
})

test('of a closed group he sees what it holds for him', () => {
  const members = ['mirjam', 'kevin']
  const group = (of: string[]) => ({ atClientTable: true, visibility: { level: 'besloten_groep', members: of } })
  expect(sight(group(members))).toBe('sees')
  expect(sight(group(['mirjam']))).toBe('not')
})

test('a card on a page that is not open to him he does not see', () => {
  const there = new Table({ mirjam: 'procesregisseur', kevin: 'client' })
  const page = there.asks('mirjam', { case: 'addPage', value: { title: 'voor ons' } })
  const on = page.case === 'addPage' ? page.value.sheet : ''
  const opened = card({ sheet: on, openedToClient: true })
  expect(clientSight(there.state, opened)).toBe('not')
  there.logged('mirjam', { case: 'openToClient', value: { sheet: on, things: [on] } })
  expect(clientSight(there.state, opened)).toBe('sees')
})

test('an edit behind a shut curtain keeps the card from him until it is opened to him (CP-12)', () => {
  expect(sight({ openedToClient: true, changedSinceSeen: true })).toBe('changed')
  expect(clientSees(table.state, card({ openedToClient: true, changedSinceSeen: true }))).toBe(false)
  expect(sight({ changedSinceSeen: true })).toBe('not')
})

test('professionals read it on the card, with the name he has here; on the beamer and by himself it is not said', () => {
  const said = (part: MessageInitShape<typeof ItemSchema>, page: Partial<PageTable>) =>
    clientSightInWords(
      sight(part),
      { client: 'P.', clientLooks: true, beamer: false, ...page } as unknown as PageTable,
      cardWords.nl,
    )
  const open = { openedToClient: true }
  expect(said(open, {})).toBe('P. ziet dit')
  expect(said({ saidBy: 'kevin' }, {})).toBe('P. ziet dit')
  expect(said(open, { clientLooks: false })).toBe('open voor P.')
  expect(said({ ...open, changedSinceSeen: true }, {})).toBe('gewijzigd: P. ziet de wijziging pas als je die opent')
  expect(said({}, {})).toBe('')
  expect(said(open, { client: '' })).toBe('')
  expect(said(open, { beamer: true })).toBe('')
})
