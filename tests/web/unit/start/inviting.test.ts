import { create } from '@bufbuild/protobuf'
import { describe, expect, test } from 'vitest'
import { InvitationViewSchema, type InvitationView } from '@/gen/meeting/v1/api_pb'
import { RoleSchema } from '@/gen/meeting/v1/method_pb'
import { linkOf } from '@/link/handed_link'
import { organisationOf } from '@/model/organisation'
import {
  caseFault,
  inOrder,
  invitedRoles,
  isLocalOnly,
  isOpen,
  mayBeAppointed,
  momentOf,
  organisationsInvited,
} from '@/view/start/inviting'

function invited(
  name: string,
  organisation: string,
  organisationName: string,
  expiresMs = 10,
  revoked = false,
): InvitationView {
  return create(InvitationViewSchema, {
    invitation: `i-${name}`,
    participant: { id: name, name, organisation, organisationName },
    expiresMs: BigInt(expiresMs),
    revoked,
  })
}

describe('handing out links', () => {
  test('the secret stands behind #, which no browser sends', () => {
    expect(linkOf('http://192.168.1.20:8080/', 'abc')).toBe('http://192.168.1.20:8080/j#abc')
    expect(linkOf('https://flipover.example', 'abc')).toBe('https://flipover.example/j#abc')
  })

  test('an address of this computer alone is told as such', () => {
    for (const url of ['http://127.0.0.1:8080', 'http://localhost:8080/', 'http://[::1]:80', 'https://a.localhost']) {
      expect(isLocalOnly(url)).toBe(true)
    }
    for (const url of ['http://192.168.1.20:8080', 'https://flipover.example', 'https://localhost.example']) {
      expect(isLocalOnly(url)).toBe(false)
    }
  })

  test('one appoints who chairs by role or is a professional who writes all kinds, each once', () => {
    const roles = [
      create(RoleSchema, { id: 'procesregisseur', chairs: true, professional: true, writes: true }),
      create(RoleSchema, { id: 'partner', professional: true, writes: true }),
      create(RoleSchema, { id: 'observer', professional: true, writes: true, onlyKinds: ['procesnoot'] }),
      create(RoleSchema, { id: 'client', clientSide: true, writes: true }),
    ]
    const as = (name: string, role: string, revoked = false): InvitationView => {
      const one = invited(name, 'o1', 'Wijkteam', 10, revoked)
      return { ...one, ...(one.participant ? { participant: { ...one.participant, role } } : {}) }
    }
    const all = [
      as('Ruud', 'partner'),
      as('Mirjam', 'procesregisseur'),
      as('Ruud', 'partner'), // his second device
      as('Ineke', 'observer'),
      as('P.', 'client'),
      as('Joost', 'partner', true),
    ]
    expect(mayBeAppointed(all, roles).map((each) => each.name)).toEqual(['Mirjam', 'Ruud'])
  })

  test('one invites who writes or reads along, no room screen and no administrator', () => {
    const roles = [
      create(RoleSchema, { id: 'partner', writes: true }),
      create(RoleSchema, { id: 'onderzoeker', readsOnly: true }),
      create(RoleSchema, { id: 'zaalscherm', readsOnly: true, roomScreen: true }),
      create(RoleSchema, { id: 'beheerder' }),
    ]
    expect(invitedRoles(roles).map((role) => role.id)).toEqual(['partner', 'onderzoeker'])
  })

  test('an organisation invited before is the same one', () => {
    const before = organisationsInvited([invited('Ruud', 'o2', 'Politie Merenland')])
    expect(organisationOf('politie  merenland ', before)).toEqual({ id: 'o2', name: 'Politie Merenland' })
  })

  test('those that hold come first, by name', () => {
    const all = [
      invited('Zoë', '', '', 100),
      invited('Bob', '', '', 5),
      invited('An', '', '', 100, true),
      invited('Al', '', '', 100),
    ]
    expect(inOrder(all, 50).map((each) => each.participant?.name)).toEqual(['Al', 'Zoë', 'An', 'Bob'])
  })

  test('one without an end, of who made the meeting, never expires', () => {
    expect(isOpen(invited('Sanne', '', '', 0), 50)).toBe(true)
    expect(isOpen(invited('Sanne', '', '', 0, true), 50)).toBe(false)
  })
})

describe('naming a case', () => {
  test('it has a short label, and no number of a person', () => {
    expect(caseFault('P.')).toBeUndefined()
    expect(caseFault('Gezin H., 2e keer in 2027')).toBeUndefined()
    expect(caseFault('  ')).toBe('missing')
    expect(caseFault('x'.repeat(101))).toBe('long')
    expect(caseFault('P. 1234.56.782')).toBe('number')
  })
})

test('a moment that is empty or none is not planned', () => {
  expect(momentOf('')).toBe(0)
  expect(momentOf('gisteren')).toBe(0)
  expect(momentOf('2027-03-16T09:00')).toBe(new Date(2027, 2, 16, 9).getTime())
})
