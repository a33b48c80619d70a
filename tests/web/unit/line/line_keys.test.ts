import { create } from '@bufbuild/protobuf'
import { describe, expect, it } from 'vitest'
import { RoundSchema } from '@/gen/meeting/v1/checkpoint_pb'
import { OpenRound_Kind } from '@/gen/meeting/v1/operation_pb'
import { choicesFor, levelsFor, openFor, pageFor, parkedUntil, type Choices } from '@/view/line/choices'
import { keptLine, lineFrom } from '@/view/line/kept_line'
import { opened, picked, toLine, typed } from '@/view/line/line_keys'
import { emptyLine, highlighted, kindNow, regionNow, shown } from '@/view/line/line_state'
import { linesOf, placed, placedAfterRound } from '@/view/line/placing'
import { inDutch, meetingIn } from './demo_meeting'
import { Hands } from './hands'

function choicesOf(me: string, sheet: string, step = sheet): Choices {
  return choicesFor(meetingIn(step), me, sheet, inDutch)
}
function chairAt(sheet: string): Hands {
  return new Hands(choicesOf('p01', sheet))
}

describe('who said it (@)', () => {
  it('is named by the first letters, and Enter, Tab or a space picks', () => {
    for (const key of ['Enter', 'Tab']) {
      const hands = chairAt('factoren').type('@wou')
      expect(hands.press(key)).toBe(true)
      expect(hands.line).toMatchObject({ speaker: 'p09', text: '', open: undefined })
      expect(hands.cards).toEqual([])
    }
    expect(chairAt('factoren').type('@wou ').line).toMatchObject({ speaker: 'p09', text: '' })
  })

  it('is found by organisation and by role too, after the names', () => {
    const hands = chairAt('factoren').type('@w')
    expect(shown(hands.line, hands.choices).map((option) => option.label)).toEqual([
      'Wouter',
      'Karim',
      'Ellen',
      'Thijs',
    ])
    expect(chairAt('factoren').type('@politie ').line.speaker).toBe('p03')
    expect(chairAt('factoren').type('@notulist ').line.speaker).toBe('p02')
    expect(chairAt('factoren').type('@GGZ ').line.speaker).toBe('p05')
  })

  it('begins the words by itself at a capital', () => {
    const hands = chairAt('factoren').type('@wVier maanden')
    expect(hands.line).toMatchObject({ speaker: 'p09', text: 'Vier maanden' })
    expect(hands.caret).toBe('Vier maanden'.length)
  })

  it('takes a name with a sign or a capital in it as a name', () => {
    expect(chairAt('duwtje').type('@P. Ik slaap niet').line).toMatchObject({ speaker: 'p11', text: 'Ik slaap niet' })
    expect(chairAt('duwtje').type('@pIk slaap niet').line).toMatchObject({ speaker: 'p11', text: 'Ik slaap niet' })
  })

  it('is chosen with the arrows when letters are not enough', () => {
    const hands = chairAt('factoren').type('@w')
    hands.press('ArrowDown')
    expect(highlighted(hands.line, hands.choices)?.label).toBe('Karim')
    hands.press('ArrowUp')
    hands.press('ArrowUp')
    expect(highlighted(hands.line, hands.choices)?.label).toBe('Thijs')
    hands.type(' ')
    expect(hands.line.speaker).toBe('p14')
  })

  it('is only a choice as the first sign: elsewhere it is text', () => {
    const hands = chairAt('factoren').type('mail naar w@thuisrecht')
    expect(hands.line).toMatchObject({ text: 'mail naar w@thuisrecht', open: undefined, speaker: '' })
  })

  it('becomes text with Escape, and stays text', () => {
    const hands = chairAt('factoren').type('@w')
    hands.press('Escape')
    hands.type('outer mailen')
    expect(hands.line).toMatchObject({ text: '@wouter mailen', open: undefined })
    hands.press('Enter')
    expect(hands.cards[0]).toMatchObject({ text: '@wouter mailen', saidBy: '' })
  })

  it('becomes text when nobody answers to it', () => {
    expect(chairAt('factoren').type('@xx hoort hier niet').line).toMatchObject({
      text: '@xx hoort hier niet',
      speaker: '',
      open: undefined,
    })
    expect(chairAt('factoren').type('//').line).toMatchObject({ text: '//', open: undefined })
  })

  it('puts first who has the floor, as long as nothing is typed', () => {
    const choices = choicesFor(meetingIn('factoren', { turn: 'p05' }), 'p01', 'factoren', inDutch)
    expect(new Hands(choices).type('@ ').line.speaker).toBe('p05')
    expect(new Hands(choices).type('@w ').line.speaker).toBe('p09')
  })

  it('comes before or behind the kind', () => {
    for (const text of ['@w /ris Buren klagen', '/ris @w Buren klagen', '@w/risBuren klagen']) {
      const hands = chairAt('factoren').type(text)
      hands.press('Enter')
      expect(hands.cards).toMatchObject([{ saidBy: 'p09', kind: 'risico', text: 'Buren klagen', region: 'risico' }])
    }
  })

  it('may be put before words that stand there already', () => {
    const hands = chairAt('factoren').type('Buren klagen')
    hands.caret = 0
    hands.type('@w ')
    expect(hands.line).toMatchObject({ speaker: 'p09', text: 'Buren klagen' })
    expect(hands.caret).toBe(0)
  })
})

