/// The table of close codes as proto/README.md tells it to all who write a client.
import { readFileSync } from 'node:fs'
import type { ComeBack } from '@/link/close_codes'

export interface CloseCode {
  readonly code: number
  readonly comeBack: ComeBack
}

const path = new URL('../../../../proto/README.md', import.meta.url)
const section = readFileSync(path, 'utf8').split('\n## Close codes\n')[1]?.split('\n## ')[0] ?? ''

export const closeCodes: readonly CloseCode[] = section
  .split('\n')
  .filter((line) => /^\| \d/u.test(line))
  .map((line) => {
    const [code, , comeBack = ''] = line.split('|').slice(1)
    return { code: Number(code), comeBack: comeBackOf(comeBack.trim()) }
  })

if (closeCodes.length === 0) throw new Error('proto/README.md has no table of close codes')

function comeBackOf(words: string): ComeBack {
  if (words.startsWith('at once')) return 'at_once'
  if (words.startsWith('later')) return 'later'
  if (words.startsWith('no')) return 'not'
  throw new Error(`come back ${words}?`)
}
