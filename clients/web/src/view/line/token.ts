/// `@` and `/` at the start of the line: what the letters behind them mean, and where the card's own text begins.
///
/// Three things end such a word: a space (which goes with it), a capital behind small letters ("@wVier maanden": most
/// cards begin with one, so the space may be left out), and any other sign that no name goes on with ("/f‘Ik slaap …’",
/// "@w/ris"). What ends a word that nobody answers to makes it text.
import { matching, type Option } from './option'

export type Trigger = '@' | '/'

export type Reading =
  | { readonly state: 'text' } // no trigger, or one that nobody answers to
  | { readonly state: 'choosing'; readonly trigger: Trigger; readonly filter: string }
  | { readonly state: 'picked'; readonly option: Option; readonly rest: string; readonly taken: number }

export function triggerOf(text: string): Trigger | undefined {
  const [first] = text
  return first === '@' || first === '/' ? first : undefined
}

/// Reads the start of `text` as far as the caret. `chosen` is what is highlighted now, which a space picks.
export function read(
  text: string,
  caret: number,
  optionsOf: (trigger: Trigger) => readonly Option[],
  chosen?: Option,
): Reading {
  const trigger = triggerOf(text)
  if (trigger === undefined || caret < 1) return { state: 'text' }
  const options = optionsOf(trigger)
  const typed = text.slice(1, caret)
  let end = 0
  while (end < typed.length) {
    const sign = String.fromCodePoint(typed.codePointAt(end) ?? 0)
    if (!goesOn(options, typed.slice(0, end), sign)) {
      const filter = typed.slice(0, end)
      const found = matching(options, filter)
      const option = chosen !== undefined && found.includes(chosen) ? chosen : found[0]
      if (option === undefined || (filter === '' && !/\s/u.test(sign))) return { state: 'text' }
      const taken = 1 + end + (/\s/u.test(sign) ? sign.length : 0)
      return { state: 'picked', option, rest: text.slice(taken), taken }
    }
    end += sign.length
  }
  return { state: 'choosing', trigger, filter: typed }
}

// Whether `sign` still belongs to the word that `filter` began.
function goesOn(options: readonly Option[], filter: string, sign: string): boolean {
  const longer = filter + sign
  if (/\s/u.test(sign)) {
    // "Jan Bos" and "Jan de Vries": the space is part of the name as long as it tells them apart.
    return filter !== '' && matching(options, filter).length > 1 && matching(options, longer).length > 0
  }
  if (/\p{Lu}/u.test(sign)) {
    return filter === '' || options.some((option) => option.calls.flat().some((name) => name.startsWith(longer)))
  }
  if (/[\p{L}\p{M}]/u.test(sign)) return true
  return matching(options, longer).length > 0
}
