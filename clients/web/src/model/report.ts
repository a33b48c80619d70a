/// The report of a meeting (het verslag), made from what a viewer sees of it: nothing is typed anew. The same headings and
/// the same items in the same order as the server's Markdown (server/meeting/minutes.cc). Holds no figure about a person or
/// an organisation, and nothing that ranks them.
import { TakeStance_Stance } from '@/gen/meeting/v1/operation_pb'
import type { Attendee, Item, Sheet } from '@/gen/meeting/v1/checkpoint_pb'
import { phases, terms } from './charter'
import { ReportNames } from './report_names'
import type { Fact, Line, Entry, PlanRow, Part, Report, ReportWanted } from './report_form'
import { withoutEmptyColumns } from './report_table'
import type { MeetingState } from './state'

/// What a plan's row may build on.
const grounds = new Set(['beschermend', 'risico', 'duwtje', 'wens', 'plandoel', 'interventie'])

export function reportOf(state: MeetingState, wanted: ReportWanted): Report {
  return new Writer(state, wanted).write()
}

function compare(a: readonly (string | number)[], b: readonly (string | number)[]): number {
  for (let i = 0; i < a.length; ++i) {
    const [left, right] = [a[i] ?? 0, b[i] ?? 0]
    if (left !== right) return left < right ? -1 : 1
  }
  return 0
}

class Writer {
  readonly #state: MeetingState
  readonly #wanted: ReportWanted
  readonly #names: ReportNames
  readonly #items = new Map<string, Item>() // what is neither removed nor withdrawn, by id
  readonly #standing: Item[] // neither removed nor parked, in the order of the boards
  readonly #stacks = new Map<string, Item[]>() // item -> those that lie on it
  readonly #parts: Part[] = []

  constructor(state: MeetingState, wanted: ReportWanted) {
    this.#state = state
    this.#wanted = wanted
    this.#names = new ReportNames(state, wanted.language, wanted.reader)
    const places = new Map<string, number>()
    const gone = new Set<string>() // with a page goes what stands on it
    for (const sheet of state.sheets) {
      if (sheet.removed) gone.add(sheet.id)
      places.set(sheet.id, places.size)
      const phase = phases(state).find((one) => one.id === sheet.phase)
      for (const region of phase?.regions ?? []) places.set(`${sheet.id}\0${region.id}`, places.size)
    }
    const byId = [...state.items.values()].sort((a, b) => compare([a.id], [b.id]))
    for (const item of byId) {
      if (!item.removed && !item.withdrawn && !gone.has(item.sheet)) this.#items.set(item.id, item)
    }
    const place = (key: string) => places.get(key) ?? places.size
    const key = (item: Item) => [
      place(item.sheet),
      place(`${item.sheet}\0${item.region}`),
      item.orderKey,
      item.place?.y ?? 0,
      item.place?.x ?? 0,
      item.id,
    ]
    this.#standing = [...this.#items.values()].filter((item) => !item.parked).sort((a, b) => compare(key(a), key(b)))
    for (const item of this.#standing) {
      if (item.stackedOn === '' || !this.#items.has(item.stackedOn)) continue
      this.#stacks.set(item.stackedOn, [...(this.#stacks.get(item.stackedOn) ?? []), item])
    }
  }

  write(): Report {
    const created = this.#state.created
    this.#whoWasThere()
    this.#section('Doel van het overleg', 'Purpose of the meeting', ['doel'])
    this.#section('Toezeggingen', 'Commitments', ['commitment'])
    this.#section('Kern van het probleem', 'The problem', ['probleemdefinitie'])
    this.#factors()
    this.#ownWords()
    this.#section('Gewenst beeld', 'Desired picture', ['wens'])
    this.#plan()
    this.#decisions()
    this.#section('Afspraken', 'Agreements', ['afspraak', 'terugvalafspraak', 'keuze'])
    this.#openQuestions()
    this.#parkedIdeas()
    this.#boards()
    return {
      title: created?.title || this.#words('Verslag', 'Report'),
      language: created?.language === 'en' ? 'en' : 'nl',
      settled: this.#state.course.settled,
      practice: created?.practice ?? false,
      facts: this.#facts(),
      note: this.#words(
        'Dit verslag bevat wat de lezer voor wie het is gemaakt mag zien. Tijden zijn Nederlandse tijd.',
        'This report holds what the reader it was made for may see. Times are Dutch time.',
      ),
      parts: this.#parts,
    }
  }

