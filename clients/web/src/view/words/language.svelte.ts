/// The language of the screen, and the catalogues of words. A catalogue is one object per language; nl is the type, and
/// en must have the same keys, so a missing word is a type error.
import type { Label } from '@/gen/meeting/v1/method_pb'

export type Language = 'nl' | 'en'

const kept = 'flipover.language'

function firstLanguage(): Language {
  const chosen = localStorage.getItem(kept)
  if (chosen === 'nl' || chosen === 'en') return chosen
  return navigator.language.startsWith('en') ? 'en' : 'nl'
}

class Chosen {
  language = $state<Language>(firstLanguage())
}
const chosen = new Chosen()

export function language(): Language {
  return chosen.language
}

export function speak(language: Language): void {
  chosen.language = language
  localStorage.setItem(kept, language)
  document.documentElement.lang = language
}

/// The words of an area in the language now spoken: `const t = $derived(words(lineWords))`.
export function words<Words>(catalogue: Readonly<Record<Language, Words>>): Words {
  return catalogue[chosen.language]
}

/// A word that came as data: of a method, a vocabulary, a refusal.
export function said(label: Label | undefined): string {
  if (!label) return ''
  return (chosen.language === 'en' && label.en) || label.nl
}

/// The time of day as one writes it: 9.05 in Dutch, where Intl gives 9:05.
export function clock(ms: number | bigint): string {
  const time = new Intl.DateTimeFormat(chosen.language, { hour: 'numeric', minute: '2-digit' }).format(Number(ms))
  return chosen.language === 'nl' ? time.replace(':', '.') : time
}

export function day(ms: number | bigint): string {
  return new Intl.DateTimeFormat(chosen.language, { dateStyle: 'long' }).format(Number(ms))
}
