/// What a link needs of the world: sockets, a clock, chance, and word of sleep and network. Tests bring their own.

/// The part of a WebSocket that is used.
export interface Socket {
  binaryType: string
  onopen: (() => void) | null
  onmessage: ((event: { readonly data: unknown }) => void) | null
  onclose: ((event: { readonly code: number }) => void) | null
  send(bytes: Uint8Array<ArrayBuffer>): void
  close(): void
}

/// Calls off what was to happen later.
export type CallOff = () => void

export interface LinkWorld {
  socket(address: string, protocol: string): Socket
  now(): number // ms
  after(ms: number, then: () => void): CallOff
  chance(): number // 0 to 1
  /// `awake`: the page is looked at again, or the network is there; `doubt`: the network may be gone.
  listen(then: (word: 'awake' | 'doubt') => void): CallOff
}

export const browserWorld: LinkWorld = {
  socket: (address, protocol) => new WebSocket(address, protocol) as unknown as Socket,
  now: () => Date.now(),
  after: (ms, then) => {
    const timer = setTimeout(then, ms)
    return () => {
      clearTimeout(timer)
    }
  },
  chance: () => Math.random(),
  listen: (then) => {
    const stop = new AbortController()
    const awake = () => {
      if (document.visibilityState === 'visible') then('awake')
    }
    document.addEventListener('visibilitychange', awake, { signal: stop.signal })
    window.addEventListener('pageshow', awake, { signal: stop.signal })
    window.addEventListener('online', () => then('awake'), { signal: stop.signal })
    window.addEventListener('offline', () => then('doubt'), { signal: stop.signal })
    return () => {
      stop.abort()
    }
  },
}

/// The socket of a meeting on the server that this page came from.
export function meetingAddress(meeting: string, page: Location = location): string {
  const scheme = page.protocol === 'https:' ? 'wss:' : 'ws:'
  return `${scheme}//${page.host}/ws/v1/meetings/${encodeURIComponent(meeting)}`
}
