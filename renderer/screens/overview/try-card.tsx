import { Button, Group, Paper, Select, Stack, Text, Textarea, Title } from '@mantine/core'
import { IconPlayerStop, IconSend2 } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { trialTextAtMost } from '../../../gateway/contract/trial.ts'
import { useProviders, useRoutes } from '../../api/queries.ts'
import { useSuggestedModel } from '../../components/use-suggested-model.ts'
import { TrialAnswer } from './trial-answer.tsx'
import type { TrialState } from './use-trial.ts'

/** A question to any model that is listed, and its answer as it comes. */
export function TryCard({ draft, setDraft, trial, problem, isRunning, ask, stop }: TrialState) {
  const { t } = useTranslation()
  const models = useAskableModels()
  const suggested = useSuggestedModel()
  const { text } = draft
  const model = draft.model ?? (suggested.answers ? suggested.name : null)
  const canAsk = model !== null && text.trim() !== '' && !isRunning
  return (
    <Paper p="md" component="section" aria-label={t('trial.title')}>
      <Title order={2}>{t('trial.title')}</Title>
      <Text size="xs" c="dimmed" mb="sm">
        {t('trial.hint')}
      </Text>
      <form
        onSubmit={event => {
          event.preventDefault()
          if (canAsk) ask(model, text.trim())
        }}
      >
        <Stack gap="xs">
          <Select
            searchable
            aria-label={t('trial.model')}
            placeholder={t('trial.modelPlaceholder')}
            nothingFoundMessage={t('trial.noModels')}
            data={[...models]}
            limit={200}
            value={model}
            onChange={chosen => setDraft({ ...draft, model: chosen })}
          />
          <Textarea
            autosize
            minRows={2}
            maxRows={8}
            maxLength={trialTextAtMost}
            aria-label={t('trial.text')}
            placeholder={t('trial.placeholder')}
            value={text}
            onChange={event => setDraft({ ...draft, text: event.currentTarget.value })}
            onKeyDown={event => {
              if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
              event.preventDefault()
              if (canAsk) ask(model, text.trim())
            }}
          />
          <Group justify="flex-end">
            {isRunning ? (
              <Button variant="default" leftSection={<IconPlayerStop size={15} />} onClick={stop}>
                {t('trial.stop')}
              </Button>
            ) : (
              <Button type="submit" disabled={!canAsk} leftSection={<IconSend2 size={15} />}>
                {t('trial.ask')}
              </Button>
            )}
          </Group>
        </Stack>
      </form>
      <TrialAnswer trial={trial} problem={problem} isRunning={isRunning} />
    </Paper>
  )
}

/** The names of all routes and of all models that providers list, the sandbox's included. */
function useAskableModels(): readonly string[] {
  const providers = useProviders()
  const routes = useRoutes()
  const ofProviders = (providers.data ?? []).flatMap(({ id, models }) =>
    models.map(model => `${id}/${model.id}`),
  )
  return [...new Set([...(routes.data ?? []).map(({ name }) => name), ...ofProviders])]
}
