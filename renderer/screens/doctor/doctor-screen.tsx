import { Button, EmptyState, Group, Loader, Paper, Stack, Text } from '@mantine/core'
import { IconStethoscope } from '@tabler/icons-react'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { DoctorReport } from '../../../gateway/contract/doctor.ts'
import { useAdminMutation } from '../../api/use-admin-mutation.ts'
import { ScreenHeader } from '../../components/screen-header.tsx'
import { RouteCheckupCard } from './route-checkup-card.tsx'
import { SurroundingsCard } from './surroundings-card.tsx'

/** The self-test. Each report is shown as soon as it is there, because a route takes some seconds. */
export function DoctorScreen() {
  const { t } = useTranslation()
  const [reports, setReports] = useState<readonly DoctorReport[]>([])
  const doctor = useAdminMutation({
    async run(admin, _: 'all') {
      setReports([])
      const routes = await admin.listRoutes({})
      for (const question of [{}, ...routes.map(({ name }) => ({ route: name }))]) {
        const report = await admin.runDoctor(question)
        setReports(before => [...before, report])
      }
    },
    refreshes: ['providers'],
  })
  const isNew = reports.length === 0 && !doctor.isPending
  const hasNoRoutes = doctor.isSuccess && !reports.some(({ route }) => route)
  return (
    <>
      <ScreenHeader title={t('screens.doctor')} hint={t('doctor.hint')}>
        <Button
          leftSection={<IconStethoscope size={16} />}
          loading={doctor.isPending}
          onClick={() => doctor.mutate('all')}
        >
          {t('doctor.run')}
        </Button>
      </ScreenHeader>
      <Stack gap="sm">
        {isNew && (
          <Paper py={44}>
            <EmptyState
              icon={<IconStethoscope stroke={1.5} />}
              title={t('doctor.none')}
              description={t('doctor.noneHint')}
            />
          </Paper>
        )}
        {reports.map(({ atMs, route, surroundings }) =>
          route ? (
            <RouteCheckupCard key={route.name} checkup={route} />
          ) : (
            <SurroundingsCard key={atMs} checks={surroundings} />
          ),
        )}
        {hasNoRoutes && (
          <Paper py={44}>
            <EmptyState title={t('doctor.noRoutes')} description={t('doctor.noRoutesHint')} />
          </Paper>
        )}
        {doctor.isPending && (
          <Group gap="xs" role="status">
            <Loader size="xs" />
            <Text size="sm" c="dimmed">
              {t('doctor.trying')}
            </Text>
          </Group>
        )}
      </Stack>
    </>
  )
}
