import { ActionIcon, Button, Group, Table, Text, VisuallyHidden } from '@mantine/core'
import { IconPencil, IconPlus, IconTrash } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProviderKeyView, ProviderView } from '../../../gateway/contract/providers.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { ConfirmModal } from '../../components/confirm-modal.tsx'
import { KeyBadge } from './key-badge.tsx'
import { KeyModal } from './key-modal.tsx'

interface KeyListProps {
  readonly provider: ProviderView
  /** The names of keys that the provider does not accept, with what it said. */
  readonly refused: ReadonlyMap<string, string>
}

/** A provider's keys by name, in the order in which they are used. A key itself is never shown. */
export function KeyList({ provider, refused }: KeyListProps) {
  const { t } = useTranslation()
  /** What the form is open for: a key that is entered again, or 'new'. */
  const [editing, setEditing] = useState<ProviderKeyView | 'new' | null>(null)
  const [removing, setRemoving] = useState<ProviderKeyView | null>(null)
  const remove = useAdminMutation({
    run: (admin, { name }: ProviderKeyView) => admin.removeProviderKey({ providerId: provider.id, name }),
    refreshes: ['providers', 'status'],
    done: (_, { name }) => t('providerKeys.removed', { name }),
    onDone: () => setRemoving(null),
  })
  return (
    <>
      <Group mt="sm" gap="xs" justify="space-between" wrap="nowrap">
        <Text size="sm" c="dimmed">
          {t('providerKeys.hint')}
        </Text>
        <Button
          size="xs"
          variant="default"
          style={{ flexShrink: 0 }}
          leftSection={<IconPlus size={14} />}
          onClick={() => setEditing('new')}
        >
          {t('providerKeys.add')}
        </Button>
      </Group>
      {provider.keys.length > 0 && (
        <KeyTable keys={provider.keys} refused={refused} onEdit={setEditing} onRemove={setRemoving} />
      )}
      {editing !== null && (
        <KeyModal
          provider={provider}
          replaced={editing === 'new' ? null : editing}
          onClose={() => setEditing(null)}
        />
      )}
      <ConfirmModal
        opened={removing !== null}
        title={t('providerKeys.removeTitle', { name: removing?.name ?? '' })}
        body={t('providerKeys.removeHint')}
        action={t('providers.remove')}
        busy={remove.isPending}
        onConfirm={() => removing && remove.mutate(removing)}
        onClose={() => setRemoving(null)}
      />
    </>
  )
}

interface KeyTableProps extends Pick<KeyListProps, 'refused'> {
  readonly keys: readonly ProviderKeyView[]
  readonly onEdit: (key: ProviderKeyView) => void
  readonly onRemove: (key: ProviderKeyView) => void
}

function KeyTable({ keys, refused, onEdit, onRemove }: KeyTableProps) {
  const { t } = useTranslation()
  return (
    <Table verticalSpacing={5} mt={6} layout="fixed">
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('providerKeys.name')}</Table.Th>
          <Table.Th>{t('providerKeys.quotaGroup')}</Table.Th>
          <Table.Th w={140}>{t('providerKeys.state')}</Table.Th>
          <Table.Th w={84}>
            <VisuallyHidden>{t('common.more')}</VisuallyHidden>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {keys.map(key => (
          <Table.Tr key={key.name}>
            <Table.Td>
              <Text inherit truncate>
                {key.name}
              </Text>
            </Table.Td>
            <Table.Td>
              <Text inherit truncate {...(key.quotaGroup === null ? { c: 'dimmed' } : {})}>
                {key.quotaGroup ?? t('providerKeys.ownQuota')}
              </Text>
            </Table.Td>
            <Table.Td title={refused.get(key.name) ?? key.reason ?? undefined}>
              <KeyBadge state={key.state} isRefused={refused.has(key.name)} />
            </Table.Td>
            <Table.Td ta="right" py={0}>
              <KeyActions name={key.name} onEdit={() => onEdit(key)} onRemove={() => onRemove(key)} />
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}

interface KeyActionsProps {
  readonly name: string
  readonly onEdit: () => void
  readonly onRemove: () => void
}

function KeyActions({ name, onEdit, onRemove }: KeyActionsProps) {
  const { t } = useTranslation()
  return (
    <Group gap={4} justify="flex-end" wrap="nowrap">
      <ActionIcon
        size={26}
        variant="subtle"
        aria-label={`${t('providers.enterKey')}: ${name}`}
        onClick={onEdit}
      >
        <IconPencil size={15} />
      </ActionIcon>
      <ActionIcon
        size={26}
        variant="subtle"
        color="red"
        aria-label={`${t('providerKeys.remove')}: ${name}`}
        onClick={onRemove}
      >
        <IconTrash size={15} />
      </ActionIcon>
    </Group>
  )
}
