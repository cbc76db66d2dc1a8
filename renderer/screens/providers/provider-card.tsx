import {
  ActionIcon,
  Alert,
  Badge,
  Box,
  Button,
  Collapse,
  Group,
  Menu,
  Paper,
  Stack,
  Text,
  Title,
} from '@mantine/core'
import { useDisclosure } from '@mantine/hooks'
import {
  IconAlertTriangle,
  IconChevronDown,
  IconDots,
  IconLock,
  IconPencil,
  IconRefresh,
  IconTrash,
} from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { Figures } from '../../../gateway/contract/figures.ts'
import type { ProviderView } from '../../../gateway/contract/providers.ts'
import { useHealth } from '../../api/queries.ts'
import { CopyIcon } from '../../components/copy-button.tsx'
import { useShowWish } from '../../components/wishes.tsx'
import { times } from '../../format/formats.ts'
import { KeyBadge } from './key-badge.tsx'
import { KeyList } from './key-list.tsx'
import { ModelList } from './model-list.tsx'
import classes from './provider-card.module.css'
import { ProviderTestButton, ProviderTestResult, useProviderTest } from './provider-test.tsx'
import { ProviderUse } from './provider-use.tsx'
import { RefusedAlert } from './refused-alert.tsx'
import { isRefused, refusedKeys } from './refused-keys.ts'

interface ProviderCardProps {
  readonly provider: ProviderView
  readonly figures: Figures | undefined
  readonly onEdit: () => void
  readonly onEnterKey: () => void
  readonly onRemove: () => void
}

export function ProviderCard({ provider, figures, onEdit, onEnterKey, onRemove }: ProviderCardProps) {
  const { t } = useTranslation()
  const { id, name, baseUrl, sandbox, warning, keyReason, modelsError } = provider
  const refused = refusedKeys(provider, useHealth().data?.subjects ?? [])
  const isRefusedNow = isRefused(provider, refused)
  const saysSame = [...refused.values()].some(reason => modelsError?.includes(reason))
  const test = useProviderTest()
  const shown = useShowWish<HTMLElement>('provider', id)

  return (
    <Paper ref={shown} px="md" py={14} component="article" aria-label={id}>
      <Group justify="space-between" wrap="nowrap" align="start">
        <Stack gap={3} miw={0}>
          <Group gap={8}>
            <Title order={2}>{id}</Title>
            {name !== id && (
              <Text size="sm" c="dimmed">
                {name}
              </Text>
            )}
            {sandbox ? (
              <Badge color="slate">{t('providers.sandbox')}</Badge>
            ) : (
              <KeyBadge state={provider.key} isRefused={isRefusedNow} />
            )}
            {provider.isFound && (
              <Badge color="slate" title={t('providers.foundHint')}>
                {t('providers.found')}
              </Badge>
            )}
          </Group>
          {baseUrl !== null && (
            <Group gap={4} wrap="nowrap">
              <Text size="xs" ff="monospace" c="dimmed" truncate>
                {baseUrl}
              </Text>
              <CopyIcon value={baseUrl} label={`${t('providers.baseUrl')} ${id}`} />
            </Group>
          )}
          {sandbox && (
            <Text size="sm" c="dimmed">
              {t('providers.builtIn')}
            </Text>
          )}
        </Stack>
        <Group gap={6} wrap="nowrap">
          {!sandbox && (
            <ProviderTestButton place="card" isBusy={test.isPending} onTest={() => test.mutate(id)} />
          )}
          {!sandbox && (
            <ProviderMenu id={id} onEdit={onEdit} onRefresh={() => test.mutate(id)} onRemove={onRemove} />
          )}
        </Group>
      </Group>
      <ProviderUse providerId={id} figures={figures} />
      {test.data && (
        <Box mt={8}>
          <ProviderTestResult result={test.data} />
        </Box>
      )}
      {provider.key === 'locked' && (
        <Alert mt="sm" color="amber" icon={<IconLock size={18} />}>
          <Group justify="space-between" wrap="nowrap">
            <Text size="sm">{t('providers.lockedHint')}</Text>
            <Button size="xs" variant="default" onClick={onEnterKey}>
              {t('providers.enterKey')}
            </Button>
          </Group>
        </Alert>
      )}
      {isRefusedNow && <RefusedAlert reason={[...refused.values()].join(' ')} onEnterKey={onEnterKey} />}
      {keyReason !== null && (
        <Alert mt="sm" color="amber" icon={<IconAlertTriangle size={18} />} title={keyReason} />
      )}
      {warning !== null && (
        <Alert mt="sm" color="amber" icon={<IconAlertTriangle size={18} />} title={warning} />
      )}
      <ProviderDetails
        provider={provider}
        refused={refused}
        isErrorTold={test.data?.message === modelsError || (isRefusedNow && saysSame)}
      />
    </Paper>
  )
}

