import { useHash } from '@mantine/hooks'
import { parseRoute, type Route, routeHash } from './route-hash.ts'

/**
 * The route in the page's address, and a function that goes to another one. It is in the address so that reload and Back
 * work.
 */
export function useRoute(): readonly [Route, (route: Route) => void] {
  const [hash, setHash] = useHash({ getInitialValueInEffect: false })
  return [parseRoute(hash), route => setHash(routeHash(route))]
}
