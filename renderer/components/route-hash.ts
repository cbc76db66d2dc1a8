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
] as const
export type Screen = (typeof screens)[number]

export interface Route {
  readonly screen: Screen
  /** The request whose drawer is open. Null if none is. */
  readonly requestId: string | null
}

/** '#/requests/req_1' means the requests screen with that request open. An unknown screen means the overview. */
export function parseRoute(hash: string): Route {
  const [name, requestId] = hash.replace(/^#\/?/, '').split('/')
  return {
    screen: screens.find(screen => screen === name) ?? 'overview',
    requestId: requestId ? decoded(requestId) : null,
  }
}

export function routeHash({ screen, requestId }: Route): string {
  return requestId === null ? `#/${screen}` : `#/${screen}/${encodeURIComponent(requestId)}`
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text)
  } catch {
    return null // a person may type anything into the address
  }
}
