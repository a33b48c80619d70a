/// What one asks for at the room's door, and what is wrong with it.

export interface DoorChoice {
  readonly participant: string // picked from the list; '' for somebody not on it
  readonly name: string
  readonly organisation: string
}

export type KnockFault = 'nobody' | 'name' | 'name_long' | 'organisation_long'

// As in Participant, in UTF-16 code units.
export const nameMost = 100
export const organisationMost = 200

export function knockFault(choice: DoorChoice | undefined): KnockFault | undefined {
  if (!choice) return 'nobody'
  if (choice.participant !== '') return undefined
  if (choice.name === '') return 'name'
  if (choice.name.length > nameMost) return 'name_long'
  return choice.organisation.length > organisationMost ? 'organisation_long' : undefined
}

/// The knock this tab waits on, kept over a reload.
export interface Knocking {
  readonly knock: string
  readonly meeting: string
  readonly name: string
  readonly sinceMs: number
}
const kept = 'flipover.knock'

export function keepKnock(knocking: Knocking): void {
  sessionStorage.setItem(kept, JSON.stringify(knocking))
}
export function forgetKnock(): void {
  sessionStorage.removeItem(kept)
}
export function keptKnock(): Knocking | undefined {
  const text = sessionStorage.getItem(kept)
  if (text === null) return undefined
  try {
    const read: unknown = JSON.parse(text)
    return isKnocking(read) ? read : undefined
  } catch {
    return undefined
  }
}
function isKnocking(read: unknown): read is Knocking {
  if (typeof read !== 'object' || read === null) return false
  const { knock, meeting, name, sinceMs } = read as Record<string, unknown>
  return (
    typeof knock === 'string' && typeof meeting === 'string' && typeof name === 'string' && typeof sinceMs === 'number'
  )
}
