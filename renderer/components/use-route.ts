import { useSyncExternalStore } from 'react'
import { parseRoute, type Route, routeHash } from './route-hash.ts'

/** Whether Back returns to what was there before, or to what was before that. */
export type HistoryStep = 'push' | 'replace'

/**
 * The route in the page's address, and a function that goes to another one. It is in the address so that reload and Back
 * work.
 */
export function useRoute(): readonly [Route, (route: Route, step?: HistoryStep) => void] {
  const hash = useAddressHash()
  return [parseRoute(hash), (route, step = 'push') => goToHash(routeHash(route), step)]
}

export function useAddressHash(): string {
  return useSyncExternalStore(subscribe, () => window.location.hash)
}

export function goToHash(hash: string, step: HistoryStep): void {
  if (hash === window.location.hash) return
  if (step === 'push') window.history.pushState(null, '', hash)
  else window.history.replaceState(null, '', hash)
  // Browsers tell of neither. It is told at once, because the caret jumps in a text field whose value arrives late.
  window.dispatchEvent(new HashChangeEvent('hashchange'))
}

function subscribe(onChange: () => void): () => void {
  window.addEventListener('hashchange', onChange)
  return () => window.removeEventListener('hashchange', onChange)
}
