import { Paper, Skeleton, Text, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import { settingGroups } from '../../../gateway/contract/settings.ts'
import { useSettings } from '../../api/queries.ts'
import { textParameter } from '../../components/address-state.ts'
import { LoadFailed } from '../../components/load-failed.tsx'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { SearchField } from '../../components/search-field.tsx'
import { useAddressState } from '../../components/use-address-state.ts'
import { AboutCard } from './about-card.tsx'
import { LicencesCard } from './licences-card.tsx'
import { SettingRow } from './setting-row.tsx'
import { matchingSettings } from './setting-value.ts'

const parameters = { search: textParameter() }

/** Everything that can be set, from the one list that the gateway and the command line have too. */
export function SettingsScreen() {
  const { t } = useTranslation()
  const settings = useSettings()
  const [{ search }, changeAddress] = useAddressState(parameters)
  const shown = matchingSettings(settings.data ?? [], search)
  const groups = settingGroups
    .map(group => ({ group, members: shown.filter(setting => setting.group === group) }))
    .filter(({ members }) => members.length > 0)

  return (
    <>
      <ScreenHeader title={t('screens.settings')} hint={t('settings.hint')}>
        <SearchField
          label={t('settings.search')}
          placeholder={t('settings.search')}
          width={200}
          value={search}
          onChange={text => changeAddress({ search: text }, 'replace')}
        />
      </ScreenHeader>
      {search === '' && <AboutCard />}
      {settings.isPending && <Skeleton h={300} radius="lg" />}
      {settings.isError && <LoadFailed error={settings.error} onRetry={() => void settings.refetch()} />}
      {groups.map(({ group, members }) => (
        <Paper key={group} px="md" pt="sm" component="section" aria-labelledby={`settings-${group}`}>
          <Title order={2} id={`settings-${group}`}>
            {t(`settings.groups.${group}`)}
          </Title>
          {members.map(setting => (
            <SettingRow key={setting.key} setting={setting} />
          ))}
        </Paper>
      ))}
      {settings.data !== undefined && groups.length === 0 && <Text c="dimmed">{t('settings.noMatch')}</Text>}
      {search === '' && <LicencesCard />}
    </>
  )
}
