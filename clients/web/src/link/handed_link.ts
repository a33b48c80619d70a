/// The address that is handed out with a secret: behind #, which no browser ever sends. `publicUrl` is how others reach
/// this server; '': as this page was reached.
export function linkOf(publicUrl: string, secret: string): string {
  return `${(publicUrl || location.origin).replace(/\/+$/, '')}/j#${secret}`
}
