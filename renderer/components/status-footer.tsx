import {
  ActionIcon,
  Badge,
  Box,
  Group,
  SegmentedControl,
  Stack,
  Text,
  Tooltip,
  useMantineColorScheme,
} from '@mantine/core'
import { IconDeviceDesktop, IconKeyboard, IconMoon, IconSun } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { GatewayStatus } from '../../gateway/contract/admin.ts'
import { useStatus } from '../api/queries.ts'
import { numbers } from '../format/formats.ts'
import { CopyIcon } from './copy-button.tsx'
import classes from './status-footer.module.css'

/** The foot of the navigation: the gateway's address, version and state, the theme and help with the keyboard. */
export function StatusFooter({ onHelp }: { readonly onHelp: () => void }) {
  const { t } = useTranslation()
  const status = useStatus()
  const gatewayUrl = status.data?.gatewayUrl ?? null

  return (
    <Stack gap={12} px={10} className={classes.footer}>
      {gatewayUrl !== null && (
        <Box>
          <Text size="xs" c="dimmed">
            {t('app.gateway')}
          </Text>
          <Group gap={4} wrap="nowrap" justify="space-between">
            <Text size="xs" ff="monospace" truncate title={gatewayUrl}>
              {gatewayUrl.replace(/^https?:\/\//, '')}
            </Text>
            <CopyIcon value={gatewayUrl} label={t('app.gateway')} />
          </Group>
        </Box>
      )}
      <Unauthenticated counts={status.data?.unauthenticated ?? []} />
      <Group justify="space-between" wrap="nowrap" gap="xs" mih={22}>
        <Text size="xs" c="dimmed" style={{ whiteSpace: 'nowrap' }}>
          {status.data ? t('app.version', { version: status.data.version }) : ''}
        </Text>
        {status.data?.sandbox === true && (
          <Tooltip label={t('app.sandboxHint')} multiline w={240} position="right">
            <Badge size="sm" color="slate">
              {t('app.sandbox')}
            </Badge>
          </Tooltip>
        )}
      </Group>
      <Group gap={6} wrap="nowrap">
        <ThemeSwitch />
        <Tooltip label={t('frame.keyboardHint')}>
          <ActionIcon size={30} aria-label={t('frame.keyboard')} onClick={onHelp}>
            <IconKeyboard size={17} stroke={1.7} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Stack>
  )
}

/**
 * Requests without a valid token are only counted. They are not in the log, because rows of strangers would push out all
 * others.
 */
function Unauthenticated({ counts }: { readonly counts: GatewayStatus['unauthenticated'] }) {
  const { t } = useTranslation()
  const count = counts.reduce((sum, { requests }) => sum + requests, 0)
  if (count === 0) return null
  const kinds = (
    <Stack gap={2}>
      <Text size="xs">{t('app.unauthenticatedHint')}</Text>
      {counts.map(({ code, requests }) => (
        <Group key={code} justify="space-between" gap="md" wrap="nowrap">
          <Text size="xs" ff="monospace">
            {code}
          </Text>
          <Text size="xs" className="tabular">
            {numbers.count(requests)}
          </Text>
        </Group>
      ))}
    </Stack>
  )
  return (
    <Tooltip
      label={kinds}
      multiline
      w={260}
      position="right"
      events={{ hover: true, focus: true, touch: true }}
    >
      <Text size="xs" c="dimmed" tabIndex={0}>
        {t('app.unauthenticated', { count, formatted: numbers.count(count) })}
      </Text>
    </Tooltip>
  )
}

function ThemeSwitch() {
  const { t } = useTranslation()
  const { colorScheme, setColorScheme } = useMantineColorScheme()
  const choices = [
    { value: 'light', icon: IconSun, label: t('app.light') },
    { value: 'dark', icon: IconMoon, label: t('app.dark') },
    { value: 'auto', icon: IconDeviceDesktop, label: t('app.auto') },
  ] as const
  return (
    <SegmentedControl
      size="xs"
      flex={1}
      aria-label={t('app.theme')}
      value={colorScheme}
      onChange={setColorScheme}
      data={choices.map(({ value, icon: Icon, label }) => ({
        value,
        label: (
          <Group justify="center" title={label}>
            <Icon size={15} aria-label={label} role="img" />
          </Group>
        ),
      }))}
    />
  )
}
