import { Autocomplete, Select, Stack } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { CachePurge } from '../../../gateway/contract/answer-cache.ts'
import { useClients } from '../../api/queries.ts'
import { Choice } from '../../components/choice.tsx'
import { FormFooter } from '../../components/form-footer.tsx'
import { TitledModal } from '../../components/titled-modal.tsx'
import type { NamedPurge } from './confirm-purge.tsx'

const whats = ['all', 'client', 'model'] as const satisfies readonly CachePurge['what'][]

interface PurgeModalProps {
  /** To choose from. Others can be typed. */
  readonly models: readonly string[]
  readonly onChosen: (purge: NamedPurge) => void
  readonly onClose: () => void
}

/** Lets a person choose which stored answers are to go. Nothing goes before that is confirmed. */
export function PurgeModal({ models, onChosen, onClose }: PurgeModalProps) {
  const { t } = useTranslation()
  const clients = useClients().data ?? []
  const [what, setWhat] = useState<(typeof whats)[number]>('all')
  const [clientId, setClientId] = useState<string | null>(null)
  const [model, setModel] = useState('')
  const [isTried, setIsTried] = useState(false)
  const submit = (): void => {
    const name = clients.find(({ id }) => id === clientId)?.name
    if (what === 'all') onChosen({ purge: { what }, name: '' })
    else if (what === 'client' && clientId !== null) {
      onChosen({ purge: { what, clientId }, name: name ?? clientId })
    } else if (what === 'model' && model.trim() !== '') {
      onChosen({ purge: { what, model: model.trim() }, name: model.trim() })
    } else setIsTried(true)
  }
  return (
    <TitledModal opened onClose={onClose} title={t('cache.purgeTitle')}>
      <form
        onSubmit={event => {
          event.preventDefault()
          submit()
        }}
      >
        <Stack gap="md">
          <Choice
            label={t('cache.purgeWhat')}
            data={whats.map(value => ({ value, label: t(`cache.purgeWhats.${value}`) }))}
            value={what}
            onChange={setWhat}
          />
          {what === 'client' && (
            <Select
              label={t('cache.token')}
              searchable
              data={clients.map(({ id, name }) => ({ value: id, label: name }))}
              value={clientId}
              onChange={setClientId}
              error={isTried && clientId === null && t('cache.chooseToken')}
            />
          )}
          {what === 'model' && (
            <Autocomplete
              label={t('cache.model')}
              description={t('cache.purgeModelHint')}
              data={[...models]}
              value={model}
              onChange={setModel}
              error={isTried && model.trim() === '' && t('cache.chooseModel')}
            />
          )}
          <FormFooter submit={t('cache.purgeNext')} isBusy={false} onCancel={onClose} />
        </Stack>
      </form>
    </TitledModal>
  )
}
