import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface FormFooterProps {
  /** The text of the button that submits the form. */
  readonly submit: string
  readonly isBusy: boolean
  readonly onCancel: () => void
  /** Other actions of the form, shown on the left. */
  readonly children?: ReactNode
}

/** The buttons at the end of a form in a modal: cancel and submit. */
export function FormFooter({ submit, isBusy, onCancel, children }: FormFooterProps) {
  const { t } = useTranslation()
  return (
    <Group mt="xs">
      {children}
      <Group gap="xs" ml="auto">
        <Button variant="default" disabled={isBusy} onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={isBusy}>
          {submit}
        </Button>
      </Group>
    </Group>
  )
}
