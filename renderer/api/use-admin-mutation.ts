import { notifications } from '@mantine/notifications'
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AdminApi } from '../../gateway/contract/admin.ts'
import { announce } from '../components/announce.ts'
import { useAdmin } from './admin-context.ts'
import { type QueryKeyName, queryKeys } from './queries.ts'

export interface AdminMutation<Input, Value> {
  readonly run: (admin: AdminApi, input: Input) => Promise<Value>
  /** The queries to fetch again, because the change makes their data outdated. */
  readonly refreshes: readonly QueryKeyName[]
  /** The text of a notification after success. Left out if the screen itself shows the result. */
  readonly done?: (value: Value, input: Input) => string
  readonly onDone?: (value: Value) => void
}

/**
 * Makes one change through the admin object. A failure is shown as a notification. After a success the queries in
 * `refreshes` are fetched again.
 */
export function useAdminMutation<Input, Value>(
  mutation: AdminMutation<Input, Value>,
): UseMutationResult<Value, Error, Input> {
  const admin = useAdmin()
  const queryClient = useQueryClient()
  const { t } = useTranslation()
  const closeButtonProps = { 'aria-label': t('common.close') }
  return useMutation({
    mutationFn: (input: Input) => mutation.run(admin, input),
    onSuccess: async (value, input) => {
      const message = mutation.done?.(value, input)
      if (message !== undefined) {
        // Read out by the live region, which does not interrupt. Only a failure may.
        notifications.show({ message, role: 'group', closeButtonProps })
        announce(message)
      }
      mutation.onDone?.(value)
      await Promise.all(
        mutation.refreshes.map(name => queryClient.invalidateQueries({ queryKey: queryKeys[name] })),
      )
    },
    onError: ({ message }) =>
      notifications.show({ color: 'red', title: t('common.failed'), message, closeButtonProps }),
  })
}
