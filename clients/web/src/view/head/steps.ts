/// The steps of a method as the stepper shows them.
import { phases } from '@/model/charter'
import type { MeetingState } from '@/model/state'
import type { Label, Phase } from '@/gen/meeting/v1/method_pb'

export interface Step {
  readonly id: string
  readonly number: number // from 1, as people count
  readonly name: Label | undefined
  readonly short: Label | undefined
  readonly when: 'done' | 'now' | 'ahead'
}

export function steps(state: MeetingState): readonly Step[] {
  return phases(state).map((phase, index) => ({
    id: phase.id,
    number: index + 1,
    name: phase.name,
    short: phase.shortName ?? phase.name,
    when: phase.id === state.course.phase ? 'now' : state.course.visited.includes(phase.id) ? 'done' : 'ahead',
  }))
}

export function neighbours(state: MeetingState): {
  readonly before: Step | undefined
  readonly after: Step | undefined
} {
  const all = steps(state)
  const now = all.findIndex((step) => step.when === 'now')
  return { before: now > 0 ? all[now - 1] : undefined, after: now === -1 ? undefined : all[now + 1] }
}

// What can still be read from the back of the room in one line.
const largeAtMost = 56

/// The guiding questions: as many as fit large, and the others beside them. A step without a question (a break) is led by
/// its name.
export function leading(phase: Phase, say: (label: Label | undefined) => string): { large: string; beside: string } {
  const [first, ...others] = phase.questions.map(say)
  if (first === undefined) return { large: say(phase.name), beside: say(phase.goal) }
  let large = first
  while (others[0] !== undefined && large.length + others[0].length < largeAtMost) large += ` ${others.shift() ?? ''}`
  return { large, beside: others.join(' ') }
}
