/// One line for a failed call: what happened, in the words of the server where it gave them.
import { said, words } from '../words/language.svelte'
import { statesWords } from '../words/states'
import { failureOf } from './failure'

export function failureWords(error: unknown): string {
  const t = words(statesWords)
  const failure = failureOf(error)
  if (failure.unreachable) return `${t.noNetwork} ${t.noNetworkWhat}`
  return said(failure.words) || `${t.serverTrouble} ${t.nothingLost}`
}
