import { ActionIcon, Badge, Box, Button, Group, Select, Stack, Text, Tooltip } from '@mantine/core'
import { IconArrowBackUp } from '@tabler/icons-react'
import { type FormEvent, useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { SettingValue, SettingView } from '../../../gateway/contract/settings.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { DigitsField } from '../../components/digits-field.tsx'
import { numbers } from '../../format/formats.ts'
import { readNumber, settingText } from './setting-value.ts'
import classes from './settings.module.css'

interface SettingRowProps {
  readonly setting: SettingView
}

/** One setting: what it is, what it may be, and its value. */
export function SettingRow({ setting }: SettingRowProps) {
  const { t } = useTranslation()
  const { key, title, description, defaultValue, minimum, maximum, options } = setting
  const text = (value: SettingValue): string => settingText(key, value, numbers)
  const change = useAdminMutation({
    run: (admin, value: SettingValue) => admin.changeSetting({ key, value }),
    refreshes: ['settings'],
    done: changed => t(changedText(changed), { title, value: text(changed.value) }),
  })
  const isDefault = setting.value === defaultValue

  return (
    <Box className={classes.row}>
      <Stack gap={2} miw={0}>
        <Group gap={8}>
          <Text size="sm" fw={550}>
            {title}
          </Text>
          <SettingBadges setting={setting} />
        </Group>
        <Text size="sm">{description}</Text>
        <Text size="xs" c="dimmed">
          <span className={classes.key}>{key}</span>
          {' · '}
          {options === null
            ? t('settings.range', { minimum: text(minimum ?? 0), maximum: text(maximum ?? 0) })
            : options.join(', ')}
          {' · '}
          {t('settings.default', { value: text(defaultValue) })}
        </Text>
      </Stack>
      <Group gap={6} wrap="nowrap" align="flex-start" className={classes.control}>
        {options === null ? (
          // Begins anew when the value changes, here or elsewhere.
          <NumberControl
            key={String(setting.value)}
            setting={setting}
            isBusy={change.isPending}
            onSave={value => change.mutate(value)}
          />
        ) : (
          <Select
            flex={1}
            aria-label={title}
            data={[...options]}
            value={String(setting.value)}
            allowDeselect={false}
            disabled={change.isPending}
            onChange={value => value !== null && value !== setting.value && change.mutate(value)}
          />
        )}
        <Tooltip label={t('settings.reset', { value: text(defaultValue) })}>
          <ActionIcon
            mt={4}
            aria-label={t('settings.resetOf', { title })}
            style={{ visibility: isDefault ? 'hidden' : 'visible' }}
            disabled={isDefault || change.isPending}
            onClick={() => change.mutate(defaultValue)}
          >
            <IconArrowBackUp size={17} />
          </ActionIcon>
        </Tooltip>
      </Group>
    </Box>
  )
}

function changedText({ isOverridden, waitsForRestart }: SettingView) {
  if (isOverridden) return 'settings.changedUnderFlag' as const
  return waitsForRestart ? ('settings.changedLater' as const) : ('settings.changed' as const)
}

function SettingBadges({ setting: { needsRestart, waitsForRestart, isOverridden } }: SettingRowProps) {
  const { t } = useTranslation()
  return (
    <>
      {needsRestart && (
        <Badge size="sm" color={waitsForRestart ? 'amber' : 'gray'} title={t('settings.restartHint')}>
          {t(waitsForRestart ? 'settings.waits' : 'settings.restart')}
        </Badge>
      )}
      {isOverridden && (
        <Badge size="sm" color="slate" title={t('settings.flagHint')}>
          {t('settings.flag')}
        </Badge>
      )}
    </>
  )
}

interface NumberControlProps extends SettingRowProps {
  readonly isBusy: boolean
  readonly onSave: (value: number) => void
}

function NumberControl({ setting, isBusy, onSave }: NumberControlProps) {
  const { t } = useTranslation()
  const { key, title, value, minimum, maximum, isWhole } = setting
  const [typed, setTyped] = useState(String(value))
  const isChanged = typed !== String(value)
  const read = readNumber(typed, setting)
  const bounds = {
    minimum: settingText(key, minimum ?? 0, numbers),
    maximum: settingText(key, maximum ?? 0, numbers),
  }
  const save = (event: FormEvent): void => {
    event.preventDefault()
    if (isChanged && typeof read === 'number') onSave(read)
  }
  const unit = typeof read === 'number' ? settingText(key, read, numbers) : typed
  const isName = settingText(key, Number(value), numbers) === String(value)
  return (
    <form noValidate onSubmit={save} style={{ flex: 1 }}>
      <Group gap={6} wrap="nowrap" align="flex-start">
        <Box flex={1}>
          <DigitsField
            label={title}
            isLabelHidden
            value={typed}
            onChange={setTyped}
            decimals={isWhole ? 0 : 9}
            isName={isName}
            {...(unit === typed || unit === numbers.count(Number(typed)) ? {} : { description: unit })}
            error={isChanged && typeof read === 'string' ? t(`settings.problems.${read}`, bounds) : undefined}
          />
        </Box>
        {isChanged && (
          <Button
            type="submit"
            size="xs"
            mt={3}
            loading={isBusy}
            disabled={typeof read !== 'number'}
            aria-label={t('settings.saveOf', { title })}
          >
            {t('settings.save')}
          </Button>
        )}
      </Group>
    </form>
  )
}
