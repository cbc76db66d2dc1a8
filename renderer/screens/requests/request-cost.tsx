import { Group, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RequestDetail } from '../../../gateway/contract/requests.ts'
import { FactList } from '../../components/fact-list.tsx'
import { Money } from '../../components/money.tsx'
import { RequestArithmetic } from './request-arithmetic.tsx'

export function RequestCost({ request }: { readonly request: RequestDetail }) {
  const { t } = useTranslation()
  const { arithmetic, certainty, costNanoUsd, doubt, heldNanoUsd, priceSource } = request
  const neverHeld = heldNanoUsd === null && costNanoUsd !== null
  const atMost = arithmetic?.atMostNanoUsd ?? null
  return (
    <Stack gap={12}>
      {arithmetic && <RequestArithmetic request={request} arithmetic={arithmetic} />}
      <FactList
        facts={[
          { label: t('detail.held'), value: neverHeld ? t('common.none') : <Money amount={heldNanoUsd} /> },
          {
            label: t('detail.settled'),
            value: (
              <Group gap={8}>
                <Money amount={costNanoUsd} certainty={certainty} />
                <Text span size="xs" c="dimmed" title={t(`certainty.${certainty}Hint`)}>
                  {t(`certainty.${certainty}`)}
                </Text>
              </Group>
            ),
          },
          { label: t('detail.doubt'), value: doubt },
          { label: t('detail.atMost'), value: atMost && <Money amount={atMost} /> },
          {
            label: t('detail.priceSource'),
            value: priceSource ?? (costNanoUsd === null ? t('detail.noPrice') : t('common.none')),
          },
        ]}
      />
    </Stack>
  )
}
