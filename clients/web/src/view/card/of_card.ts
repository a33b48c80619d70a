/// What stands on a card in words: its tags, who writes in it, how many agree. Pure.
import type { Item } from '@/gen/meeting/v1/checkpoint_pb'
import { TakeStance_Stance } from '@/gen/meeting/v1/operation_pb'
import type { Seen } from '@/replica/session'
import type { Table } from '../page/table.svelte'
import type { cardWords } from '../words/cards'
import { said } from '../words/language.svelte'
import type { ClientSight } from './client_sight'

type Words = typeof cardWords.nl

/// Whether the client has it before him; '' when he has not, or when it is not for me to read.
export function clientSightInWords(sight: ClientSight, table: Table, t: Words): string {
  if (sight === 'not' || table.client === '' || table.beamer) return ''
  if (sight === 'changed') return t.clientSeesChange(table.client)
  return table.clientLooks ? t.clientSees(table.client) : t.clientMaySee(table.client)
}

export interface Tag {
  readonly set: string
  readonly words: string
}

/// Domain, how we know it, whose knowledge it is, about whom; a tag that says no more than the kind does is left out.
export function tagsOf(item: Item, table: Table): readonly Tag[] {
  const tags: Tag[] = []
  for (const [set, id] of [
    ['domain', item.domain],
    ['epistemic', item.epistemic],
    ['source', item.source],
    ['world', item.world],
  ] as const) {
    if (id === '' || id === 'onbekend' || id === item.kind) continue
    const name = said(table.term(set, id)?.name) || id
    tags.push({ set, words: set === 'domain' ? name : name.toLowerCase() })
  }
  if (item.persons.length > 0) tags.push({ set: 'persons', words: item.persons.join(', ') })
  return tags
}

/// "Dilara schrijft", "Dilara en Karim schrijven".
export function writtenBy(writers: readonly Seen[], table: Table, t: Words): string {
  const names = writers.map(({ participant }) => table.nameOf(participant) || t.somebody)
  const last = names.at(-1) ?? ''
  if (names.length < 2) return t.writes(last)
  return t.writesMany(`${names.slice(0, -1).join(', ')} ${t.and} ${last}`)
}

/// How many agree, partly, abstain, dissent; of no one in particular.
export function stanceCounts(item: Item, t: Words): readonly string[] {
  const count = (stance: TakeStance_Stance): number => item.stances.filter((taken) => taken.stance === stance).length
  return [
    { n: count(TakeStance_Stance.AGREE), words: t.agree },
    { n: count(TakeStance_Stance.PARTLY), words: t.partly },
    { n: count(TakeStance_Stance.ABSTAIN), words: t.abstain },
    { n: count(TakeStance_Stance.DISSENT), words: t.dissent },
  ].flatMap(({ n, words }) => (n === 0 ? [] : [words(n)]))
}
