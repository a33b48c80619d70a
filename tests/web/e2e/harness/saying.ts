/// Contributions by the `flipover` command: what somebody else says while the test looks at a page, and every field that
/// an operation has, also where no screen asks for it.
import { create, toJson } from '@bufbuild/protobuf'
import { spawn } from 'node:child_process'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { OperationSchema } from '@/gen/meeting/v1/operation_pb'
import type { Asked } from '@/replica/session'
import { programs } from './server'

export type Answer =
  | { readonly line: number; readonly committed: number; readonly id?: string }
  | { readonly line: number; readonly refused: string; readonly nl: string; readonly en: string }

/// What became of each, in order; '@7' in a field that names a thing means what the 7th adds (from 1).
export async function say(
  to: { readonly origin: string; readonly meeting: string; readonly secret: string },
  operations: readonly Asked[],
  aSecond = 190,
): Promise<Answer[]> {
  const lines = operations.map((kind) => JSON.stringify(toJson(OperationSchema, create(OperationSchema, { kind }))))
  const directory = mkdtempSync(join(tmpdir(), 'flipover-says-'))
  try {
    const token = join(directory, 'token')
    writeFileSync(token, to.secret, { mode: 0o600 })
    const words = ['--server', to.origin, '--token-file', token, 'send', to.meeting]
    words.push('--client', join(directory, 'client'), '--rate', String(aSecond))
    const child = spawn(join(programs, 'flipover'), words, { stdio: ['pipe', 'pipe', 'pipe'] })
    let out = ''
    let err = ''
    child.stdout.on('data', (bytes: Buffer) => (out += bytes.toString()))
    child.stderr.on('data', (bytes: Buffer) => (err += bytes.toString()))
    child.stdin.end(lines.map((line) => `${line}\n`).join(''))
    const code = await new Promise<number | null>((end) => child.once('close', end))
    if (code !== 0 && code !== 1) throw new Error(`flipover send ended with ${String(code)}: ${err}`)
    return out
      .split('\n')
      .filter((line) => line !== '')
      .map((line) => JSON.parse(line) as Answer)
  } finally {
    rmSync(directory, { recursive: true, force: true })
  }
}
