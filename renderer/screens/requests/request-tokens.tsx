import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { RequestDetail } from '../../../gateway/contract/requests.ts'
import { numbers } from '../../format/formats.ts'
import { tokenClassesOf } from './request-sections.ts'

/** Shows the tokens of each class: what was expected, and what was settled. Where there is only one of these, only that. */
export function RequestTokens({ request }: { readonly request: RequestDetail }) {
  const { t } = useTranslation()
  const classes = tokenClassesOf(request)
  const hasEstimates = classes.some(({ estimated }) => estimated !== null)
  const hasSettled = classes.some(({ settled }) => settled !== null)
  const count = (value: number | null): string => (value === null ? t('common.none') : numbers.count(value))
  return (
    <Table verticalSpacing={5} horizontalSpacing={0}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th>{t('detail.tokenClass')}</Table.Th>
          {hasEstimates && <Table.Th ta="right">{t('detail.estimated')}</Table.Th>}
          {hasSettled && <Table.Th ta="right">{t('detail.reported')}</Table.Th>}
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {classes.map(({ name, estimated, settled }) => (
          <Table.Tr key={name}>
            <Table.Td pl={name === 'input' || name === 'output' ? 0 : 14}>{t(`detail.${name}`)}</Table.Td>
            {hasEstimates && <Table.Td ta="right">{count(estimated)}</Table.Td>}
            {hasSettled && <Table.Td ta="right">{count(settled)}</Table.Td>}
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  )
}
