import { create, type MessageInitShape } from '@bufbuild/protobuf'
import { describe, expect, test } from 'vitest'
import { ItemSchema, type Item } from '@/gen/meeting/v1/checkpoint_pb'
import { TermSchema } from '@/gen/meeting/v1/method_pb'
import { byDomain, keyBeside, noFilter, shown, withWriting, type Around } from '@/view/page/shown'

function card(id: string, more: MessageInitShape<typeof ItemSchema> = {}): Item {
  return create(ItemSchema, { id, text: id, kind: 'risico', ...more })
}
function ids(items: readonly Item[]): string {
  return items.map((item) => item.id).join(' ')
}
const around: Around = {
  me: 'mirjam',
  organisationOf: (who) => (who === 'ruud' ? 'Politie' : 'Wijkteam'),
  nameOf: (who) => who,
}
const nothing = (): readonly Item[] => []

describe('my view of a region', () => {
  const laid = [
    card('a', { saidBy: 'ruud', madeAt: 5n, domain: 'geld', tallies: [{ round: 1n, points: 1 }] }),
    card('b', { saidBy: 'karim', madeAt: 9n, domain: 'wonen', tallies: [{ round: 1n, points: 4 }] }),
    card('c', { saidBy: '', madeAt: 7n, kind: 'vraag', typedBy: 'mirjam' }),
  ]

  test('is as laid, unless I ask for another order', () => {
    expect(shown(laid, nothing, noFilter, 'laid', around)).toBe(laid)
    expect(ids(shown(laid, nothing, noFilter, 'newest', around))).toBe('b c a')
    expect(ids(shown(laid, nothing, noFilter, 'points', around))).toBe('b a c')
    expect(ids(shown(laid, nothing, noFilter, 'speaker', around))).toBe('c b a')
  })

  test('shows only what I ask for', () => {
    const only = (part: object): string => ids(shown(laid, nothing, { ...noFilter, ...part }, 'laid', around))
    expect(only({ text: 'B' })).toBe('b')
    expect(only({ domain: 'geld' })).toBe('a')
    expect(only({ domain: '-' })).toBe('c')
    expect(only({ organisation: 'Politie' })).toBe('a')
    expect(only({ only: 'unknown' })).toBe('c')
    expect(only({ only: 'open' })).toBe('c')
    expect(only({ only: 'mine' })).toBe('c')
  })

  test('shows a stack when one of its cards is asked for', () => {
    const onTop = (item: string): readonly Item[] => (item === 'b' ? [card('under', { domain: 'geld' })] : [])
    expect(ids(shown(laid, onTop, { ...noFilter, domain: 'geld' }, 'laid', around))).toBe('a b')
  })

  test('by domain names the domains of which nothing was said', () => {
    const domains = ['wonen', 'geld', 'werk'].map((id) => create(TermSchema, { id }))
    const { groups, empty } = byDomain(
      laid.map((item) => ({ item })),
      domains,
    )
    expect(
      groups.map((group) => `${group.domain?.id ?? '-'}: ${ids(group.entries.map((entry) => entry.item))}`),
    ).toEqual(['wonen: b', 'geld: a', '-: c'])
    expect(empty.map((domain) => domain.id)).toEqual(['werk'])
  })
})

describe('the card I write in', () => {
  const [a, b, c, d] = [card('a'), card('b'), card('c'), card('d')]

  test('stays behind the card it stood behind, whoever moves it or what is around it', () => {
    expect(ids(withWriting([a, c, d], b, ['a']))).toBe('a b c d')
    expect(ids(withWriting([c, a, d], b, ['a']))).toBe('c a b d')
    expect(ids(withWriting([c, d], b, ['a']))).toBe('b c d')
    expect(ids(withWriting([b, a, c], b, ['a']))).toBe('a b c')
  })

  test('is never moved in the document: a card that passes it is made anew', () => {
    const writing = { item: b, before: ['a'], after: ['c', 'd'] }
    const key = keyBeside([a, d, b, c], writing)
    expect([a, b, c].map(key)).toEqual(['a', 'b', 'c'])
    expect(key(d)).not.toBe('d')
    expect(keyBeside([a, d, b, c], undefined)(d)).toBe('d')
  })
})
