import { Badge, Button, Stack, Table, Text, UnstyledButton } from '@mantine/core'
import { useMemo } from 'react'
import { useTranslation } from 'react-i18next'
import type { CacheHit } from '../../../gateway/contract/answer-cache.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { numbers, times } from '../../format/formats.ts'
import { DifferingText } from './differing-text.tsx'
import { differingWords } from './differing-words.ts'

const judgementColors = { same: 'verdigris', different: 'red', undecided: 'slate', wrong: 'red' } as const

interface HitLineProps {
  readonly hit: CacheHit
  /** Undefined if the token is not known any more. */
  readonly clientName: string | undefined
  readonly onOpenRequest: (requestId: string) => void
  readonly onWrong: (hit: CacheHit) => void
}

export function HitLine({ hit, clientName, onOpenRequest, onWrong }: HitLineProps) {
  const { t } = useTranslation()
  const right = useAdminMutation({
    run: (admin, hitId: string) => admin.judgeCacheHit({ hitId, judgement: 'same' }),
    refreshes: ['cache'],
    done: () => t('cache.rightDone'),
  })
  const time = times.moment(hit.atMs, Date.now())
  const { askedQuestion, storedQuestion } = hit
  const [stored, asked] = useMemo(
    () => differingWords(storedQuestion, askedQuestion),
    [storedQuestion, askedQuestion],
  )
  return (
    <Table.Tr style={{ verticalAlign: 'top' }}>
      <Table.Td>
        <UnstyledButton
          fz="sm"
          td="underline"
          aria-label={t('cache.openRequest', { time })}
          title={times.exact(hit.atMs)}
          onClick={() => onOpenRequest(hit.requestId)}
        >
          {time}
        </UnstyledButton>
        <Text size="xs" c="dimmed" maw={130} truncate title={hit.model}>
          {hit.model}
        </Text>
        <Text size="xs" c="dimmed" maw={130} truncate>
          {clientName ?? hit.clientId}
        </Text>
      </Table.Td>
      <Table.Td w="25%">
        <DifferingText runs={stored} />
      </Table.Td>
      <Table.Td w="25%">
        <DifferingText runs={asked} />
      </Table.Td>
      <Table.Td ta="right">{hit.similarity === null ? t('common.none') : hit.similarity.toFixed(3)}</Table.Td>
      <Table.Td style={{ whiteSpace: 'nowrap' }}>{numbers.span(hit.ageMs)}</Table.Td>
      <Table.Td miw={150} maw={190}>
        <GuardWords guard={hit.guard} />
      </Table.Td>
      <Table.Td>
        <Judgement hit={hit} />
        {hit.judgement !== 'wrong' && hit.judgement !== 'same' && (
          <Button
            mt={4}
            mr={4}
            size="compact-xs"
            variant="default"
            loading={right.isPending}
            onClick={() => right.mutate(hit.id)}
          >
            {t('cache.right')}
          </Button>
        )}
        {hit.judgement !== 'wrong' && (
          <Button mt={4} size="compact-xs" variant="default" onClick={() => onWrong(hit)}>
            {t('cache.wrong')}
          </Button>
        )}
      </Table.Td>
    </Table.Tr>
  )
}

function GuardWords({ guard }: Pick<CacheHit, 'guard'>) {
  const { t } = useTranslation()
  if (guard === null || guard.agrees) {
    return (
      <Text size="sm" c="dimmed">
        {t(guard === null ? 'cache.guardMissing' : 'cache.guardAgrees')}
      </Text>
    )
  }
  return (
    <>
      <Badge size="sm" color="amber">
        {guard.rule}
      </Badge>
      <Text size="xs" c="dimmed" lineClamp={4} title={guard.reason} style={{ overflowWrap: 'anywhere' }}>
        {guard.reason}
      </Text>
    </>
  )
}

function Judgement({ hit: { judgement, served } }: Pick<HitLineProps, 'hit'>) {
  const { t } = useTranslation()
  return (
    <Stack gap={3} align="start">
      <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        {t(served ? 'cache.served' : 'cache.measured')}
      </Text>
      {judgement !== null && (
        <Badge size="sm" color={judgementColors[judgement]}>
          {t(`cache.judgements.${judgement}`)}
        </Badge>
      )}
    </Stack>
  )
}
