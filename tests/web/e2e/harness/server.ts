/// A flipover-server of one's own: the real program on a free port of loopback, in a directory that goes with it, handing
/// out the web client as it was built. FLIPOVER_BIN names the directory of the programs, FLIPOVER_DIST the built client.
import { type ChildProcess, spawn } from 'node:child_process'
import { cpSync, existsSync, mkdtempSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { constants, tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout as wait } from 'node:timers/promises'

const top = resolve(import.meta.dirname, '../../../..')
export const programs = resolve(top, process.env['FLIPOVER_BIN'] ?? 'build/dev/bin')
const built = resolve(top, process.env['FLIPOVER_DIST'] ?? 'clients/web/dist')
const readyWithinMs = 60_000

export class Server {
  readonly directory = mkdtempSync(join(tmpdir(), 'flipover-e2e-'))
  readonly #options: readonly string[]
  #process: ChildProcess | undefined
  #ended: Promise<number> = Promise.resolve(0)
  #web = built
  port = 0

  private constructor(options: readonly string[]) {
    this.#options = options
  }

  /// `options` are added to the command line.
  static async start(options: readonly string[] = []): Promise<Server> {
    const server = new Server(options)
    await server.#start()
    return server
  }

  get origin(): string {
    return `http://127.0.0.1:${this.port}`
  }
  get administrator(): string {
    return readFileSync(join(this.directory, 'admin-secret'), 'utf8').trim()
  }
  /// What it printed so far: standard output and standard error.
  get printed(): string {
    return readFileSync(join(this.directory, 'printed'), 'utf8')
  }

  async #start(): Promise<void> {
    const portFile = join(this.directory, 'port')
    rmSync(portFile, { force: true })
    const printed = openSync(join(this.directory, 'printed'), 'a')
    const words = ['--data', join(this.directory, 'data'), '--port', String(this.port), '--port-file', portFile]
    words.push('--admin-secret-file', join(this.directory, 'admin-secret'), '--web', this.#web, ...this.#options)
    const child = spawn(join(programs, 'flipover-server'), words, { stdio: ['ignore', printed, printed] })
    this.#process = child
    this.#ended = new Promise((end) => {
      child.once('error', () => {
        end(127)
      })
      child.once('exit', (code, signal) => {
        end(code ?? 128 + (signal === null ? 0 : constants.signals[signal]))
      })
    })
    const until = Date.now() + readyWithinMs
    while (!existsSync(portFile)) {
      const over = child.exitCode !== null || child.signalCode !== null || child.pid === undefined
      if (over || Date.now() > until) throw new Error(`the server did not start:\n${this.printed}`)
      await wait(5)
    }
    this.port = Number(readFileSync(portFile, 'utf8'))
  }

  /// SIGTERM; it finishes what it holds and tells everybody to come back. The exit code.
  async stop(): Promise<number> {
    this.#process?.kill('SIGTERM')
    return await this.#ended
  }

  /// SIGKILL: what a power cut looks like to the pages.
  async kill(): Promise<void> {
    this.#process?.kill('SIGKILL')
    await this.#ended
  }

  /// After it ended: the same data, the same port. `newer`: with a web client that was built anew.
  async startAgain(what: 'same' | 'newer' = 'same'): Promise<void> {
    if (what === 'newer') {
      const other = join(this.directory, 'dist')
      cpSync(built, other, { recursive: true })
      writeFileSync(join(other, 'newer.txt'), String(Date.now()))
      this.#web = other
    }
    await this.#start()
  }

  /// Ends it, if it runs, and takes its directory away.
  async clear(): Promise<void> {
    await this.kill()
    rmSync(this.directory, { recursive: true, force: true })
  }
}