interface ProviderMenuProps {
  readonly id: string
  readonly onEdit: () => void
  readonly onRefresh: () => void
  readonly onRemove: () => void
}

function ProviderMenu({ id, onEdit, onRefresh, onRemove }: ProviderMenuProps) {
  const { t } = useTranslation()
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon size={30} aria-label={`${t('common.more')}: ${id}`}>
          <IconDots size={17} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconPencil size={15} />} onClick={onEdit}>
          {t('providerUse.edit')}
        </Menu.Item>
        <Menu.Item leftSection={<IconRefresh size={15} />} onClick={onRefresh}>
          {t('providerUse.refresh')}
        </Menu.Item>
        <Menu.Item c="var(--mantine-color-red-text)" leftSection={<IconTrash size={15} />} onClick={onRemove}>
          {t('providers.remove')}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  )
}

interface ProviderDetailsProps {
  readonly provider: ProviderView
  readonly refused: ReadonlyMap<string, string>
  /** True if the result of a test says why there is no list. */
  readonly isErrorTold: boolean
}

/** What a provider has, each of which can be opened: its models and its keys. */
function ProviderDetails({ provider, refused, isErrorTold }: ProviderDetailsProps) {
  const { t } = useTranslation()
  const [isModelsOpen, models] = useDisclosure(false)
  const [isKeysOpen, keys] = useDisclosure(false)
  const { modelsFetchedAtMs, modelsError, sandbox } = provider
  const unpriced = provider.models.filter(model => model.inputNanoUsdPerMillion === null).length
  const fetched =
    modelsFetchedAtMs === null
      ? t('providers.neverFetched')
      : t('providers.fetched', { ago: times.ago(modelsFetchedAtMs, Date.now()) })
  return (
    <>
      <Group gap={8} mt={10}>
        <Toggle isOpen={isModelsOpen} onToggle={models.toggle}>
          {t('providers.models', { count: provider.models.length })}
        </Toggle>
        {unpriced > 0 && (
          <Badge color="amber" title={t('providerUse.unpricedHint')}>
            {t('providerUse.unpricedModels', { count: unpriced })}
          </Badge>
        )}
        {!sandbox && (
          <Toggle isOpen={isKeysOpen} onToggle={keys.toggle}>
            {t('providerKeys.count', { count: provider.keys.length })}
          </Toggle>
        )}
        {!sandbox && (
          <Text
            size="xs"
            c="dimmed"
            title={modelsFetchedAtMs === null ? undefined : times.exact(modelsFetchedAtMs)}
          >
            {fetched}
          </Text>
        )}
      </Group>
      {modelsError !== null && !isErrorTold && (
        <Alert mt="sm" color="red" icon={<IconAlertTriangle size={18} />} title={t('providers.modelsError')}>
          {modelsError}
        </Alert>
      )}
      <Collapse expanded={isKeysOpen}>
        {isKeysOpen && <KeyList provider={provider} refused={refused} />}
      </Collapse>
      <Collapse expanded={isModelsOpen}>{isModelsOpen && <ModelList provider={provider} />}</Collapse>
    </>
  )
}

interface ToggleProps {
  readonly isOpen: boolean
  readonly onToggle: () => void
  readonly children: string
}

function Toggle({ isOpen, onToggle, children }: ToggleProps) {
  return (
    <Button
      size="compact-sm"
      variant="default"
      aria-expanded={isOpen}
      rightSection={<IconChevronDown size={14} className={classes.chevron} data-open={isOpen || undefined} />}
      onClick={onToggle}
    >
      {children}
    </Button>
  )
}
