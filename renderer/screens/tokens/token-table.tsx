import { Badge, Code, type MantineBreakpoint, Paper, Stack, Table, Text, VisuallyHidden } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import type { ClientView } from '../../../gateway/contract/clients.ts'
import type { ClientFigures, Figures } from '../../../gateway/contract/figures.ts'
import { useShowWish } from '../../components/wishes.tsx'
import { times } from '../../format/formats.ts'
import { CacheValue, TranslationValue } from './own-values.tsx'
import { type TokenActions, TokenMenu } from './token-menu.tsx'
import { TokenBudgetCell, TokenUse } from './token-use.tsx'

interface TokenTableProps extends TokenActions {
  readonly clients: readonly ClientView[]
  readonly figures: Figures | undefined
  readonly budgets: readonly BudgetView[]
}

const onOneLine = { whiteSpace: 'nowrap' } as const

export function TokenTable({ clients, figures, ...rest }: TokenTableProps) {
  const { t } = useTranslation()
  return (
    <Paper px="md" py={6}>
      <Table.ScrollContainer
        minWidth={460}
        scrollAreaProps={{ type: 'auto', viewportProps: { tabIndex: 0 } }}
      >
        <Table verticalSpacing={7}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t('tokens.name')}</Table.Th>
              <Table.Th visibleFrom="sm">{t('tokenUse.whose')}</Table.Th>
              <MonthHead title={t('tokenUse.spend')} />
              <MonthHead title={t('tokenUse.requests')} visibleFrom="sm" />
              <Table.Th>{t('tokenUse.budget')}</Table.Th>
              <Table.Th visibleFrom="lg">{t('tokens.translation')}</Table.Th>
              <Table.Th visibleFrom="lg">{t('tokenCache.column')}</Table.Th>
              <Table.Th visibleFrom="md">{t('tokens.lastUsed')}</Table.Th>
              <Table.Th>{t('tokens.state')}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{t('common.more')}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {clients.map(client => (
              <TokenLine
                key={client.id}
                client={client}
                figures={figures?.clients.find(({ clientId }) => clientId === client.id)}
                monthStartMs={figures?.monthStartMs ?? 0}
                {...rest}
              />
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </Paper>
  )
}

interface MonthHeadProps {
  readonly title: string
  readonly visibleFrom?: MantineBreakpoint
}

function MonthHead({ title, ...looks }: MonthHeadProps) {
  const { t } = useTranslation()
  return (
    <Table.Th ta="right" style={onOneLine} {...looks}>
      {title}
      <Text size="xs" c="dimmed">
        {t('tokenUse.thisMonth')}
      </Text>
    </Table.Th>
  )
}

interface TokenLineProps extends TokenActions {
  readonly client: ClientView
  readonly figures: ClientFigures | undefined
  readonly monthStartMs: number
  readonly budgets: readonly BudgetView[]
}

function TokenLine({ client, figures, monthStartMs, budgets, ...actions }: TokenLineProps) {
  const { t } = useTranslation()
  const { lastUsedAtMs, revokedAtMs } = client
  const shown = useShowWish<HTMLTableRowElement>('token', client.id)
  return (
    <Table.Tr ref={shown} {...(revokedAtMs === null ? {} : { c: 'dimmed' })}>
      <TokenName client={client} />
      <Owners client={client} />
      <TokenUse client={client} figures={figures} monthStartMs={monthStartMs} />
      <TokenBudgetCell client={client} budgets={budgets} />
      <Table.Td visibleFrom="lg">
        <TranslationValue client={client} onChange={() => actions.onTranslation(client)} />
      </Table.Td>
      <Table.Td visibleFrom="lg">
        <CacheValue client={client} onChange={() => actions.onCache(client)} />
      </Table.Td>
      <Table.Td
        visibleFrom="md"
        title={lastUsedAtMs === null ? undefined : times.exact(lastUsedAtMs)}
        style={onOneLine}
      >
        {lastUsedAtMs === null ? (
          <Text span inherit c="dimmed">
            {t('common.never')}
          </Text>
        ) : (
          times.ago(lastUsedAtMs, Date.now())
        )}
      </Table.Td>
      <Table.Td>
        <State client={client} />
      </Table.Td>
      <Table.Td ta="right">{revokedAtMs === null && <TokenMenu client={client} {...actions} />}</Table.Td>
    </Table.Tr>
  )
}

function TokenName({ client: { name, tokenPrefix, createdAtMs } }: { readonly client: ClientView }) {
  const { t } = useTranslation()
  return (
    <Table.Td maw={170} title={t('tokenUse.created', { at: times.exact(createdAtMs) })}>
      <Text inherit fw={550} truncate title={name}>
        {name}
      </Text>
      {tokenPrefix === '' ? (
        <Text size="xs" c="dimmed">
          {t('tokenUse.builtIn')}
        </Text>
      ) : (
        <Code fz={11}>{tokenPrefix}…</Code>
      )}
    </Table.Td>
  )
}

function Owners({ client: { personId, teamId } }: { readonly client: ClientView }) {
  const { t } = useTranslation()
  const owners = [personId, teamId].filter(owner => owner !== null)
  return (
    <Table.Td maw={130} visibleFrom="sm">
      <Stack gap={0}>
        {owners.length === 0 && (
          <Text size="sm" c="dimmed">
            {t('common.none')}
          </Text>
        )}
        {owners.map((owner, place) => (
          <Text
            key={owner === personId && place === 0 ? 'person' : 'team'}
            size="sm"
            truncate
            title={owner}
            {...(owner === personId && place === 0 ? {} : { c: 'dimmed' })}
          >
            {owner}
          </Text>
        ))}
      </Stack>
    </Table.Td>
  )
}

function State({ client: { pausedAtMs, revokedAtMs } }: { readonly client: ClientView }) {
  const { t } = useTranslation()
  const now = Date.now()
  if (revokedAtMs !== null) {
    return (
      <Badge color="gray" title={t('tokens.revoked', { ago: times.ago(revokedAtMs, now) })}>
        {t('tokenUse.revoked')}
      </Badge>
    )
  }
  if (pausedAtMs !== null) {
    return (
      <Badge color="amber" title={t('tokenUse.pausedHint', { ago: times.ago(pausedAtMs, now) })}>
        {t('tokenUse.paused')}
      </Badge>
    )
  }
  return <Badge>{t('tokens.active')}</Badge>
}
