// Two organisations are never taken for one: people of one see what is for it alone (PV-05).
import { describe, expect, test } from 'vitest'
import { organisationOf } from '@/model/organisation'

const idOf = (name: string): string => organisationOf(name, []).id

describe('the id of an organisation', () => {
  test('differs wherever names differ, however long, in whatever script, with or without accents', () => {
    const names = [
      'Stichting Maatschappelijke Dienstverlening Delft',
      'Stichting Maatschappelijke Dienstverlening Rotterdam',
      'x'.repeat(200),
      `${'x'.repeat(199)}y`,
      'Crèche t Nest',
      'Creche t Nest',
      'Werk & Inkomen',
      'Werk Inkomen',
      'Werk_Inkomen',
      '市役所',
      '市役',
      'Полиция',
      '!',
      '?',
    ]
    expect(new Set(names.map(idOf)).size).toBe(names.length)
    for (const name of names) expect(idOf(name)).toMatch(/^[A-Za-z0-9_-]{1,40}$/)
  })

  test('is the same at every table, however it was composed and spaced', () => {
    expect(idOf('Crèche  ’t Nest ')).toBe(idOf('Cre\u0300che ’t Nest'))
    expect(idOf('')).toBe('')
  })

  test('nobody is recognised by a part of a name', () => {
    const known = [
      { id: 'stichting_maatschappelijke_dienstverleni', name: 'Stichting Maatschappelijke Dienstverlening Delft' },
    ]
    const other = organisationOf('Stichting Maatschappelijke Dienstverlening Rotterdam', known)
    expect(other.id).not.toBe(known[0]?.id)
    expect(organisationOf('stichting maatschappelijke dienstverlening delft', known)).toEqual(known[0])
  })
})
