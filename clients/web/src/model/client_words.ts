/// Plain labels for the client side: a phase, region or kind has beside its name of the trade the words that the client
/// reads. They are data of the method and the vocabulary, never made up here.
import type { Label } from '@/gen/meeting/v1/method_pb'
import { hasClientEyes } from './sight'
import type { MeetingState } from './state'

/// A phase, a region or a kind.
export interface Named {
  readonly name?: Label | undefined
  readonly clientName?: Label | undefined
}

/// As the client reads it; the usual name where the method has no plainer one.
export function plainLabel(thing: Named): Label | undefined {
  return thing.clientName?.nl ? thing.clientName : thing.name
}

/// As `me` reads it: the client side always in plain words, a room screen while the client is at the table.
export function labelFor(state: MeetingState, me: string, thing: Named): Label | undefined {
  return hasClientEyes(state, me) ? plainLabel(thing) : thing.name
}
