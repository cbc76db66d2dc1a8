import { Button, Group } from '@mantine/core'
import type { ReactNode } from 'react'
import { useTranslation } from 'react-i18next'

interface FormFooterProps {
  /** What the button says that submits the form. */
  readonly submit: string
  readonly isBusy: boolean
  readonly onCancel: () => void
  /** What else the form does, at the other side. */
  readonly children?: ReactNode
}

/** The end of a form in a modal: cancel, or submit. */
export function FormFooter({ submit, isBusy, onCancel, children }: FormFooterProps) {
  const { t } = useTranslation()
  return (
    <Group mt="xs">
      {children}
      <Group gap="xs" ml="auto">
        <Button variant="default" onClick={onCancel}>
          {t('common.cancel')}
        </Button>
        <Button type="submit" loading={isBusy}>
          {submit}
        </Button>
      </Group>
    </Group>
  )
}
