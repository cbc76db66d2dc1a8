import { Anchor, EmptyState, Group, Paper, Stack, Text } from '@mantine/core'
import { IconCpu, IconExternalLink } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import { useProviderKinds } from '../../api/queries.ts'

/** Shown while no server was found: which ones there are, and the page of each that says how to install it. */
export function InstallGuide() {
  const { t } = useTranslation()
  const kinds = useProviderKinds().data ?? []
  return (
    <Paper py={40} px="md">
      <EmptyState icon={<IconCpu stroke={1.5} />} title={t('local.none')} description={t('local.noneHint')} />
      <Stack gap={8} mt="lg" maw={520} mx="auto" component="ul" pl={0} style={{ listStyle: 'none' }}>
        {kinds.map(
          ({ kind, name, installPageUrl, defaultBaseUrl }) =>
            installPageUrl !== null && (
              <Group key={kind} component="li" justify="space-between" gap="sm" wrap="nowrap">
                <Stack gap={0} miw={0}>
                  <Text fw={500}>{name}</Text>
                  {defaultBaseUrl !== null && (
                    <Text size="xs" c="dimmed" truncate>
                      {t('local.lookedAt', { address: new URL(defaultBaseUrl).host })}
                    </Text>
                  )}
                </Stack>
                {/* The desktop app opens exactly these pages, in the person's browser. */}
                <Anchor size="sm" href={installPageUrl} target="_blank" rel="noreferrer">
                  <Group gap={5} wrap="nowrap">
                    {t('local.install', { name })}
                    <IconExternalLink size={14} aria-hidden />
                  </Group>
                </Anchor>
              </Group>
            ),
        )}
      </Stack>
    </Paper>
  )
}
