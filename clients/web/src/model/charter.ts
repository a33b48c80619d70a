/// What a meeting is held by: the phases of its method and the kinds, roles and terms of its vocabulary, as the meeting
/// brought them with it. Looked up by id; what is not there is undefined, never guessed.
import type { Kind, Phase, Region, Role, Rule, Rule_Kind, Term } from '@/gen/meeting/v1/method_pb'
import type { MeetingState } from './state'

export function phases(state: MeetingState): readonly Phase[] {
  return state.created?.method?.phases ?? []
}

export function phaseOf(state: MeetingState, id: string): Phase | undefined {
  return phases(state).find((phase) => phase.id === id)
}

/// The step the meeting is in now.
export function presentPhase(state: MeetingState): Phase | undefined {
  return phaseOf(state, state.course.phase)
}

/// Its place in the method, from 0; -1 when the method has no such phase.
export function phaseIndex(state: MeetingState, id: string): number {
  return phases(state).findIndex((phase) => phase.id === id)
}

export function regionOf(phase: Phase | undefined, id: string): Region | undefined {
  return phase?.regions.find((region) => region.id === id)
}

/// Where the parked items of a phase lie (the ideeënparkeerplaats).
export function parkingRegion(phase: Phase | undefined): Region | undefined {
  return phase?.regions.find((region) => region.parking)
}

export function kinds(state: MeetingState): readonly Kind[] {
  return state.created?.vocabulary?.kinds ?? []
}

export function kindOf(state: MeetingState, id: string): Kind | undefined {
  return kinds(state).find((kind) => kind.id === id)
}

export function roleOf(state: MeetingState, id: string): Role | undefined {
  return state.created?.vocabulary?.roles.find((role) => role.id === id)
}

/// The terms of a set: 'source', 'epistemic', 'domain', 'relation', 'visibility', 'horizon' ...
export function terms(state: MeetingState, set: string): readonly Term[] {
  return state.created?.vocabulary?.sets.find((each) => each.id === set)?.terms ?? []
}

export function termOf(state: MeetingState, set: string, id: string): Term | undefined {
  return terms(state, set).find((term) => term.id === id)
}

/// The rules the method gives to a phase, lifted or not.
export function rulesOf(state: MeetingState, phase: string): readonly Rule[] {
  return phaseOf(state, phase)?.rules ?? []
}

export function ruleOf(state: MeetingState, phase: string, kind: Rule_Kind): Rule | undefined {
  return rulesOf(state, phase).find((rule) => rule.kind === kind)
}

export function isLifted(state: MeetingState, phase: string, kind: Rule_Kind): boolean {
  return state.course.lifted.some((lifted) => lifted.phase === phase && lifted.rule === kind)
}

/// The rule, unless the phase has none or the chair lifted it.
export function ruleInForce(state: MeetingState, phase: string, kind: Rule_Kind): Rule | undefined {
  return isLifted(state, phase, kind) ? undefined : ruleOf(state, phase, kind)
}

export function ruleHolds(state: MeetingState, phase: string, kind: Rule_Kind): boolean {
  return ruleInForce(state, phase, kind) !== undefined
}

/// The phase comes after the present one and was never entered: nobody writes ahead (CP-03).
export function liesAhead(state: MeetingState, phase: string): boolean {
  if (phase === '' || phase === state.course.phase || state.course.visited.includes(phase)) {
    return false
  }
  const now = phaseIndex(state, state.course.phase)
  const then = phaseIndex(state, phase)
  return then === -1 || (now !== -1 && now < then)
}
