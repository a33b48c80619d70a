/// Whether the server hands out another web client by now than the one this page is made of (proto: AboutView.web).
const version = /^[0-9a-f]{16}$/u // while developing, the page has none

export async function isNewerServed(): Promise<boolean> {
  const mine = document.querySelector<HTMLMetaElement>('meta[name="flipover-web"]')?.content ?? ''
  if (!version.test(mine)) return false
  // It comes with protobuf's JSON, which showing a meeting does not need; meeting/later_parts.ts has it ready.
  const { about } = await import('@/link/api')
  const { web } = await about()
  return version.test(web) && web !== mine
}
