import { describe, expect, it } from 'vitest'
import { ServerClock } from '@/replica/server_clock'

class Local {
  ms = 1_000_000
  readonly clock = new ServerClock(() => this.ms)
}

describe('the server’s clock', () => {
  it('is our own as long as nothing speaks against it', () => {
    const { clock, ms } = new Local()
    clock.heard(ms - 40, true)
    expect(clock.now()).toBe(ms)
  })
  it('is put forward when a record comes from later than now', () => {
    const { clock, ms } = new Local()
    clock.heard(ms + 90_000, true)
    expect(clock.now()).toBe(ms + 90_000)
  })
  it('is put back when what was logged just now is minutes old', () => {
    const { clock, ms } = new Local()
    clock.heard(ms - 300_000, true)
    expect(clock.now()).toBe(ms - 298_000)
    clock.heard(ms - 299_950, false, ms - 60)
    expect(clock.now()).toBeGreaterThanOrEqual(ms - 299_950)
  })
  it('takes nothing from records that waited for us, and nothing from an import', () => {
    const { clock, ms } = new Local()
    clock.heard(ms - 3_600_000, false)
    clock.heard(0, true)
    expect(clock.now()).toBe(ms)
  })
  it('does not run back', () => {
    const local = new Local()
    local.clock.heard(local.ms + 5000, true)
    const before = local.clock.now()
    local.ms -= 100
    expect(local.clock.now()).toBe(before)
    local.ms += 200
    expect(local.clock.now()).toBeGreaterThan(before)
  })
})
