/// The time of a step, in words that hurry nobody: how long there is left, or how far it is over.
import type { Course } from '@/gen/meeting/v1/checkpoint_pb'
import type { Phase } from '@/gen/meeting/v1/method_pb'

const minute = 60_000

export type StepTime =
  | { readonly state: 'none' } // the step has no time of its own
  | { readonly state: 'left'; readonly minutes: number; readonly untilMs: number }
  | { readonly state: 'over'; readonly minutes: number; readonly untilMs: number }

/// Of the step the meeting is in. What is left is rounded up and what is over down: "nog 1 min" until the very end.
export function stepTime(course: Course, phase: Phase | undefined, nowMs: number): StepTime {
  const agreed = (phase?.minutes ?? 0) * minute + course.extendedSeconds * 1000
  if (!phase || agreed <= 0 || course.phaseSinceMs === 0n) return { state: 'none' }
  const untilMs = Number(course.phaseSinceMs) + agreed
  const left = untilMs - nowMs
  if (left > 0) return { state: 'left', minutes: Math.ceil(left / minute), untilMs }
  return { state: 'over', minutes: Math.floor(-left / minute), untilMs }
}
