import { Group, Paper, SegmentedControl, Stack, Text, Title, useMantineColorScheme } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { useDiskUse, useStatus } from '../../api/queries.ts'
import { FactList } from '../../components/fact-list.tsx'
import { useShownZone } from '../../components/use-shown-zone.ts'
import { ZoneSelect } from '../../components/zone-select.tsx'
import { numbers } from '../../format/formats.ts'

const themes = ['light', 'dark', 'auto'] as const

/** This window, this gateway and its data. What can be changed about the gateway is below. */
export function AboutCard() {
  const { t } = useTranslation()
  const status = useStatus().data
  const disk = useDiskUse().data
  useShownZone() // another one that is chosen shows at once
  return (
    <Paper p="md">
      <Group align="flex-start" gap={40}>
        <Stack gap={8} component="section" aria-labelledby="settings-window">
          <Title order={2} id="settings-window">
            {t('settings.window')}
          </Title>
          <FactList
            facts={[
              { label: t('settings.theme'), value: <ThemeChoice /> },
              { label: t('settings.zone'), value: <ZoneSelect /> },
              { label: t('settings.language'), value: t('settings.english') },
            ]}
          />
        </Stack>
        <Stack gap={8} component="section" aria-labelledby="settings-gateway" miw={0}>
          <Title order={2} id="settings-gateway">
            {t('settings.gateway')}
          </Title>
          {status !== undefined && (
            <FactList
              facts={[
                { label: t('settings.version'), value: status.version },
                ...addressFact(t('settings.address'), status.gatewayUrl),
                ...addressFact(t('settings.dashboard'), status.adminUrl),
                { label: t('settings.folder'), value: status.homeDir, copy: status.homeDir },
                {
                  label: t('settings.logUse'),
                  value:
                    disk &&
                    t('settings.logRows', {
                      rows: numbers.count(disk.log.rows),
                      maxRows: numbers.count(disk.log.maxRows),
                    }),
                },
                { label: t('settings.disk'), value: disk && <Files files={disk.files} /> },
              ]}
            />
          )}
        </Stack>
      </Group>
    </Paper>
  )
}

function addressFact(label: string, url: string | null) {
  return url === null ? [] : [{ label, value: url, copy: url }]
}

function Files({ files }: { readonly files: readonly { readonly name: string; readonly bytes: number }[] }) {
  return (
    <Group gap="2px 14px">
      {files.map(({ name, bytes }) => (
        <Text key={name} span inherit>
          {name} {numbers.bytes(bytes)}
        </Text>
      ))}
    </Group>
  )
}

function ThemeChoice() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  return (
    <SegmentedControl
      size="xs"
      aria-label={t('settings.theme')}
      data={themes.map(value => ({ value, label: t(`app.${value}`) }))}
      value={colorScheme}
      onChange={setColorScheme}
    />
  )
}
