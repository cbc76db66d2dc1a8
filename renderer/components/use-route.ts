import { useHash } from '@mantine/hooks'
import { parseRoute, type Route, routeHash } from './route-hash.ts'

/** The screen in the address, so that reload and Back work, and how to go to another. */
export function useRoute(): readonly [Route, (route: Route) => void] {
  const [hash, setHash] = useHash({ getInitialValueInEffect: false })
  return [parseRoute(hash), route => setHash(routeHash(route))]
}