describe('Enter', () => {
  it('places the card, empties who said it, and keeps the kind and who sees it', () => {
    const hands = chairAt('factoren').type('/risico /prof @w Buren klagen')
    hands.press('Enter')
    expect(hands.cards).toMatchObject([{ kind: 'risico', saidBy: 'p09', level: 'professionals', sheet: 'factoren' }])
    expect(hands.line).toMatchObject({ text: '', speaker: '', level: 'professionals' })
    expect(kindNow(hands.line, hands.choices)?.id).toBe('risico')
  })

  it('places a card of which it is not known who said it', () => {
    const hands = chairAt('factoren').type('Buren klagen')
    hands.press('Enter')
    expect(hands.cards).toMatchObject([{ saidBy: '' }])
  })

  it('makes a partner the speaker of what he writes', () => {
    const hands = new Hands(choicesOf('p09', 'factoren')).type('Buren klagen')
    hands.press('Enter')
    expect(hands.cards[0]?.saidBy).toBeUndefined()
  })

  it('places nothing while the line is empty, a list is open or an input method is at work', () => {
    const hands = chairAt('factoren')
    hands.press('Enter')
    hands.type('   ')
    hands.press('Enter')
    expect(hands.cards).toEqual([])
    const composes = chairAt('factoren').type('日本')
    expect(composes.press('Enter', { composing: true })).toBe(false)
    expect(composes.cards).toEqual([])
    const chooses = chairAt('factoren').type('@xx')
    chooses.press('Enter')
    expect(chooses.cards).toEqual([])
    expect(chooses.line.text).toBe('@xx')
  })

  it('with Shift is left to the field, which breaks the line', () => {
    const hands = chairAt('factoren').type('Eén')
    expect(hands.press('Enter', { shift: true })).toBe(false)
  })

  it('asks a decision for its reason before it stands', () => {
    const hands = chairAt('plan').type('@e /besluit Verlaging stopt')
    hands.press('Enter')
    expect(hands.line.asking).toEqual({ what: 'reason', reason: '' })
    hands.press('Enter')
    expect(hands.cards).toEqual([])
    hands.type('@ Hij kon het niet lezen')
    hands.press('Enter')
    expect(hands.cards).toMatchObject([
      { kind: 'besluit', text: 'Verlaging stopt', reason: '@ Hij kon het niet lezen', saidBy: 'p08' },
    ])
    expect(hands.line.asking).toBeUndefined()
  })

  it('goes back from the reason to the words with Escape', () => {
    const hands = chairAt('plan').type('/besluit Verlaging stopt')
    hands.press('Enter')
    hands.press('Escape')
    expect(hands.line).toMatchObject({ text: 'Verlaging stopt', asking: undefined })
  })

  it('has the begun reason there again when it is asked again', () => {
    const hands = chairAt('plan').type('/besluit Verlaging stopt')
    hands.press('Enter')
    hands.type('Hij kon het')
    hands.press('Escape')
    expect(hands.field).toBe('Verlaging stopt')
    hands.press('Enter')
    expect(hands.field).toBe('Hij kon het')
    hands.take({ line: toLine(hands.line, 'van een ander', hands.choices).line })
    hands.press('Enter')
    hands.press('Enter')
    expect(hands.cards).toMatchObject([{ text: 'Verlaging stopt\nvan een ander', reason: 'Hij kon het' }])
    expect(hands.line.reason).toBe('')
  })

  it('does not answer the question with an Enter that is held too long', () => {
    const hands = chairAt('plan').type('/besluit Verlaging stopt')
    hands.take({ line: { ...hands.line, reason: 'om wat hij zei' } })
    hands.press('Enter')
    hands.press('Enter', { repeated: true })
    expect(hands.cards).toEqual([])
    hands.press('Enter')
    expect(hands.cards).toMatchObject([{ reason: 'om wat hij zei' }])
  })
})

