import { Button, Group, Loader, Stack, Text } from '@mantine/core'
import { IconCircleCheck, IconCircleX, IconInfoCircle, IconPlugConnected } from '@tabler/icons-react'
import type { UseMutationResult } from '@tanstack/react-query'
import { useTranslation } from 'react-i18next'
import type { ProviderDraft, ProviderTest } from '../../../gateway/contract/providers.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { numbers } from '../../format/formats.ts'
import { isSameDraft } from './provider-form.ts'

type TestRun = UseMutationResult<ProviderTest, Error, string>

export function useProviderTest(): TestRun {
  return useAdminMutation({
    run: (admin, id: string) => admin.testProvider({ id }),
    refreshes: ['providers'],
  })
}

/** A test of what a form has. Its result is not shown any more once the form has something else. */
export function useDraftTest(current: ProviderDraft) {
  const test = useAdminMutation({
    run: (admin, draft: ProviderDraft) => admin.testProviderDraft(draft),
    refreshes: [],
  })
  const isOfThis = test.variables !== undefined && isSameDraft(test.variables, current)
  return {
    run: () => test.mutate(current),
    isPending: test.isPending,
    result: isOfThis ? test.data : undefined,
  }
}

interface ProviderTestButtonProps {
  readonly isBusy: boolean
  /** `card`: of what is stored, whose list is then kept. */
  readonly place: 'form' | 'card'
  readonly onTest: () => void
}

/** It is not disabled while it is busy, so that the focus stays on it. */
export function ProviderTestButton({ isBusy, place, onTest }: ProviderTestButtonProps) {
  const { t } = useTranslation()
  return (
    <Button
      size={place === 'card' ? 'xs' : 'sm'}
      variant="default"
      leftSection={isBusy ? <Loader size={14} color="gray" /> : <IconPlugConnected size={14} aria-hidden />}
      aria-disabled={isBusy}
      title={t(`providerTest.hints.${place}`)}
      onClick={() => {
        if (!isBusy) onTest()
      }}
    >
      {t('providerTest.run')}
    </Button>
  )
}

/** The result of the last test. If it failed, with what helps and the provider's own words. */
export function ProviderTestResult({ result }: { readonly result: ProviderTest | undefined }) {
  const { t } = useTranslation()
  if (result === undefined) return null
  const latency = numbers.duration(result.latencyMs)
  if (result.problem === null) return <Passed result={result} latency={latency} />
  const { what, cure } = t(`providerTest.problems.${result.problem}`, { returnObjects: true })
  return (
    <Group gap={6} wrap="nowrap" align="start" role="status">
      <Text c="red" lh={1} mt={2}>
        <IconCircleX size={16} style={{ display: 'block' }} aria-hidden />
      </Text>
      <Stack gap={2} miw={0}>
        <Text size="sm">
          <Text span inherit fw={600} c="red">
            {what}
          </Text>{' '}
          {cure}
        </Text>
        {result.message !== null && (
          <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
            {t('providerTest.said', { latency, message: result.message })}
          </Text>
        )}
      </Stack>
    </Group>
  )
}

function Passed({ result, latency }: { readonly result: ProviderTest; readonly latency: string }) {
  const { t } = useTranslation()
  const isAsked = result.list !== 'none'
  const Icon = isAsked ? IconCircleCheck : IconInfoCircle
  const texts = {
    names: t('providerTest.passed', { latency, models: t('providers.models', { count: result.models }) }),
    proof: t('providerTest.passedProof', { latency }),
    none: t('providerTest.passedNone'),
  }
  return (
    <Group gap={6} wrap="nowrap" align="start" role="status" c={isAsked ? 'verdigris' : 'dimmed'}>
      <Icon size={16} style={{ flexShrink: 0, marginTop: 2 }} aria-hidden />
      <Text size="sm">{texts[result.list]}</Text>
    </Group>
  )
}
