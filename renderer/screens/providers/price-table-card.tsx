import { ActionIcon, Alert, Button, Group, Menu, Paper, Stack, Text, Title } from '@mantine/core'
import {
  IconArrowBackUp,
  IconCheck,
  IconDots,
  IconReceipt,
  IconRefresh,
  IconTable,
} from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { PriceTableReview, PriceTables, PriceTableView } from '../../../gateway/contract/price-tables.ts'
import { usePriceTables } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { times } from '../../format/formats.ts'
import { PriceReviewModal } from './price-review-modal.tsx'
import { UnpricedModels } from './unpriced-models.tsx'
import { useChooseTable } from './use-choose-table.ts'

/** Shows where prices come from, how old they are, and which used models have no price. */
export function PriceTableCard() {
  const { t } = useTranslation()
  const tables = usePriceTables().data
  const [review, setReview] = useState<PriceTableReview | null>(null)
  const check = useAdminMutation({
    run: (admin, _: null) => admin.fetchPriceTable({}),
    refreshes: ['priceTables'],
    onDone: setReview,
  })
  const look = useAdminMutation({
    run: (admin, { id }: PriceTableView) => admin.reviewPriceTable({ id }),
    refreshes: [],
    onDone: setReview,
  })
  if (!tables) return null
  const [newest] = tables.kept
  const waiting = newest && !newest.wasUsed ? newest : null
  return (
    <Paper px="md" py={14} component="section" aria-label={t('priceTables.title')}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <TableFacts tables={tables} />
        <Group gap={6} wrap="nowrap">
          <Button
            size="xs"
            variant="default"
            leftSection={<IconRefresh size={15} />}
            loading={check.isPending}
            onClick={() => check.mutate(null)}
          >
            {t('priceTables.check')}
          </Button>
          <TableMenu tables={tables} />
        </Group>
      </Group>
      {waiting && (
        <Alert mt="sm" icon={<IconReceipt size={18} />}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{t('priceTables.waiting', { name: waiting.name })}</Text>
            <Button size="xs" variant="default" loading={look.isPending} onClick={() => look.mutate(waiting)}>
              {t('priceTables.look')}
            </Button>
          </Group>
        </Alert>
      )}
      <UnpricedModels models={tables.unpriced} />
      {review !== null && <PriceReviewModal review={review} onClose={() => setReview(null)} />}
    </Paper>
  )
}

function TableFacts({
  tables: { active, updateEveryHours, checkedAtMs, checkError },
}: {
  readonly tables: PriceTables
}) {
  const { t } = useTranslation()
  const every =
    updateEveryHours === 0 ? t('priceTables.onlyAsked') : t('priceTables.every', { count: updateEveryHours })
  const checked =
    checkedAtMs === null ? '' : t('priceTables.checked', { ago: times.ago(checkedAtMs, Date.now()) })
  return (
    <Stack gap={3} miw={0}>
      <Group gap={8}>
        <Title order={2}>{t('priceTables.title')}</Title>
        <Text size="sm" c="dimmed">
          {active.name}
        </Text>
      </Group>
      <Text size="sm">{useAge(active)}</Text>
      <Text size="sm" c="dimmed">
        {`${every} ${checked}`}
      </Text>
      {checkError !== null && (
        <Text size="sm" c="var(--mantine-color-amber-text)">
          {checkError}
        </Text>
      )}
    </Stack>
  )
}

function useAge({ id, dateIso }: PriceTableView): string {
  const { t } = useTranslation()
  if (dateIso === null) return capitalised(t('priceTables.undated'))
  const values = { date: times.date(dateIso), ago: times.dayAgo(dateIso, Date.now()) }
  return capitalised(id === 0 ? t('priceTables.published', values) : t('priceTables.fetched', values))
}

function capitalised(text: string): string {
  return text.slice(0, 1).toUpperCase() + text.slice(1)
}

/** A menu with the kept tables that were in effect. One click goes back to the previous one, or to any other. */
function TableMenu({ tables: { kept, previous } }: { readonly tables: PriceTables }) {
  const { t } = useTranslation()
  const choose = useChooseTable()
  const used = kept.filter(({ wasUsed }) => wasUsed)
  if (used.length < 2) return null
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={30} aria-label={`${t('common.more')}: ${t('priceTables.title')}`}>
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {used.map(table => (
          <Menu.Item
            key={table.id}
            disabled={table.active}
            leftSection={<TableIcon table={table} isPrevious={table.id === previous?.id} />}
            onClick={() => choose.mutate({ id: table.id })}
          >
            {t(labelOf(table, previous), { name: table.name })}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  )
}

function labelOf(table: PriceTableView, previous: PriceTableView | null) {
  if (table.active) return 'priceTables.current'
  return table.id === previous?.id ? 'priceTables.goBack' : 'priceTables.use'
}

function TableIcon({ table, isPrevious }: { readonly table: PriceTableView; readonly isPrevious: boolean }) {
  if (table.active) return <IconCheck size={15} />
  return isPrevious ? <IconArrowBackUp size={15} /> : <IconTable size={15} />
}
