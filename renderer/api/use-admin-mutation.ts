import { notifications } from '@mantine/notifications'
import { type UseMutationResult, useMutation, useQueryClient } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { AdminApi } from '../../gateway/contract/admin.ts'
import { useAdmin } from './admin-context.ts'
import { type QueryKeyName, queryKeys } from './queries.ts'

export interface AdminMutation<Input, Value> {
  readonly run: (admin: AdminApi, input: Input) => Promise<Value>
  /** What it makes stale. */
  readonly refreshes: readonly QueryKeyName[]
  /** Said in a notification when it worked; nothing where the screen itself shows it. */
  readonly done?: (value: Value, input: Input) => string
  readonly onDone?: (value: Value) => void
}

/** One change through the admin object: a failure becomes a notification, a success refreshes what it touched. */
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
      if (message !== undefined) notifications.show({ message, closeButtonProps })
      mutation.onDone?.(value)
      await Promise.all(
        mutation.refreshes.map(name => queryClient.invalidateQueries({ queryKey: queryKeys[name] })),
      )
    },
    onError: ({ message }) =>
      notifications.show({ color: 'red', title: t('common.failed'), message, closeButtonProps }),
  })
}
