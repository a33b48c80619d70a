/// Whether the server hands out another web client by now than the one this page is made of (proto: AboutView.web).
const version = /^[0-9a-f]{16}$/u // while developing, the page has none

function ownVersion(): string {
  return document.querySelector<HTMLMetaElement>('meta[name="flipover-web"]')?.content ?? ''
}

export async function isNewerServed(): Promise<boolean> {
  const mine = ownVersion()
  if (!version.test(mine)) return false
  // It comes with protobuf's JSON, which showing a meeting does not need; meeting/later_parts.ts has it ready.
  const { about } = await import('@/link/api')
  const { web } = await about()
  return version.test(web) && web !== mine
}

/// Loads the newer page where nobody is who could press a button: once, for behind a proxy that goes on handing out the
/// old one a page would load itself without end.
export function loadNewer(): void {
  const kept = 'flipover-loaded-from'
  if (sessionStorage.getItem(kept) === ownVersion()) return
  sessionStorage.setItem(kept, ownVersion())
  location.reload()
}
