/// What the other tests lean on: a wire does to the bytes what it says, and what is said stands with the server.
import { expect, test } from './harness/meeting'

test('a wire is slow, still, or cut when told so, and whole again afterwards', async ({ server, wires }) => {
  const wire = wires.take()
  const asks = async (patienceMs = 5_000) => {
    const from = performance.now()
    const answer = await fetch(`${wire.origin}/healthz`, {
      signal: AbortSignal.timeout(patienceMs),
      headers: { connection: 'close' },
    })
    expect(await answer.text()).toBe('ok\n')
    return performance.now() - from
  }
  expect(wire.origin).not.toBe(server.origin)
  await asks()
  wire.slow(150)
  expect(await asks()).toBeGreaterThanOrEqual(299)
  wire.slow(0)
  wire.hold('down')
  await expect(asks(300)).rejects.toThrow(/timeout/u)
  const held = asks()
  wire.release()
  await held
  wire.cut()
  await expect(asks()).rejects.toThrow(/fetch failed/u)
  wire.mend()
  await asks()
})

test('what a guest says by another way stands with the server, and what is refused is told', async ({ meeting }) => {
  const chair = await meeting.guest('Sanne', 'procesregisseur')
  await chair.says([
    { case: 'goToPhase', value: { phase: 'probleem' } },
    { case: 'addItem', value: { kind: 'feit', text: 'slaapt slecht' } },
    { case: 'addComment', value: { item: '@2', text: 'sinds mei' } },
  ])
  const { state } = await chair.api.state(meeting.id)
  expect(state?.items.map((item) => item.text)).toEqual(['slaapt slecht'])
  expect(state?.items[0]?.comments.map((comment) => comment.text)).toEqual(['sinds mei'])
  await expect(chair.says([{ case: 'resolve', value: { item: 'nowhere' } }])).rejects.toThrow(/unknown_thing/u)
})
