import { Modal, type ModalProps } from '@mantine/core'
import {
  type ReactNode,
  type RefObject,
  type SyntheticEvent,
  useEffect,
  useLayoutEffect,
  useRef,
  useState,
} from 'react'
import { useTranslation } from 'react-i18next'
import { LeaveQuestion, type LeaveWords } from './leave-question.tsx'
import { createTypedFields } from './typed-fields.ts'
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
  const isTyped = useRef(() => false)
  const [isAsked, setAsked] = useState(false)
  useFocusOpener(opened)
  useEffect(() => {
    if (opened) setAsked(false)
  }, [opened])

  const typed = { title: t('leave.typedTitle'), body: t('leave.typedBody'), action: t('leave.typedAction') }
  const close = (): void => {
    if (isWaiting) return
    if (lastLook !== undefined || isTyped.current()) setAsked(true)
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
        <Body isTyped={isTyped}>{children}</Body>
      </Modal>
      <LeaveQuestion
        opened={opened && isAsked}
        words={lastLook ?? typed}
        onStay={() => setAsked(false)}
        onLeave={() => {
          setAsked(false)
          onClose()
        }}
      />
    </>
  )
}

interface BodyProps {
  /** It puts in here how to tell whether something was entered. */
  readonly isTyped: RefObject<() => boolean>
  readonly children: ReactNode
}

/** Begins anew each time that the modal opens, unlike the modal itself. */
function Body({ isTyped, children }: BodyProps) {
  const body = useRef<HTMLDivElement>(null)
  const [fields] = useState(createTypedFields)
  const hasChosen = useRef(false)
  // Before the first field gets the focus, which is read then.
  useLayoutEffect(() => {
    isTyped.current = () => hasChosen.current || fields.hasChanges()
    return () => {
      isTyped.current = () => false
    }
  }, [fields, isTyped])
  useFirstField(body)
  const isForm = () => body.current?.querySelector('form') !== null
  const fieldOf = ({ target }: SyntheticEvent) =>
    isForm() && target instanceof Element && target.matches('input, textarea, select')
      ? (target as HTMLInputElement)
      : null
  return (
    <div
      ref={body}
      onFocusCapture={event => {
        const field = fieldOf(event)
        if (field) fields.focused(field)
      }}
      onInput={event => {
        const field = fieldOf(event)
        if (field) fields.entered(field)
      }}
      // An option of a list is an element of its own, outside of the form.
      onClickCapture={({ target }: SyntheticEvent) => {
        if (isForm() && target instanceof Element && target.closest('[role="option"]'))
          hasChosen.current = true
      }}
    >
      {children}
    </div>
  )
}
