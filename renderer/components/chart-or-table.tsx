import { Group, SegmentedControl, Title } from '@mantine/core'
import { type ReactNode, useState } from 'react'
import { useTranslation } from 'react-i18next'

type View = 'chart' | 'table'

interface ChartOrTableProps {
  readonly title: string
  /** Shown beside the title. */
  readonly note?: ReactNode
  readonly chart: ReactNode
  readonly table: ReactNode
}

/** Shows a title and below it the same numbers as a chart or as a table. */
export function ChartOrTable({ title, note, chart, table }: ChartOrTableProps) {
  const { t } = useTranslation()
  const [view, setView] = useState<View>('chart')
  return (
    <>
      <Group justify="space-between" mb="sm" wrap="nowrap">
        <Group gap="xs" align="baseline">
          <Title order={2}>{title}</Title>
          {note}
        </Group>
        <SegmentedControl
          size="xs"
          value={view}
          onChange={setView}
          aria-label={title}
          data={[
            { value: 'chart', label: t('common.asChart') },
            { value: 'table', label: t('common.asTable') },
          ]}
        />
      </Group>
      {view === 'chart' ? chart : table}
    </>
  )
}
