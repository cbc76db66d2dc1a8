import { Button, Group, Modal, Stack, Text } from '@mantine/core'
import { useTranslation } from 'react-i18next'

export interface LeaveWords {
  readonly title: string
  readonly body: string
  /** On the button that leaves all the same. */
  readonly action: string
}

interface LeaveQuestionProps {
  readonly opened: boolean
  readonly words: LeaveWords
  readonly onStay: () => void
  readonly onLeave: () => void
}

/** Asks over a modal whether it is to be closed although something would be lost. */
export function LeaveQuestion({ opened, words, onStay, onLeave }: LeaveQuestionProps) {
  const { t } = useTranslation()
  return (
    <Modal
      opened={opened}
      onClose={onStay}
      size="xs"
      withCloseButton={false}
      // The library listens on the window, where the Escape that brought the question would take it away again.
      closeOnEscape={false}
      onKeyDown={event => {
        if (event.key === 'Escape') onStay()
      }}
    >
      <Stack gap="sm">
        {/* Not in a header of its own: the modal below has one. */}
        <Modal.Title>{words.title}</Modal.Title>
        <Text size="sm">{words.body}</Text>
        <Group justify="flex-end" gap="xs" mt="xs">
          <Button variant="default" onClick={onLeave}>
            {words.action}
          </Button>
          <Button onClick={onStay} data-autofocus>
            {t('leave.stay')}
          </Button>
        </Group>
      </Stack>
    </Modal>
  )
}
