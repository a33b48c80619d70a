// A board that came to differ from the server's, and one whose past is another's, are found and replaced; nothing typed is lost.
import { describe, expect, it } from 'vitest'
import { stateHash } from '@/model/state_hash'
import { Exchange, type ExchangeOwner } from '@/replica/exchange'
import { Chance } from './chance'
import { SimulatedServer } from './simulated_server'
import { Clock, Page, Store } from './simulated_world'

const kMinute = 60_000

class World {
  readonly clock = new Clock()
  readonly luck = new Chance(3)
  readonly server = new SimulatedServer({ mirjam: 'procesregisseur', wouter: 'partner' }, this.clock, this.luck)

  async opens(who: string): Promise<{ exchange: Exchange; page: Page }> {
    const page = new Page(who, this.clock, this.server, this.luck)
    const keeper = new Store(who).page()
    const owner: ExchangeOwner = {
      told: () => undefined,
      limits: () => undefined,
      unconfirmed: () => undefined,
      present: () => undefined,
      parted: () => undefined,
      disowned: () => undefined,
      now: () => page.now(),
      writtenIn: () => 0n,
    }
    const exchange = new Exchange(await keeper.claim('m1'), 'm1', page, keeper, owner)
    exchange.open()
    await this.clock.pass(1000)
    return { exchange, page }
  }
  says(exchange: Exchange, text: string): string {
    return exchange.ask({ case: 'addItem', value: { kind: 'feit', text } } as never, 0n).thing
  }
  expectRight({ replica }: Exchange, who: string): void {
    expect(stateHash(replica.confirmed)).toBe(stateHash(this.server.project(who)))
  }
}

describe('a board', () => {
  it('that differs by one place is fetched anew within ten minutes, and what waits is kept', async () => {
    const world = new World()
    const { exchange } = await world.opens('mirjam')
    const item = world.says(exchange, 'twee meldingen')
    await world.clock.pass(1000)
    const { replica } = exchange
    const held = replica.confirmed.items.get(item)
    if (!held) throw new Error('it was not taken')
    const items = new Map(replica.confirmed.items).set(item, { ...held, text: `\ufeff${held.text}` })
    replica.confirmed = { ...replica.confirmed, items }
    await world.clock.pass(11 * kMinute)
    expect(world.server.boardsChecked[0]).toEqual({ participant: 'mirjam', right: false })
    world.expectRight(exchange, 'mirjam')
    expect(replica.confirmed.items.get(item)?.text).toBe('twee meldingen')
    world.says(exchange, 'en het gaat door')
    await world.clock.pass(1000)
    world.expectRight(exchange, 'mirjam')
  })

  it('is compared every five minutes at most', async () => {
    const world = new World()
    await world.opens('mirjam')
    await world.clock.pass(60 * kMinute)
    const checks = world.server.boardsChecked
    expect(checks.length).toBeGreaterThan(8)
    expect(checks.length).toBeLessThanOrEqual(12)
    expect(checks.every(({ right }) => right)).toBe(true)
  })

  it('is not compared while something waits', async () => {
    const world = new World()
    const { exchange, page } = await world.opens('mirjam')
    page.goOffline()
    world.says(exchange, 'nog niet verstuurd')
    await world.clock.pass(12 * kMinute)
    expect(world.server.boardsChecked).toEqual([])
  })

  it('of another past is not resumed: the whole comes anew, and what waited goes again once', async () => {
    const world = new World()
    const { exchange, page } = await world.opens('mirjam')
    world.says(exchange, 'voor de kopie')
    await world.clock.pass(1000)
    const { replica } = exchange
    const other = new World()
    const { exchange: elsewhere } = await other.opens('wouter')
    other.says(elsewhere, 'in de andere geschiedenis')
    await other.clock.pass(1000)
    expect(other.server.state.number).toBe(replica.upto)
    // The server was put back from a backup, and others wrote on in it up to the very number that this page holds.
    world.server.restores(other.server, new Uint8Array([2]))
    page.cut()
    const waited = world.says(exchange, 'nog onderweg')
    await world.clock.pass(20_000)
    world.expectRight(exchange, 'mirjam')
    const texts = [...replica.confirmed.items.values()].map(({ text }) => text).sort()
    expect(texts).toEqual(['in de andere geschiedenis', 'nog onderweg'])
    expect(replica.confirmed.items.has(waited)).toBe(true)
  })
})
