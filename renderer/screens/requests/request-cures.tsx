import { Anchor, Button, Code, Group, Text } from '@mantine/core'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { AmountView } from '../../../gateway/contract/request-why.ts'
import type { RequestDetail } from '../../../gateway/contract/requests.ts'
import { useBudgets, usePrices } from '../../api/queries.ts'
import { CopyIcon } from '../../components/copy-button.tsx'
import { placeHash } from '../../components/place-hash.ts'
import { routeHash, type Screen } from '../../components/route-hash.ts'
import { raisedLimit } from '../budgets/raised-limit.ts'
import { useBudgetDialogs } from '../budgets/use-budget-dialogs.tsx'
import { useBudgetTexts } from '../budgets/use-budget-texts.ts'
import { PriceModal } from '../providers/price-modal.tsx'
import classes from './request-why.module.css'

/** What can be done about a failure, and where. */
export function WhyCures({ request }: { readonly request: RequestDetail }) {
  const { t } = useTranslation()
  const { errorCode, failure, model, outcome, providerId } = request
  if (errorCode === 'no_route') return <ScreenLink screen="routes" text={t('why.seeRoutes')} />
  if (failure === null) {
    // A row of an older version.
    if (outcome === 'over-budget' || outcome === 'cut')
      return <ScreenLink screen="budgets" text={t('screens.budgets')} />
    if (outcome === 'no-price' && providerId !== null && model !== null)
      return <PriceCure providerId={providerId} model={model} />
    return null
  }
  switch (failure.type) {
    case 'budget':
      return <BudgetCure budgetId={failure.budgetId} refused={failure} />
    case 'cut':
    case 'unbounded':
      return <BudgetCure budgetId={failure.budgetId} />
    case 'no-price':
      return (
        <>
          <NameList names={failure.near ?? []} />
          {failure.providerId !== null && <PriceCure providerId={failure.providerId} model={failure.model} />}
          <BudgetLink budgetId={failure.budgetId} />
        </>
      )
    case 'model':
      return failure.names.length === 0 ? (
        <ScreenLink screen="providers" text={t('why.addProvider')} />
      ) : (
        <NameList names={failure.names} />
      )
    case 'locked':
      return (
        <Anchor size="sm" href={placeHash('providers', failure.providerId)}>
          {t('why.enterKey')}
        </Anchor>
      )
    case 'provider':
      return (
        <>
          <NameList names={failure.names} />
          <Anchor size="sm" href={placeHash('providers', failure.providerId)}>
            {t(failure.fault === 'key-refused' ? 'why.enterKey' : 'why.seeProvider')}
          </Anchor>
        </>
      )
    case 'other':
      return null
    default:
      return failure satisfies never
  }
}

function ScreenLink({ screen, text }: { readonly screen: Screen; readonly text: string }) {
  return (
    <Anchor size="sm" href={routeHash({ screen, requestId: null })}>
      {text}
    </Anchor>
  )
}

function BudgetLink({ budgetId }: { readonly budgetId: string | null }) {
  const { t } = useTranslation()
  if (budgetId === null) return null
  return (
    <Anchor size="sm" href={placeHash('budgets', budgetId)}>
      {t('why.seeBudget')}
    </Anchor>
  )
}

interface BudgetCureProps {
  readonly budgetId: string | null
  /** What was asked and how high the limit was. Undefined if more of it would not have helped. */
  readonly refused?: { readonly asked: AmountView; readonly limit: AmountView }
}

/** The budget, and the form in which its limit can be raised. Says so where it was raised since. */
function BudgetCure({ budgetId, refused }: BudgetCureProps) {
  const { t } = useTranslation()
  const budgets = useBudgets()
  const textsOf = useBudgetTexts()
  const { openChange, dialogs } = useBudgetDialogs()
  const budget = budgets.data?.find(({ id }) => id === budgetId)
  if (budget === undefined) {
    if (budgets.data === undefined) return null
    return <Text size="sm">{t('why.budgetGone')}</Text>
  }
  return (
    <>
      <Button
        size="xs"
        variant="default"
        onClick={() => openChange(budget, refused && raisedLimit(budget, refused.asked))}
      >
        {t('why.raiseBudget')}
      </Button>
      {refused && BigInt(budget.rule.limit) > BigInt(refused.limit.amount) && (
        <Text size="sm">{t('why.raisedNow', { limit: textsOf(budget).limit.exact })}</Text>
      )}
      <BudgetLink budgetId={budget.id} />
      {dialogs}
    </>
  )
}

/** The form for the model's price. Says so where it has got one since. */
function PriceCure({ providerId, model }: { readonly providerId: string; readonly model: string }) {
  const { t } = useTranslation()
  const [isOpen, setOpen] = useState(false)
  const prices = usePrices(providerId, true)
  const price = prices.data?.find(each => each.model === model) ?? null
  const isPriced = price !== null && price.source !== null
  return (
    <>
      <Button size="xs" variant="default" loading={prices.isPending} onClick={() => setOpen(true)}>
        {t(isPriced ? 'why.changePrice' : 'why.setPrice')}
      </Button>
      {isPriced && <Text size="sm">{t('why.pricedNow')}</Text>}
      {isOpen && (
        <PriceModal providerId={providerId} price={price} model={model} onClose={() => setOpen(false)} />
      )}
    </>
  )
}

function NameList({ names }: { readonly names: readonly string[] }) {
  const { t } = useTranslation()
  if (names.length === 0) return null
  return (
    <div className={classes.names}>
      <Text size="sm">{t('why.askForOne')}</Text>
      {names.map(name => (
        <Group key={name} gap={2} wrap="nowrap">
          <Code>{name}</Code>
          <CopyIcon value={name} label={name} />
        </Group>
      ))}
    </div>
  )
}
