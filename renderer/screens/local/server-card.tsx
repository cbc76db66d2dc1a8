import { Alert, Badge, Button, Group, Paper, Stack, Text, Title } from '@mantine/core'
import { IconPlugOff } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { LocalServerView, PullView } from '../../../gateway/contract/local.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { CopyIcon } from '../../components/copy-button.tsx'
import { LocalModelTable } from './local-model-table.tsx'
import { PullForm } from './pull-form.tsx'
import { PullLine } from './pull-line.tsx'

interface ServerCardProps {
  readonly server: LocalServerView
  readonly pulls: readonly PullView[]
}

export function ServerCard({ server, pulls }: ServerCardProps) {
  const { t } = useTranslation()
  const { name, baseUrl, isRunning, problem, canPull } = server
  return (
    <Paper px="md" py={14} component="article" aria-label={`${name} ${baseUrl}`}>
      <ServerHead server={server} />
      {problem !== null && (
        <Text size="sm" c="dimmed" mt={6}>
          {t('local.problem', { problem })}
        </Text>
      )}
      <UnusedServer server={server} />
      {isRunning && <LocalModelTable server={server} />}
      {isRunning && canPull && <PullForm baseUrl={baseUrl} />}
      {pulls.length > 0 && (
        <Stack gap="sm" mt="sm">
          {pulls.toReversed().map(pull => (
            <PullLine key={`${pull.model} ${pull.startedAtMs}`} pull={pull} />
          ))}
        </Stack>
      )}
    </Paper>
  )
}

function ServerHead({ server }: { readonly server: LocalServerView }) {
  const { t } = useTranslation()
  const { name, baseUrl, isRunning, version, providerId } = server
  return (
    <Group justify="space-between" align="start" gap="sm">
      <Stack gap={3} miw={0}>
        <Group gap={8}>
          <Title order={2}>{name}</Title>
          <Badge color={isRunning ? 'verdigris' : 'amber'}>
            {t(isRunning ? 'local.running' : 'local.notRunning')}
          </Badge>
          {version !== null && (
            <Text size="sm" c="dimmed">
              {t('local.version', { version })}
            </Text>
          )}
        </Group>
        <Group gap={4} wrap="nowrap">
          <Text size="xs" ff="monospace" c="dimmed" truncate>
            {baseUrl}
          </Text>
          <CopyIcon value={baseUrl} label={baseUrl} />
        </Group>
      </Stack>
      {providerId !== null && (
        <Text size="sm" c="dimmed">
          {t('local.usedAs', { id: providerId })}
        </Text>
      )}
    </Group>
  )
}

/** Requests do not reach a server that is no provider. One click changes that. */
function UnusedServer({ server }: { readonly server: LocalServerView }) {
  const { t } = useTranslation()
  const { name, baseUrl, providerId } = server
  const add = useAdminMutation({
    run: (admin, _: null) => admin.addLocalServer({ baseUrl }),
    refreshes: ['localServers', 'providers', 'status'],
    done: ({ id }) => t('local.added', { name, id }),
  })
  if (providerId !== null) return null
  return (
    <Alert mt="sm" color="slate" icon={<IconPlugOff size={18} />}>
      <Group justify="space-between" wrap="nowrap">
        <Text size="sm">{t('local.unused')}</Text>
        <Button size="xs" variant="default" loading={add.isPending} onClick={() => add.mutate(null)}>
          {t('local.use')}
        </Button>
      </Group>
    </Alert>
  )
}
