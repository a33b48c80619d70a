/// Where one is: the address as a value. Screens are routes, never widths.

export type Route =
  | { readonly screen: 'start' }
  | { readonly screen: 'join'; readonly secret: string }
  | { readonly screen: 'meeting'; readonly meeting: string }
  | { readonly screen: 'room' }
  | { readonly screen: 'replay'; readonly meeting: string }
  | { readonly screen: 'report'; readonly meeting: string }
  | { readonly screen: 'unknown' }

export function routeOf(path: string, hash: string): Route {
  const parts = path.split('/').filter((part) => part !== '')
  const [first, meeting, page] = parts
  if (first === undefined) return { screen: 'start' }
  if (first === 'j' && parts.length === 1) return { screen: 'join', secret: hash.replace(/^#/, '') }
  if (first === 'r' && parts.length === 1) return { screen: 'room' }
  if (first === 'm' && meeting !== undefined && parts.length <= 3) {
    if (page === undefined) return { screen: 'meeting', meeting }
    if (page === 'replay' || page === 'report') return { screen: page, meeting }
  }
  return { screen: 'unknown' }
}

class Here {
  route = $state.raw<Route>(routeOf(location.pathname, location.hash))
}
const here = new Here()

export function route(): Route {
  return here.route
}

/// Goes to an address of ours without loading the page anew; `replace` leaves no way back to the present one.
export function go(path: string, replace = false): void {
  if (replace) history.replaceState(null, '', path)
  else history.pushState(null, '', path)
  here.route = routeOf(location.pathname, location.hash)
}

addEventListener('popstate', () => {
  here.route = routeOf(location.pathname, location.hash)
})
