/// Who is far away and was not heard for a while: for the chair alone, and never a number (HY-03).
import { Arrive_Location } from '@/gen/meeting/v1/operation_pb'
import { roleOfParticipant } from '@/model/people'
import type { MeetingState } from '@/model/state'

const whileMs = 15 * 60_000

export function silentRemote(state: MeetingState, nowMs: number): readonly string[] {
  if (!state.course.begun || state.course.ended) return []
  const heard = new Map<string, bigint>()
  for (const item of state.items.values()) {
    if (item.madeMs > (heard.get(item.saidBy) ?? 0n)) heard.set(item.saidBy, item.madeMs)
  }
  return state.attendees.flatMap(({ participant, present, location, stays }) => {
    if (!participant || !present || location !== Arrive_Location.REMOTE) return []
    const role = roleOfParticipant(state, participant.id)
    if (!role?.writes || role.readsOnly || role.onlyKinds.length > 0 || state.course.turn === participant.id) return []
    const last = Math.max(Number(heard.get(participant.id) ?? 0n), Number(stays.at(-1)?.fromMs ?? 0n))
    return nowMs - last > whileMs ? [participant.name] : []
  })
}
