/// The look of a kind of card: one of eleven tints, and a sign that says the same without colour. Kinds that stand side
/// by side in a phase have different tints.

export type Tint =
  | 'fact'
  | 'client'
  | 'question'
  | 'protective'
  | 'risk'
  | 'nudge'
  | 'wish'
  | 'idea'
  | 'action'
  | 'compliment'
  | 'decision'

export interface KindLook {
  readonly tint: Tint
  readonly sign: string
}

const looks: Readonly<Record<string, KindLook>> = {
  doel: { tint: 'wish', sign: '◎' },
  commitment: { tint: 'action', sign: '✓' },
  persoon: { tint: 'idea', sign: '○' },
  feit: { tint: 'fact', sign: '■' },
  citaat_client: { tint: 'client', sign: '“' },
  correctie: { tint: 'client', sign: '≠' },
  onbekend: { tint: 'question', sign: '…' },
  vraag: { tint: 'question', sign: '?' },
  probleem: { tint: 'risk', sign: '!' },
  probleemdefinitie: { tint: 'decision', sign: '◆' },
  hypothese: { tint: 'nudge', sign: '~' },
  interpretatie: { tint: 'idea', sign: '≈' },
  zorg: { tint: 'risk', sign: '!' },
  kracht: { tint: 'protective', sign: '+' },
  beschermend: { tint: 'protective', sign: '▲' },
  risico: { tint: 'risk', sign: '▼' },
  duwtje: { tint: 'nudge', sign: '➜' },
  wens: { tint: 'wish', sign: '☆' },
  keuze: { tint: 'client', sign: '◇' },
  idee: { tint: 'idea', sign: '✱' },
  optie: { tint: 'wish', sign: '◇' },
  argument: { tint: 'protective', sign: '+' },
  tegenargument: { tint: 'risk', sign: '−' },
  criterium: { tint: 'question', sign: '⚖' },
  interventie: { tint: 'action', sign: '▶' },
  plandoel: { tint: 'wish', sign: '◎' },
  actie: { tint: 'action', sign: '☐' },
  besluit: { tint: 'decision', sign: '◆' },
  minderheidsstandpunt: { tint: 'risk', sign: '◐' },
  terugvalafspraak: { tint: 'nudge', sign: '↺' },
  afspraak: { tint: 'action', sign: '✓' },
  compliment: { tint: 'compliment', sign: '♥' },
  inzicht: { tint: 'nudge', sign: '✦' },
  reflectie: { tint: 'question', sign: '↻' },
  systeemknelpunt: { tint: 'risk', sign: '⛌' },
  procesnoot: { tint: 'idea', sign: '¶' },
  samenvatting: { tint: 'fact', sign: 'Σ' },
  evaluatievraag: { tint: 'question', sign: '?' },
  schaalscore: { tint: 'wish', sign: '#' },
  bezwaar: { tint: 'risk', sign: '−' },
  incident: { tint: 'risk', sign: '✕' },
}

/// A kind that came with a method made after this client looks like an idea.
export function kindLook(kind: string): KindLook {
  return looks[kind] ?? { tint: 'idea', sign: '•' }
}
