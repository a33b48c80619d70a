// Meetings by chance: pages that open, close and lose their line at any step, a server that restarts and refuses, cards
// that go out of sight and come back, two hands in one text. After quiet every page holds what the server shows it, and
// every character that was typed is on the board, or lies with its author as not placed.
import { ChangeSet, type Text } from '@codemirror/state'
import { describe, expect, it } from 'vitest'
import { stateHash } from '@/model/state_hash'
import { MeetingSession } from '@/replica/meeting_session.svelte'
import type { TextChannel } from '@/replica/session'
import { Chance } from './chance'
import { SimulatedServer } from './simulated_server'
import { Clock, Page, Store } from './simulated_world'

const people = { mirjam: 'procesregisseur', wouter: 'partner', karim: 'casusregisseur' }

/// A page with an editor or two; each screen is kept by what its channel says alone.
interface Tab {
  readonly who: string
  readonly page: Page
  readonly session: MeetingSession
  readonly editors: Map<string, { channel: TextChannel; screen: Text }>
}

class Run {
  readonly clock = new Clock()
  readonly chance: Chance
  readonly server: SimulatedServer
  readonly stores = new Map(Object.keys(people).map((who) => [who, new Store(who)]))
  readonly typed = new Set<string>()
  readonly removed = new Set<string>()
  tabs: Tab[] = []
  #next = 0x4e00

  constructor(seed: number) {
    this.chance = new Chance(seed)
    this.server = new SimulatedServer(people, this.clock, this.chance)
    const refusals = new Chance(seed + 77)
    this.server.refuses = () => (refusals.oneIn(40) ? 'meeting_full' : undefined)
  }

  async run(steps: number): Promise<void> {
    for (const who of Object.keys(people)) await this.#opens(who)
    for (let step = 0; step < steps; ++step) {
      await this.#step()
      await this.clock.pass(this.chance.oneIn(3) ? this.chance.upTo(400) : this.chance.upTo(30))
    }
    this.server.refuses = () => undefined
    for (const tab of this.tabs) {
      for (const { channel } of tab.editors.values()) channel.close()
      tab.editors.clear()
      tab.page.goOnline()
    }
    for (const who of Object.keys(people)) if (!this.tabs.some((tab) => tab.who === who)) await this.#opens(who)
    await this.clock.pass(150_000)
  }

  expectQuiet(): void {
    for (const { session, who } of this.tabs) {
      expect(session.connection.state).toBe('live')
      expect(session.unsaved, 'unsaved').toBe(0)
      expect([...session.waiting]).toEqual([])
      expect(session.state).toBe(session.confirmed)
      expect(stateHash(session.confirmed), `${who} holds what the server shows`).toBe(
        stateHash(this.server.project(who)),
      )
    }
    const board = [...this.server.state.items.values()].map(
      (item) => item.text + item.comments.map((one) => one.text).join(''),
    )
    const there = characters(board.join(''))
    expect(there.length, 'nothing came twice').toBe(new Set(there).size)
    const placed = new Set(there)
    const set = [...this.stores.values()].flatMap((store) => [...store.kept.values()])
    const aside = new Set(characters(set.flatMap(({ notPlaced }) => notPlaced.map(({ text }) => text)).join('')))
    expect(set.flatMap(({ operations, texts }) => [...operations, ...texts])).toEqual([])
    for (const one of this.typed) {
      expect(placed.has(one) || aside.has(one) || this.removed.has(one), `${one} is somewhere`).toBe(true)
    }
  }

