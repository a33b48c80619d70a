/// In the room or remote, chosen before one goes in and told to the meeting once one is in. Joining keeps it for this
/// tab; the meeting screen takes it once, when it knows who it is:
///
///     const where = takeArrival(meeting)
///     if (where !== undefined) session.send({ case: 'arrive', value: { location: where } })
import { Arrive_Location } from '@/gen/meeting/v1/operation_pb'

export type Whereabouts = 'room' | 'remote'

const key = (meeting: string) => `flipover.arrival.${meeting}`

export function keepArrival(meeting: string, where: Whereabouts): void {
  sessionStorage.setItem(key(meeting), where)
}

/// What was chosen, once; undefined when nobody chose (a reload, a meeting opened from the start page).
export function takeArrival(meeting: string): Arrive_Location | undefined {
  const where = sessionStorage.getItem(key(meeting))
  sessionStorage.removeItem(key(meeting))
  if (where === 'room') return Arrive_Location.ROOM
  return where === 'remote' ? Arrive_Location.REMOTE : undefined
}
