/// One who writes in the line of a meeting: the line joined with the session it writes to. It knows no screen; the
/// component brings keys and shows what is here.
import { parkedItems } from '@/model/board'
import { kindOf } from '@/model/charter'
import { onBehalf } from '@/model/people'
import type { NotPlaced, Session } from '@/replica/session'
import { lineWords } from '../words/line'
import { said, words } from '../words/language.svelte'
import { choicesFor, openFor, pageFor, parkedUntil, type Choices, type Saying } from './choices'
import { keptLine, lineFrom, remembered } from './kept_line'
import { toLine } from './line_keys'
import { emptyLine, everyone, kindNow, regionNow, type Line, type Placing, type Step } from './line_state'
import { TypingSign } from './typing_sign'

export class Writing {
  readonly #session: Session
  readonly #shownSheet: () => string
  readonly #sign: TypingSign
  line = $state.raw<Line>(emptyLine)
  /// What is said about what was just placed; '' when there is nothing to say.
  told = $state('')

  constructor(session: Session, shownSheet: () => string) {
    this.#session = session
    this.#shownSheet = shownSheet
    this.#sign = new TypingSign(session)
  }

  readonly me = $derived.by(() => this.#session.me?.id ?? '')
  readonly openness = $derived.by(() => openFor(this.#session.state, this.me))
  /// Where an empty line would write.
  readonly present = $derived.by(() => pageFor(this.#session.state, this.#shownSheet()))
  /// The page the text was begun on, unless it was taken off since.
  readonly page = $derived.by(() => {
    const begun = this.line.begun?.sheet
    const there = begun !== undefined && this.#session.state.sheets.some((each) => each.id === begun && !each.removed)
    return there ? begun : this.present
  })
  readonly choices: Choices = $derived.by(() => {
    const { state } = this.#session
    const pages = [this.page, this.present, state.course.phase].filter((each, at, all) => all.indexOf(each) === at)
    return choicesFor(state, this.me, this.page, saying(onBehalf(state, this.me)), pages)
  })
  readonly kind = $derived.by(() => kindNow(this.line, this.choices))
  readonly region = $derived.by(() => regionNow(this.line, this.choices))
  readonly field = $derived.by(() => (this.line.asking?.what === 'reason' ? this.line.asking.reason : this.line.text))
  readonly listInText = $derived.by(() => this.line.open?.list === '@' || this.line.open?.list === '/')
  /// What the server did not take and a person wrote.
  readonly refused: readonly NotPlaced[] = $derived.by(() => this.#session.notPlaced.filter((each) => each.text !== ''))

  /// What a key or a hand did to the line; what it places is sent.
  take(step: Step): void {
    // What cannot be asked now stays in the line.
    if (step.place) this.#put(step.place)
    this.line = step.line
    const { line } = this
    // What few will see, others are not to see coming either.
    if (line.text.trim() !== '' && !this.listInText && line.level === everyone) {
      this.#sign.writes(this.kind?.id ?? '', line.speaker === this.me ? '' : line.speaker, this.page)
    } else this.#sign.stops()
  }

  rests(): void {
    this.#sign.stops()
  }

  #put(cards: readonly Placing[]): void {
    this.told = ''
    for (const card of cards) {
      const sent = this.#session.send(
        {
          case: 'addItem',
          value: {
            sheet: card.sheet,
            region: card.region,
            kind: card.kind,
            text: card.text,
            ...(card.saidBy === undefined ? {} : { saidBy: card.saidBy }),
            visibility: { level: card.level },
            fields: card.reason === '' ? [] : [{ field: 'reden', values: [card.reason] }],
          },
        },
        card.writtenIn === 0n ? undefined : card.writtenIn,
      )
      void sent.done.then((done) => {
        if (!done.ok && done.refused.code === 'round_over' && this.line.text === '') this.#askAnew(card, done.refused)
      })
    }
    const [first] = cards
    if (first?.parks) this.#tellParked(first.kind)
    else if (cards.length > 1) this.told = words(lineWords).placedMany(cards.length)
  }

  // It was on its way while the blind round closed: its author is asked, and sends it anew or not.
  #askAnew(card: Placing, by: NotPlaced): void {
    this.#session.putAway(by)
    this.line = {
      ...toLine(this.line, card.text, this.choices).line,
      speaker: card.saidBy ?? '',
      level: card.level,
      kindOn: { ...this.line.kindOn, [card.sheet]: card.kind },
      begun: { sheet: card.sheet, round: undefined },
      asking: { what: 'round' },
    }
  }

  #tellParked(kind: string): void {
    const t = words(lineWords)
    const { state } = this.#session
    const until = said(parkedUntil(state, kind))
    const step = until === '' ? '' : t.stepOf(until)
    const count = parkedItems(state).length
    this.told = kindOf(state, kind)?.solution ? t.parkedIdea(step, count) : t.parkedObjection(step, count)
  }

  /// A card that was refused goes back, with who said it and what it was if the line is free.
  bringBack(refused: NotPlaced): void {
    const { kind: operation } = refused.operation
    if (operation.case === 'addItem' && this.line.text === '') {
      const { kind, saidBy = '', visibility, sheet } = operation.value
      this.line = {
        ...this.line,
        speaker: saidBy === this.me ? '' : saidBy,
        level: visibility?.level || everyone,
        kindOn: { ...this.line.kindOn, [sheet || this.page]: kind },
      }
    }
    this.take(toLine(this.line, refused.text, this.choices))
    this.#session.putAway(refused)
  }

  levelName(level: string): string {
    return levelName(level, this.choices.onBehalf)
  }

  /// Reads what was kept on this device. What was typed before the store answered stands behind what lay in it.
  async remember(): Promise<void> {
    const draft = await this.#session.draft()
    if (draft !== '') this.line = remembered(lineFrom(draft), this.line, this.choices)
  }
  keep(line: Line): void {
    this.#session.keepDraft(keptLine(line))
  }
}

function levelName(level: string, onBehalf: boolean): string {
  const t = words(lineWords)
  return level === 'bron_en_regie' && onBehalf ? t.sourceAndDirection : (t.levels[level] ?? level)
}

function saying(onBehalf: boolean): Saying {
  const t = words(lineWords)
  return {
    say: said,
    level: (level) => levelName(level, onBehalf),
    thisPage: t.thisPage,
    elsewhere: t.elsewhere,
    parked: t.parked,
    where: t.where,
    whoSees: t.whoSees,
  }
}
