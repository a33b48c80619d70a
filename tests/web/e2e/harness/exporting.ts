/// The report as the `flipover` command exports it, for whoever this secret is of.
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Language } from './guest'
import { programs } from './server'

export async function exported(
  from: { readonly origin: string; readonly meeting: string; readonly secret: string },
  format: 'md' | 'json',
  language: Language,
): Promise<string> {
  const directory = mkdtempSync(join(tmpdir(), 'flipover-export-'))
  try {
    const token = join(directory, 'token')
    writeFileSync(token, from.secret, { mode: 0o600 })
    const words = ['--server', from.origin, '--token-file', token, '--language', language]
    const child = spawn(join(programs, 'flipover'), [...words, 'export', from.meeting, '--format', format])
    let out = ''
    let err = ''
    child.stdout.setEncoding('utf8').on('data', (text: string) => (out += text))
    child.stderr.setEncoding('utf8').on('data', (text: string) => (err += text))
    const code = await new Promise<number | null>((end) => child.once('close', end))
    if (code !== 0) throw new Error(`flipover export ended with ${String(code)}: ${err}`)
    return out
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
