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
  /** For a screen that keeps the choice in its address. Without it, the choice is kept here. */
  readonly view?: View
  readonly onView?: (view: View) => void
}

/** Shows a title and below it the same numbers as a chart or as a table. */
export function ChartOrTable({ title, note, chart, table, ...kept }: ChartOrTableProps) {
  const { t } = useTranslation()
  const [own, setOwn] = useState<View>('chart')
  const view = kept.view ?? own
  return (
    <>
      <Group justify="space-between" mb="sm" wrap="nowrap" align="flex-start">
        <Group gap="xs" align="center">
          <Title order={2}>{title}</Title>
          {note}
        </Group>
        <SegmentedControl
          size="xs"
          value={view}
          onChange={kept.onView ?? setOwn}
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
