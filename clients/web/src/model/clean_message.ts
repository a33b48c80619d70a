/// What goes to the server, by the one rule of what may stand in a text (text_rule.ts): the last gate, behind fields that
/// clean what is typed and pasted, for words that come from elsewhere, such as a card from before the rule.
import { cleaned, type TextUse } from './text_rule'

// Names of people and organisations, titles, labels of persons: one line each.
const nameFields: ReadonlySet<string> = new Set(['title', 'name', 'organisationName', 'persons'])

/// The message, or what makes one, with every text in it cleaned; the same value where nothing had to be.
export function cleanMessage<Value>(value: Value, use: TextUse = 'text'): Value {
  if (typeof value === 'string') return cleaned(value, use) as Value
  if (Array.isArray(value)) return cleanList<unknown>(value, use) as Value
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value
  const of = 'field' in value && value.field === 'persons' ? 'name' : use
  const clean: { [field: string]: unknown } = {}
  for (const [field, before] of Object.entries(value)) {
    const after = cleanMessage<unknown>(before, nameFields.has(field) ? 'name' : of)
    if (after !== before) clean[field] = after
  }
  return Object.keys(clean).length === 0 ? value : { ...value, ...clean }
}

function cleanList<Each>(list: readonly Each[], use: TextUse): readonly Each[] {
  const clean = list.map((each) => cleanMessage(each, use))
  return clean.some((each, at) => each !== list[at]) ? clean : list
}
