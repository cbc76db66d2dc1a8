import { Table } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { type ColumnName, requestColumns } from './request-columns.tsx'
import classes from './request-table.module.css'

const hinted = ['inputTokens', 'outputTokens', 'firstToken', 'duration'] as const

/** The widths and names of the columns. The log and the short list on the overview share them. */
export function RequestHeader() {
  const { t } = useTranslation()
  const hint = (name: ColumnName): string | undefined => {
    const key = hinted.find(column => column === name)
    return key && t(`requests.columnHints.${key}`)
  }
  return (
    <>
      <colgroup>
        {requestColumns.map(({ name, width }) => (
          <col key={name} {...(width === undefined ? {} : { style: { width } })} />
        ))}
      </colgroup>
      <Table.Thead className={classes.head}>
        <Table.Tr>
          {requestColumns.map(({ name, align }) => (
            <Table.Th key={name} ta={align} title={hint(name)} className={classes.headCell}>
              {t(`requests.columns.${name}`)}
            </Table.Th>
          ))}
        </Table.Tr>
      </Table.Thead>
    </>
  )
}