describe('an input method', () => {
  it('filters the list but loses no letter before it is done', () => {
    const choices = choicesOf('p01', 'factoren')
    const during = typed(emptyLine, '@w', 2, choices, 'composing').line
    expect(highlighted(during, choices)?.id).toBe('p09')
    const still = typed(during, '@w v', 4, choices, 'composing').line
    expect(still).toMatchObject({ text: '@w v', speaker: '' })
    expect(typed(still, '@w v', 4, choices).line).toMatchObject({ text: 'v', speaker: 'p09' })
  })
})

describe('Backspace before the first letter', () => {
  it('takes off who said it, then the kind, never who sees it', () => {
    const hands = chairAt('factoren').type('@w /ris /prof ')
    hands.press('Backspace')
    expect(hands.line.speaker).toBe('')
    hands.press('Backspace')
    expect(kindNow(hands.line, hands.choices)?.id).toBe('beschermend')
    expect(hands.press('Backspace')).toBe(false)
    expect(hands.line.level).toBe('professionals')
  })

  it('takes nothing off when it is held', () => {
    const hands = chairAt('factoren').type('@w ')
    expect(hands.press('Backspace', { repeated: true })).toBe(false)
    expect(hands.line.speaker).toBe('p09')
  })
})

describe('where a card goes', () => {
  it('is the region at home to its kind, the last used if there are several', () => {
    const hands = chairAt('plan').type('/int ')
    expect(regionNow(hands.line, hands.choices)).toBe('plan_kort')
    hands.type('/lang Fietswerkplaats')
    hands.press('Enter')
    hands.type('/proc Nu het plan')
    hands.press('Enter')
    hands.type('/int Schuldhulp')
    hands.press('Enter')
    expect(hands.cards.map((card) => card.region)).toEqual(['plan_lang', 'kop', 'plan_lang'])
  })

  it('may be another one for a kind allowed everywhere', () => {
    const hands = chairAt('factoren').type('/vraag ')
    expect(regionNow(hands.line, hands.choices)).toBe('onbekend')
    const [, risk] = hands.choices.options.region.filter((option) => option.id === 'risico' || option.id === 'kop')
    hands.line = risk ? picked(opened(hands.line, 'region', hands.choices), risk, hands.choices) : hands.line
    hands.type('Hoe vaak?')
    hands.press('Enter')
    expect(hands.cards).toMatchObject([{ kind: 'vraag', region: 'risico' }])
  })

  it('takes a kind along when a region of others is named', () => {
    const hands = chairAt('plan').type('/besluit /acties ')
    expect(kindNow(hands.line, hands.choices)?.regions).toContain('acties')
  })

  it('begins each page with its own kind, and remembers it', () => {
    const hands = chairAt('factoren').type('/ris Buren klagen')
    hands.press('Enter')
    hands.choices = choicesOf('p01', 'duwtje')
    expect(kindNow(hands.line, hands.choices)?.id).toBe('duwtje')
    hands.choices = choicesOf('p01', 'factoren', 'duwtje')
    expect(kindNow(hands.line, hands.choices)?.id).toBe('risico')
  })

  it('is the page the words were begun on, although the step moves on', () => {
    const hands = chairAt('factoren').type('Buren kl')
    expect(hands.line.begun?.sheet).toBe('factoren')
    hands.choices = choicesOf('p01', 'factoren', 'duwtje')
    hands.type('agen')
    hands.press('Enter')
    expect(hands.cards).toMatchObject([{ sheet: 'factoren', kind: 'beschermend' }])
    expect(hands.line.begun).toBeUndefined()
  })

  it('never is a page ahead of the meeting', () => {
    expect(pageFor(meetingIn('factoren'), 'plan')).toBe('factoren')
    expect(pageFor(meetingIn('factoren'), 'probleem')).toBe('probleem')
  })
})

