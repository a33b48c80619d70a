/// Somebody whom the chair seats by hand.
import { organisationOf, type Organisation } from '@/model/organisation'
import type { MeetingState } from '@/model/state'

/// The organisations at this table, each once: in older logs two may have one id.
export function organisationsOf(state: MeetingState): readonly Organisation[] {
  const found = new Map<string, Organisation>()
  for (const { participant } of state.attendees) {
    if (!participant || participant.organisation === '') continue
    const { organisation: id, organisationName: name } = participant
    found.set(`${id} ${name}`, { id, name: name || id })
  }
  return [...found.values()]
}

function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(9))
  return [...bytes].map((byte) => byte.toString(36).padStart(2, '0')).join('')
}

/// A participant with an id of his own. An organisation that is at the table already is the same one.
export function newcomer(
  state: MeetingState,
  who: { readonly name: string; readonly organisation: string; readonly role: string },
): { id: string; name: string; role: string; organisation: string; organisationName: string } {
  const { id, name } = organisationOf(who.organisation, organisationsOf(state))
  return { id: `p-${randomId()}`, name: who.name.trim(), role: who.role, organisation: id, organisationName: name }
}
