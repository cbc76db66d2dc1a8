import { Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { priceSourceText } from '../../../gateway/contract/prices.ts'
import type { RequestDetail } from '../../../gateway/contract/requests.ts'
import { FactList } from '../../components/fact-list.tsx'
import { Money } from '../../components/money.tsx'
import { RequestArithmetic } from './request-arithmetic.tsx'

export function RequestCost({ request }: { readonly request: RequestDetail }) {
  const { t } = useTranslation()
  const { arithmetic, certainty, costNanoUsd, doubt, heldNanoUsd, priceSource, sandbox } = request
  const atMost = arithmetic?.atMostNanoUsd ?? null
  const source = priceSource === null ? null : priceSourceText(priceSource, t('detail.ownPrice'))
  return (
    <Stack gap={12}>
      {arithmetic && <RequestArithmetic request={request} arithmetic={arithmetic} />}
      <FactList
        facts={[
          {
            label: t('detail.priceSource'),
            value: source ?? (costNanoUsd === null ? t('detail.noPrice') : null),
          },
          {
            label: t('detail.held'),
            value: heldNanoUsd && (
              <Group gap={8}>
                <Money amount={heldNanoUsd} />
                {sandbox && <Pretended />}
              </Group>
            ),
          },
          {
            label: t('detail.settled'),
            value: (
              <Group gap={8}>
                <Money amount={costNanoUsd} certainty={certainty} />
                {sandbox && <Pretended />}
                <Text span size="xs" c="dimmed" title={t(`certainty.${certainty}Hint`)}>
                  {t(`certainty.${certainty}`)}
                </Text>
              </Group>
            ),
          },
          { label: t('detail.doubt'), value: doubt },
          { label: t('detail.atMost'), value: atMost && <Money amount={atMost} /> },
        ]}
      />
    </Stack>
  )
}

/** Beside an amount of the sandbox's. */
function Pretended() {
  const { t } = useTranslation()
  return (
    <Text span size="xs" c="dimmed" title={t('detail.pretendedHint')}>
      {t('detail.pretended')}
    </Text>
  )
}
