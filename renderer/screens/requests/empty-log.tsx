import { Button, EmptyState, Paper } from '@mantine/core'
import { IconListDetails, IconSearchOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'

interface EmptyLogProps {
  readonly isFiltered: boolean
  readonly onClearFilters: () => void
}

export function EmptyLog({ isFiltered, onClearFilters }: EmptyLogProps) {
  const { t } = useTranslation()
  return (
    <Paper flex={1} display="grid" style={{ placeItems: 'center' }}>
      <EmptyState
        icon={isFiltered ? <IconSearchOff stroke={1.5} /> : <IconListDetails stroke={1.5} />}
        title={isFiltered ? t('requests.noMatch') : t('requests.none')}
        description={isFiltered ? t('requests.noMatchHint') : t('requests.noneHint')}
      >
        {isFiltered && (
          <EmptyState.Actions>
            <Button variant="default" onClick={onClearFilters}>
              {t('requests.clearFilters')}
            </Button>
          </EmptyState.Actions>
        )}
      </EmptyState>
    </Paper>
  )
}
