/// Asking the JSON API under /api/v1, and why it was not done; and what can be asked without reading an answer. All that
/// has messages is in api.ts, which brings protobuf's JSON with it and is not needed to show a meeting. The cookie of the
/// browser's session says who asks.
import { create, type JsonValue } from '@bufbuild/protobuf'
import { LabelSchema, type Label } from '@/gen/meeting/v1/method_pb'

/// Why a call was not done. `status` 0: no answer came. `code` is the server's, stable ('' when it said none, `unreadable`
/// when its answer could not be read); `words` are for the reader.
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly words: Label | undefined,
  ) {
    super(code === '' ? `HTTP ${status}` : code)
  }
}

export async function asked(method: string, path: string, body?: JsonValue): Promise<Response> {
  let response: Response
  try {
    response = await fetch(`/api/v1${path}`, {
      method,
      credentials: 'same-origin',
      cache: 'no-store',
      ...(body === undefined ? {} : { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
    })
  } catch {
    throw new ApiError(0, '', undefined)
  }
  if (response.ok) return response
  const text = await response.text().catch(() => '')
  throw errorOf(response.status, text)
}

// An ErrorView (api.proto), read by hand. What stands between here and the server (a proxy) may answer something else.
function errorOf(status: number, text: string): ApiError {
  try {
    const view = recordOf(JSON.parse(text))
    const words = view['words'] === undefined ? undefined : recordOf(view['words'])
    const label = words && create(LabelSchema, { nl: textOf(words['nl']), en: textOf(words['en']) })
    return new ApiError(status, textOf(view['code']), label)
  } catch {
    return new ApiError(status, '', undefined)
  }
}

function recordOf(value: unknown): Record<string, unknown> {
  if (typeof value !== 'object' || value === null) throw new TypeError('no record')
  return { ...value }
}

function textOf(value: unknown): string {
  if (value === undefined) return ''
  if (typeof value !== 'string') throw new TypeError('no text')
  return value
}

export function of(meeting: string, rest = ''): string {
  return `/meetings/${encodeURIComponent(meeting)}${rest}`
}

/// The key under which this browser seals what it keeps, as long as its session is there. Nothing without a session; thrown
/// where the server was not reached or could not answer.
export async function storeKey(): Promise<Uint8Array | undefined> {
  try {
    const view = recordOf(await (await asked('GET', '/session')).json())
    return bytesOf(textOf(view['storeKey']))
  } catch (error) {
    if (error instanceof ApiError && (error.status === 0 || error.status >= 500)) throw error
    return undefined
  }
}

function bytesOf(base64: string): Uint8Array {
  return Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0))
}

/// Leaves one meeting, or without it all of them, on this browser.
export async function leave(meeting?: string): Promise<void> {
  await asked('DELETE', meeting === undefined ? '/session' : `/session?meeting=${encodeURIComponent(meeting)}`)
}
export async function closeScreens(id: string): Promise<void> {
  await asked('DELETE', of(id, '/screens'))
}