describe('a solution offered too early', () => {
  it('parks, and the page goes on with its own kind', () => {
    const hands = chairAt('factoren').type('/ris Buren klagen')
    hands.press('Enter')
    hands.type('@e /idee Budgetbeheer aanvragen')
    hands.press('Enter')
    expect(hands.cards[1]).toMatchObject({ kind: 'idee', parks: true, saidBy: 'p08', region: 'ideeenparkeerplaats' })
    expect(kindNow(hands.line, hands.choices)?.id).toBe('risico')
  })

  it('is told until which step', () => {
    expect(parkedUntil(meetingIn('factoren'), 'idee')?.nl).toBe('Plan')
    expect(parkedUntil(meetingIn('wenselijk'), 'bezwaar')?.nl).toBe('Plan')
  })

  it('no longer parks in the step that is for it', () => {
    const idea = choicesOf('p01', 'plan').kinds.find((kind) => kind.id === 'idee')
    expect(idea).toMatchObject({ parks: false, regions: ['plan_kort', 'plan_lang'] })
  })
})

describe('a blind round', () => {
  const round = create(RoundSchema, {
    round: 3n,
    kind: OpenRound_Kind.BLIND,
    sheet: 'factoren',
    regions: ['beschermend', 'risico'],
  })
  const during = choicesFor(meetingIn('factoren', { round }), 'p09', 'factoren', inDutch)
  const after = choicesOf('p09', 'factoren')

  it('goes with what was written in it, where it covers', () => {
    const hands = new Hands(during).type('Buren klagen')
    hands.press('Enter')
    hands.type('/vraag Hoe vaak?')
    hands.press('Enter')
    expect(hands.cards.map((card) => card.writtenIn)).toEqual([3n, 0n])
  })

  it('asks before what was begun in it stands there for all', () => {
    const hands = new Hands(during).type('Buren klagen')
    hands.choices = after
    hands.press('Enter')
    expect(hands.cards).toEqual([])
    expect(hands.line).toMatchObject({ asking: { what: 'round' }, text: 'Buren klagen' })
    const step = placedAfterRound(hands.line, after)
    expect(step.place).toMatchObject([{ text: 'Buren klagen', writtenIn: 0n }])
  })

  it('takes Escape as no, and a second Enter as yes', () => {
    const hands = new Hands(during).type('Buren klagen')
    hands.choices = after
    hands.press('Enter')
    hands.press('Escape')
    expect(hands.line.asking).toBeUndefined()
    hands.press('Enter')
    hands.press('Enter')
    expect(hands.cards).toMatchObject([{ writtenIn: 0n }])
  })
})

