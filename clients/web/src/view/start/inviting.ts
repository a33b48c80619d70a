/// What an invitation needs.
import type { InvitationView } from '@/gen/meeting/v1/api_pb'
import type { Role } from '@/gen/meeting/v1/method_pb'
import type { Organisation } from '@/model/organisation'

/// Others cannot reach an address of this computer alone.
export function isLocalOnly(publicUrl: string): boolean {
  const host = /^https?:\/\/(\[[^\]]*\]|[^/:]*)/i.exec(publicUrl)?.[1] ?? ''
  return host === 'localhost' || host.endsWith('.localhost') || host.startsWith('127.') || host === '[::1]'
}

/// Whom one invites: who writes or reads along. A room screen is paired by its code, and an administrator has no seat.
export function invitedRoles(roles: readonly Role[]): readonly Role[] {
  return roles.filter((role) => role.writes || (role.readsOnly && !role.roomScreen))
}

/// The organisations of those invited before.
export function organisationsInvited(invitations: readonly InvitationView[]): readonly Organisation[] {
  return invitations.map(({ participant }) => ({
    id: participant?.organisation ?? '',
    name: participant?.organisationName ?? '',
  }))
}

/// Whom one may appoint to lead: who is invited, and chairs by role or is a professional who writes all kinds.
export function mayBeAppointed(
  invitations: readonly InvitationView[],
  roles: readonly Role[],
): readonly { readonly id: string; readonly name: string; readonly organisationName: string }[] {
  const known = new Map<string, { id: string; name: string; organisationName: string }>()
  for (const { participant, revoked } of invitations) {
    const role = roles.find((each) => each.id === participant?.role)
    const leads = role?.chairs || (role?.professional && role.writes && role.onlyKinds.length === 0)
    if (!participant || revoked || !leads) continue
    const { id, name, organisationName } = participant
    known.set(id, { id, name, organisationName })
  }
  return [...known.values()].sort((a, b) => a.name.localeCompare(b.name))
}

/// The invitations worth showing: the newest of each participant first in order of name; those taken back behind.
export function inOrder(invitations: readonly InvitationView[], nowMs: number): readonly InvitationView[] {
  const rank = (each: InvitationView): number => (isOpen(each, nowMs) ? 0 : 1)
  const name = (each: InvitationView): string => each.participant?.name ?? ''
  return [...invitations].sort((a, b) => rank(a) - rank(b) || name(a).localeCompare(name(b)))
}

export function isOpen(invitation: InvitationView, nowMs: number): boolean {
  const endless = invitation.expiresMs === 0n // of who made the meeting: it goes with his own link
  return !invitation.revoked && (endless || Number(invitation.expiresMs) > nowMs)
}

export type CaseFault = 'missing' | 'long' | 'number'

/// A case has a label, never a name; eight digits or more in it are somebody's number.
export function caseFault(label: string): CaseFault | undefined {
  const text = label.trim()
  if (text === '') return 'missing'
  if (text.length > 100) return 'long'
  return text.replace(/[\s.-]/g, '').match(/\d{8}/) ? 'number' : undefined
}

/// The local time that <input type="datetime-local"> gives, in ms; 0 when it is empty or no time.
export function momentOf(local: string): number {
  const ms = local === '' ? NaN : new Date(local).getTime()
  return Number.isFinite(ms) ? ms : 0
}
