import { Stack, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import {
  type ClientTranslation,
  type ClientView,
  type OnUnsupported,
  onUnsupportedOptions,
} from '../../../gateway/contract/clients.ts'
import { useSettings } from '../../api/queries.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { Choice } from '../../components/choice.tsx'
import { FormFooter } from '../../components/form-footer.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'

interface TranslationModalProps {
  readonly client: ClientView
  readonly onClose: () => void
}

/** Sets what becomes of a token's requests that their provider cannot be asked for in full. */
export function TranslationModal({ client, onClose }: TranslationModalProps) {
  const { t } = useTranslation()
  const [chosen, setChosen] = useState<OnUnsupported | 'default'>(client.onUnsupported ?? 'default')
  const setting = useSettings().data?.find(({ key }) => key === 'onUnsupported')
  const save = useAdminMutation({
    run: (admin, input: ClientTranslation) => admin.setClientTranslation(input),
    refreshes: ['clients'],
    done: ({ name }) => t('tokens.translationSet', { name }),
    onDone: onClose,
  })
  const hint =
    chosen === 'default' && setting !== undefined
      ? t('tokens.defaultNow', { value: String(setting.value) })
      : t(`tokens.onUnsupportedHints.${chosen}`)

  return (
    <TitledModal opened onClose={onClose} title={t('tokens.translationTitle', { name: client.name })}>
      <form
        onSubmit={event => {
          event.preventDefault()
          save.mutate({ id: client.id, onUnsupported: chosen === 'default' ? null : chosen })
        }}
      >
        <Stack gap="md">
          <Text size="sm" c="dimmed">
            {t('tokens.translationHint')}
          </Text>
          <Choice
            label={t('tokens.unsupported')}
            hint={hint}
            data={(['default', ...onUnsupportedOptions] as const).map(value => ({
              value,
              label: t(`tokens.onUnsupported.${value}`),
            }))}
            value={chosen}
            onChange={setChosen}
          />
          <FormFooter submit={t('tokens.save')} isBusy={save.isPending} onCancel={onClose} />
        </Stack>
      </form>
    </TitledModal>
  )
}
