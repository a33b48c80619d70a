import { create } from '@bufbuild/protobuf'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import { ScreenViewSchema, type ScreenView } from '@/gen/meeting/v1/api_pb'
import { Pairing } from '@/view/room/pairing.svelte'

class Away extends Error {}
const view = (code: string, meeting = '', door = ''): ScreenView => create(ScreenViewSchema, { code, meeting, door })

function paired(mine: () => Promise<ScreenView>, codes: string[]) {
  const askScreenCode = vi.fn(() => Promise.resolve(view(codes.shift() ?? '')))
  const pairing = new Pairing({ askScreenCode, myScreen: mine }, (error) => error instanceof Away)
  pairing.start()
  return { pairing, askScreenCode }
}

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

test('a new screen asks for a code and shows the meeting once a chair typed it in', async () => {
  let answer = (): Promise<ScreenView> => Promise.reject(new Error('not found'))
  const { pairing, askScreenCode } = paired(() => answer(), ['K7M2QX'])
  await vi.advanceTimersByTimeAsync(0)
  expect(pairing.code).toBe('K7M2QX')
  answer = () => Promise.resolve(view('K7M2QX'))
  await vi.advanceTimersByTimeAsync(4_000)
  expect(pairing.meeting).toBe('')
  answer = () => Promise.resolve(view('', 'm1'))
  await vi.advanceTimersByTimeAsync(2_000)
  expect(pairing.meeting).toBe('m1')
  expect(askScreenCode).toHaveBeenCalledTimes(1)
  pairing.stop()
})

test('a screen that was paired already goes to its meeting without a code', async () => {
  const { pairing, askScreenCode } = paired(() => Promise.resolve(view('', 'm1')), [])
  await vi.advanceTimersByTimeAsync(0)
  expect(pairing.meeting).toBe('m1')
  expect(askScreenCode).not.toHaveBeenCalled()
  pairing.stop()
})

test('a code that gets old is replaced before people type it in vain', async () => {
  const { pairing } = paired(() => Promise.resolve(view(pairing_code())), ['AAAAAA', 'BBBBBB'])
  function pairing_code(): string {
    return pairing.code
  }
  await vi.advanceTimersByTimeAsync(0)
  expect(pairing.code).toBe('AAAAAA')
  await vi.advanceTimersByTimeAsync(9 * 60_000 + 4_000)
  expect(pairing.code).toBe('BBBBBB')
  pairing.stop()
})

test('without a line it keeps the code, says so and goes on asking', async () => {
  let down = false
  const mine = (): Promise<ScreenView> => (down ? Promise.reject(new Away()) : Promise.resolve(view('K7M2QX')))
  const { pairing } = paired(mine, [])
  await vi.advanceTimersByTimeAsync(0)
  down = true
  await vi.advanceTimersByTimeAsync(2_000)
  expect([pairing.offline, pairing.code]).toEqual([true, 'K7M2QX'])
  down = false
  await vi.advanceTimersByTimeAsync(2_000)
  expect(pairing.offline).toBe(false)
  pairing.stop()
})

test('a screen that shows a meeting shows its door while that is open, and forgets it with the meeting', async () => {
  let door = ''
  const { pairing } = paired(() => Promise.resolve(view('', 'm1', door)), ['NEWONE'])
  await vi.advanceTimersByTimeAsync(0)
  expect(pairing.door).toBe('')
  door = 'secret-of-the-door'
  await vi.advanceTimersByTimeAsync(5_000)
  expect(pairing.door).toBe('secret-of-the-door')
  pairing.again()
  expect(pairing.door).toBe('')
  pairing.stop()
})

test('stopped and started anew it goes on asking', async () => {
  let meeting = 'm1'
  const { pairing } = paired(() => Promise.resolve(view('', meeting)), ['NEWONE'])
  await vi.advanceTimersByTimeAsync(0)
  pairing.stop()
  pairing.start()
  await vi.advanceTimersByTimeAsync(0)
  meeting = ''
  pairing.again()
  await vi.advanceTimersByTimeAsync(0)
  expect([pairing.meeting, pairing.code]).toEqual(['', 'NEWONE'])
  meeting = 'm1'
  await vi.advanceTimersByTimeAsync(2_000)
  expect(pairing.meeting).toBe('m1')
  pairing.stop()
})

test('a screen that was closed asks for another code', async () => {
  let answer = (): Promise<ScreenView> => Promise.resolve(view('', 'm1'))
  const { pairing } = paired(() => answer(), ['NEWONE'])
  await vi.advanceTimersByTimeAsync(0)
  expect(pairing.meeting).toBe('m1')
  answer = () => Promise.resolve(view('NEWONE'))
  pairing.again()
  await vi.advanceTimersByTimeAsync(0)
  expect([pairing.meeting, pairing.code]).toEqual(['', 'NEWONE'])
  pairing.stop()
})