  #words(nl: string, en: string): string {
    return this.#names.pick(nl, en)
  }

  #heading(level: 2 | 3 | 4, text: string, sheet?: string): void {
    this.#parts.push(sheet === undefined ? { type: 'heading', level, text } : { type: 'heading', level, text, sheet })
  }

  #facts(): Fact[] {
    const { course, created } = this.#state
    const names = this.#names
    let held = ''
    if (course.begunMs !== 0n) {
      held = `${names.date(course.begunMs)}, ${names.clock(course.begunMs)}`
      if (course.endedMs !== 0n) held += `–${names.clock(course.endedMs)}`
    }
    const { whenMs } = this.#wanted
    return [
      {
        name: this.#words('Status', 'Status'),
        value: course.settled ? this.#words('vastgesteld', 'settled') : this.#words('concept', 'draft'),
      },
      { name: this.#words('Casus', 'Case'), value: created?.caseLabel ?? '' },
      { name: this.#words('Werkvorm', 'Method'), value: names.label(created?.method?.name) },
      { name: this.#words('Gehouden', 'Held'), value: held },
      {
        name: this.#words('Let op', 'Mind'),
        value: created?.practice ? this.#words('dit is een oefening', 'this is an exercise') : '',
      },
      { name: this.#words('Verslag voor', 'Report for'), value: this.#wanted.forWhom },
      { name: this.#words('Gemaakt', 'Made'), value: `${names.date(whenMs)}, ${names.clock(whenMs)}` },
    ].filter((fact) => fact.value !== '')
  }

  #whoWasThere(): void {
    this.#heading(2, this.#words('Wie er waren', 'Who was there'))
    const came = this.#state.attendees.filter((one) => one.stays.length > 0)
    const absent = this.#state.attendees.filter((one) => one.stays.length === 0)
    if (came.length === 0) {
      this.#parts.push({ type: 'words', text: this.#words('Niemand is binnengekomen.', 'Nobody came in.') })
    } else {
      const head = [
        this.#words('Naam', 'Name'),
        this.#words('Rol', 'Role'),
        this.#words('Organisatie', 'Organisation'),
        this.#words('Van–tot', 'From–to'),
        this.#words('Hoe', 'How'),
      ]
      this.#parts.push(
        withoutEmptyColumns(
          head,
          came.map((one) => ({ item: '', cells: this.#attended(one) })),
        ),
      )
    }
    if (absent.length > 0) {
      const names = absent.map((one) => one.participant?.name ?? '').join(', ')
      this.#parts.push({
        type: 'words',
        text: this.#words('Uitgenodigd, niet aanwezig: ', 'Invited, not present: ') + names,
      })
    }
  }

  #attended(attendee: Attendee): string[] {
    const who = attendee.participant
    const when = attendee.stays.map(
      (stay) => `${this.#names.clock(stay.fromMs)}–${stay.toMs === 0n ? '' : this.#names.clock(stay.toMs)}`,
    )
    const how = new Set(attendee.stays.map((stay) => this.#names.location(stay.location)).filter((one) => one !== ''))
    return [
      who?.name ?? '',
      this.#names.role(who?.role ?? ''),
      who?.organisationName || (who?.organisation ?? ''),
      when.join(', '),
      [...how].join(', '),
    ]
  }

  #of(kinds: readonly string[]): Item[] {
    return this.#standing.filter((item) => kinds.includes(item.kind))
  }

  #saidBy(item: Item): string {
    return item.saidBy === '' ? this.#words('spreker onbekend', 'speaker unknown') : this.#names.person(item.saidBy)
  }

  #about(item: Item): string {
    let text = this.#saidBy(item)
    if (item.typedBy !== item.saidBy && item.typedBy !== '') {
      text += this.#words(', genoteerd door ', ', noted by ') + this.#names.person(item.typedBy)
    }
    if (item.madeMs !== 0n) text += `, ${this.#names.clock(item.madeMs)}`
    const tag = (set: string, term: string) => {
      if (term !== '') text += `; ${this.#names.term(set, term)}`
    }
    tag('domain', item.domain)
    tag('epistemic', item.epistemic)
    if (item.source !== '') text += this.#words('; bron: ', '; source: ') + this.#names.term('source', item.source)
    tag('world', item.world)
    const level = item.visibility?.level ?? ''
    if (level !== '' && level !== 'deelnemers') {
      text += this.#words('; zichtbaar voor: ', '; visible to: ') + this.#names.term('visibility', level)
    }
    return text
  }

  #fields(item: Item): Line[] {
    return item.fields
      .map((field) => ({ name: this.#names.fieldName(item, field.field), text: this.#names.field(item, field.field) }))
      .filter((line) => line.text !== '')
  }

  #stances(item: Item): Line[] {
    const named: readonly [TakeStance_Stance, string][] = [
      [TakeStance_Stance.AGREE, this.#words('Eens', 'Agrees')],
      [TakeStance_Stance.PARTLY, this.#words('Deels eens', 'Agrees partly')],
      [TakeStance_Stance.ABSTAIN, this.#words('Onthoudt zich', 'Abstains')],
      [TakeStance_Stance.DISSENT, this.#words('Niet eens', 'Dissents')],
    ]
    return named.flatMap(([stance, name]) =>
      item.stances
        .filter((taken) => taken.stance === stance)
        .map((taken) => ({
          name,
          text: this.#names.person(taken.participant) + (taken.words === '' ? '' : `: “${taken.words}”`),
        })),
    )
  }

  // That it rested on something, not on what (PV-05).
  #rested(item: Item): Line[] {
    if (!item.restedOnWithdrawn) return []
    const text = this.#words('Iets waarop dit rustte is ingetrokken.', 'Something this rested on was withdrawn.')
    return [{ name: '', text }]
  }

  #entry(item: Item): Entry {
    const lines = [...this.#fields(item), ...this.#rested(item)]
    if (item.resolved) {
      const answer = this.#items.get(item.answeredBy)
      lines.push({ name: this.#words('Beantwoord', 'Answered'), text: answer?.text ?? '' })
    }
    lines.push(...this.#stances(item))
    for (const comment of item.comments) {
      if (!comment.removed) lines.push({ name: this.#names.person(comment.saidBy), text: comment.text })
    }
    return {
      item: item.id,
      kind: item.kind,
      text: item.text,
      about: this.#about(item),
      lines,
      stacked: (this.#stacks.get(item.id) ?? []).map((on) => this.#entry(on)),
    }
  }

  #entries(items: readonly Item[]): void {
    this.#parts.push({ type: 'entries', entries: items.map((item) => this.#entry(item)) })
  }

  #section(nl: string, en: string, kinds: readonly string[]): void {
    const items = this.#of(kinds)
    if (items.length === 0) return
    this.#heading(2, this.#words(nl, en))
    this.#entries(items)
  }

  #factors(): void {
    const domains = terms(this.#state, 'domain').map((term) => term.id)
    const rank = (item: Item) => (domains.includes(item.domain) ? domains.indexOf(item.domain) : domains.length)
    const all = this.#of(['beschermend', 'risico']).sort((a, b) => compare([rank(a), a.kind], [rank(b), b.kind]))
    if (all.length === 0) return
    this.#heading(2, this.#words('Beschermende en risicofactoren', 'Protective and risk factors'))
    // The client's side is not told the domain of a card; where none has one, there is nothing to group by.
    const grouped = all.some((item) => item.domain !== '')
    for (const domain of new Set(all.map(rank))) {
      const here = all.filter((item) => rank(item) === domain)
      const id = domains[domain]
      const name =
        id === undefined ? this.#words('Zonder leefgebied', 'Without a life domain') : this.#names.term('domain', id)
      if (grouped) this.#heading(3, name)
      for (const kind of new Set(here.map((item) => item.kind))) {
        this.#parts.push({ type: 'kind', text: this.#names.kind(kind) })
        this.#entries(here.filter((item) => item.kind === kind))
      }
    }
  }

  #quotation(item: Item, who: string): void {
    this.#parts.push({ type: 'quotation', item: item.id, text: item.text, who })
  }

  #ownWords(): void {
    const quotes = this.#of(['citaat_client'])
    if (quotes.length === 0) return
    this.#heading(2, this.#words('In eigen woorden', 'In the client’s own words'))
    for (const item of quotes) this.#quotation(item, this.#saidBy(item))
  }

  // What something of the plan works out or answers, by the links between them.
  #buildsOn(item: Item): string {
    return [...this.#state.links.values()]
      .filter((link) => !link.removed && (link.from === item.id || link.to === item.id))
      .sort((a, b) => compare([a.id], [b.id]))
      .map((link) => this.#items.get(link.from === item.id ? link.to : link.from))
      .filter((other) => other !== undefined && grounds.has(other.kind))
      .map((other) => other?.text ?? '')
      .join('; ')
  }

  // As it says itself, or else by the region where it lies: plan_kort, plan_lang.
  #horizon(item: Item): string {
    const said = this.#names.field(item, 'horizon')
    if (said !== '' || !item.region.startsWith('plan_')) return said
    return this.#names.term('horizon', item.region.slice('plan_'.length))
  }

  #planRow(item: Item): PlanRow {
    const field = (id: string) => this.#names.field(item, id)
    let who = field(item.kind === 'actie' ? 'eigenaar' : 'uitvoerder')
    const company = field('met')
    if (company !== '') who += this.#words(' met ', ' with ') + company
    return {
      item: item.id,
      cells: [
        item.text,
        this.#names.kind(item.kind),
        who,
        field('uiterlijk'),
        this.#horizon(item),
        field('soort'),
        field('status'),
        field('instemming_client'),
        field('meetbaar'),
        this.#buildsOn(item),
      ],
    }
  }

  #plan(): void {
    const rows = ['plandoel', 'interventie', 'actie'].flatMap((kind) => this.#of([kind]))
    if (rows.length === 0) return
    this.#heading(2, this.#words('Plan', 'Plan'))
    const head = [
      this.#words('Wat', 'What'),
      this.#words('Is een', 'Is a'),
      this.#words('Wie', 'Who'),
      this.#words('Uiterlijk', 'Due'),
      this.#words('Termijn', 'Horizon'),
      this.#words('Soort', 'Kind'),
      this.#words('Status', 'Status'),
      this.#words('Cliënt', 'Client'),
      this.#words('Hoe we het zien', 'How we see it'),
      this.#words('Bouwt op', 'Builds on'),
    ]
    this.#parts.push(
      withoutEmptyColumns(
        head,
        rows.map((item) => this.#planRow(item)),
      ),
    )
    const spoken = this.#of(['interventie']).filter((item) => item.stances.length > 0)
    if (spoken.length === 0) return
    this.#heading(3, this.#words('Standpunten over interventies', 'Stances on interventions'))
    const entries = spoken.map((item) => ({
      item: item.id,
      kind: item.kind,
      text: item.text,
      about: '',
      lines: this.#stances(item),
      stacked: [],
    }))
    this.#parts.push({ type: 'entries', entries })
  }

  #decisions(): void {
    const decided = this.#of(['besluit'])
    const dissents = this.#of(['minderheidsstandpunt'])
    if (decided.length === 0 && dissents.length === 0) return
    this.#heading(2, this.#words('Besluiten', 'Decisions'))
    for (const item of decided) {
      this.#heading(3, item.text)
      this.#parts.push({
        type: 'lines',
        item: item.id,
        lines: [...this.#fields(item), ...this.#rested(item), ...this.#stances(item)],
      })
    }
    if (dissents.length === 0) return
    this.#heading(3, this.#words('Minderheidsstandpunten', 'Dissent'))
    for (const item of dissents) {
      const over = this.#names.field(item, 'over')
      this.#quotation(item, this.#saidBy(item) + (over === '' ? '' : this.#words(', over: ', ', about: ') + over))
    }
  }

  #openQuestions(): void {
    const open = this.#of(['vraag', 'onbekend', 'beslisvraag']).filter((item) => !item.resolved)
    if (open.length === 0) return
    this.#heading(2, this.#words('Open vragen', 'Open questions'))
    this.#entries(open)
  }

  #parkedIdeas(): void {
    const parked = [...this.#items.values()].filter((item) => item.parked)
    if (parked.length === 0) return
    parked.sort((a, b) => Number(a.madeAt - b.madeAt))
    this.#heading(2, this.#words('Nog geparkeerd', 'Still parked'))
    const entries = parked.map((item) => {
      const reason = item.parked?.reason ?? ''
      return {
        item: item.id,
        kind: item.kind,
        text: item.text,
        about: this.#about(item) + (item.madeIn === '' ? '' : `; ${this.#names.phase(item.madeIn)}`),
        lines: reason === '' ? [] : [{ name: this.#words('Reden', 'Reason'), text: reason }],
        stacked: [],
      }
    })
    this.#parts.push({ type: 'entries', entries })
  }

  #boards(): void {
    this.#heading(2, this.#words('De borden', 'The boards'))
    for (const sheet of this.#state.sheets) {
      if (!sheet.removed) this.#sheet(sheet)
    }
  }

  #sheet(sheet: Sheet): void {
    const here = this.#standing.filter(
      (item) => item.sheet === sheet.id && (item.stackedOn === '' || !this.#items.has(item.stackedOn)),
    )
    if (here.length === 0) return
    const name = sheet.phase === '' ? this.#words('Vrij blad', 'Free page') : this.#names.phase(sheet.phase)
    this.#heading(3, sheet.title === '' ? name : `${name}: ${sheet.title}`, sheet.id)
    const regions = phases(this.#state).find((phase) => phase.id === sheet.phase)?.regions ?? []
    for (const region of regions) {
      const inside = here.filter((item) => item.region === region.id)
      this.#region(this.#names.region(sheet.phase, region.id), inside)
    }
    const named = new Set(regions.map((region) => region.id))
    this.#region(
      '',
      here.filter((item) => !named.has(item.region)),
    )
  }

  #region(name: string, items: readonly Item[]): void {
    if (items.length === 0) return
    if (name !== '') this.#heading(4, name)
    const entries = items.map((item) => {
      const entry = this.#entry(item)
      const tallies = item.tallies.map((tally) => ({
        name: this.#words(`Stemronde ${tally.round}`, `Voting round ${tally.round}`),
        text: `${tally.points}${this.#words(' punten', ' points')}`,
      }))
      return { ...entry, lines: [...entry.lines, ...tallies] }
    })
    this.#parts.push({ type: 'entries', entries })
  }
}
