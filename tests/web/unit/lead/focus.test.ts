import { expect, test } from 'vitest'
import { neighbour, type Spot } from '@/view/meeting/focus'

// A tree as the document has it, of names; in capitals what can hold focus.
class Twig {
  parent: Twig | null = null
  readonly children: readonly Twig[]
  readonly name: string
  constructor(name: string, ...children: readonly Twig[]) {
    this.name = name
    this.children = children
    for (const child of children) child.parent = this
  }
}
function twig(name: string, ...children: readonly Twig[]): Twig {
  return new Twig(name, ...children)
}
function spotOf(node: Twig): Spot<Twig> {
  const around = node.parent?.children ?? []
  const at = around.indexOf(node)
  return { after: around[at + 1] ?? null, before: around[at - 1] ?? null, parent: node.parent }
}
function focusable(node: Twig): string | undefined {
  if (node.name === node.name.toUpperCase()) return node.name
  for (const child of node.children) {
    const found = focusable(child)
    if (found !== undefined) return found
  }
  return undefined
}
const near = (gone: Twig): string | undefined => neighbour(spotOf(gone), focusable, spotOf)

test('what stands behind the lost one comes first', () => {
  const gone = twig('gone')
  twig('list', twig('BEFORE'), gone, twig('text'), twig('card', twig('NEXT')))
  expect(near(gone)).toBe('NEXT')
})

test('at the end of a list it is what stood before it', () => {
  const gone = twig('gone')
  twig('list', twig('FIRST'), twig('SECOND'), gone)
  expect(near(gone)).toBe('SECOND')
})

test('when a whole list empties it is what is near the list', () => {
  const gone = twig('gone')
  twig('page', twig('HEADING'), twig('list', gone), twig('region', twig('OTHER')))
  expect(near(gone)).toBe('OTHER')
})

test('what went together is passed over: where each stood is still known', () => {
  const [one, two] = [twig('one'), twig('two')]
  const row = twig('row', one, two, twig('CURTAIN'))
  // Both are cut out of the document; their spots are those of before.
  const left = new Set(row.children.filter((child) => child !== one && child !== two))
  const find = (node: Twig): string | undefined => (left.has(node) ? focusable(node) : undefined)
  expect(neighbour(spotOf(one), find, spotOf)).toBe('CURTAIN')
})

test('nothing far and wide is nothing', () => {
  const gone = twig('gone')
  twig('page', twig('words'), twig('list', gone))
  expect(near(gone)).toBeUndefined()
})
