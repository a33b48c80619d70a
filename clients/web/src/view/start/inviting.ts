/// What an invitation needs.
import type { InvitationView } from '@/gen/meeting/v1/api_pb'
import type { Role } from '@/gen/meeting/v1/method_pb'

/// Others cannot reach an address of this computer alone.
export function isLocalOnly(publicUrl: string): boolean {
  const host = /^https?:\/\/(\[[^\]]*\]|[^/:]*)/i.exec(publicUrl)?.[1] ?? ''
  return host === 'localhost' || host.endsWith('.localhost') || host.startsWith('127.') || host === '[::1]'
}

/// Whom one invites: who writes or reads along. A room screen is paired by its code, and an administrator has no seat.
export function invitedRoles(roles: readonly Role[]): readonly Role[] {
  return roles.filter((role) => role.writes || (role.readsOnly && !role.roomScreen))
}

/// The id of an organisation: that of one invited before under the same name, for people of one organisation see what
/// is for it alone; else made from the name.
export function organisationId(name: string, invitations: readonly InvitationView[]): string {
  const wanted = plain(name)
  if (wanted === '') return ''
  const known = invitations.find((each) => plain(each.participant?.organisationName ?? '') === wanted)
  const id = known?.participant?.organisation
  return id !== undefined && id !== '' ? id : wanted.replace(/ /g, '_').slice(0, 40)
}

// Small letters and digits; what is between them is one space. A name in another script gives its code points.
function plain(name: string): string {
  const latin = name
    .normalize('NFD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, ' ')
    .trim()
  if (latin !== '' || name.trim() === '') return latin
  return Array.from(name.trim(), (each) => (each.codePointAt(0) ?? 0).toString(16)).join(' ')
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
