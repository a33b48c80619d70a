/// What a file of a meeting is called: what it is, of which case, of which day, for whom. So whoever finds it again knows it,
/// and two readers' reports do not take each other's place.
import { cleaned } from '@/model/text_rule'

// What no system allows in a name, nor a dot that hides a file or is cut off.
const reserved = /[/\\:*?"<>|]/g
const kLettersMax = 120

export function fileName(parts: readonly string[], ending: string): string {
  const whole = parts
    .map((part) => cleaned(part, 'name').replace(reserved, ' ').trim())
    .filter((part) => part !== '')
    .join(' ')
    .replace(/\s+/gu, ' ')
  const short = Array.from(whole).slice(0, kLettersMax).join('')
  return `${short.replace(/^[.\s]+|[.\s]+$/gu, '')}.${ending}`
}
