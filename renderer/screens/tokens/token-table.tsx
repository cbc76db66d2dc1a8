import { Badge, Button, Code, Group, Paper, Table, Text, VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ClientView } from '../../../gateway/contract/admin.ts'
import { useShowWish } from '../../components/wishes.tsx'
import { times } from '../../format/formats.ts'

interface TokenActions {
  readonly onAssign: (client: ClientView) => void
  readonly onTranslation: (client: ClientView) => void
  readonly onCache: (client: ClientView) => void
  readonly onRevoke: (client: ClientView) => void
}

interface TokenTableProps extends TokenActions {
  readonly clients: readonly ClientView[]
}

const onOneLine = { whiteSpace: 'nowrap' } as const

export function TokenTable({ clients, ...actions }: TokenTableProps) {
  const { t } = useTranslation()
  return (
    <Paper px="md" py={6}>
      <Table.ScrollContainer
        minWidth={970}
        scrollAreaProps={{ type: 'auto', viewportProps: { tabIndex: 0 } }}
      >
        <Table verticalSpacing={9}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('tokens.name')}</Table.Th>
              <Table.Th>{t('tokens.token')}</Table.Th>
              <Table.Th>{t('tokens.person')}</Table.Th>
              <Table.Th>{t('tokens.team')}</Table.Th>
              <Table.Th>{t('tokens.translation')}</Table.Th>
              <Table.Th>{t('tokenCache.column')}</Table.Th>
              <Table.Th>{t('tokens.created')}</Table.Th>
              <Table.Th>{t('tokens.lastUsed')}</Table.Th>
              <Table.Th>{t('tokens.state')}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{t('tokens.revoke')}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {clients.map(client => (
              <TokenLine key={client.id} client={client} {...actions} />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  )
}

interface TokenLineProps extends TokenActions {
  readonly client: ClientView
}

function TokenLine({ client, onAssign, onTranslation, onCache, onRevoke }: TokenLineProps) {
  const { t } = useTranslation()
  const { name, tokenPrefix, personId, teamId, createdAtMs, lastUsedAtMs, revokedAtMs } = client
  const now = Date.now()
  const shown = useShowWish<HTMLTableRowElement>('token', client.id)
  return (
    <Table.Tr ref={shown} {...(revokedAtMs === null ? {} : { c: 'dimmed' })}>
      <Table.Td fw={550}>{name}</Table.Td>
      <Table.Td>
        <Code>{tokenPrefix}…</Code>
      </Table.Td>
      <Owner id={personId} />
      <Owner id={teamId} />
      <Table.Td>
        <Translation client={client} onChange={() => onTranslation(client)} />
      </Table.Td>
      <Table.Td>
        <Cache client={client} onChange={() => onCache(client)} />
      </Table.Td>
      <Table.Td title={times.exact(createdAtMs)} style={onOneLine}>
        {times.ago(createdAtMs, now)}
      </Table.Td>
      <Table.Td title={lastUsedAtMs === null ? undefined : times.exact(lastUsedAtMs)} style={onOneLine}>
        {lastUsedAtMs === null ? (
          <Text span inherit c="dimmed">
            {t('common.never')}
          </Text>
        ) : (
          times.ago(lastUsedAtMs, now)
        )}
      </Table.Td>
      {revokedAtMs === null ? (
        <>
          <Table.Td>
            <Badge>{t('tokens.active')}</Badge>
          </Table.Td>
          <Table.Td ta="right">
            <Group gap={2} justify="flex-end" wrap="nowrap">
              <LineButton label={t('tokens.assign')} name={name} onClick={() => onAssign(client)} />
              <LineButton label={t('tokens.revoke')} name={name} onClick={() => onRevoke(client)} />
            </Group>
          </Table.Td>
        </>
      ) : (
        // Nothing can be done with it, and the longest of these texts has room where the buttons would be.
        <Table.Td colSpan={2}>
          <Badge color="gray" title={times.exact(revokedAtMs)}>
            {t('tokens.revoked', { ago: times.ago(revokedAtMs, now) })}
          </Badge>
        </Table.Td>
      )}
    </Table.Tr>
  )
}

function Owner({ id }: { readonly id: string | null }) {
  const { t } = useTranslation()
  return (
    <Table.Td maw={115}>
      <Text size="sm" truncate {...(id === null ? { c: 'dimmed' } : { title: id })}>
        {id ?? t('common.none')}
      </Text>
    </Table.Td>
  )
}

/** A value that differs from the settings in bold. It is a button for as long as the token can be used. */
function OwnValue({ value, isDefault, isRevoked, label, onChange }: OwnValueProps) {
  if (isRevoked) return value
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="gray"
      ml={-9}
      fw={isDefault ? 400 : 550}
      aria-label={label}
      onClick={onChange}
    >
      {value}
    </Button>
  )
}

interface OwnValueProps {
  readonly value: string
  readonly isDefault: boolean
  readonly isRevoked: boolean
  readonly label: string
  readonly onChange: () => void
}

function Translation({ client, onChange }: { readonly client: ClientView; readonly onChange: () => void }) {
  const { t } = useTranslation()
  const { name, onUnsupported, revokedAtMs } = client
  const value = t(`tokens.onUnsupported.${onUnsupported ?? 'default'}`)
  const label = t('tokens.translationOf', { name, value })
  const states = { isDefault: onUnsupported === null, isRevoked: revokedAtMs !== null }
  return <OwnValue {...states} value={value} label={label} onChange={onChange} />
}

function Cache({ client, onChange }: { readonly client: ClientView; readonly onChange: () => void }) {
  const { t } = useTranslation()
  const { name, cache, revokedAtMs } = client
  const value = t(`tokenCache.modes.${cache.mode ?? 'default'}`)
  const label = t('tokenCache.of', { name, value })
  const states = { isDefault: cache.mode === null, isRevoked: revokedAtMs !== null }
  return <OwnValue {...states} value={value} label={label} onChange={onChange} />
}

interface LineButtonProps {
  readonly label: string
  readonly name: string
  readonly onClick: () => void
}

function LineButton({ label, name, onClick }: LineButtonProps) {
  return (
    <Button
      size="compact-sm"
      variant="subtle"
      color="gray"
      aria-label={`${label}: ${name}`}
      onClick={onClick}
    >
      {label}
    </Button>
  )
}
