/// Away from a meeting on this device: what the session keeps of it goes, and what the views keep goes with it.
import type { Session } from '@/replica/session'
import { forgetLastHere } from '../catching_up/last_here'

export async function leaveForGood(session: Pick<Session, 'meeting' | 'leave'>): Promise<void> {
  await session.leave()
  forgetLastHere(session.meeting) // after it: until then the page goes on telling that it was here
}