describe('what is offered', () => {
  it('is first what this page is for, the head last, then what may stand everywhere, then what parks', () => {
    const choices = choicesOf('p01', 'factoren')
    expect(choices.kinds.slice(0, 2).map((kind) => kind.id)).toEqual(['beschermend', 'risico'])
    const order = choices.kinds.map((kind) => (kind.parks ? 2 : kind.homes > 0 ? 0 : 1))
    expect(order).toEqual([...order].sort())
    expect(choices.kinds.find((kind) => kind.id === 'idee')).toMatchObject({ parks: true })
  })

  it('is for the client his own words, a correction and a question, in plain words', () => {
    const choices = choicesOf('p11', 'duwtje')
    expect(choices.kinds.map((kind) => kind.label)).toEqual(['In eigen woorden', 'Dit klopt niet', 'Vraag'])
    expect(choices.usual).toBe('citaat_client')
    expect(choices.speakers).toEqual(['p11'])
    expect(levelsFor(meetingIn('duwtje'), 'p11')).toEqual(['deelnemers', 'prive'])
  })

  it('is for a partner what professionals may choose, for the chair direction as well', () => {
    expect(levelsFor(meetingIn('factoren'), 'p09')).toEqual(['deelnemers', 'professionals', 'bron_en_regie', 'prive'])
    expect(levelsFor(meetingIn('factoren'), 'p01')).toContain('regie')
  })

  it('is nothing for who reads along, for a client before the curtain, and after the end', () => {
    expect(openFor(meetingIn('factoren'), 'p14')).toBe('reads_along')
    expect(openFor(meetingIn('factoren'), 'p11')).toBe('curtain')
    expect(openFor(meetingIn('afronding', { ended: true }), 'p09')).toBe('ended')
    expect(openFor(meetingIn('afronding', { ended: true }), 'p01')).toBe('open')
    expect(openFor(meetingIn('afronding', { ended: true, settled: true }), 'p01')).toBe('ended')
  })
})

describe('what comes from elsewhere', () => {
  it('stands in the line as it is, behind what stood there', () => {
    const choices = choicesOf('p01', 'factoren')
    const step = toLine(emptyLine, '@home is een stichting', choices)
    expect(step.line).toMatchObject({ text: '@home is een stichting', literal: true })
    expect(toLine(step.line, 'tweede', choices).line.text).toBe('@home is een stichting\ntweede')
  })

  it('is text when pasted, also with a / before it', () => {
    const choices = choicesOf('p01', 'factoren')
    expect(typed(emptyLine, '/ris Buren', 10, choices, 'pasted').line).toMatchObject({
      text: '/ris Buren',
      literal: true,
    })
  })

  it('may become several cards, without the marks of the list', () => {
    expect(linesOf('- een\r\n\r\n2. twee\n• drie\nvier - vijf')).toEqual(['een', 'twee', 'drie', 'vier - vijf'])
    const choices = choicesOf('p01', 'factoren')
    const { place } = placed({ ...emptyLine, speaker: 'p09' }, ['een', 'twee'], choices)
    expect(place).toMatchObject([
      { text: 'een', saidBy: 'p09' },
      { text: 'twee', saidBy: 'p09' },
    ])
  })
})

describe('the draft', () => {
  it('is the same line again after a reload', () => {
    const round = create(RoundSchema, { round: 3n, kind: OpenRound_Kind.BLIND, sheet: 'factoren' })
    const choices = choicesFor(meetingIn('factoren', { round }), 'p01', 'factoren', inDutch)
    const { line } = new Hands(choices).type('@w /ris /prof Buren kl')
    expect(lineFrom(keptLine(line))).toEqual(line)
  })

  it('is an empty line when it cannot be read', () => {
    for (const kept of ['', '{', '[]', '7', '{"text":3,"begun":{"round":{"round":"x"}}}']) {
      expect(lineFrom(kept)).toMatchObject({ text: '', speaker: '', level: 'deelnemers' })
    }
  })
})
