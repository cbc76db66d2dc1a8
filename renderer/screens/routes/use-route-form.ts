import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { RouteDefinition } from '../../../gateway/contract/routes.ts'
import { type GroupFields, newRouteFields, type RouteFields, toRouteFields } from './route-fields.ts'
import { routeProblems } from './route-problems.ts'

export interface RouteForm {
  readonly fields: RouteFields
  readonly change: (changes: Partial<RouteFields>) => void
  readonly changeGroup: (index: number, changes: Partial<GroupFields>) => void
  /** What is wrong with the field at a path, for a person. What is merely missing is said when the form is sent. */
  readonly errorOf: (path: string) => string | undefined
  /** True if nothing is wrong. Else all problems are shown from now on. */
  readonly check: () => boolean
}

export function useRouteForm(route: RouteDefinition | null): RouteForm {
  const { t } = useTranslation()
  const [fields, setFields] = useState(() => (route === null ? newRouteFields() : toRouteFields(route)))
  const [showsMissing, setShowsMissing] = useState(false)
  const problems = routeProblems(fields)
  return {
    fields,
    change: changes => setFields(current => ({ ...current, ...changes })),
    changeGroup: (index, changes) =>
      setFields(current => ({
        ...current,
        groups: current.groups.map((group, at) => (at === index ? { ...group, ...changes } : group)),
      })),
    errorOf(path) {
      const problem = problems[path]
      if (problem === undefined || (problem.isMissing && !showsMissing)) return undefined
      return t(`routeForm.problems.${problem.name}`)
    },
    check() {
      setShowsMissing(true)
      return Object.keys(problems).length === 0
    },
  }
}
