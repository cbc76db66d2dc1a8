import { Anchor, Group, PasswordInput, Select, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { useTranslation } from 'react-i18next'
import type { ProviderKindView, ProviderView } from '../../../gateway/contract/providers.ts'
import { useProviderKinds, useProviders } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { CopyIcon } from '../../components/copy-button.tsx'
import { FormFooter } from '../../components/form-footer.tsx'
import { LoadFailed } from '../../components/load-failed.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'
import {
  fieldsOfKind,
  groupOf,
  isValidBaseUrl,
  isValidId,
  kindGroups,
  type ProviderFields,
  toNewProvider,
} from './provider-form.ts'

interface ProviderModalProps {
  /** The provider whose key is entered again, or null to add one. */
  readonly provider: ProviderView | null
  readonly onClose: () => void
}

export function ProviderModal({ provider, onClose }: ProviderModalProps) {
  const { t } = useTranslation()
  const kinds = useProviderKinds()
  const providers = useProviders()
  return (
    <TitledModal
      opened
      onClose={onClose}
      title={provider === null ? t('providers.add') : t('providers.enterKey')}
    >
      {kinds.isPending && <Skeleton h={280} />}
      {kinds.isError && <LoadFailed error={kinds.error} onRetry={() => void kinds.refetch()} />}
      {kinds.data && kinds.data.length > 0 && (
        <ProviderForm
          kinds={kinds.data}
          provider={provider}
          taken={(providers.data ?? []).map(({ id }) => id)}
          onClose={onClose}
        />
      )}
    </TitledModal>
  )
}

interface ProviderFormProps extends ProviderModalProps {
  readonly kinds: readonly ProviderKindView[]
  readonly taken: readonly string[]
}

function ProviderForm({ kinds, provider, taken, onClose }: ProviderFormProps) {
  const { t } = useTranslation()
  const kindNamed = (name: string): ProviderKindView | undefined => kinds.find(({ kind }) => kind === name)
  const [firstKind] = kinds
  const form = useForm<ProviderFields>({
    initialValues: initialFields(provider, firstKind, taken),
    validate: {
      id: id => (isValidId(id) ? null : t('providers.idInvalid')),
      baseUrl: url => (isValidBaseUrl(url) ? null : t('providers.baseUrlInvalid')),
      key: (key, { kind }) => (key === '' && kindNamed(kind)?.keyRequired ? t('providers.keyMissing') : null),
    },
  })
  const save = useAdminMutation({
    // Adding a provider that exists already keeps it and replaces only its key.
    run: (admin, fields: ProviderFields) => admin.addProvider(toNewProvider(fields)),
    refreshes: ['providers', 'status'],
    done: ({ id }) => t(provider === null ? 'providers.addedDone' : 'providers.keySaved', { name: id }),
    onDone: onClose,
  })
  const kind = kindNamed(form.values.kind)

  return (
    <form onSubmit={form.onSubmit(fields => save.mutate(fields))} autoComplete="off">
      <Stack gap="md">
        <Select
          label={t('providers.kind')}
          data={kindGroups.map(group => ({
            group: t(`providers.kindGroups.${group}`),
            items: kinds
              .filter(each => groupOf(each) === group)
              .map(({ kind: value, name }) => ({ value, label: name })),
          }))}
          allowDeselect={false}
          searchable
          selectFirstOptionOnChange
          nothingFoundMessage={t('providers.noKindMatch')}
          maxDropdownHeight={330} // cuts an option in half, which shows that there are more
          disabled={provider !== null}
          {...form.getInputProps('kind')}
          onKeyDown={event => {
            // Enter chooses in the open list. Where nothing matches, it would submit the form with the kind before.
            const isOpen = event.currentTarget.getAttribute('aria-expanded') === 'true'
            if (event.key === 'Enter' && isOpen) event.preventDefault()
          }}
          onChange={value => {
            const chosen = value === null ? undefined : kindNamed(value)
            if (chosen) form.setValues(fieldsOfKind(chosen, taken))
          }}
        />
        <TextInput
          label={t('providers.id')}
          description={t('providers.idHint', { id: form.values.id })}
          disabled={provider !== null}
          spellCheck={false}
          {...form.getInputProps('id')}
        />
        <TextInput
          label={t('providers.baseUrl')}
          type="url"
          disabled={provider !== null}
          spellCheck={false}
          {...form.getInputProps('baseUrl')}
        />
        <PasswordInput
          label={kind?.keyLabel ?? ''}
          description={t(kind?.keyRequired === false ? 'providers.keyOptional' : 'providers.keyHint')}
          autoComplete="new-password"
          data-autofocus
          {...form.getInputProps('key')}
        />
        {kind?.keyPageUrl && <KeyPage url={kind.keyPageUrl} />}
        <FormFooter
          submit={provider === null ? t('providers.add') : t('providers.save')}
          isBusy={save.isPending}
          onCancel={onClose}
        />
      </Stack>
    </form>
  )
}

function KeyPage({ url }: { readonly url: string }) {
  const { t } = useTranslation()
  return (
    <Group gap={6} wrap="nowrap">
      <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
        {t('providers.keyPage')}
      </Text>
      <Anchor size="xs" href={url} target="_blank" rel="noreferrer" style={{ overflowWrap: 'anywhere' }}>
        {url}
      </Anchor>
      <CopyIcon value={url} label={t('providers.keyPage')} />
    </Group>
  )
}

function initialFields(
  provider: ProviderView | null,
  firstKind: ProviderKindView | undefined,
  taken: readonly string[],
): ProviderFields {
  if (provider !== null) {
    return { kind: provider.kind, id: provider.id, baseUrl: provider.baseUrl ?? '', key: '' }
  }
  return firstKind ? fieldsOfKind(firstKind, taken) : { kind: '', id: '', baseUrl: '', key: '' }
}
