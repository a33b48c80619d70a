/// What was written and not sent, by the place where it was written: '' for the line, other places by names of their own.
/// They are kept as one text beside what waits.
const kMark = '\u0001'

export function packed(drafts: ReadonlyMap<string, string>): string {
  const all = [...drafts].filter(([, text]) => text !== '')
  const [only] = all
  if (!only) return ''
  return all.length === 1 && only[0] === '' ? only[1] : kMark + JSON.stringify(all)
}

/// What was kept by this or an earlier version of the page, which kept the line's alone.
export function unpacked(kept: string): Map<string, string> {
  if (kept === '') return new Map()
  if (!kept.startsWith(kMark)) return new Map([['', kept]])
  try {
    const read: unknown = JSON.parse(kept.slice(1))
    const drafts = new Map<string, string>()
    for (const pair of Array.isArray(read) ? (read as unknown[]) : []) {
      const [place, text] = Array.isArray(pair) ? (pair as unknown[]) : []
      if (typeof place === 'string' && typeof text === 'string') drafts.set(place, text)
    }
    return drafts
  } catch {
    return new Map()
  }
}
