import { useTranslation } from 'react-i18next'
import type { RouteConditions, RouteDefinition, TargetLimits } from '../../../gateway/contract/routes.ts'
import { numbers } from '../../format/formats.ts'

export interface RouteWords {
  /** What a route does that not every route does. */
  readonly behaviour: (route: RouteDefinition) => readonly string[]
  readonly conditions: (when: RouteConditions | undefined) => readonly string[]
  readonly limits: (limits: TargetLimits | undefined) => readonly string[]
}

/** A route in short words. */
export function useRouteWords(): RouteWords {
  const { t } = useTranslation()
  return {
    behaviour: ({ hedge, sticky, onRefusal, localLastResort, continueBroken, limits }) => [
      ...(hedge ? [t('routes.badges.hedge')] : []),
      ...(sticky === false ? [t('routes.badges.notSticky')] : []),
      ...(onRefusal === 'next' ? [t('routes.badges.nextOnRefusal')] : []),
      ...(localLastResort ? [t('routes.badges.localLastResort')] : []),
      ...(continueBroken ? [t('routes.badges.continueBroken')] : []),
      ...(limits?.firstTokenMs === undefined
        ? []
        : [t('routes.badges.firstToken', { duration: numbers.duration(limits.firstTokenMs) })]),
    ],
    conditions(when = {}) {
      const { inputTokensAtLeast: least, inputTokensAtMost: most, between, header } = when
      return [
        ...(least === undefined ? [] : [t('routes.when.atLeast', { tokens: numbers.count(least) })]),
        ...(most === undefined ? [] : [t('routes.when.atMost', { tokens: numbers.count(most) })]),
        ...(when.needs ?? []).map(need => t('routes.when.needs', { need: t(`routeForm.needs.${need}`) })),
        ...(when.clients ? [t('routes.when.clients', { names: when.clients.join(' / ') })] : []),
        ...(when.projects ? [t('routes.when.projects', { names: when.projects.join(' / ') })] : []),
        ...(between ? [t('routes.when.between', between)] : []),
        ...(when.budgetLeftBelowPercent === undefined
          ? []
          : [t('routes.when.budgetLeft', { percent: numbers.rate(when.budgetLeftBelowPercent) })]),
        ...(header ? [t('routes.when.header', { header: headerText(header) })] : []),
      ]
    },
    limits: (limits = {}) => [
      ...(limits.headersMs === undefined
        ? []
        : [t('routes.limits.headers', { duration: numbers.duration(limits.headersMs) })]),
      ...(limits.firstTokenMs === undefined
        ? []
        : [t('routes.limits.firstToken', { duration: numbers.duration(limits.firstTokenMs) })]),
      ...(limits.tokensPerSecond === undefined
        ? []
        : [t('routes.limits.pace', { pace: numbers.rate(limits.tokensPerSecond) })]),
    ],
  }
}

function headerText({ name, value }: NonNullable<RouteConditions['header']>): string {
  return value === undefined ? name : `${name}: ${value}`
}
