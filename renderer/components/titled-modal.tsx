import { Modal, type ModalProps } from '@mantine/core'
import { useTranslation } from 'react-i18next'

/** A modal whose close button has an accessible name. */
export function TitledModal(props: ModalProps & { readonly title: string }) {
  const { t } = useTranslation()
  return <Modal closeButtonProps={{ 'aria-label': t('common.close') }} {...props} />
}
