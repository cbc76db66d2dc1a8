import { Anchor, Group, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { Figures, ProviderFailure } from '../../../gateway/contract/figures.ts'
import { Money } from '../../components/money.tsx'
import { routeHash } from '../../components/route-hash.ts'
import { numbers, times } from '../../format/formats.ts'
import { requestsHash } from '../overview/requests-link.ts'

interface ProviderUseProps {
  readonly providerId: string
  readonly figures: Figures | undefined
}

/** One line: what a provider was asked today, what that cost, and how it went. */
export function ProviderUse({ providerId, figures }: ProviderUseProps) {
  const { t } = useTranslation()
  const found = figures?.providers.find(provider => provider.providerId === providerId)
  if (figures === undefined || found === undefined) return null
  const { tries, failures, today, latencyP50Ms, lastFailure } = found
  const failureWords = {
    count: failures,
    formatted: numbers.count(failures),
    percent: numbers.percent((failures / Math.max(1, tries)) * 100),
  }
  return (
    <Group
      gap="2px 14px"
      mt={8}
      role="group"
      aria-label={t('providerUse.label', { name: providerId })}
      fz="sm"
    >
      <Anchor inherit href={requestsHash({ provider: providerId, from: figures.dayStartMs })}>
        {t('providerUse.tries', { count: tries, formatted: numbers.count(tries) })}
      </Anchor>
      {tries > 0 && (
        <>
          <Text inherit>
            <Money amount={today.costNanoUsd} />
            {today.unpriced > 0 &&
              ` + ${t('providerUse.unpriced', { formatted: numbers.count(today.unpriced) })}`}
          </Text>
          {failures === 0 ? (
            <Text inherit c="dimmed">
              {t('providerUse.noFailures')}
            </Text>
          ) : (
            <Text inherit c="red">
              {t('providerUse.failures', failureWords)}
            </Text>
          )}
        </>
      )}
      {latencyP50Ms !== null && (
        <Text inherit c="dimmed" title={t('providerUse.latencyHint')}>
          {t('providerUse.latency', { latency: numbers.duration(latencyP50Ms) })}
        </Text>
      )}
      {lastFailure !== null && <LastFailure failure={lastFailure} />}
    </Group>
  )
}

/** Leads to the request, whose details say why. */
function LastFailure({
  failure: { atMs, errorCode, requestId, status },
}: {
  readonly failure: ProviderFailure
}) {
  const { t } = useTranslation()
  const what =
    status !== null && status >= 400
      ? t('providerUse.status', { status })
      : (errorCode ?? t('providerUse.noAnswer'))
  return (
    <Anchor inherit c="dimmed" href={routeHash({ screen: 'requests', requestId })} title={times.exact(atMs)}>
      {t('providerUse.lastFailure', { ago: times.ago(atMs, Date.now()), what })}
    </Anchor>
  )
}
