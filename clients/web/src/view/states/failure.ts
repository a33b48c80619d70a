/// What went wrong with a call, as a page or a line can say it.
import type { Label } from '@/gen/meeting/v1/method_pb'
import { ApiError } from '@/link/asked'

export interface Failure {
  readonly unreachable: boolean // no answer came: the network, or a server that starts anew
  readonly code: string // the server's, '' without an answer
  readonly words: Label | undefined
}

export function failureOf(error: unknown): Failure {
  if (!(error instanceof ApiError)) return { unreachable: false, code: '', words: undefined }
  return { unreachable: isUnreachable(error), code: error.code, words: error.words }
}

/// Whether one may simply try again: no answer, or a server that is not ready.
export function isUnreachable(error: unknown): boolean {
  return error instanceof ApiError && (error.status === 0 || error.status >= 502)
}
