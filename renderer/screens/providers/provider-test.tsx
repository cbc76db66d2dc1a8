import { Button, Group, Text } from '@mantine/core'
import { IconCircleCheck, IconCircleX } from '@tabler/icons-react'
import type { UseMutationResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ProviderTest } from '../../../gateway/contract/providers.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { numbers } from '../../format/formats.ts'

type TestRun = UseMutationResult<ProviderTest, Error, string>

export function useProviderTest(): TestRun {
  return useAdminMutation({
    run: (admin, id: string) => admin.testProvider({ id }),
    refreshes: ['providers'],
  })
}

export function ProviderTestButton({ id, test }: { readonly id: string; readonly test: TestRun }) {
  const { t } = useTranslation()
  return (
    <Button size="xs" variant="default" loading={test.isPending} onClick={() => test.mutate(id)}>
      {t('providers.test')}
    </Button>
  )
}

/** The result of the last test. If it failed, in the provider's own words. */
export function ProviderTestLine({ test: { data } }: { readonly test: TestRun }) {
  const { t } = useTranslation()
  if (data === undefined) return null
  const latency = numbers.duration(data.latencyMs)
  const Icon = data.ok ? IconCircleCheck : IconCircleX
  return (
    <Group gap={6} mt={8} wrap="nowrap" align="start" role="status" c={data.ok ? 'verdigris' : 'red'}>
      <Icon size={16} style={{ flexShrink: 0, marginTop: 2 }} aria-hidden />
      <Text size="sm">
        {data.ok
          ? t('providers.testOk', { latency, models: t('providers.models', { count: data.models }) })
          : `${t('providers.testFailed', { latency })}${data.message === null ? '' : `: ${data.message}`}`}
      </Text>
    </Group>
  )
}
