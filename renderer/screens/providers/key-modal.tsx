import { PasswordInput, Stack, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { ProviderKeyView, ProviderView } from '../../../gateway/contract/providers.ts'
import { useProviderKinds } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { FormFooter } from '../../components/form-footer.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'
import { isKeyLabel, type KeyFields, toNewKey } from './key-form.ts'

interface KeyModalProps {
  readonly provider: ProviderView
  /** The key that is entered again, or null to add one. */
  readonly replaced: ProviderKeyView | null
  readonly onClose: () => void
}

export function KeyModal({ provider, replaced, onClose }: KeyModalProps) {
  const { t } = useTranslation()
  const kinds = useProviderKinds().data ?? []
  const isTaken = (name: string) => replaced === null && provider.keys.some(key => key.name === name.trim())
  const form = useForm<KeyFields>({
    initialValues: { name: replaced?.name ?? '', quotaGroup: replaced?.quotaGroup ?? '', key: '' },
    validate: {
      name: name => {
        if (isTaken(name)) return t('providerKeys.nameTaken')
        return isKeyLabel(name) ? null : t('providerKeys.labelInvalid')
      },
      quotaGroup: group => (group === '' || isKeyLabel(group) ? null : t('providerKeys.labelInvalid')),
      key: key => (key === '' ? t('providerKeys.keyMissing') : null),
    },
  })
  const save = useAdminMutation({
    run: (admin, fields: KeyFields) => admin.addProviderKey(toNewKey(provider.id, fields)),
    refreshes: ['providers', 'status'],
    done: (_, { name }) => t('providerKeys.saved', { name }),
    onDone: onClose,
  })
  const keyLabel = kinds.find(({ kind }) => kind === provider.kind)?.keyLabel
  return (
    <TitledModal
      opened
      onClose={onClose}
      title={t(replaced === null ? 'providerKeys.addTitle' : 'providers.enterKey', { name: provider.id })}
    >
      <form onSubmit={form.onSubmit(fields => save.mutate(fields))} autoComplete="off">
        <Stack gap="md">
          <TextInput
            label={t('providerKeys.name')}
            description={t('providerKeys.nameHint')}
            disabled={replaced !== null}
            spellCheck={false}
            data-autofocus={replaced === null ? true : undefined}
            {...form.getInputProps('name')}
          />
          <TextInput
            label={t('providerKeys.quotaGroup')}
            description={t('providerKeys.quotaGroupHint')}
            spellCheck={false}
            {...form.getInputProps('quotaGroup')}
          />
          <PasswordInput
            label={keyLabel ?? t('providerKeys.key')}
            description={t('providers.keyHint')}
            autoComplete="new-password"
            data-autofocus={replaced === null ? undefined : true}
            {...form.getInputProps('key')}
          />
          <FormFooter
            submit={replaced === null ? t('providerKeys.add') : t('providers.save')}
            isBusy={save.isPending}
            onCancel={onClose}
          />
        </Stack>
      </form>
    </TitledModal>
  )
}
