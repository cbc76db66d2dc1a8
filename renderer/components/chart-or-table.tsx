import { SegmentedControl } from '@mantine/core'
import { useTranslation } from 'react-i18next'

export type View = 'chart' | 'table'

interface ViewSwitchProps {
  /** What is shown as either. */
  readonly label: string
  readonly view: View
  readonly onChange: (view: View) => void
}

/** The same numbers as a chart or as a table. */
export function ViewSwitch({ label, view, onChange }: ViewSwitchProps) {
  const { t } = useTranslation()
  return (
    <SegmentedControl
      size="xs"
      value={view}
      onChange={onChange}
      aria-label={label}
      data={[
        { value: 'chart', label: t('common.asChart') },
        { value: 'table', label: t('common.asTable') },
      ]}
    />
  )
}
