import { useLocalStorage } from '@mantine/hooks'
import { useBudgets, useClients, useProviders } from '../../api/queries.ts'
import { type NextStep, stepsDone } from './next-steps.ts'

export interface NextStepsState {
  /** Null while it is not known, before the first request, when the steps are done, and after they were dismissed. */
  readonly done: Readonly<Record<NextStep, boolean>> | null
  readonly dismiss: () => void
}

export function useNextSteps(isFirstRun: boolean): NextStepsState {
  const [isDismissed, setDismissed] = useLocalStorage({
    key: 'gatehouse-next-steps-dismissed',
    defaultValue: false,
    getInitialValueInEffect: false,
  })
  const providers = useProviders()
  const budgets = useBudgets()
  const clients = useClients()
  const isKnown = providers.data && budgets.data && clients.data
  const done = isKnown
    ? stepsDone({ providers: providers.data, budgets: budgets.data, clients: clients.data })
    : null
  const isOver = isFirstRun || isDismissed || done === null || Object.values(done).every(Boolean)
  return { done: isOver ? null : done, dismiss: () => setDismissed(true) }
}
