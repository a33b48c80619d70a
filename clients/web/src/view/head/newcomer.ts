/// Somebody whom the chair seats by hand.
import type { MeetingState } from '@/model/state'

export interface Organisation {
  readonly id: string
  readonly name: string
}

/// The organisations at this table, each once.
export function organisationsOf(state: MeetingState): readonly Organisation[] {
  const found = new Map<string, Organisation>()
  for (const { participant } of state.attendees) {
    if (!participant || participant.organisation === '') continue
    found.set(participant.organisation, {
      id: participant.organisation,
      name: participant.organisationName || participant.organisation,
    })
  }
  return [...found.values()]
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9))
  return [...bytes].map((byte) => byte.toString(36).padStart(2, '0')).join('')
}

/// A participant with an id of his own. An organisation that is at the table already is the same one: who sees
/// "my organisation and direction" hangs on its id, not on how its name is typed.
export function newcomer(
  state: MeetingState,
  who: { readonly name: string; readonly organisation: string; readonly role: string },
): { id: string; name: string; role: string; organisation: string; organisationName: string } {
  const name = who.organisation.trim()
  const known = organisationsOf(state).find((each) => each.name.toLowerCase() === name.toLowerCase())
  return {
    id: `p-${randomId()}`,
    name: who.name.trim(),
    role: who.role,
    organisation: known?.id ?? (name === '' ? '' : `o-${randomId()}`),
    organisationName: known?.name ?? name,
  }
}
