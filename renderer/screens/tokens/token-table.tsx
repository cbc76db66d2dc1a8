import { Badge, Button, Code, Paper, Table, Text, VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { ClientView } from '../../../gateway/contract/admin.ts'
import { times } from '../../format/formats.ts'

interface TokenTableProps {
  readonly clients: readonly ClientView[]
  readonly onRevoke: (client: ClientView) => void
}

export function TokenTable({ clients, onRevoke }: TokenTableProps) {
  const { t } = useTranslation()
  return (
    <Paper px="md" py={6}>
      <Table verticalSpacing={9}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('tokens.name')}</Table.Th>
            <Table.Th>{t('tokens.token')}</Table.Th>
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
            <TokenLine key={client.id} client={client} onRevoke={onRevoke} />
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}

interface TokenLineProps {
  readonly client: ClientView
  readonly onRevoke: (client: ClientView) => void
}

function TokenLine({ client, onRevoke }: TokenLineProps) {
  const { t } = useTranslation()
  const { name, tokenPrefix, createdAtMs, lastUsedAtMs, revokedAtMs } = client
  const now = Date.now()
  return (
    <Table.Tr {...(revokedAtMs === null ? {} : { c: 'dimmed' })}>
      <Table.Td fw={550}>{name}</Table.Td>
      <Table.Td>
        <Code>{tokenPrefix}…</Code>
      </Table.Td>
      <Table.Td title={times.exact(createdAtMs)}>{times.ago(createdAtMs, now)}</Table.Td>
      <Table.Td title={lastUsedAtMs === null ? undefined : times.exact(lastUsedAtMs)}>
        {lastUsedAtMs === null ? (
          <Text span inherit c="dimmed">
            {t('common.never')}
          </Text>
        ) : (
          times.ago(lastUsedAtMs, now)
        )}
      </Table.Td>
      <Table.Td>
        {revokedAtMs === null ? (
          <Badge>{t('tokens.active')}</Badge>
        ) : (
          <Badge color="gray" title={times.exact(revokedAtMs)}>
            {t('tokens.revoked', { ago: times.ago(revokedAtMs, now) })}
          </Badge>
        )}
      </Table.Td>
      <Table.Td ta="right">
        {revokedAtMs === null && (
          <Button
            size="compact-sm"
            variant="subtle"
            color="gray"
            aria-label={`${t('tokens.revoke')}: ${name}`}
            onClick={() => onRevoke(client)}
          >
            {t('tokens.revoke')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  )
}
