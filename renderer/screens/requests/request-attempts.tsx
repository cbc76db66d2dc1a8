import { Code, Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { AttemptView } from '../../../gateway/contract/attempts.ts'
import { Money } from '../../components/money.tsx'
import { numbers } from '../../format/formats.ts'
import classes from './request-attempts.module.css'

/** Lists the attempts of a request: where each went, how and when it ended, and what it cost. */
export function RequestAttempts({ attempts }: { readonly attempts: readonly AttemptView[] }) {
  const { t } = useTranslation()
  return (
    <Table verticalSpacing={5} horizontalSpacing={0}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th colSpan={2}>{t('detail.attempt')}</Table.Th>
          <Table.Th ta="right">{t('detail.attemptTime')}</Table.Th>
          <Table.Th ta="right">{t('detail.cost')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {attempts.map(attempt => (
          <AttemptRow key={attempt.number} attempt={attempt} />
        ))}
      </Table.Tbody>
    </Table>
  )
}

function AttemptRow({ attempt }: { readonly attempt: AttemptView }) {
  const { t } = useTranslation()
  const { number, providerId, model, keyName, state, upstreamStatus, errorCode, timing } = attempt
  const why = errorCode ?? (upstreamStatus === null ? null : String(upstreamStatus))
  return (
    <Table.Tr className={classes.attempt}>
      <Table.Td className={classes.number}>{number}</Table.Td>
      <Table.Td>
        <Code className={classes.target}>{`${providerId}/${model}`}</Code>
        <Text size="xs">
          {keyName !== null && `${t('detail.attemptKey', { name: keyName })} · `}
          {t(`attemptEnd.${state}`)}
          {state !== 'complete' && why !== null && <Text span inherit c="dimmed">{` · ${why}`}</Text>}
        </Text>
      </Table.Td>
      <Table.Td ta="right" className={classes.figure}>
        <Times timing={timing} />
      </Table.Td>
      <Table.Td ta="right" className={classes.figure}>
        <Money amount={attempt.costNanoUsd} certainty={attempt.certainty} />
      </Table.Td>
    </Table.Tr>
  )
}

/**
 * Milliseconds from the request's arrival: when the attempt was sent, and when it ended. If it was never sent, when it was
 * held.
 */
function Times({ timing: { heldMs, sentMs, endedMs } }: Pick<AttemptView, 'timing'>) {
  const { t } = useTranslation()
  const startMs = sentMs ?? heldMs
  if (startMs === null || endedMs === null) return t('common.none')
  return t('detail.attemptTimes', { start: numbers.duration(startMs), end: numbers.duration(endedMs) })
}
