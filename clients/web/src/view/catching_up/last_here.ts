/// When this device last showed a meeting, so that a closed tab counts as being away too.

const key = (meeting: string): string => `flipover.here.${meeting}`

export function keepLastHere(meeting: string, nowMs: number): void {
  localStorage.setItem(key(meeting), String(Math.trunc(nowMs)))
}

/// When this device last showed the meeting, by the server's clock; undefined: never.
export function lastHere(meeting: string): number | undefined {
  const kept = localStorage.getItem(key(meeting))
  const ms = kept === null ? NaN : Number(kept)
  return Number.isFinite(ms) ? ms : undefined
}

export function forgetLastHere(meeting: string): void {
  localStorage.removeItem(key(meeting))
}
