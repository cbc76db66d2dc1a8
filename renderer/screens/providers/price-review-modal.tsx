import { Alert, Button, Checkbox, Group, Stack, Text, Title } from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PriceTableReview } from '../../../gateway/contract/price-tables.ts'
import { TitledModal } from '../../components/titled-modal.tsx'
import { PriceChanges } from './price-changes.tsx'
import { useChooseTable } from './use-choose-table.ts'

interface PriceReviewModalProps {
  readonly review: PriceTableReview
  readonly onClose: () => void
}

/**
 * Shows what a fetched table would change. A person puts it in effect with a button, and must first accept changes that are
 * hard to believe.
 */
export function PriceReviewModal({ review, onClose }: PriceReviewModalProps) {
  const { t } = useTranslation()
  const [isAccepted, setAccepted] = useState(false)
  const { table, against, doubtful } = review
  const choose = useChooseTable(onClose)
  return (
    <TitledModal opened onClose={onClose} title={t('priceTables.reviewTitle')} size={720}>
      <Stack gap="md">
        <Text size="sm" c="dimmed">
          {table.active ? t('priceTables.same') : t('priceTables.compared', { name: table.name, against })}
        </Text>
        {!table.active && <Changes review={review} />}
        {doubtful > 0 && !table.active && (
          <Alert
            color="amber"
            icon={<IconAlertTriangle size={18} />}
            title={t('priceTables.doubtful', { count: doubtful })}
          >
            <Text size="sm" mb="xs">
              {t('priceTables.doubtfulHint')}
            </Text>
            <Checkbox
              label={t('priceTables.accept')}
              checked={isAccepted}
              onChange={event => setAccepted(event.currentTarget.checked)}
            />
          </Alert>
        )}
        <Group justify="flex-end" gap="xs">
          <Button variant="default" onClick={onClose} data-autofocus>
            {t(table.active ? 'common.close' : 'priceTables.notNow')}
          </Button>
          {!table.active && (
            <Button
              loading={choose.isPending}
              disabled={doubtful > 0 && !isAccepted}
              onClick={() => choose.mutate({ id: table.id, acceptDoubtful: isAccepted })}
            >
              {t('priceTables.take')}
            </Button>
          )}
        </Group>
      </Stack>
    </TitledModal>
  )
}

function Changes({ review }: { readonly review: PriceTableReview }) {
  const { t } = useTranslation()
  const { yours, vanished } = review
  return (
    <>
      {yours.length === 0 && <Text size="sm">{t('priceTables.noneOfYours')}</Text>}
      {yours.length > 0 && <PriceChanges title={t('priceTables.yours')} changes={yours} height={260} />}
      {vanished.map(({ makerId, gone, of }) => (
        <Alert
          key={makerId}
          color="amber"
          icon={<IconAlertTriangle size={18} />}
          title={t('priceTables.vanished', { maker: makerId, gone, of })}
        />
      ))}
      <OtherRows review={review} />
    </>
  )
}

/**
 * Rows that no model here is priced by. Changes that are hard to believe come first, and if there are any, the list is open
 * from the start.
 */
function OtherRows({ review: { others, otherCounts } }: { readonly review: PriceTableReview }) {
  const { t } = useTranslation()
  const [isOpen, { toggle }] = useDisclosure(others.some(({ doubt }) => doubt !== null))
  const ordered = [...others].sort((one, other) => Number(other.doubt !== null) - Number(one.doubt !== null))
  return (
    <Stack gap={2}>
      <Group gap={8} mih={26}>
        <Title order={3}>{t('priceTables.others')}</Title>
        <Text size="sm" c="dimmed">
          {t('priceTables.counts', { ...otherCounts })}
        </Text>
        {others.length > 0 && (
          <Button size="compact-xs" variant="subtle" aria-expanded={isOpen} onClick={toggle}>
            {t(isOpen ? 'priceTables.hideOthers' : 'priceTables.showOthers')}
          </Button>
        )}
      </Group>
      {isOpen && <PriceChanges title={null} changes={ordered} height={150} />}
    </Stack>
  )
}
