import type { CancelScope } from '../cancel-scope.ts'

/** Resolves after `ms`. Rejects with the reason if the scope is cancelled before that. */
export function pause(ms: number, scope: CancelScope): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(resolve, ms)
    scope.onCancel(reason => {
      clearTimeout(timer)
      reject(reason)
    })
  })
}
