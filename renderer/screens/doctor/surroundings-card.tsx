import { Badge, Paper, Table, Title } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { DoctorCheck } from '../../../gateway/contract/doctor.ts'
import classes from './doctor.module.css'

const colors = {
  good: 'verdigris',
  warning: 'amber',
  bad: 'red',
} as const satisfies Record<DoctorCheck['state'], string>

/** What routes depend on, and how it does. */
export function SurroundingsCard({ checks }: { readonly checks: readonly DoctorCheck[] }) {
  const { t } = useTranslation()
  return (
    <Paper px="md" py={14} component="section" aria-label={t('doctor.surroundings')}>
      <Title order={2}>{t('doctor.surroundings')}</Title>
      <Table mt={6} verticalSpacing={6} horizontalSpacing={8}>
        <Table.Tbody>
          {checks.map(({ about, state, text }) => (
            <Table.Tr key={`${about} ${text}`}>
              <Table.Td className={classes.about}>{about}</Table.Td>
              <Table.Td className={classes.state}>
                <Badge color={colors[state]}>{t(`doctor.states.${state}`)}</Badge>
              </Table.Td>
              <Table.Td className={classes.text}>{text}</Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}
