import { Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { NewClient } from '../../../gateway/contract/admin.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { FormFooter } from '../../components/form-footer.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'
import { NewToken } from './new-token.tsx'

/** Asks for a name, and then shows the new token, which is shown only this once. */
export function CreateTokenModal({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const [created, setCreated] = useState<NewClient | null>(null)
  const form = useForm({
    mode: 'uncontrolled',
    initialValues: { name: '' },
    validate: { name: name => (name.trim() === '' ? t('tokens.nameMissing') : null) },
  })
  const create = useAdminMutation({
    run: (admin, name: string) => admin.createClient({ name }),
    refreshes: ['clients', 'status'],
    onDone: setCreated,
  })

  if (created !== null) {
    return (
      <TitledModal
        opened
        onClose={onClose}
        size="lg"
        title={t('tokens.readyTitle', { name: created.client.name })}
        lastLook={{
          title: t('leave.tokenTitle'),
          body: t('leave.tokenBody'),
          action: t('leave.tokenAction'),
        }}
      >
        <NewToken token={created.token} onDone={onClose} />
      </TitledModal>
    )
  }
  return (
    <TitledModal opened onClose={onClose} title={t('tokens.create')} isWaiting={create.isPending}>
      <form onSubmit={form.onSubmit(({ name }) => create.mutate(name.trim()))}>
        <Stack gap="md">
          <TextInput
            label={t('tokens.name')}
            description={t('tokens.nameHint')}
            placeholder={t('tokens.namePlaceholder')}
            maxLength={64}
            autoComplete="off"
            data-autofocus
            key={form.key('name')}
            {...form.getInputProps('name')}
          />
          <FormFooter submit={t('tokens.create')} isBusy={create.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </TitledModal>
  )
}
