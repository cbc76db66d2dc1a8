import { Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { ClientWish, NewClient } from '../../../gateway/contract/admin.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { FormFooter } from '../../components/form-footer.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'
import { NewToken } from './new-token.tsx'
import { OwnerFields, useOwnerCheck } from './owner-fields.tsx'

/** Asks for a name, and then shows the new token, which is shown only this once. */
export function CreateTokenModal({ onClose }: { readonly onClose: () => void }) {
  const { t } = useTranslation()
  const [created, setCreated] = useState<NewClient | null>(null)
  const check = useOwnerCheck()
  const form = useForm({
    initialValues: { name: '', person: '', team: '' },
    validate: {
      name: name => (name.trim() === '' ? t('tokens.nameMissing') : null),
      person: check,
      team: check,
    },
  })
  const create = useAdminMutation({
    run: (admin, wish: ClientWish) => admin.createClient(wish),
    refreshes: ['clients', 'status', 'budgets'],
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
      <form
        onSubmit={form.onSubmit(({ name, person, team }) =>
          create.mutate({ name: name.trim(), personId: person.trim() || null, teamId: team.trim() || null }),
        )}
      >
        <Stack gap="md">
          <TextInput
            label={t('tokens.name')}
            description={t('tokens.nameHint')}
            placeholder={t('tokens.namePlaceholder')}
            maxLength={64}
            autoComplete="off"
            data-autofocus
            {...form.getInputProps('name')}
          />
          <OwnerFields inputProps={form.getInputProps} />
          <FormFooter submit={t('tokens.create')} isBusy={create.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </TitledModal>
  )
}
