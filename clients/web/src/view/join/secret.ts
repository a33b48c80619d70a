/// The secret of a link leaves the address bar at once: nobody reads it off a beamer, and it stays out of the history.
/// Until it is used this tab keeps it, so that a reload does not lose the way in.

const kept = 'flipover.link'

/// The secret that came with the address, or the one this tab still keeps; '' when there is neither.
export function takeSecret(fromAddress: string): string {
  if (fromAddress === '') return sessionStorage.getItem(kept) ?? ''
  sessionStorage.setItem(kept, fromAddress)
  history.replaceState(null, '', '/j')
  return fromAddress
}

/// It was used, or is of no use.
export function forgetSecret(): void {
  sessionStorage.removeItem(kept)
}