  async #opens(who: string): Promise<void> {
    const store = this.stores.get(who)
    if (!store) return
    const page = new Page(who, this.clock, this.server, this.chance)
    page.delayMs = this.chance.pick([5, 40, 200])
    const session = new MeetingSession('m1', {
      link: page,
      keeper: store.page(),
      address: (meeting) => meeting,
      leave: () => Promise.resolve(),
      beforeGoing: () => () => undefined,
    })
    this.tabs.push({ who, page, session, editors: new Map() })
    await this.clock.pass(this.chance.upTo(600))
  }

  async #step(): Promise<void> {
    const tab = this.chance.pick(this.tabs)
    const { session, page } = tab
    const what = this.chance.upTo(99)
    if (what < 6) page.cut(!this.chance.oneIn(4))
    else if (what < 10) page.goOffline()
    else if (what < 18) page.goOnline()
    else if (what < 20) this.server.restarts(this.chance.oneIn(2))
    else if (what < 23) this.server.forgetsRecent()
    else if (what < 26) await this.#closes(tab)
    else if (session.connection.state !== 'opening' && session.state.created) this.#acts(tab)
  }

  // Sometimes with an editor open, sometimes two pages of one person.
  async #closes(tab: Tab): Promise<void> {
    if (!this.chance.oneIn(3)) {
      this.tabs = this.tabs.filter((other) => other !== tab)
      tab.session.close()
      tab.page.cut()
    }
    if (this.tabs.length < 5) await this.#opens(tab.who)
  }

  #acts(tab: Tab): void {
    const { session } = tab
    const items = [...session.state.items.keys()]
    const what = this.chance.upTo(19)
    if (items.length === 0 || what < 2) {
      session.send({ case: 'addItem', value: { kind: 'feit', text: this.#words() } })
      return
    }
    const item = this.chance.pick(items)
    if (what < 9) this.#types(tab, item)
    else if (what < 10) this.#leavesEditor(tab)
    else if (what < 11) session.send({ case: 'addComment', value: { item, text: this.#words() } })
    else if (what < 13) session.send({ case: 'moveItem', value: { item, behind: this.chance.pick(items) } })
    else if (what < 14) session.send({ case: 'setField', value: { item, value: { field: 'kind', values: ['zorg'] } } })
    else if (what < 15) session.send({ case: 'remove', value: { thing: item } })
    else if (what < 16) session.send({ case: 'restore', value: { thing: item } })
    else if (what < 17) this.#splits(tab, item)
    else {
      const level = this.chance.pick(['deelnemers', 'prive', 'bron_en_regie'])
      session.send({ case: 'setVisibility', value: { item, visibility: { level } } })
    }
  }

  #words(): string {
    let text = ''
    for (let count = 1 + this.chance.upTo(2); count > 0; --count) {
      const character = String.fromCodePoint(this.chance.oneIn(5) ? 0x20000 + this.#next++ : this.#next++)
      this.typed.add(character)
      text += character
    }
    return text
  }

  #types(tab: Tab, item: string): void {
    let editor = tab.editors.get(item)
    if (!editor) {
      const channel = tab.session.text(item)
      const opened = { channel, screen: channel.doc }
      channel.onRemote((change) => (opened.screen = change.apply(opened.screen)))
      tab.editors.set(item, opened)
      editor = opened
    }
    const text = editor.screen.toString()
    expect(text).toBe(editor.channel.doc.toString())
    const places = [0]
    for (const one of characters(text)) places.push((places.at(-1) ?? 0) + one.length)
    const from = this.chance.pick(places)
    const later = places.filter((place) => place >= from)
    const to = this.chance.oneIn(4) ? this.chance.pick(later.slice(0, 3)) : from
    for (const one of characters(text.slice(from, to))) this.removed.add(one)
    const change = ChangeSet.of({ from, to, insert: this.#words() }, text.length)
    editor.screen = change.apply(editor.screen)
    editor.channel.local(change)
  }

  #leavesEditor(tab: Tab): void {
    const [first] = tab.editors
    if (!first) return
    first[1].channel.close()
    tab.editors.delete(first[0])
  }

  #splits(tab: Tab, item: string): void {
    const text = tab.session.state.items.get(item)?.text ?? ''
    const all = characters(text)
    if (all.length < 2) return
    const at = all.slice(0, 1 + this.chance.upTo(all.length - 2)).join('').length
    tab.session.send({ case: 'splitItem', value: { item, at } })
  }
}

function characters(text: string): string[] {
  return Array.from(text.replaceAll(' ', ''))
}

const seeds = Number(process.env['FLIPOVER_SEEDS'] ?? 200)
const first = Number(process.env['FLIPOVER_SEED'] ?? 0)

describe('meetings by chance', () => {
  it(`hold what the server shows, and lose nothing that was typed, over ${seeds} seeds`, async () => {
    for (let seed = first; seed < first + seeds; ++seed) {
      const run = new Run(seed)
      try {
        await run.run(70)
        run.expectQuiet()
      } catch (error) {
        throw new Error(`seed ${seed}, rerun: FLIPOVER_SEED=${seed} FLIPOVER_SEEDS=1`, { cause: error })
      }
    }
  }, 600_000)
})
