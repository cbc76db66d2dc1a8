import { Alert, Anchor, Box, Group, Loader, Text } from '@mantine/core'
import { IconAlertTriangle } from '@tabler/icons-react'
import { useTranslation } from 'react-i18next'
import type { RequestDetail } from '../../../gateway/contract/requests.ts'
import type { TrialRefusal, TrialView } from '../../../gateway/contract/trial.ts'
import { useLoggedRequest } from '../../api/queries.ts'
import { routeHash } from '../../components/route-hash.ts'
import { useRoute } from '../../components/use-route.ts'
import { money, numbers } from '../../format/formats.ts'
import { WhyCures } from '../requests/request-cures.tsx'
import classes from './trial-answer.module.css'
import type { TrialState } from './use-trial.ts'

/** What came of a question: the answer as it comes, what it cost, or which refusal and why. */
export function TrialAnswer({
  trial,
  problem,
  isRunning,
}: Pick<TrialState, 'trial' | 'problem' | 'isRunning'>) {
  const { t } = useTranslation()
  const logged = useLoggedRequest(trial !== null && trial.state !== 'running' ? trial.requestId : null)
  if (problem !== null) {
    return <Alert mt="sm" color="red" icon={<IconAlertTriangle size={18} />} title={problem} />
  }
  if (trial === null && !isRunning) return null
  return (
    <Box mt="sm" aria-live="polite" aria-busy={isRunning}>
      {trial?.refusal ? (
        <Refusal refusal={trial.refusal} logged={logged.data} requestId={trial.requestId} />
      ) : (
        <Box className={classes.answer} role="region" aria-label={t('trial.answer')} tabIndex={0}>
          {trial?.text === '' && trial.state === 'answered' ? t('trial.empty') : trial?.text}
        </Box>
      )}
      {trial?.refusal ? null : (
        <Group gap="xs" mt={6} mih={22}>
          {isRunning && <Loader size={12} />}
          <Text size="xs" c="dimmed">
            {isRunning ? t('trial.answering') : <Ended trial={trial} logged={logged.data} />}
          </Text>
          {trial && !isRunning && <RequestLink requestId={trial.requestId} />}
        </Group>
      )}
    </Box>
  )
}

interface EndedProps {
  readonly trial: TrialView | null
  /** Undefined until the row is in the log. */
  readonly logged: RequestDetail | undefined
}

function Ended({ trial, logged }: EndedProps) {
  const { t } = useTranslation()
  if (trial === null || trial.state === 'refused') return null
  const { state } = trial
  const why = state === 'stopped' || state === 'broken' || state === 'long' ? `${t(`trial.${state}`)} ` : ''
  return `${why}${logged ? factsOf(logged) : ''}`

  function factsOf(row: RequestDetail): string {
    const { inputTokens, outputTokens, costNanoUsd, sandbox, durationMs, timeToFirstTokenMs: first } = row
    const cost = costNanoUsd === null ? t('first.unknownCost') : money.short(costNanoUsd)
    const facts = {
      time: numbers.duration(durationMs),
      input: numbers.count(inputTokens ?? 0),
      output: numbers.count(outputTokens ?? 0),
      cost: sandbox ? t('first.pretended', { cost }) : cost,
    }
    return first === null
      ? t('trial.endedWhole', facts)
      : t('trial.ended', { ...facts, first: numbers.duration(first) })
  }
}

type RefusalTitle = 'refusedBudget' | 'refusedPrice' | 'refusedModel' | 'refusedProvider' | 'refused'

/** The row in the log says what kind of refusal it was; codes in answers are those that the caller's format knows. */
function titleOf(logged: RequestDetail | undefined, { status }: TrialRefusal): RefusalTitle {
  const outcome = logged?.outcome
  const errorCode = logged?.errorCode
  if (outcome === 'over-budget') return 'refusedBudget'
  if (outcome === 'no-price') return 'refusedPrice'
  if (errorCode === 'model_unknown' || errorCode === 'model_ambiguous') return 'refusedModel'
  return outcome === 'upstream-failed' || status >= 500 ? 'refusedProvider' : 'refused'
}

interface RefusalProps extends Pick<EndedProps, 'logged'> {
  readonly refusal: TrialRefusal
  readonly requestId: string | null
}

/** The gateway's own sentence, which names the budget or what is wrong, and where to put it right. */
function Refusal({ refusal, logged, requestId }: RefusalProps) {
  const { t } = useTranslation()
  const title = titleOf(logged, refusal)
  return (
    <Alert color="amber" icon={<IconAlertTriangle size={18} />} title={t(`trial.${title}`)}>
      <Text size="sm" className={classes.why}>
        {refusal.message}
      </Text>
      <Group gap="md" mt={6} px={3} pb={3}>
        {logged && <WhyCures request={logged} />}
        <RequestLink requestId={requestId} />
      </Group>
    </Alert>
  )
}

function RequestLink({ requestId }: { readonly requestId: string | null }) {
  const { t } = useTranslation()
  const [route] = useRoute()
  if (requestId === null) return null
  return (
    <Anchor size="sm" href={routeHash({ ...route, requestId })}>
      {t('trial.why')}
    </Anchor>
  )
}
