import { describe, expect, it } from 'vitest'
import { choicesFor } from '@/view/line/choices'
import { emptyLine, kindNow, type Line } from '@/view/line/line_state'
import { alias, type Option } from '@/view/line/option'
import { demo, inDutch, meetingIn, phaseNamed, type Contribution } from './demo_meeting'
import { Hands } from './hands'

function lettersFor(options: readonly Option[], subject: string, id: string): string {
  const option = options.find((each) => each.subject === subject && each.id === id)
  return option ? alias(options, option) : `no ${subject} ${id}`
}

// The chair hears it and types: who (@), what when it changes (/), the words, Enter. `between` stands behind the last
// of the two: a space, as is taught, or nothing where the words begin with a capital.
function enter(line: Line, card: Contribution, between: (text: string) => string): Hands {
  const sheet = phaseNamed(card.phase)
  const state = meetingIn(sheet)
  const choices = choicesFor(state, 'p01', sheet, inDutch)
  const hands = new Hands(choices, line)
  const space = between(card.text)
  hands.type(`@${lettersFor(choices.options['@'], 'speaker', card.by)}${space}`)
  if (kindNow(line, choices)?.id !== card.kind) {
    hands.type(`/${lettersFor(choices.options['/'], 'kind', card.kind)}${space}`)
  }
  hands.type(card.text)
  hands.press('Enter')
  if (hands.line.asking?.what === 'reason') {
    hands.type(card.fields['reden'] ?? '')
    hands.press('Enter')
  }
  return hands
}

function enterAll(between: (text: string) => string) {
  let line = emptyLine
  let extra = 0
  let most = 0
  const wrong: string[] = []
  for (const card of demo.contributions) {
    const hands = enter(line, card, between)
    const beyond = hands.keys - [...card.text].length - [...(hands.cards[0]?.reason ?? '')].length
    extra += beyond
    most = Math.max(most, beyond)
    const [placed] = hands.cards
    const right =
      placed?.text === card.text && placed.saidBy === card.by && placed.kind === card.kind && hands.cards.length === 1
    if (!right)
      wrong.push(
        `${card.id} ${JSON.stringify(placed ?? hands.line, (_, v: unknown) => (typeof v === 'bigint' ? Number(v) : v))}`,
      )
    line = hands.line
  }
  return { average: extra / demo.contributions.length, most, wrong }
}

describe('all contributions of the demo case, through the line', () => {
  it('come out with their words, speaker and kind, in at most 7 keys beyond the words on average', () => {
    const { average, most, wrong } = enterAll(() => ' ')
    console.log(`demo case, a space behind each choice: ${average.toFixed(2)} keys beyond the words, at most ${most}`)
    expect(wrong).toEqual([])
    expect(demo.contributions).toHaveLength(96)
    expect(average).toBeLessThanOrEqual(7)
  })

  it('take at most 5 when a capital begins the words without a space', () => {
    const { average, most, wrong } = enterAll((text) => (/^[\p{Ll}]/u.test(text) ? ' ' : ''))
    console.log(`demo case, a capital begins the words: ${average.toFixed(2)} keys beyond the words, at most ${most}`)
    expect(wrong).toEqual([])
    expect(average).toBeLessThanOrEqual(5)
  })
})
