import { Table, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { CostArithmetic, CostLine } from '../../../gateway/contract/arithmetic.ts'
import { answeringAttempt } from '../../../gateway/contract/attempts.ts'
import type { RequestDetail } from '../../../gateway/contract/requests.ts'
import { nanoUsd } from '../../../gateway/contract/units.ts'
import { Money } from '../../components/money.tsx'
import { money, numbers } from '../../format/formats.ts'

interface RequestArithmeticProps {
  readonly request: RequestDetail
  readonly arithmetic: CostArithmetic
}

/** Shows the calculation of the cost, line by line. */
export function RequestArithmetic({ request, arithmetic }: RequestArithmeticProps) {
  const { t } = useTranslation()
  const { tokens, multipliers, fees, billedNanoUsd } = arithmetic
  // The lines are those of the attempt that answered, so the total is too. The request may have had other attempts.
  const total = answeringAttempt(request.attempts) ?? request
  return (
    <Table verticalSpacing={5} horizontalSpacing={0}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('detail.tokenClass')}</Table.Th>
          <Table.Th ta="right">{t('detail.lineCount')}</Table.Th>
          <Table.Th ta="right">{t('detail.lineRate')}</Table.Th>
          <Table.Th ta="right">{t('detail.cost')}</Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tokens.map(line => (
          <Line key={`${line.what} ${line.rateNanoUsd}`} line={line} unit="detail.perMillion" />
        ))}
        {multipliers.map(({ term, factor }) => (
          <Table.Tr key={term}>
            <Table.Td colSpan={3}>{t('detail.term', { term })}</Table.Td>
            <Table.Td ta="right">{factor === null ? <Unknown /> : t('detail.times', { factor })}</Table.Td>
          </Table.Tr>
        ))}
        {fees.map(line => (
          <Line key={line.what} line={line} unit="detail.perUse" />
        ))}
        {billedNanoUsd !== null && (
          <Table.Tr>
            <Table.Td colSpan={3}>{t('detail.ownBill')}</Table.Td>
            <Table.Td ta="right">
              <Money amount={billedNanoUsd} />
            </Table.Td>
          </Table.Tr>
        )}
        <Table.Tr fw={600}>
          <Table.Td colSpan={3}>{t(request.sandbox ? 'detail.pretendedTotal' : 'detail.total')}</Table.Td>
          <Table.Td ta="right">
            <Money amount={total.costNanoUsd} certainty={total.certainty} />
          </Table.Td>
        </Table.Tr>
      </Table.Tbody>
    </Table>
  )
}

interface LineProps {
  readonly line: CostLine
  readonly unit: 'detail.perMillion' | 'detail.perUse'
}

function Line({ line: { what, count, rateNanoUsd, amountUsd }, unit }: LineProps) {
  const { t } = useTranslation()
  return (
    <Table.Tr>
      <Table.Td>{t(`detail.costParts.${what}`)}</Table.Td>
      <Table.Td ta="right">{numbers.count(count)}</Table.Td>
      <Table.Td ta="right" c="dimmed">
        {rateNanoUsd === null ? t('common.none') : t(unit, { amount: money.short(rateNanoUsd) })}
      </Table.Td>
      <Table.Td ta="right">
        {amountUsd === null ? <Unknown /> : <Money amount={String(nanoUsd(amountUsd))} />}
      </Table.Td>
    </Table.Tr>
  )
}

function Unknown() {
  const { t } = useTranslation()
  return (
    <Text span inherit c="dimmed" fs="italic">
      {t('detail.noPrice')}
    </Text>
  )
}
