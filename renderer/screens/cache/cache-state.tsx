import { Badge, Group, Progress, SimpleGrid, Stack, Text } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'
import type { CacheStatus } from '../../../gateway/contract/answer-cache.ts'
import type { EmbedderState } from '../../../gateway/contract/embedder-state.ts'
import { numbers } from '../../format/formats.ts'

const modelColors: Readonly<Record<EmbedderState['type'], string>> = {
  off: 'slate',
  starting: 'slate',
  ready: 'verdigris',
  failed: 'red',
  missing: 'red',
}
const modelStates = Object.keys(modelColors) as EmbedderState['type'][]
const storeColors = { closed: 'slate', ready: 'verdigris', failed: 'red' } as const

/** How the model and the store are and why, and how full the store is. */
export function CacheState({ status: { model, store } }: { readonly status: CacheStatus }) {
  const { t } = useTranslation()
  const state = modelStates.find(known => known === model.state)
  return (
    <SimpleGrid cols={{ base: 1, xs: 3 }} spacing="lg">
      <Part
        label={t('cache.model')}
        color={state ? modelColors[state] : 'slate'}
        badge={state ? t(`cache.modelStates.${state}`) : model.state}
      >
        {[model.reason, state ? t(`cache.modelHints.${state}`) : ''].filter(Boolean).join(' ')}
      </Part>
      <Part
        label={t('cache.store')}
        color={storeColors[store.state]}
        badge={t(`cache.storeStates.${store.state}`)}
      >
        {[store.reason, t(`cache.storeHints.${store.state}`)].filter(Boolean).join(' ')}
      </Part>
      <StoreSize store={store} />
    </SimpleGrid>
  )
}

interface PartProps {
  readonly label: string
  readonly color: string
  readonly badge: string
  readonly children: ReactNode
}

function Part({ label, color, badge, children }: PartProps) {
  return (
    <Stack gap={4}>
      <Group gap={8} mih={22}>
        <Text size="sm" fw={500}>
          {label}
        </Text>
        <Badge size="sm" color={color}>
          {badge}
        </Badge>
      </Group>
      <Text size="xs" c="dimmed" style={{ overflowWrap: 'anywhere' }}>
        {children}
      </Text>
    </Stack>
  )
}

function StoreSize({ store: { entries, bytes, capBytes } }: Pick<CacheStatus, 'store'>) {
  const { t } = useTranslation()
  const size = t('cache.size', { bytes: numbers.bytes(bytes), cap: numbers.bytes(capBytes) })
  return (
    <Stack gap={4}>
      <Group gap={8} mih={22} justify="space-between">
        <Text size="sm" fw={500}>
          {t('cache.entryCount', { count: entries, formatted: numbers.count(entries) })}
        </Text>
        <Text size="xs" c="dimmed" className="tabular">
          {size}
        </Text>
      </Group>
      <Progress.Root size={8} radius="sm">
        <Progress.Section
          value={capBytes === 0 ? 0 : Math.min(100, (bytes / capBytes) * 100)}
          aria-label={t('cache.sizeLabel')}
          aria-valuetext={size}
        />
      </Progress.Root>
    </Stack>
  )
}
