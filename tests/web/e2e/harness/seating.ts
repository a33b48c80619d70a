/// The smallest table: who leads and one partner, in a meeting that has begun.
import { Chair } from './chairing'
import type { Guest } from './guest'
import type { Meeting } from './meeting'

export interface Two {
  readonly mirjam: Guest // leads
  readonly ruud: Guest // a partner of another organisation
  readonly chair: Chair
}

/// `steps`: by their short names, to the last of which the meeting goes.
export async function twoAtTheTable(meeting: Meeting, ...steps: readonly string[]): Promise<Two> {
  const mirjam = await meeting.guest('Mirjam', 'procesregisseur', { organisation: 'o1' })
  const ruud = await meeting.guest('Ruud', 'partner', { organisation: 'o2' })
  for (const guest of [mirjam, ruud]) await guest.comesIn()
  const chair = new Chair(mirjam)
  await chair.begins()
  for (const step of steps) await chair.goesOnTo(step)
  return { mirjam, ruud, chair }
}
