import { Alert, Badge, Group, List, Paper, Table, Text, Title } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { FaultTrial, RouteCheckup } from '../../../gateway/contract/doctor.ts'
import { Money } from '../../components/money.tsx'
import { numbers } from '../../format/formats.ts'
import classes from './doctor.module.css'

const colors = {
  answered: 'verdigris',
  'broken-off': 'amber',
  refused: 'red',
} as const satisfies Record<FaultTrial['outcome'], string>

/** What became of a request over the route, for each fault of its first target. */
export function RouteCheckupCard({ checkup }: { readonly checkup: RouteCheckup }) {
  const { t } = useTranslation()
  const { missing, name, trials } = checkup
  const verdict = trials.some(({ outcome }) => outcome === 'refused') ? 'refused' : 'answered'
  return (
    <Paper px="md" py={14} component="article" aria-label={name}>
      <Group gap={8}>
        <Title order={2} className={classes.text}>
          {name}
        </Title>
        <Badge color={colors[verdict]}>{t(`doctor.verdicts.${verdict}`)}</Badge>
      </Group>
      {missing.length > 0 && (
        <Alert mt={10} color="amber" icon={<IconAlertTriangle size={18} />} title={t('doctor.missing')}>
          <List size="sm" className={classes.text}>
            {missing.map(sentence => (
              <List.Item key={sentence}>{sentence}</List.Item>
            ))}
          </List>
        </Alert>
      )}
      <Table mt={6} verticalSpacing={6} horizontalSpacing={8}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t('doctor.fault')}</Table.Th>
            <Table.Th>{t('doctor.answeredBy')}</Table.Th>
            <Table.Th ta="right">{t('doctor.after')}</Table.Th>
            <Table.Th ta="right">{t('doctor.cost')}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {trials.map(trial => (
            <TrialRow key={trial.fault} trial={trial} />
          ))}
        </Table.Tbody>
      </Table>
    </Paper>
  )
}

function TrialRow({ trial }: { readonly trial: FaultTrial }) {
  const { t } = useTranslation()
  const { afterMs, answeredBy, costNanoUsd, failed, fault, outcome, realWaitMs, seen } = trial
  return (
    <Table.Tr>
      <Table.Td className={classes.text}>
        {t(`doctor.faults.${fault}`)}
        {failed !== null && (
          <Text size="xs" c="dimmed">
            {failed}
          </Text>
        )}
      </Table.Td>
      <Table.Td className={classes.text}>
        {answeredBy ?? <Badge color={colors[outcome]}>{t(`doctor.outcomes.${outcome}`)}</Badge>}
        {outcome !== 'answered' && (
          <Text size="xs" c="dimmed">
            {seen}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right" className="tabular">
        {numbers.duration(realWaitMs ?? afterMs)}
        {realWaitMs !== null && (
          <Text size="xs" c="dimmed">
            {t('doctor.inReality')}
          </Text>
        )}
      </Table.Td>
      <Table.Td ta="right">
        <Money amount={costNanoUsd} />
      </Table.Td>
    </Table.Tr>
  )
}
