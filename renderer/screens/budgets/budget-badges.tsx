import { Badge, Group } from '@mantine/core'
import { useTranslation } from 'react-i18next'
import type { BudgetView } from '../../../gateway/contract/budgets.ts'
import { useProviders } from '../../api/queries.ts'
import { numbers, times } from '../../format/formats.ts'
import { refusedBy, wouldBeRefusedBy } from '../overview/urgent-budgets.ts'
import classes from './budgets.module.css'
import { isSandboxOff } from './of-sandbox.ts'

/**
 * How many requests a budget refused, or would have refused, as a link to them; and in what it differs from a hard one that
 * lets answers finish. Shows nothing if there is nothing of that.
 */
export function BudgetBadges({ budget }: { readonly budget: BudgetView }) {
  const { t } = useTranslation()
  const providers = useProviders().data
  const { scope, mode, strict, atCap, wouldHaveRefused, refused: refusedCount, refusedSinceMs } = budget
  const isOff = providers !== undefined && isSandboxOff(scope, providers)
  if (!isOff && mode === 'hard' && !strict && atCap === 'finish' && refusedCount === 0) return null
  const refused = t('budgets.badges.wouldHaveRefused', { amount: numbers.compact(wouldHaveRefused) })
  return (
    <Group gap={6}>
      {isOff && (
        <Badge size="sm" color="slate" title={t('budgets.badges.sandboxOffHint')}>
          {t('budgets.badges.sandboxOff')}
        </Badge>
      )}
      {refusedCount > 0 && (
        <Badge
          component="a"
          className={classes.counting}
          href={refusedBy(budget)}
          size="sm"
          color="red"
          title={t('budgets.refusedSince', { instant: times.moment(refusedSinceMs, Date.now()) })}
        >
          {t('budgets.refused', { amount: numbers.compact(refusedCount) })}
        </Badge>
      )}
      {mode !== 'hard' && (
        <Badge
          {...(wouldHaveRefused > 0 && {
            component: 'a',
            className: classes.counting,
            href: wouldBeRefusedBy(budget),
          })}
          size="sm"
          color="slate"
          title={t(`budgetForm.modeHints.${mode}`)}
        >
          {t(`budgets.badges.${mode}`)}
          {(mode === 'shadow' || wouldHaveRefused > 0) && ` · ${refused}`}
        </Badge>
      )}
      {strict && (
        <Badge size="sm" title={t('budgetForm.strictHint')}>
          {t('budgets.badges.strict')}
        </Badge>
      )}
      {atCap === 'cut' && (
        <Badge size="sm" color="amber" title={t('budgetForm.cutHint')}>
          {t('budgets.badges.cut')}
        </Badge>
      )}
    </Group>
  )
}
