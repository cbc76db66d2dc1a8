import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'
import { hasCode, unauthorizedCode, unreachableCode } from './admin-error.ts'

/** `onUnauthorized` is called each time the gateway refuses the page's token. */
export function createQueryClient(onUnauthorized: () => void): QueryClient {
  const onError = (error: unknown): void => {
    if (hasCode(error, unauthorizedCode)) onUnauthorized()
  }
  return new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      // The gateway is on this machine, so it can be reached even if the browser is offline.
      queries: {
        networkMode: 'always',
        retry: (failures, error) => failures < 1 && hasCode(error, unreachableCode),
        retryDelay: 500,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  })
}
