import { Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { ClientView } from '../../../gateway/contract/clients.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { FormFooter } from '../../components/form-footer.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'

interface RenameTokenModalProps {
  readonly client: ClientView
  readonly onClose: () => void
}

export function RenameTokenModal({ client, onClose }: RenameTokenModalProps) {
  const { t } = useTranslation()
  const form = useForm({
    initialValues: { name: client.name },
    validate: { name: name => (name.trim() === '' ? t('tokens.nameMissing') : null) },
  })
  const rename = useAdminMutation({
    run: (admin, name: string) => admin.renameClient({ id: client.id, name }),
    refreshes: ['clients', 'budgets'],
    done: ({ name }) => t('tokenUse.renamed', { name }),
    onDone: onClose,
  })
  return (
    <TitledModal opened onClose={onClose} title={t('tokenUse.renameTitle', { name: client.name })}>
      <form onSubmit={form.onSubmit(({ name }) => rename.mutate(name.trim()))}>
        <Stack gap="md">
          <TextInput
            label={t('tokens.name')}
            description={t('tokenUse.renameHint')}
            maxLength={64}
            autoComplete="off"
            data-autofocus
            {...form.getInputProps('name')}
          />
          <FormFooter submit={t('tokenUse.rename')} isBusy={rename.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </TitledModal>
  )
}
