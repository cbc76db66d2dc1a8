import { Alert, Anchor, Group, PasswordInput, Select, Skeleton, Stack, Text, TextInput } from '@mantine/core'
import { useForm } from '@mantine/form'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import type { ProviderKindView, ProviderView } from '../../../gateway/contract/providers.ts'
import { useProviderKinds, useProviders } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { CopyIcon } from '../../components/copy-button.tsx'
import { FormFooter } from '../../components/form-footer.tsx'
import { LoadFailed } from '../../components/load-failed.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'
import {
  erasedKeys,
  fieldsOfKind,
  groupOf,
  isValidBaseUrl,
  isValidId,
  kindGroups,
  needsKeyAgain,
  type ProviderFields,
  toNewProvider,
  toProviderChange,
  toProviderDraft,
} from './provider-form.ts'
import { ProviderTestButton, ProviderTestResult, useDraftTest } from './provider-test.tsx'

interface ProviderModalProps {
  /** The provider that is changed or whose key is entered again, or null to add one. */
  readonly provider: ProviderView | null
  /** True if all but its id may be changed, and not only its key. */
  readonly isEdit?: boolean
  readonly onClose: () => void
}

export function ProviderModal({ provider, isEdit = false, onClose }: ProviderModalProps) {
  const { t } = useTranslation()
  const kinds = useProviderKinds()
  const providers = useProviders()
  return (
    <TitledModal
      opened
      onClose={onClose}
      title={
        provider === null
          ? t('providers.add')
          : t(isEdit ? 'providerUse.editTitle' : 'providers.enterKey', { name: provider.id })
      }
    >
      {kinds.isPending && <Skeleton h={280} />}
      {kinds.isError && <LoadFailed error={kinds.error} onRetry={() => void kinds.refetch()} />}
      {kinds.data && kinds.data.length > 0 && (
        <ProviderForm
          kinds={kinds.data}
          provider={provider}
          isEdit={isEdit}
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

function ProviderForm({ kinds, provider, isEdit = false, taken, onClose }: ProviderFormProps) {
  const { t } = useTranslation()
  const kindNamed = (name: string): ProviderKindView | undefined => kinds.find(({ kind }) => kind === name)
  const [firstKind] = kinds
  const keepsKey = (fields: ProviderFields): boolean =>
    isEdit && provider !== null && provider.keys.length > 0 && !needsKeyAgain(provider, fields)
  const form = useForm<ProviderFields>({
    initialValues: initialFields(provider, firstKind, taken),
    validate: {
      id: id => (isValidId(id) ? null : t('providers.idInvalid')),
      baseUrl: url => (isValidBaseUrl(url) ? null : t('providers.baseUrlInvalid')),
      key: (key, fields) =>
        key === '' && kindNamed(fields.kind)?.keyRequired && !keepsKey(fields)
          ? t('providers.keyMissing')
          : null,
    },
  })
  const doneText =
    provider === null ? 'providers.addedDone' : isEdit ? 'providerUse.changed' : 'providers.keySaved'
  const save = useAdminMutation({
    // Adding a provider that exists already keeps it and replaces only its key.
    run: async (admin, fields: ProviderFields) => {
      if (isEdit) return { ...(await admin.changeProvider(toProviderChange(fields))), endsSandbox: false }
      const before = await admin.readStatus({})
      const added = await admin.addProvider(toNewProvider(fields))
      const after = before.sandbox ? await admin.readStatus({}) : before
      return { ...added, endsSandbox: before.sandbox && !after.sandbox }
    },
    refreshes: ['providers', 'status', 'prices'],
    done: ({ id, endsSandbox }) => t(endsSandbox ? 'providerUse.endsSandbox' : doneText, { name: id }),
    onDone: onClose,
  })
  const test = useDraftTest(toProviderDraft(form.values, isEdit))
  const footer = useRef<HTMLDivElement>(null)
  useEffect(() => {
    // In a low window the result would come below what is seen, together with the buttons.
    if (test.result) footer.current?.scrollIntoView({ block: 'nearest' })
  }, [test.result])
  const runTest = (): void => {
    const faults = [form.validateField('baseUrl'), form.validateField('key')]
    if (!faults.some(({ hasError }) => hasError)) test.run()
  }
  const kind = kindNamed(form.values.kind)
  const erased = isEdit && provider !== null ? erasedKeys(provider, form.values) : []
  const isOptional = kind?.keyRequired === false
  const newKeyHint = isOptional ? 'providers.keyOptional' : 'providers.keyHint'
  const otherKeyHint = isOptional ? 'providerTest.keyOrNone' : 'providerTest.keyForThis'
  const keyHint =
    erased.length > 0 ? otherKeyHint : keepsKey(form.values) ? 'providerUse.keyKept' : newKeyHint

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
          disabled={provider !== null && !isEdit}
          {...form.getInputProps('kind')}
          onKeyDown={event => {
            // Enter chooses in the open list. Where nothing matches, it would submit the form with the kind before.
            const isOpen = event.currentTarget.getAttribute('aria-expanded') === 'true'
            if (event.key === 'Enter' && isOpen) event.preventDefault()
          }}
          onChange={value => {
            const chosen = value === null ? undefined : kindNamed(value)
            if (chosen)
              form.setValues({ ...fieldsOfKind(chosen, taken), ...(provider && { id: provider.id }) })
          }}
        />
        {/* What cannot be edited is in the title, which leaves room for what can. */}
        {!isEdit && (
          <TextInput
            label={t('providers.id')}
            description={t('providers.idHint', { id: form.values.id })}
            disabled={provider !== null}
            spellCheck={false}
            {...form.getInputProps('id')}
          />
        )}
        <TextInput
          label={t('providers.baseUrl')}
          type="url"
          placeholder={kind?.defaultBaseUrl ?? t('providerUse.baseUrlExample')}
          disabled={provider !== null && !isEdit}
          spellCheck={false}
          data-autofocus={isEdit || undefined}
          {...form.getInputProps('baseUrl')}
        />
        {erased.length > 0 && <KeysErased names={erased} />}
        <PasswordInput
          label={kind?.keyLabel ?? ''}
          description={t(keyHint)}
          autoComplete="new-password"
          data-autofocus={isEdit ? undefined : true}
          {...form.getInputProps('key')}
        />
        {kind?.keyPageUrl && <KeyPage url={kind.keyPageUrl} />}
        <ProviderTestResult result={test.result} />
        <div ref={footer} style={{ scrollMarginBottom: 16 }}>
          <FormFooter
            submit={t(
              provider === null ? 'providers.add' : isEdit ? 'providerUse.saveChanges' : 'providers.save',
            )}
            isBusy={save.isPending}
            onCancel={onClose}
          >
            <ProviderTestButton place="form" isBusy={test.isPending} onTest={runTest} />
          </FormFooter>
        </div>
      </Stack>
    </form>
  )
}

/** Says before an edit is saved what it takes away. */
function KeysErased({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation()
  return (
    <Alert
      color="amber"
      icon={<IconAlertTriangle size={18} />}
      role="status"
      title={t('providerTest.erases', { count: names.length, names: names.join(', ') })}
    >
      {t('providerTest.erasesHint')}
    </Alert>
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
