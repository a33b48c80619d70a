import { create } from '@bufbuild/protobuf'
import { expect, test } from 'vitest'
import { CourseSchema } from '@/gen/meeting/v1/checkpoint_pb'
import { PhaseSchema } from '@/gen/meeting/v1/method_pb'
import { stepTime } from '@/view/head/step_time'

const minute = 60_000
const phase = create(PhaseSchema, { id: 'factoren', minutes: 23 })
const course = create(CourseSchema, { phase: 'factoren', phaseSinceMs: BigInt(100 * minute) })

test('what is left is told in whole minutes, rounded up', () => {
  expect(stepTime(course, phase, 100 * minute)).toEqual({ state: 'left', minutes: 23, untilMs: 123 * minute })
  expect(stepTime(course, phase, 122.9 * minute)).toMatchObject({ state: 'left', minutes: 1 })
})

test('what is over is rounded down, so that a moment over is no minute', () => {
  expect(stepTime(course, phase, 123.5 * minute)).toMatchObject({ state: 'over', minutes: 0 })
  expect(stepTime(course, phase, 126.2 * minute)).toMatchObject({ state: 'over', minutes: 3 })
})

test('time that the chair gave counts', () => {
  const extended = create(CourseSchema, { ...course, extendedSeconds: 300 })
  expect(stepTime(extended, phase, 100 * minute)).toMatchObject({ minutes: 28 })
})

test('a step without minutes has no time', () => {
  expect(stepTime(course, create(PhaseSchema, { id: 'vrij' }), 100 * minute)).toEqual({ state: 'none' })
  expect(stepTime(course, undefined, 100 * minute)).toEqual({ state: 'none' })
})
