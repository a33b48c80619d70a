/// A state with nothing on its sheets but the things named: what the server says that somebody else may see of it.
import type { MeetingState } from './state'

export function onlyThings(state: MeetingState, things: ReadonlySet<string>): MeetingState {
  const kept = <Thing>(all: ReadonlyMap<string, Thing>) => new Map([...all].filter(([id]) => things.has(id)))
  return {
    ...state,
    items: kept(state.items),
    strokes: kept(state.strokes),
    links: new Map([...state.links].filter(([, link]) => things.has(link.from) && things.has(link.to))),
    ballots: [],
  }
}
