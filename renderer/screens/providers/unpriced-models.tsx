import { Alert, Group, Text } from '@mantine/core'
import { IconQuestionMark } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { UnpricedModel } from '../../../gateway/contract/price-tables.ts'

const shown = 6

/** Lists models that were used lately and have no known price. */
export function UnpricedModels({ models }: { readonly models: readonly UnpricedModel[] }) {
  const { t } = useTranslation()
  if (models.length === 0) return null
  const more = models.length - shown
  return (
    <Alert
      mt="sm"
      color="amber"
      icon={<IconQuestionMark size={18} />}
      title={t('priceTables.unpriced', { count: models.length })}
    >
      {models.slice(0, shown).map(({ providerId, model, requests, isUnlisted }) => (
        <Group key={`${providerId}/${model}`} justify="space-between" wrap="nowrap" gap="md">
          <Text size="sm" truncate title={`${providerId}/${model}`}>
            {`${providerId}/${model}`}
          </Text>
          <Text size="sm" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
            {isUnlisted && `${t('priceTables.unlisted')} · `}
            {t('priceTables.unpricedRequests', { count: requests })}
          </Text>
        </Group>
      ))}
      {more > 0 && (
        <Text size="sm" c="dimmed">
          {t('priceTables.unpricedMore', { count: more })}
        </Text>
      )}
      <Text size="sm" c="dimmed" mt={4}>
        {t('priceTables.unpricedHint')}
      </Text>
    </Alert>
  )
}
