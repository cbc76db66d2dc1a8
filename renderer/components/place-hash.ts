import { routeHash, type Screen } from './route-hash.ts'

/** The address of one of what a screen lists: see `ShownPlace`. */
export function placeHash(screen: Screen, id: string): string {
  return routeHash({ screen, requestId: null, query: new URLSearchParams({ show: id }).toString() })
}
