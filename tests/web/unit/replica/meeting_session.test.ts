import { ChangeSet } from '@codemirror/state'
import '../speaks_dutch'
import { describe, expect, it } from 'vitest'
import { Goodbye_ComeBack } from '@/gen/meeting/v1/session_pb'
import { stateHash } from '@/model/state_hash'
import { MeetingSession } from '@/replica/meeting_session.svelte'
import type { Session } from '@/replica/session'
import { shownOf } from '@/view/meeting/shown_of'
import { closeCodes } from '../link/close_code_table'
import { Chance } from './chance'
import { SimulatedServer } from './simulated_server'
import { Clock, Page, Store } from './simulated_world'

class World {
  readonly clock = new Clock()
  readonly luck = new Chance(1)
  readonly server = new SimulatedServer(
    { mirjam: 'procesregisseur', wouter: 'partner', karim: 'casusregisseur' },
    this.clock,
    this.luck,
  )
  readonly stores = new Map<string, Store>()

  async opens(who: string): Promise<Opened> {
    const store = this.stores.get(who) ?? new Store(who)
    this.stores.set(who, store)
    const page = new Page(who, this.clock, this.server, this.luck)
    const left: string[] = []
    const session = new MeetingSession('m1', {
      link: page,
      keeper: store.page(),
      address: (meeting) => meeting,
      leave: (meeting) => Promise.resolve(void left.push(meeting)),
      beforeGoing: () => () => undefined,
    })
    await this.clock.pass(500)
    return { session, page, store, left }
  }
  passes(ms = 1000): Promise<void> {
    return this.clock.pass(ms)
  }
  hashFor(who: string): string {
    return stateHash(this.server.project(who))
  }
  expectSame(session: Session): void {
    expect(session.unsaved).toBe(0)
    expect(session.state).toBe(session.confirmed)
    expect(stateHash(session.confirmed)).toBe(this.hashFor(session.me?.id ?? ''))
  }
}
interface Opened {
  session: MeetingSession
  page: Page
  store: Store
  left: string[]
}

const says = (text: string) => ({ case: 'addItem' as const, value: { kind: 'feit', text } })
const textOf = (session: Session, item: string) => session.state.items.get(item)?.text

