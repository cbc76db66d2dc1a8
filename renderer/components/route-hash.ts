export const screens = [
  'overview',
  'budgets',
  'requests',
  'routes',
  'health',
  'doctor',
  'accuracy',
  'cache',
  'providers',
  'local',
  'tokens',
  'settings',
] as const
export type Screen = (typeof screens)[number]

export interface Route {
  readonly screen: Screen
  /** The request whose details are open. Null if none is. */
  readonly requestId: string | null
  /** What the screen keeps in the address, without the question mark: see address-state.ts. Not there if it is nothing. */
  readonly query?: string
}

/**
 * '#/requests/req_1?range=7d' means the requests screen of the last 7 days with that request open. An unknown screen means
 * the overview.
 */
export function parseRoute(hash: string): Route {
  const [path = '', ...afterMark] = hash.replace(/^#\/?/, '').split('?')
  const [name, requestId] = path.split('/')
  const query = afterMark.join('?')
  return {
    screen: screens.find(screen => screen === name) ?? 'overview',
    requestId: requestId ? decoded(requestId) : null,
    ...(query === '' ? {} : { query }),
  }
}

export function routeHash({ screen, requestId, query = '' }: Route): string {
  const path = requestId === null ? `#/${screen}` : `#/${screen}/${encodeURIComponent(requestId)}`
  return query === '' ? path : `${path}?${query}`
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null // a person may type anything into the address
  }
}
