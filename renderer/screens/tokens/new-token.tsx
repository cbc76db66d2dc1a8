import { Alert, Button, Group, Stack, TextInput, Title } from '@mantine/core'
import { IconEyeOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useStatus } from '../../api/queries.ts'
import { settingsSnippets } from '../../components/client-snippets.ts'
import { CopyTextButton } from '../../components/copy-button.tsx'
import { SnippetTabs } from '../../components/snippet-tabs.tsx'
import { useSuggestedModel } from '../../components/use-suggested-model.ts'
import classes from './new-token.module.css'

interface NewTokenProps {
  readonly token: string
  readonly onDone: () => void
}

/** Shows a new token, and the settings of each tool with the token filled in. */
export function NewToken({ token, onDone }: NewTokenProps) {
  const { t } = useTranslation()
  const status = useStatus()
  const model = useSuggestedModel()
  const snippets = settingsSnippets({ gatewayUrl: status.data?.gatewayUrl ?? '', token, model: model.name })
  return (
    <Stack gap="lg">
      <Alert color="amber" icon={<IconEyeOff size={18} />} title={t('tokens.once')} />
      <Group gap="xs" wrap="nowrap">
        <TextInput
          flex={1}
          readOnly
          value={token}
          aria-label={t('tokens.token')}
          classNames={{ input: classes.token }}
          onFocus={event => event.currentTarget.select()}
        />
        <CopyTextButton value={token} label={t('tokens.token')} />
      </Group>
      <Stack gap="xs">
        <Title order={3}>{t('tokens.settings')}</Title>
        <SnippetTabs snippets={snippets} />
      </Stack>
      <Group justify="flex-end">
        <Button variant="default" onClick={onDone}>
          {t('tokens.done')}
        </Button>
      </Group>
    </Stack>
  )
}