describe('a session', () => {
  it('opens, and then is live with the meeting as this participant sees it', async () => {
    const world = new World()
    const { session } = await world.opens('mirjam')
    expect(session.connection.state).toBe('live')
    expect(session.me?.id).toBe('mirjam')
    world.expectSame(session)
  })

  it('shows at once what was asked, as waiting, and then as saved', async () => {
    const world = new World()
    const { session } = await world.opens('mirjam')
    const other = await world.opens('wouter')
    const sent = session.send(says('twee meldingen'))
    expect(textOf(session, sent.thing)).toBe('twee meldingen')
    expect(session.waiting.has(sent.thing)).toBe(true)
    expect(session.unsaved).toBe(1)
    await world.passes()
    expect(await sent.done).toMatchObject({ ok: true })
    expect(session.waiting.size).toBe(0)
    world.expectSame(session)
    world.expectSame(other.session)
    expect(textOf(other.session, sent.thing)).toBe('twee meldingen')
  })

  it('takes back what is refused, and keeps its words with the reason', async () => {
    const world = new World()
    const { session, store } = await world.opens('wouter')
    world.server.refuses = ({ kind }) => (kind.case === 'addItem' ? 'meeting_full' : undefined)
    const sent = session.send(says('te veel'))
    await world.passes()
    expect(await sent.done).toMatchObject({ ok: false, refused: { code: 'meeting_full', text: 'te veel' } })
    world.expectSame(session)
    expect(session.notPlaced.map(({ text }) => text)).toEqual(['te veel'])
    expect([...store.kept.values()].flatMap(({ notPlaced }) => notPlaced)).toHaveLength(1)
    world.server.refuses = () => undefined
    const [refused] = session.notPlaced
    if (refused) session.again(refused)
    await world.passes()
    expect(session.notPlaced).toEqual([])
    expect([...session.state.items.values()].map(({ text }) => text)).toEqual(['te veel'])
    expect([...store.kept.values()].flatMap(({ notPlaced }) => notPlaced)).toEqual([])
  })

  it('keeps writing without a line, and sends it once when the line is back', async () => {
    const world = new World()
    const { session, page } = await world.opens('mirjam')
    page.goOffline()
    await world.passes()
    expect(session.connection.state).toBe('offline')
    const first = session.send(says('een'))
    session.send({ case: 'setField', value: { item: first.thing, value: { field: 'source', values: ['eigen'] } } })
    const channel = session.text(first.thing)
    channel.local(ChangeSet.of({ from: 3, insert: ' en twee' }, 3))
    channel.close()
    await world.passes(60_000)
    expect(textOf(session, first.thing)).toBe('een en twee')
    expect(session.unsaved).toBeGreaterThan(0)
    page.goOnline()
    await world.passes(3000)
    expect(session.connection.state).toBe('live')
    world.expectSame(session)
    expect(textOf(session, first.thing)).toBe('een en twee')
    expect(world.server.log.filter(({ operation }) => operation?.kind.case === 'addItem')).toHaveLength(1)
  })

  it('merges two who type in one card, with one of them offline for a while', async () => {
    const world = new World()
    const a = await world.opens('mirjam')
    const b = await world.opens('wouter')
    const { thing } = a.session.send(says('P. woont alleen'))
    await world.passes()
    const [left, right] = [a.session.text(thing), b.session.text(thing)]
    let screen = right.doc
    right.onRemote((change) => (screen = change.apply(screen)))
    const types = (at: number, insert: string) => {
      const change = ChangeSet.of({ from: at, insert }, screen.length)
      screen = change.apply(screen)
      right.local(change)
    }
    b.page.goOffline()
    left.local(ChangeSet.of({ from: 0, insert: 'Sinds mei: ' }, 15))
    await world.passes()
    types(15, ' in Utrecht')
    types(26, '.')
    await world.passes()
    b.page.goOnline()
    await world.passes(5000)
    expect(textOf(a.session, thing)).toBe('Sinds mei: P. woont alleen in Utrecht.')
    expect(screen.toString()).toBe('Sinds mei: P. woont alleen in Utrecht.')
    world.expectSame(a.session)
    world.expectSame(b.session)
  })

  it('shows typing through a renewed checkpoint without a jump', async () => {
    const world = new World()
    const a = await world.opens('mirjam')
    const b = await world.opens('wouter')
    const { thing } = a.session.send(says('abc'))
    await world.passes()
    const channel = b.session.text(thing)
    let screen = channel.doc
    channel.onRemote((change) => (screen = change.apply(screen)))
    b.page.goOffline()
    const change = ChangeSet.of({ from: 3, insert: 'def' }, 3)
    screen = change.apply(screen)
    channel.local(change)
    a.session.text(thing).local(ChangeSet.of({ from: 0, insert: '_' }, 3))
    await world.passes()
    world.server.restarts(false)
    b.page.goOnline()
    await world.passes(5000)
    expect(screen.toString()).toBe('_abcdef')
    world.expectSame(b.session)
  })

  it('cuts a card where the hand stands, also while text is under way', async () => {
    const world = new World()
    const { session } = await world.opens('mirjam')
    const { thing } = session.send(says('een twee'))
    await world.passes()
    const channel = session.text(thing)
    channel.local(ChangeSet.of({ from: 3, insert: ' en' }, 8))
    channel.local(ChangeSet.of({ from: 0, insert: '1 ' }, 11))
    const split = session.send({ case: 'splitItem', value: { item: thing, at: 8 } })
    expect(textOf(session, thing)).toBe('1 een en')
    expect(textOf(session, split.thing)).toBe(' twee')
    channel.close()
    await world.passes(2000)
    expect(await split.done).toMatchObject({ ok: true })
    expect(textOf(session, thing)).toBe('1 een en')
    expect(textOf(session, split.thing)).toBe(' twee')
    world.expectSame(session)
  })

  it('keeps what was typed on a card that went out of sight, and says so when its editor closes', async () => {
    const world = new World()
    const a = await world.opens('mirjam')
    const b = await world.opens('wouter')
    const { thing } = a.session.send(says('abc'))
    await world.passes()
    const channel = b.session.text(thing)
    b.page.goOffline()
    channel.local(ChangeSet.of({ from: 3, insert: ' mijn woorden' }, 3))
    a.session.send({ case: 'setVisibility', value: { item: thing, visibility: { level: 'prive' } } })
    await world.passes()
    b.page.goOnline()
    await world.passes(5000)
    expect(b.session.state.items.has(thing)).toBe(false)
    expect(channel.doc.toString()).toBe('abc mijn woorden')
    channel.local(ChangeSet.of({ from: 16, insert: '!' }, 16))
    channel.close()
    expect(b.session.notPlaced.map(({ text }) => text.trim())).toEqual(['mijn woorden!'])
    expect(stateHash(b.session.confirmed)).toBe(world.hashFor('wouter'))
  })

  it('sends what a closed page left, once, from the next one', async () => {
    const world = new World()
    const { session, page, store } = await world.opens('mirjam')
    const { thing } = session.send(says('abc'))
    await world.passes()
    page.goOffline()
    session.send(says('zonder lijn'))
    const channel = session.text(thing)
    channel.local(ChangeSet.of({ from: 3, insert: 'def' }, 3))
    await world.passes()
    session.close()
    const later = await world.opens('mirjam')
    await world.passes(3000)
    world.expectSame(later.session)
    expect([...later.session.state.items.values()].map(({ text }) => text).sort()).toEqual(['abcdef', 'zonder lijn'])
    expect([...store.kept.values()].flatMap(({ operations, texts }) => [...operations, ...texts])).toEqual([])
  })

  it('gives two pages two client ids, and takes over what the other left', async () => {
    const world = new World()
    const first = await world.opens('mirjam')
    const second = await world.opens('mirjam')
    expect(new Set(world.server.clients).size).toBe(2)
    first.page.goOffline()
    first.session.send(says('van de eerste'))
    await world.passes()
    first.session.close()
    await world.passes(70_000)
    world.expectSame(second.session)
    expect([...second.session.state.items.values()].map(({ text }) => text)).toEqual(['van de eerste'])
    expect(world.server.log.filter(({ operation }) => operation?.kind.case === 'addItem')).toHaveLength(1)
    expect(first.store.kept.size).toBe(1)
  })

  it('does not send in the name of another participant what this device kept', async () => {
    const world = new World()
    const first = await world.opens('mirjam')
    first.page.goOffline()
    first.session.send(says('van mirjam'))
    await world.passes()
    first.session.close()
    world.stores.set('wouter', first.store)
    const other = await world.opens('wouter')
    await world.passes(3000)
    expect(other.session.me?.id).toBe('wouter')
    expect(world.server.log).toEqual([])
    world.expectSame(other.session)
    other.session.close()
    const again = await world.opens('mirjam')
    await world.passes(3000)
    expect([...again.session.state.items.values()].map(({ text }) => text)).toEqual(['van mirjam'])
  })

  it('keeps the line’s draft over a reload', async () => {
    const world = new World()
    const { session } = await world.opens('mirjam')
    expect(await session.draft()).toBe('')
    session.keepDraft('half een zin')
    session.close()
    const later = await world.opens('mirjam')
    expect(await later.session.draft()).toBe('half een zin')
  })

  it('keeps what was begun elsewhere beside it, each under its own name', async () => {
    const world = new World()
    const { session } = await world.opens('mirjam')
    session.keepDraft('half een zin')
    session.keepDraft('omdat', 'decision')
    session.keepDraft('weg', 'comment')
    session.keepDraft('', 'comment')
    session.close()
    const later = await world.opens('mirjam')
    expect(await later.session.draft('decision')).toBe('omdat')
    expect(await later.session.draft()).toBe('half een zin')
    expect(await later.session.draft('comment')).toBe('')
  })

  it('holds nothing any more once the right is gone, but what one typed oneself', async () => {
    const world = new World()
    const { session, page, store } = await world.opens('wouter')
    session.send(says('gezegd'))
    await world.passes()
    page.delayMs = 0
    session.send(says('niet meer aangekomen'))
    world.server.dismisses('wouter', 4003)
    await world.passes()
    expect(session.connection).toMatchObject({ state: 'closed', why: 'left', code: 4003 })
    expect(session.state.items.size).toBe(0)
    expect(session.confirmed.created).toBeUndefined()
    const kept = [...store.kept.values()].flatMap(({ operations }) => operations)
    expect(kept.map(({ operation }) => operation.kind.case)).toEqual(['addItem'])
  })

  // 4002 says that this page speaks in the name of another participant: it begins anew, as who it is.
  const comeBacks = { at_once: Goodbye_ComeBack.AT_ONCE, later: Goodbye_ComeBack.LATER, not: Goodbye_ComeBack.NOT }
  it.each(closeCodes.filter(({ code }) => code !== 4002))(
    'loses the board and what is typed by no goodbye but that which ends its right ($code, $comeBack)',
    async ({ code, comeBack }) => {
      const world = new World()
      const { session } = await world.opens('wouter')
      const { thing } = session.send(says('abc'))
      await world.passes()
      const channel = session.text(thing)
      world.server.dismisses('wouter', code, comeBacks[comeBack])
      await world.passes(50)
      const endsRight = [4001, 4003, 4013].includes(code)
      expect(session.connection.state).toBe(comeBack === 'not' ? 'closed' : 'offline')
      expect(session.state.created === undefined).toBe(endsRight)
      expect(shownOf(session)).toBe(endsRight ? 'parted' : 'table')
      channel.local(ChangeSet.of({ from: 3, insert: 'def' }, 3))
      await world.passes(60_000)
      expect(textOf(session, thing)).toBe(endsRight ? undefined : 'abcdef')
      if (comeBack === 'not') return
      expect(session.connection.state).toBe('live')
      world.expectSame(session)
    },
  )

  it('says how many of one’s words are not saved once the right is gone, and counts no move', async () => {
    const world = new World()
    const { session, page } = await world.opens('wouter')
    const { thing } = session.send(says('gezegd'))
    await world.passes()
    page.delayMs = 0
    session.send(says('niet meer aangekomen'))
    session.send({ case: 'moveItem', value: { item: thing } })
    world.server.dismisses('wouter', 4003)
    await world.passes()
    expect(session.connection.state).toBe('closed')
    expect(session.unsaved).toBe(1)
  })

  it('places a text that was refused for a sign in it, without that sign', async () => {
    const world = new World()
    const { session, page } = await world.opens('mirjam')
    const { thing } = session.send(says('abc'))
    await world.passes()
    page.goOffline()
    const channel = session.text(thing)
    channel.local(ChangeSet.of({ from: 3, insert: '\ufeffdef' }, 3)) // as an earlier page let in
    await world.passes()
    session.close()
    world.server.refuses = ({ kind }) =>
      kind.case === 'editText' && kind.value.spans.some(({ insert }) => insert.includes('\ufeff'))
        ? 'text_invalid'
        : undefined
    const later = await world.opens('mirjam')
    await world.passes(3000)
    expect(later.session.notPlaced).toMatchObject([{ code: 'text_invalid' }])
    for (const refused of later.session.notPlaced) later.session.again(refused)
    await world.passes(3000)
    expect(later.session.notPlaced).toEqual([])
    expect(textOf(later.session, thing)).toBe('abc def')
    world.expectSame(later.session)
  })

  it('says whether what one types is kept on this device', async () => {
    const world = new World()
    const keeping = await world.opens('mirjam')
    expect(keeping.session.keeps).toBe(true)
    world.stores.set('wouter', new Store('wouter', false))
    const keepless = await world.opens('wouter')
    expect(keepless.session.keeps).toBe(false)
  })

  it('asks no more than the server takes at once, and loses none of a thousand', async () => {
    const world = new World()
    const { session, page } = await world.opens('mirjam')
    page.goOffline()
    for (let count = 0; count < 1000; ++count) session.send(says(`kaart ${count}`))
    page.goOnline()
    await world.passes(20_000)
    expect(world.server.unansweredMost).toBeLessThanOrEqual(256)
    world.expectSame(session)
    expect(session.state.items.size).toBe(1000)
  })

  it('knows who points where, and forgets it with the line', async () => {
    const world = new World()
    const a = await world.opens('mirjam')
    const b = await world.opens('wouter')
    a.session.show({ item: 'x', head: 3 })
    a.session.show({ item: 'x', head: 4 })
    a.session.show({ item: 'x', head: 5 })
    await world.passes()
    expect(b.session.presence.get('mirjam')?.presence.head).toBe(5)
    b.page.goOffline()
    await world.passes()
    expect(b.session.presence.size).toBe(0)
  })

  it('calls everybody to a card', async () => {
    const world = new World()
    const a = await world.opens('mirjam')
    const b = await world.opens('wouter')
    const { thing } = a.session.send(says('hier'))
    a.session.send({ case: 'callToItem', value: { item: thing } })
    await world.passes()
    expect(b.session.called).toMatchObject({ item: thing, by: 'mirjam' })
  })

  it('tells each record once it is applied', async () => {
    const world = new World()
    const a = await world.opens('mirjam')
    const b = await world.opens('wouter')
    const heard: string[] = []
    const stop = b.session.onRecord(({ operation }) => {
      const kind = operation?.kind
      if (kind?.case === 'addItem') heard.push(String(b.session.state.items.get(kind.value.item)?.text))
    })
    a.session.send(says('een'))
    await world.passes()
    stop()
    a.session.send(says('twee'))
    await world.passes()
    expect(heard).toEqual(['een'])
  })
})
