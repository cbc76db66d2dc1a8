import { Modal, type ModalProps } from '@mantine/core'
import { type ReactNode, type SyntheticEvent, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { LeaveQuestion, type LeaveWords } from './leave-question.tsx'
import { useFirstField } from './use-first-field.ts'
import { useFocusOpener } from './use-focus-opener.ts'

export interface TitledModalProps extends ModalProps {
  readonly title: string
  /** Set if it shows what cannot be shown again: then it always asks before it closes. */
  readonly lastLook?: LeaveWords
  /** While true, it does not close: what it waits for would be lost. */
  readonly isWaiting?: boolean
}

/**
 * A modal whose close button has an accessible name, whose first field has the focus and which gives the focus back. It asks
 * before Escape, the close button or a click beside it take away what was entered in its form. A form's own buttons do not ask.
 */
export function TitledModal({ lastLook, isWaiting = false, children, ...props }: TitledModalProps) {
  const { t } = useTranslation()
  const { opened, onClose } = props
  const isTyped = useRef(false)
  const [isAsked, setAsked] = useState(false)
  useFocusOpener(opened)
  useEffect(() => {
    if (!opened) return
    isTyped.current = false
    setAsked(false)
  }, [opened])

  const typed = { title: t('leave.typedTitle'), body: t('leave.typedBody'), action: t('leave.typedAction') }
  const close = (): void => {
    if (isWaiting) return
    if (lastLook !== undefined || isTyped.current) setAsked(true)
    else onClose()
  }
  return (
    <>
      <Modal
        closeButtonProps={{ 'aria-label': t('common.close') }}
        {...props}
        onClose={close}
        closeOnEscape={!isAsked}
        returnFocus={false}
      >
        <Body
          onTyped={() => {
            isTyped.current = true
          }}
        >
          {children}
        </Body>
      </Modal>
      <LeaveQuestion
        opened={opened && isAsked}
        words={lastLook ?? typed}
        onStay={() => setAsked(false)}
        onLeave={() => {
          setAsked(false)
          isTyped.current = false
          onClose()
        }}
      />
    </>
  )
}

/** Begins anew each time that the modal opens, unlike the modal itself. */
function Body({ onTyped, children }: { readonly onTyped: () => void; readonly children: ReactNode }) {
  const body = useRef<HTMLDivElement>(null)
  useFirstField(body)
  const noteIf = (isInput: boolean): void => {
    if (isInput && body.current?.querySelector('form')) onTyped()
  }
  return (
    <div
      ref={body}
      onInput={() => noteIf(true)}
      // An option of a list is an element of its own, outside of the form.
      onClickCapture={(event: SyntheticEvent) =>
        noteIf(event.target instanceof Element && event.target.closest('[role="option"]') !== null)
      }
    >
      {children}
    </div>
  )
}
